//! One axis: the values of an attribute, cut into cells that no condition tells apart.

use super::Cells;
use crate::facts::{AttributeId, Value};
use crate::money::{self, Currency, Date, Decimal, Mode};
use crate::schedule::ValueSet;
use chrono::Days;
use std::collections::BTreeSet;

/// What an axis holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// The values of an attribute.
    Fact(AttributeId),
    /// An amount in another currency than the transaction's, at the rate of the day of a date attribute.
    Converted(AttributeId, Currency, AttributeId),
}

/// Values that no condition tells apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// One of them; `None`: the value is unknown or, of a converted amount, there is no rate.
    pub value: Option<Value>,
    /// The first and the last of them, of whole numbers and of days since the beginning of the calendar.
    pub span: Option<(i64, i64)>,
}

/// The cells of one attribute.
#[derive(Debug, Clone)]
pub struct Axis {
    pub key: Key,
    pub cells: Vec<Cell>,
    /// The cells that this attribute can take: linked attributes share their cells, not all their values.
    pub exists: Cells,
    /// The cells in the order in which a transaction that proves something takes them.
    pub order: Vec<usize>,
}

/// What conditions tell apart on one axis.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// Sets of symbols.
    pub sets: Vec<ValueSet>,
    /// Numbers that a condition or a step begins or ends with.
    pub points: BTreeSet<Decimal>,
    /// Whole numbers and days with which something new begins.
    pub starts: BTreeSet<i64>,
    /// Whether the value may be unknown.
    pub unknown: bool,
    /// How many values are needed of each cell, so that linked attributes can be equal or not.
    pub copies: usize,
    /// A value to take where any will do.
    pub preferred: Option<String>,
}

/// Amounts and numbers of transactions have at most so many decimals.
pub const PLACES: u32 = 12;

/// What is divided or converted has more.
pub const MORE_PLACES: u32 = 24;

/// Whole numbers beyond this are not looked at.
const WHOLE: i64 = 1_000_000_000_000_000;

impl Marks {
    /// Tells apart everything that `other` does.
    pub fn join(&mut self, other: &Marks) {
        for set in &other.sets {
            self.tell(set);
        }
        self.points.extend(&other.points);
        self.starts.extend(&other.starts);
    }

    /// Tells the values of a set from all others.
    pub fn tell(&mut self, set: &ValueSet) {
        if !self.sets.contains(set) {
            self.sets.push(set.clone());
        }
    }

    /// The axis of a flag.
    pub fn flags(&self, key: Key) -> Axis {
        let cell = |flag| Cell { value: Some(Value::Flag(flag)), span: None };
        self.axis(key, vec![cell(false), cell(true)])
    }

    /// The axis of whole numbers from `least` on; those not below zero come first in a proof.
    pub fn whole_numbers(&self, key: Key, least: Option<i64>) -> Axis {
        let spans = self.spans(least.unwrap_or(-WHOLE), WHOLE);
        let cells: Vec<Cell> = spans
            .into_iter()
            .map(|(first, last)| {
                let number = if first > -WHOLE { first } else { last.min(1) };
                Cell { value: Some(Value::Integer(number)), span: Some((first, last)) }
            })
            .collect();
        let positive: Vec<bool> =
            cells.iter().map(|cell| cell.span.is_some_and(|(_, last)| last > 0)).collect();
        let mut axis = self.axis(key, cells);
        axis.order.sort_by_key(|cell| match positive.get(*cell) {
            Some(positive) => u8::from(!positive),
            None => 2,
        });
        axis
    }

    /// The axis of days; the newest come first in a proof.
    pub fn days(&self, key: Key) -> Axis {
        let (first, last) = (Date::from_ymd_opt(1950, 1, 1), Date::from_ymd_opt(2100, 12, 31));
        let (first, last) = (first.map_or(0, number_of_day), last.map_or(WHOLE, number_of_day));
        let cells: Vec<Cell> = self
            .spans(first, last)
            .into_iter()
            .map(|(begins, ends)| {
                let day = if begins > first { begins } else { ends.min(ordinary_day()) };
                Cell { value: day_of_number(day).map(Value::Date), span: Some((begins, ends)) }
            })
            .collect();
        let known = cells.len();
        let mut axis = self.axis(key, cells);
        axis.order[..known].reverse();
        axis
    }

    /// The axis of decimal numbers; of numbers between two that conditions name only those with so many `places` are
    /// there. Those above zero come first in a proof.
    pub fn decimals(&self, key: Key, places: u32) -> Axis {
        let mut values = Vec::new();
        let mut below = None;
        for point in self.points.iter().copied() {
            self.between((below, Some(point)), places, &mut values);
            values.push(point);
            below = Some(point);
        }
        self.between((below, None), places, &mut values);
        let cells = values.into_iter().map(|value| Cell { value: Some(Value::Decimal(value)), span: None });
        let mut axis = self.axis(key, cells.collect());
        let is_zero = |cell: &Cell| cell.value == Some(Value::Decimal(Decimal::ZERO));
        let is_below =
            |cell: &Cell| matches!(cell.value, Some(Value::Decimal(value)) if value < Decimal::ZERO);
        let cells = &axis.cells;
        axis.order.sort_by_key(|cell| {
            let cell = &cells[*cell];
            (cell.value.is_none(), is_below(cell), is_zero(cell))
        });
        axis
    }

    /// Adds numbers between two, as many as copies are needed.
    fn between(
        &self,
        (mut below, above): (Option<Decimal>, Option<Decimal>),
        places: u32,
        values: &mut Vec<Decimal>,
    ) {
        for _ in 0..self.copies.max(1) {
            let Some(value) = within(below, above, places) else { return };
            values.push(value);
            below = Some(value);
        }
    }

    /// Whole numbers between two, cut where something begins.
    fn spans(&self, first: i64, last: i64) -> Vec<(i64, i64)> {
        let inner = self.starts.iter().copied().filter(|start| *start > first && *start <= last);
        let starts: Vec<i64> = std::iter::once(first).chain(inner).collect();
        let ends = starts.iter().skip(1).map(|start| start - 1).chain([last]);
        starts.iter().copied().zip(ends).collect()
    }

    /// The axis with these cells, and one for the unknown if it may be that.
    pub fn axis(&self, key: Key, mut cells: Vec<Cell>) -> Axis {
        if self.unknown {
            cells.push(Cell { value: None, span: None });
        }
        let exists = Cells::of(cells.len(), |_| true);
        let order = (0..cells.len()).collect();
        Axis { key, cells, exists, order }
    }
}

impl Axis {
    /// The cells whose value passes, and the unknown one if that is wanted.
    pub fn cells(&self, passes: impl Fn(&Value) -> bool, unknown: bool) -> Cells {
        Cells::of(self.cells.len(), |cell| self.cells[cell].value.as_ref().map_or(unknown, &passes))
    }

    /// The cells that a set of cells takes part in, the one to be taken first in front.
    pub fn in_order<'a>(&'a self, cells: &'a Cells) -> impl Iterator<Item = usize> + 'a {
        self.order.iter().copied().filter(|cell| cells.contains(*cell))
    }
}

/// A number strictly between two with as few decimals as can be, and no more than `places`.
fn within(below: Option<Decimal>, above: Option<Decimal>, places: u32) -> Option<Decimal> {
    let fits = |number: &Decimal| {
        below.is_none_or(|below| below < *number) && above.is_none_or(|above| *number < above)
    };
    let usual = [Decimal::ONE_HUNDRED, Decimal::TEN, Decimal::ONE];
    if let Some(number) =
        usual.into_iter().find(fits).filter(|_| below.is_none_or(|below| below <= Decimal::ZERO))
    {
        return Some(number);
    }
    let Some(below) = below else {
        return money::sub(above?, Decimal::ONE).ok();
    };
    (0..=places).find_map(|decimals| {
        let step = Decimal::new(1, decimals);
        money::add(money::round(below, Mode::Floor, decimals), step).ok().filter(&fits)
    })
}

/// The number of a day.
pub fn number_of_day(day: Date) -> i64 {
    day.signed_duration_since(Date::default()).num_days()
}

/// The day with a number.
pub fn day_of_number(number: i64) -> Option<Date> {
    match u64::try_from(number) {
        Ok(days) => Date::default().checked_add_days(Days::new(days)),
        Err(_) => Date::default().checked_sub_days(Days::new(number.unsigned_abs())),
    }
}

/// A day to take where any will do.
fn ordinary_day() -> i64 {
    Date::from_ymd_opt(2026, 1, 15).map_or(0, number_of_day)
}
