//! Columns of plain cells, each distinct text read once by the collector of its attribute.

use super::cells::{ColumnCells, TextCell, each_value};
use super::collect::{Collector, Outcome, Ready};
use super::profile::{AttributeSource, Otherwise, Reading};
use super::quick;
use crate::facts::{Attribute, Column, ISO_DAY, Kind, Texts, UNKNOWN, id};
use crate::money::{Date, Decimal};
use hashbrown::HashMap;

/// The values of one attribute on every row of a piece, those of odd rows being without meaning.
#[derive(Debug)]
pub(super) struct PlainColumn {
    /// Symbols are the codes of the collector, or stand for a text outside the closed list.
    pub(super) column: Column,
    /// What stands for a text outside the closed list is [`UNLISTED`] and its place here.
    unlisted: Vec<String>,
}

/// Codes from here on stand for texts outside the closed list.
const UNLISTED: u32 = 1 << 31;

/// What is told of each distinct text, found again by the text itself.
pub(super) struct Memory<'c, T> {
    /// What was told last of short texts, each at a place that follows from it; 0 is no text.
    recent: Vec<(u128, T)>,
    short: HashMap<u128, T>,
    long: HashMap<&'c str, T>,
}

/// How many short texts are found without a search.
const RECENT_BITS: u32 = 11;

impl<'c, T: Copy> Memory<'c, T> {
    /// Nothing was told yet; `none` is what has no meaning.
    pub(super) fn new(none: T) -> Memory<'c, T> {
        let recent = vec![(0, none); 1 << RECENT_BITS];
        Memory { recent, short: HashMap::new(), long: HashMap::new() }
    }

    /// What `read` tells of the trimmed text of a cell that is not empty.
    #[inline]
    pub(super) fn of(&mut self, cell: TextCell<'c>, read: impl FnOnce(&str) -> T) -> T {
        let TextCell::Short(short) = cell else { return self.search(cell, read) };
        let place = place(short);
        let (known, told) = self.recent[place];
        if known == short {
            return told;
        }
        let told = self.search(cell, read);
        self.recent[place] = (short, told);
        told
    }

    #[inline(never)]
    fn search(&mut self, cell: TextCell<'c>, read: impl FnOnce(&str) -> T) -> T {
        let read = || cell.with_text(read);
        match cell {
            TextCell::Empty => read(),
            TextCell::Short(short) => *self.short.entry(short).or_insert_with(read),
            TextCell::Long(long) => *self.long.entry(long).or_insert_with(read),
        }
    }
}

/// The place of a short text among the recent ones.
#[inline]
fn place(short: u128) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let folded = (short as u64).wrapping_mul(ODD) ^ ((short >> 64) as u64);
    (folded.wrapping_mul(ODD) >> (64 - RECENT_BITS)) as usize
}

impl PlainColumn {
    /// Reads a column of so many rows. Rows whose cell is not plainly good are marked as odd.
    pub(super) fn read(
        source: (&AttributeSource, &Reading, &Attribute),
        cells: &ColumnCells<'_>,
        collector: &mut Collector,
        odd: &mut [bool],
    ) -> PlainColumn {
        let (attribute_source, reading, attribute) = source;
        let mut unlisted = Vec::new();
        let mut reader = CellReader { reading, attribute, collector };
        let must = Must {
            be_there: attribute_source.otherwise == Otherwise::Reject
                || attribute_source.id == id::TRANSACTION_ID,
            be_listed: attribute_source.otherwise != Otherwise::Unknown,
        };
        let column = match attribute.kind {
            _ if attribute_source.id == id::TRANSACTION_ID => Column::Texts(texts(cells, odd, true)),
            Kind::Date => Column::Dates(values(cells, Some(reading), odd, must, |text| reader.value(text))),
            Kind::Decimal | Kind::Money => {
                Column::Decimals(values(cells, Some(reading), odd, must, |text| reader.value(text)))
            }
            Kind::Integer => {
                Column::Integers(values(cells, Some(reading), odd, must, |text| reader.value(text)))
            }
            Kind::Flag => Column::Flags(values(cells, Some(reading), odd, must, |text| reader.value(text))),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                let codes = reader.codes(cells, odd, must, &mut unlisted);
                Column::Symbols { codes, names: Vec::new() }
            }
        };
        PlainColumn { column, unlisted }
    }

    /// A column in which every row is unknown.
    pub(super) fn unknown(kind: Kind, is_text: bool, rows: usize) -> PlainColumn {
        let column = match kind {
            _ if is_text => Column::Texts(Texts::unknown(rows)),
            Kind::Date => Column::Dates(vec![None; rows]),
            Kind::Decimal | Kind::Money => Column::Decimals(vec![None; rows]),
            Kind::Integer => Column::Integers(vec![None; rows]),
            Kind::Flag => Column::Flags(vec![None; rows]),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                Column::Symbols { codes: vec![UNKNOWN; rows], names: Vec::new() }
            }
        };
        PlainColumn { column, unlisted: Vec::new() }
    }

    /// The value of a row as the collector holds it; ids have none.
    pub(super) fn ready(&self, row: usize) -> Ready {
        match &self.column {
            Column::Symbols { codes, .. } => match codes[row] {
                UNKNOWN => Ready::Unknown,
                UNLISTED.. => Ready::Unlisted,
                code => Ready::Code(code),
            },
            Column::Texts(_) => Ready::Unknown,
            Column::Flags(values) => values[row].map_or(Ready::Unknown, Ready::Flag),
            Column::Integers(values) => values[row].map_or(Ready::Unknown, Ready::Integer),
            Column::Decimals(values) => values[row].map_or(Ready::Unknown, Ready::Decimal),
            Column::Dates(values) => values[row].map_or(Ready::Unknown, Ready::Date),
        }
    }

    /// Gives a row a value, if it has none.
    pub(super) fn fill(&mut self, row: usize, ready: Ready) {
        if self.ready(row) != Ready::Unknown {
            return;
        }
        match (&mut self.column, ready) {
            (Column::Symbols { codes, .. }, Ready::Code(code)) => codes[row] = code,
            // Says something, and nothing that is known.
            (Column::Symbols { codes, .. }, Ready::Unlisted) => codes[row] = u32::MAX,
            (Column::Flags(values), Ready::Flag(flag)) => values[row] = Some(flag),
            (Column::Integers(values), Ready::Integer(number)) => values[row] = Some(number),
            (Column::Decimals(values), Ready::Decimal(number)) => values[row] = Some(number),
            (Column::Dates(values), Ready::Date(date)) => values[row] = Some(date),
            _ => {}
        }
    }

    /// Counts the texts outside the closed list, which are unknown from here on.
    pub(super) fn settle(&mut self, odd: &[bool], collector: &mut Collector) {
        let Column::Symbols { codes, .. } = &mut self.column else { return };
        for (code, odd) in codes.iter_mut().zip(odd).filter(|(code, _)| **code >= UNLISTED) {
            if let Some(raw) = self.unlisted.get((*code - UNLISTED) as usize).filter(|_| !*odd) {
                collector.count_unlisted(raw);
            }
            *code = UNKNOWN;
        }
    }
}

/// What makes a row odd.
#[derive(Clone, Copy)]
pub(super) struct Must {
    /// An empty cell.
    pub(super) be_there: bool,
    /// A text outside the closed list.
    pub(super) be_listed: bool,
}

struct CellReader<'r> {
    reading: &'r Reading,
    attribute: &'r Attribute,
    collector: &'r mut Collector,
}

impl CellReader<'_> {
    /// What the collector makes of a trimmed text that is not empty.
    fn value<T: Plain>(&mut self, text: &str) -> Told<T> {
        match self.collector.read(0, self.reading, self.attribute, text) {
            Ok(Outcome::Known(ready)) => Some(Some(T::of(ready)?)),
            Ok(Outcome::Nothing) => Some(None),
            Ok(Outcome::Unlisted) | Err(_) => None,
        }
    }

    fn codes(
        &mut self,
        cells: &ColumnCells<'_>,
        odd: &mut [bool],
        must: Must,
        unlisted: &mut Vec<String>,
    ) -> Vec<u32> {
        let mut codes = Vec::with_capacity(odd.len());
        let mut memory = Memory::new(None);
        cells.each_text(|row, cell| {
            let code = match cell {
                TextCell::Empty => Some(UNKNOWN),
                _ => memory.of(cell, |text| self.code(text, must, unlisted)),
            };
            if code.is_none() || (must.be_there && code == Some(UNKNOWN)) {
                odd[row] = true;
            }
            codes.push(code.unwrap_or(UNKNOWN));
        });
        fill_absent(&mut codes, UNKNOWN, odd, must);
        codes
    }

    /// The code of a trimmed text; `None` if its row is odd.
    fn code(&mut self, text: &str, must: Must, unlisted: &mut Vec<String>) -> Option<u32> {
        if text.is_empty() {
            return Some(UNKNOWN);
        }
        match self.collector.read(0, self.reading, self.attribute, text) {
            Ok(Outcome::Known(Ready::Code(code))) => Some(code),
            Ok(Outcome::Nothing) => Some(UNKNOWN),
            Ok(Outcome::Unlisted) if !must.be_listed => {
                unlisted.push(text.to_owned());
                UNLISTED.checked_add(u32::try_from(unlisted.len() - 1).ok()?)
            }
            Ok(Outcome::Known(_) | Outcome::Unlisted) | Err(_) => None,
        }
    }
}

/// The values of a column; `careful` tells what a text says that is not empty, where it is not quickly read.
pub(super) fn values<T: Plain>(
    cells: &ColumnCells<'_>,
    reading: Option<&Reading>,
    odd: &mut [bool],
    must: Must,
    mut careful: impl FnMut(&str) -> Told<T>,
) -> Vec<Option<T>> {
    let mut values: Vec<Option<T>> = Vec::with_capacity(odd.len());
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

/// A column that a file lacks has no cells.
fn fill_absent<T: Clone>(values: &mut Vec<T>, unknown: T, odd: &mut [bool], must: Must) {
    if values.len() < odd.len() {
        values.resize(odd.len(), unknown);
        odd.iter_mut().for_each(|odd| *odd |= must.be_there);
    }
}

/// The texts of a column. A row must have one, if `must_be_there`, or it is odd.
pub(super) fn texts(cells: &ColumnCells<'_>, odd: &mut [bool], must_be_there: bool) -> Texts {
    let mut texts = Texts::with_capacity(odd.len(), odd.len() * 16);
    cells.each_str(|text| {
        if must_be_there && text.is_empty() {
            odd[texts.len()] = true;
        }
        texts.push(text);
    });
    for odd in &mut odd[texts.len()..] {
        *odd |= must_be_there;
        texts.push("");
    }
    texts
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
