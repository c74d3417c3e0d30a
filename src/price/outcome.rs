//! What pricing says about each transaction and component.

use crate::facts::{AttributeId, Attributes};
use crate::money::{Currency, Date, Decimal};
use std::ops::Range;

/// The outcomes of a batch, row by row and in each row component by component.
#[derive(Debug, Clone, Default)]
pub struct Priced {
    components: usize,
    slots: Vec<Slot>,
    lines: Vec<Line>,
    reasons: Vec<Reason>,
}

/// An [`Outcome`] in little room.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The first line, or the reason.
    place: usize,
    /// How many lines, [`NOT_COVERED`] or [`UNPROVEN`].
    count: u32,
    dated: Option<Date>,
}

const NOT_COVERED: u32 = 0;
const UNPROVEN: u32 = u32::MAX;

/// One transaction × component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What is known.
    pub state: State<Range<usize>>,
    /// The day that chose the rate; `None` if nothing covers the transaction or the day is unknown.
    pub dated: Option<Date>,
}

/// Priced with lines, not covered, or unproven for a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State<L> {
    /// No schedule of the component covers the transaction: it has no expected cost.
    NotCovered,
    /// The expected lines, at least one.
    Lines(L),
    /// Why the cost is not known.
    Unproven(Reason),
}

/// One rule on one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Where its fee stands in the book.
    pub at: FeePlace,
    /// The expected cost, rounded as declared, in major units. Negative: money that comes back.
    pub amount: Decimal,
    /// The cost before rounding, with the sign of `amount`.
    pub exact: Decimal,
    /// Its currency.
    pub currency: Currency,
}

/// The place of a fee in a component, in little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeePlace {
    schedule: u32,
    rule: u32,
    fee: u32,
}

impl FeePlace {
    /// By the places of the schedule in its component, the rule in its schedule and the fee among the rule's dated ones.
    pub fn new(schedule: usize, rule: usize, fee: usize) -> FeePlace {
        // Rules are counted in 32 bits: no text of a book that fits into memory has more.
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        FeePlace { schedule: place(schedule), rule: place(rule), fee: place(fee) }
    }
}

impl Line {
    /// The place of the schedule in its component.
    pub fn schedule(&self) -> usize {
        self.at.schedule as usize
    }

    /// The place of the rule in its schedule.
    pub fn rule(&self) -> usize {
        self.at.rule as usize
    }

    /// The place of the fee among the rule's dated fees.
    pub fn fee(&self) -> usize {
        self.at.fee as usize
    }
}

/// Why a covered transaction has no expected cost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// No rule selects it, or one whose fee is not published.
    Unpriced,
    /// Two schedules of a `one` component cover it.
    TwoSchedules(Box<(String, String)>),
    /// A fact that decides or measures the fee is unknown.
    UnknownAttribute(AttributeId),
    /// No rule of the schedule has a fee in force on this day.
    NoRate(Date),
    /// No exchange rate from one currency to the other for this day.
    NoFx(Currency, Currency, Date),
    /// The amount has more digits than can be held exactly.
    TooManyDigits,
}

impl Reason {
    /// The reason as reports spell it: `unknown_attribute: product`.
    pub fn text(&self, attributes: &Attributes) -> String {
        match self {
            Reason::Unpriced => "unpriced".to_owned(),
            Reason::TwoSchedules(both) => format!("two_schedules: {}, {}", both.0, both.1),
            Reason::UnknownAttribute(id) => format!("unknown_attribute: {}", attributes.name(*id)),
            Reason::NoRate(date) => format!("no_rate: {date}"),
            Reason::NoFx(from, to, date) => format!("no_rate: {from}/{to} {date}"),
            Reason::TooManyDigits => "too_many_digits".to_owned(),
        }
    }
}

impl Priced {
    /// No rows yet, with this many components per row.
    pub fn new(components: usize) -> Priced {
        Priced { components, ..Priced::default() }
    }

    /// Drops every row and keeps the room.
    pub fn clear(&mut self) {
        self.slots.clear();
        self.lines.clear();
        self.reasons.clear();
    }

    /// The next component is not covered.
    pub fn push_not_covered(&mut self) {
        self.slots.push(Slot { place: 0, count: NOT_COVERED, dated: None });
    }

    /// How many lines there are: where those of the next component start.
    pub fn end(&self) -> usize {
        self.lines.len()
    }

    /// Adds a line of the next component.
    #[inline]
    pub fn add_line(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// The lines of the next component from one of them on.
    pub fn added(&mut self, start: usize) -> &mut [Line] {
        &mut self.lines[start..]
    }

    /// Takes back the lines of the next component from one of them on.
    pub fn take_back(&mut self, start: usize) {
        self.lines.truncate(start);
    }

    /// The next component comes to the lines from `start` on.
    #[inline]
    pub fn close(&mut self, start: usize, dated: Option<Date>) {
        // A transaction has a line for each rule at most, and rules are counted in 32 bits.
        let count = u32::try_from(self.lines.len() - start).unwrap_or(UNPROVEN);
        self.slots.push(Slot { place: start, count, dated });
    }

    /// Whether the last component is covered by nothing, if `lines` is none, or came to so many lines.
    pub fn closed_with(&self, lines: usize) -> bool {
        self.slots.last().is_some_and(|slot| slot.count as usize == lines)
    }

    /// The next component comes to these lines.
    pub fn push_lines(&mut self, lines: &[Line], dated: Option<Date>) {
        let start = self.lines.len();
        self.lines.extend_from_slice(lines);
        self.close(start, dated);
    }

    /// The cost of the next component is not known.
    pub fn push_unproven(&mut self, reason: Reason, dated: Option<Date>) {
        self.slots.push(Slot { place: self.reasons.len(), count: UNPROVEN, dated });
        self.reasons.push(reason);
    }

    /// What the components of the row came to that are there so far.
    pub fn begun(&self) -> Vec<State<Vec<Line>>> {
        let row = self.rows();
        (0..self.slots.len() - row * self.components).map(|component| self.state(row, component)).collect()
    }

    /// Adds the rows of `next` behind these.
    pub fn append(&mut self, next: Priced) {
        if self.slots.is_empty() {
            *self = next;
            return;
        }
        let (lines, reasons) = (self.lines.len(), self.reasons.len());
        self.lines.extend(next.lines);
        self.reasons.extend(next.reasons);
        self.slots.extend(next.slots.into_iter().map(|slot| {
            let shift = if slot.count == UNPROVEN { reasons } else { lines };
            Slot { place: slot.place + shift, ..slot }
        }));
    }

    fn slot(&self, row: usize, component: usize) -> &Slot {
        &self.slots[row * self.components + component]
    }

    /// What is known of a row and component.
    pub fn outcome(&self, row: usize, component: usize) -> Outcome {
        let Slot { place, count, dated } = *self.slot(row, component);
        let state = match count {
            NOT_COVERED => State::NotCovered,
            UNPROVEN => State::Unproven(self.reasons[place].clone()),
            count => State::Lines(place..place + count as usize),
        };
        Outcome { state, dated }
    }

    /// The expected lines of a row and component; none if not covered or unproven.
    pub fn lines(&self, row: usize, component: usize) -> &[Line] {
        match *self.slot(row, component) {
            Slot { count: NOT_COVERED | UNPROVEN, .. } => &[],
            Slot { place, count, .. } => &self.lines[place..place + count as usize],
        }
    }

    /// What each component of a row came to.
    pub fn states(&self, row: usize) -> Vec<State<Vec<Line>>> {
        (0..self.components).map(|component| self.state(row, component)).collect()
    }

    fn state(&self, row: usize, component: usize) -> State<Vec<Line>> {
        match self.outcome(row, component).state {
            State::NotCovered => State::NotCovered,
            State::Unproven(reason) => State::Unproven(reason),
            State::Lines(lines) => State::Lines(self.lines[lines].to_vec()),
        }
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.slots.len().checked_div(self.components).unwrap_or(0)
    }

    /// Whether every covered component of a row has an expected cost.
    pub fn is_priced(&self, row: usize) -> bool {
        (0..self.components).all(|component| self.slot(row, component).count != UNPROVEN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_small_because_there_is_one_for_each_transaction_and_component() {
        assert_eq!(size_of::<Slot>(), 16);
        assert!(size_of::<Line>() <= 48);
    }
}
