//! What pricing says about each transaction and component.

use crate::facts::{AttributeId, Attributes};
use crate::money::{Currency, Date, Decimal};

/// The outcomes of a batch, row by row and in each row component by component.
#[derive(Debug, Clone, Default)]
pub struct Priced {
    components: usize,
    outcomes: Vec<Outcome>,
    lines: Vec<Line>,
}

/// One transaction × component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What is known.
    pub state: State<std::ops::Range<usize>>,
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
    /// The place of the schedule in its component.
    pub schedule: usize,
    /// The place of the rule in its schedule.
    pub rule: usize,
    /// The place of the fee among the rule's dated fees.
    pub fee: usize,
    /// What the percentage applied to, in `currency`; `None` for a fee without percentage.
    pub basis: Option<Decimal>,
    /// The expected cost, rounded as declared, in major units. Negative: money that comes back.
    pub amount: Decimal,
    /// The cost before rounding, with the sign of `amount`.
    pub exact: Decimal,
    /// Its currency.
    pub currency: Currency,
}

/// Why a covered transaction has no expected cost.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// No rule selects it.
    Unpriced,
    /// Two schedules of a `one` component cover it.
    TwoSchedules(String, String),
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
            Reason::TwoSchedules(first, second) => format!("two_schedules: {first}, {second}"),
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

    /// Adds the components of the next row.
    pub fn push(&mut self, states: Vec<State<Vec<Line>>>, dated: Vec<Option<Date>>) {
        for (state, dated) in states.into_iter().zip(dated) {
            self.push_component(state, dated);
        }
    }

    fn push_component(&mut self, state: State<Vec<Line>>, dated: Option<Date>) {
        let state = match state {
            State::NotCovered => State::NotCovered,
            State::Unproven(reason) => State::Unproven(reason),
            State::Lines(lines) => {
                let start = self.lines.len();
                self.lines.extend(lines);
                State::Lines(start..self.lines.len())
            }
        };
        self.outcomes.push(Outcome { state, dated });
    }

    /// Adds the rows of `next` behind these.
    pub fn append(&mut self, next: Priced) {
        let shift = self.lines.len();
        self.lines.extend(next.lines);
        self.outcomes.extend(next.outcomes.into_iter().map(|mut outcome| {
            if let State::Lines(range) = &mut outcome.state {
                *range = range.start + shift..range.end + shift;
            }
            outcome
        }));
    }

    /// What is known of a row and component.
    pub fn outcome(&self, row: usize, component: usize) -> &Outcome {
        &self.outcomes[row * self.components + component]
    }

    /// The expected lines of a row and component; none if not covered or unproven.
    pub fn lines(&self, row: usize, component: usize) -> &[Line] {
        match &self.outcome(row, component).state {
            State::Lines(range) => &self.lines[range.clone()],
            _ => &[],
        }
    }

    /// What each component of a row came to.
    pub fn states(&self, row: usize) -> Vec<State<Vec<Line>>> {
        let state = |component| match &self.outcome(row, component).state {
            State::NotCovered => State::NotCovered,
            State::Unproven(reason) => State::Unproven(reason.clone()),
            State::Lines(range) => State::Lines(self.lines[range.clone()].to_vec()),
        };
        (0..self.components).map(state).collect()
    }

    /// How many rows.
    pub fn rows(&self) -> usize {
        self.outcomes.len().checked_div(self.components).unwrap_or(0)
    }

    /// Whether every covered component of a row has an expected cost.
    pub fn is_priced(&self, row: usize) -> bool {
        (0..self.components)
            .all(|component| !matches!(self.outcome(row, component).state, State::Unproven(_)))
    }
}
