//! Conditions in words, groups by their names.

use super::Words;
use crate::facts::Value;
use crate::money::{self, Date};
use crate::schedule::{Accepts, Bound, Range, Test};
use std::fmt;

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// What one attribute must be.
    Test {
        /// Its name.
        attribute: String,
        /// The rest of the sentence: `is in @fuel (5541, 5542)`, `is at least 100`.
        wanted: String,
    },
    /// At least one of these is true.
    Any(Vec<Vec<Clause>>),
}

impl Words<'_> {
    /// A test as a sentence about its attribute.
    pub(super) fn test(&self, test: &Test) -> Clause {
        let wanted = match &test.accepts {
            Accepts::Known(true) => "is known".to_owned(),
            Accepts::Known(false) => "is unknown".to_owned(),
            Accepts::Range(range) => format!("is {}", self.range(range)),
            Accepts::RangeIn(range, currency) => format!("is {} {currency}", self.range(range)),
            Accepts::OneOf(_) => self.listed(&test.written, ["is", "is in", "is one of"]),
            Accepts::NoneOf(_) => self.listed(&test.written, ["is not", "is not in", "is none of"]),
            Accepts::Dated(periods) => match periods.first().map(|period| &period.accepts) {
                Some(Accepts::NoneOf(_)) => self.listed(&test.written, ["is not", "is not in", "is none of"]),
                _ => self.listed(&test.written, ["is", "is in", "is one of"]),
            },
        };
        Clause::Test { attribute: self.book.attributes.name(test.attribute).to_owned(), wanted }
    }

    fn listed(&self, written: &[String], [is, is_in, is_one_of]: [&str; 3]) -> String {
        let item = |item: &String| match item.strip_prefix('@') {
            Some(group) => self.group_named(group),
            None => item.clone(),
        };
        match written {
            [one] if one.starts_with('@') => format!("{is_in} {}", item(one)),
            [one] => format!("{is} {one}"),
            many => format!("{is_one_of} {}", many.iter().map(item).collect::<Vec<_>>().join(", ")),
        }
    }

    fn range(&self, range: &Range) -> String {
        let end = |bound: &Option<Bound>, words: [&str; 2]| {
            let Bound { value, included } = bound.as_ref()?;
            let word = words[usize::from(!included)];
            Some(match value {
                Value::Decimal(number) => format!("{word} {}", money::plain(*number, None)),
                Value::Date(day) => on_days(word, *day),
                other => format!("{word} {other}"),
            })
        };
        let ends = [end(&range.lower, ["at least", "above"]), end(&range.upper, ["at most", "below"])];
        ends.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    }
}

/// One end of a range of days.
fn on_days(word: &str, day: Date) -> String {
    match word {
        "at least" => format!("from {day} on"),
        "above" => format!("after {day}"),
        "at most" => format!("until {day}"),
        _ => format!("before {day}"),
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Test { attribute, wanted } => write!(f, "{attribute} {wanted}"),
            Clause::Any(branches) => {
                let branch = |clauses: &Vec<Clause>| match clauses.as_slice() {
                    [] => "always".to_owned(),
                    [one] => one.to_string(),
                    many => format!("({})", joined(many)),
                };
                let either = if branches.len() > 1 { "either " } else { "" };
                write!(f, "{either}{}", branches.iter().map(branch).collect::<Vec<_>>().join(" or "))
            }
        }
    }
}

/// `channel is card_present and mcc is in @fuel (5541, 5542)`.
fn joined(clauses: &[Clause]) -> String {
    let clause = |clause: &Clause| match clause {
        Clause::Any(branches) if branches.len() > 1 => format!("({clause})"),
        _ => clause.to_string(),
    };
    clauses.iter().map(clause).collect::<Vec<_>>().join(" and ")
}
