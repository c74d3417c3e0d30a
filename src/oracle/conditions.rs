//! Whether a condition holds: yes, no, or open for a reason.

use super::exact::Exact;
use super::notes::Notes;
use super::rates::{Rate, converted};
use super::transaction::{Known, Transaction, number};
use crate::facts::{AttributeId, Value, id};
use crate::money::{Currency, Date};
use crate::schedule::{Accepts, Bound, Condition, Range, Test, ValueSet};
use std::cmp::Ordering;

/// A condition is true, false, or open.
pub enum Answer {
    Yes,
    No,
    Open(Open),
}

/// Why a condition is open.
pub enum Open {
    /// This attribute would decide.
    Attribute(AttributeId),
    /// No exchange rate: the whole reason.
    NoRate(String),
}

/// A transaction that conditions are asked about, and the attribute with the day that decides.
pub struct Asked<'a> {
    pub transaction: &'a Transaction,
    pub rates: &'a [Rate],
    pub dated_by: AttributeId,
    /// `unknown = "no"`.
    pub unknown_is_no: bool,
    pub notes: &'a Notes,
}

impl Asked<'_> {
    /// All parts of the conjunction: one that is false makes it false; else the first open one leaves it open.
    pub fn holds(&self, condition: &Condition) -> Answer {
        let tests = condition.tests.iter().map(|test| self.decided(test));
        let any = condition.any.iter().map(|branches| self.any_holds(branches));
        let parts: Vec<Answer> = tests.chain(any).collect();
        if parts.iter().any(|part| matches!(part, Answer::No)) {
            return Answer::No;
        }
        parts.into_iter().find(|part| matches!(part, Answer::Open(_))).unwrap_or(Answer::Yes)
    }

    /// One branch that is true makes it true; else the first open one leaves it open.
    fn any_holds(&self, branches: &[Condition]) -> Answer {
        let parts: Vec<Answer> = branches.iter().map(|branch| self.holds(branch)).collect();
        if parts.iter().any(|part| matches!(part, Answer::Yes)) {
            return Answer::Yes;
        }
        parts.into_iter().find(|part| matches!(part, Answer::Open(_))).unwrap_or(Answer::No)
    }

    fn decided(&self, test: &Test) -> Answer {
        match self.passes(test) {
            Ok(true) => Answer::Yes,
            Ok(false) => Answer::No,
            Err(Open::Attribute(_)) if self.unknown_is_no => Answer::No,
            Err(open) => Answer::Open(open),
        }
    }

    fn passes(&self, test: &Test) -> Result<bool, Open> {
        let known = self.transaction.known(test.attribute);
        if let Accepts::Known(wanted) = test.accepts {
            return Ok(known.is_some() == wanted);
        }
        let known = known.ok_or(Open::Attribute(test.attribute))?;
        if matches!(known, Known::Total(_)) {
            self.notes.saw("test of an aggregate");
        }
        match &test.accepts {
            Accepts::RangeIn(range, currency) => {
                let amount = self.in_currency(test.attribute, *currency)?;
                let inside = within(range, &Known::Total(&amount));
                self.notes.saw(format!("threshold in a currency: {inside}"));
                Ok(inside)
            }
            Accepts::Dated(periods) => {
                let day = self.transaction.day(self.dated_by).ok_or(Open::Attribute(self.dated_by))?;
                let mut in_force = None;
                for period in periods {
                    if period.from.is_none_or(|from| from <= day) {
                        in_force = Some(&period.accepts);
                    }
                }
                let passes = in_force.is_some_and(|accepts| in_set(accepts, &known));
                self.notes.saw(format!("test of a dated group: {passes}"));
                Ok(passes)
            }
            accepts => Ok(in_set(accepts, &known)),
        }
    }

    /// An amount of the transaction in another currency, at the rate of the day that decides.
    pub fn in_currency(&self, attribute: AttributeId, to: Currency) -> Result<Exact, Open> {
        let amount = self.transaction.number(attribute).ok_or(Open::Attribute(attribute))?;
        let from = self.transaction.currency().ok_or(Open::Attribute(id::CURRENCY))?;
        if from == to {
            return Ok(amount);
        }
        let day: Date = self.transaction.day(self.dated_by).ok_or(Open::Attribute(self.dated_by))?;
        converted(self.rates, &amount, (from, to), day, self.notes).map_err(Open::NoRate)
    }
}

/// Tests that need neither a day nor a rate.
fn in_set(accepts: &Accepts, known: &Known<'_>) -> bool {
    match accepts {
        Accepts::OneOf(set) => is_in(set, known),
        Accepts::NoneOf(set) => !is_in(set, known),
        Accepts::Range(range) => within(range, known),
        _ => unreachable!("asked elsewhere"),
    }
}

fn is_in(set: &ValueSet, known: &Known<'_>) -> bool {
    let in_range = |(low, high): &(String, String)| match known {
        Known::Fact(Value::Symbol(code)) => (low..=high).contains(&code),
        _ => false,
    };
    let equal = |member: &Value| compared(known, member) == Ordering::Equal;
    set.values.iter().any(equal) || set.mcc_ranges.iter().any(in_range)
}

fn within(range: &Range, known: &Known<'_>) -> bool {
    let beyond = |bound: &Option<Bound>, side: Ordering| match bound {
        None => true,
        Some(bound) => match compared(known, &bound.value) {
            Ordering::Equal => bound.included,
            other => other == side,
        },
    };
    beyond(&range.lower, Ordering::Greater) && beyond(&range.upper, Ordering::Less)
}

fn compared(known: &Known<'_>, with: &Value) -> Ordering {
    match known {
        Known::Fact(value) => (*value).cmp(with),
        Known::Total(total) => total.cmp(&&number(with).expect("a bound of a total is a number")),
    }
}
