//! Conditions: conjunctions of tests on attributes.

use crate::facts::{AttributeId, Value};
use std::collections::BTreeSet;
use std::fmt;

/// True when every test is true and, of each `any`, at least one branch is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// Tests on single attributes, in the order of the file.
    pub tests: Vec<Test>,
    /// Each `any = [ … ]`: at least one of its conditions is true.
    pub any: Vec<Vec<Condition>>,
}

/// A test on one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Which attribute.
    pub attribute: AttributeId,
    /// Which values pass.
    pub accepts: Accepts,
}

/// Which values pass a test. On an unknown value only [`Accepts::Known`] has an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepts {
    /// One of these.
    OneOf(ValueSet),
    /// Any but these.
    NoneOf(ValueSet),
    /// Within these bounds.
    Range(Range),
    /// `true`: any known value; `false`: only the unknown.
    Known(bool),
}

/// A finite set of values, and MCC ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueSet {
    /// Single values in canonical form.
    pub values: BTreeSet<Value>,
    /// MCC ranges with both ends, such as `("3000", "3299")`.
    pub mcc_ranges: Vec<(String, String)>,
}

/// An interval, open where a bound is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The lower bound.
    pub lower: Option<Bound>,
    /// The upper bound.
    pub upper: Option<Bound>,
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The value at the end.
    pub value: Value,
    /// Whether it belongs to the interval.
    pub included: bool,
}

impl Condition {
    /// Whether it is true for everything.
    pub fn is_empty(&self) -> bool {
        self.tests.is_empty() && self.any.is_empty()
    }
}

impl ValueSet {
    /// Whether the value is in the set.
    pub fn contains(&self, value: &Value) -> bool {
        let in_range = |(low, high): &(String, String)| match value {
            Value::Symbol(code) => low <= code && code <= high,
            _ => false,
        };
        self.values.contains(value) || self.mcc_ranges.iter().any(in_range)
    }

    /// Whether the set has no value at all.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.mcc_ranges.is_empty()
    }
}

impl Range {
    /// Whether the value lies within the bounds. A value of another type does not.
    pub fn contains(&self, value: &Value) -> bool {
        let above = self
            .lower
            .as_ref()
            .is_none_or(|bound| if bound.included { *value >= bound.value } else { *value > bound.value });
        let below = self
            .upper
            .as_ref()
            .is_none_or(|bound| if bound.included { *value <= bound.value } else { *value < bound.value });
        above && below
    }
}

impl Accepts {
    /// Whether a known value passes.
    pub fn accepts(&self, value: &Value) -> bool {
        match self {
            Accepts::OneOf(set) => set.contains(value),
            Accepts::NoneOf(set) => !set.contains(value),
            Accepts::Range(range) => range.contains(value),
            Accepts::Known(known) => *known,
        }
    }
}

impl fmt::Display for ValueSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 8;
        let singles = self.values.iter().map(ToString::to_string);
        let ranges = self.mcc_ranges.iter().map(|(low, high)| format!("{low}..{high}"));
        let all: Vec<String> = singles.chain(ranges).collect();
        let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        match all.len() {
            0..=SHOWN => f.write_str(&shown),
            count => write!(f, "{shown} and {} more", count - SHOWN),
        }
    }
}

impl fmt::Display for Accepts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Accepts::OneOf(set) if set.values.len() == 1 && set.mcc_ranges.is_empty() => {
                write!(f, "is {set}")
            }
            Accepts::OneOf(set) => write!(f, "is one of {set}"),
            Accepts::NoneOf(set) => write!(f, "is none of {set}"),
            Accepts::Range(range) => write!(f, "is {range}"),
            Accepts::Known(true) => f.write_str("is known"),
            Accepts::Known(false) => f.write_str("is unknown"),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lower = self
            .lower
            .as_ref()
            .map(|bound| format!("{} {}", if bound.included { "at least" } else { "above" }, bound.value));
        let upper = self
            .upper
            .as_ref()
            .map(|bound| format!("{} {}", if bound.included { "at most" } else { "below" }, bound.value));
        let parts: Vec<String> = lower.into_iter().chain(upper).collect();
        f.write_str(&parts.join(" and "))
    }
}
