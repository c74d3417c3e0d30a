//! Values that stand in cells by themselves: days, numbers and flags.

use super::cells::{ColumnCells, each_value};
use super::collect::Ready;
use super::profile::Reading;
use super::quick;
use crate::facts::ISO_DAY;
use crate::money::{Date, Decimal};

/// What makes a row odd.
#[derive(Clone, Copy)]
pub(super) struct Must {
    /// An empty cell.
    pub(super) be_there: bool,
    /// A text outside the closed list.
    pub(super) be_listed: bool,
}

/// The values of a column; `careful` tells what a text says that is not empty, where it is not quickly read.
pub(super) fn values<T: Plain>(
    cells: &ColumnCells<'_>,
    reading: Option<&Reading>,
    odd: &mut [bool],
    must: Must,
    mut careful: impl FnMut(&str) -> Told<T>,
) -> Vec<Option<T>> {
    let mut values: Vec<Option<T>> = Vec::with_capacity(room(odd.len()));
    let mut add = |value: Told<T>| {
        if value.is_none() || (must.be_there && value == Some(None)) {
            odd[values.len()] = true;
        }
        values.push(value.flatten());
    };
    if !T::direct(cells, &mut add) {
        let (mut last_text, mut last) = (String::new(), Some(None));
        cells.each_str(|text| {
            if let Some(value) = T::quick(text, reading) {
                return add(Some(Some(value)));
            }
            if text != last_text {
                text.clone_into(&mut last_text);
                last = if text.is_empty() { Some(None) } else { careful(text) };
            }
            add(last);
        });
    }
    fill_absent(&mut values, None, odd, must);
    values
}

/// Room for the rows of a piece, and for the few of later ones that share an id with one of them: a column that has to
/// grow for those is copied.
pub(super) fn room(rows: usize) -> usize {
    rows + rows / 256 + 16
}

/// A column that a file lacks has no cells.
pub(super) fn fill_absent<T: Clone>(values: &mut Vec<T>, unknown: T, odd: &mut [bool], must: Must) {
    if values.len() < odd.len() {
        values.resize(odd.len(), unknown);
        odd.iter_mut().for_each(|odd| *odd |= must.be_there);
    }
}

/// What a cell says: a value, or nothing; `None` if its row is odd.
pub(super) type Told<T> = Option<Option<T>>;

/// A type of which columns hold values.
pub(super) trait Plain: Copy + PartialEq {
    /// The value, if it is of this type.
    fn of(ready: Ready) -> Option<Self>;

    /// What a plain text says, by a reading if one is given.
    fn quick(text: &str, reading: Option<&Reading>) -> Option<Self>;

    /// Gives what each cell says to `add`, if the file holds values of this type; else gives `false`.
    fn direct(cells: &ColumnCells<'_>, add: &mut impl FnMut(Told<Self>)) -> bool;
}

impl Plain for Date {
    fn of(ready: Ready) -> Option<Date> {
        if let Ready::Date(date) = ready { Some(date) } else { None }
    }

    fn quick(text: &str, reading: Option<&Reading>) -> Option<Date> {
        reading.is_none_or(is_direct).then(|| quick::day(text)).flatten()
    }

    fn direct(cells: &ColumnCells<'_>, add: &mut impl FnMut(Told<Date>)) -> bool {
        let ColumnCells::Days(arrays) = cells else { return false };
        each_value(arrays, |days| add(days.map_or(Some(None), |days| quick::day_number(days).map(Some))));
        true
    }
}

impl Plain for Decimal {
    fn of(ready: Ready) -> Option<Decimal> {
        if let Ready::Decimal(number) = ready { Some(number) } else { None }
    }

    fn quick(text: &str, reading: Option<&Reading>) -> Option<Decimal> {
        reading.is_none_or(is_direct).then(|| quick::decimal(text)).flatten()
    }

    fn direct(cells: &ColumnCells<'_>, add: &mut impl FnMut(Told<Decimal>)) -> bool {
        match cells {
            ColumnCells::Decimals(arrays, scale) => {
                let scale = quick::Scale::new(*scale);
                each_value(arrays, |digits| {
                    add(digits.map_or(Some(None), |digits| scale.of(digits).map(Some)))
                });
            }
            ColumnCells::Integers(arrays) => {
                let scale = quick::Scale::new(0);
                let number = |number: i64| scale.of(number.into()).map(Some);
                each_value(arrays, |digits| add(digits.map_or(Some(None), number)));
            }
            _ => return false,
        }
        true
    }
}

impl Plain for i64 {
    fn of(ready: Ready) -> Option<i64> {
        if let Ready::Integer(number) = ready { Some(number) } else { None }
    }

    fn quick(_: &str, _: Option<&Reading>) -> Option<i64> {
        None
    }

    fn direct(cells: &ColumnCells<'_>, add: &mut impl FnMut(Told<i64>)) -> bool {
        let ColumnCells::Integers(arrays) = cells else { return false };
        each_value(arrays, |number| add(Some(number)));
        true
    }
}

impl Plain for bool {
    fn of(ready: Ready) -> Option<bool> {
        if let Ready::Flag(flag) = ready { Some(flag) } else { None }
    }

    fn quick(text: &str, reading: Option<&Reading>) -> Option<bool> {
        match text {
            "true" if reading.is_none_or(is_direct) => Some(true),
            "false" if reading.is_none_or(is_direct) => Some(false),
            _ => None,
        }
    }

    fn direct(cells: &ColumnCells<'_>, add: &mut impl FnMut(Told<bool>)) -> bool {
        let ColumnCells::Flags(arrays) = cells else { return false };
        arrays.iter().flatten().for_each(|flag| add(Some(flag)));
        true
    }
}

/// Days are written as `2026-05-01`.
fn is_iso(reading: &Reading) -> bool {
    reading.format.as_deref().is_none_or(|format| format == ISO_DAY)
}

/// Values may be taken as the file holds them, and not by their text.
pub(super) fn is_direct(reading: &Reading) -> bool {
    reading.values.is_none() && is_iso(reading)
}
