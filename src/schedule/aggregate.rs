//! Totals over a period, computed before anything is priced.

use super::Condition;
use crate::facts::AttributeId;
use crate::money::{Currency, Date};
use chrono::Datelike;

/// A total over the transactions that share a key and a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// The attribute that holds it on each transaction of its key and period.
    pub attribute: AttributeId,
    /// What is added up.
    pub measure: Measure,
    /// Which transactions are counted; of a share, which are its part.
    pub filter: Condition,
    /// The attributes whose values are the key; none: all transactions together.
    pub per: Vec<AttributeId>,
    /// How long it runs.
    pub period: AggregatePeriod,
    /// The date that puts a transaction into a period, and chooses the exchange rate.
    pub dated_by: AttributeId,
    /// Each amount is converted to this one first; `None`: amounts must be in one currency.
    pub currency: Option<Currency>,
}

/// What an aggregate adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The values of an attribute.
    Sum(AttributeId),
    /// One for each transaction.
    Count,
    /// The sum over the transactions that the filter selects ÷ the sum over all.
    ShareOf(AttributeId),
}

/// How long an aggregate runs before it begins anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AggregatePeriod {
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
    /// Never: all transactions are one period.
    All,
}

impl Measure {
    /// The attribute that is added up; `None` for a count.
    pub fn attribute(self) -> Option<AttributeId> {
        match self {
            Measure::Sum(attribute) | Measure::ShareOf(attribute) => Some(attribute),
            Measure::Count => None,
        }
    }
}

impl AggregatePeriod {
    /// Every period with its spelling in `book.toml`.
    pub const ALL: [(&'static str, AggregatePeriod); 4] = [
        ("day", AggregatePeriod::Day),
        ("month", AggregatePeriod::Month),
        ("year", AggregatePeriod::Year),
        ("all", AggregatePeriod::All),
    ];

    /// The first day of the period that a day lies in; `None` for [`AggregatePeriod::All`], which has none.
    pub fn start(self, date: Date) -> Option<Date> {
        match self {
            AggregatePeriod::Day => Some(date),
            AggregatePeriod::Month => date.with_day(1),
            AggregatePeriod::Year => date.with_ordinal(1),
            AggregatePeriod::All => None,
        }
    }
}
