//! Conditions: conjunctions of tests on attributes.

use crate::facts::{AttributeId, Value};
use crate::money::{Currency, Date};
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};

/// True when every test is true and, of each `any`, at least one branch is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// Tests on single attributes, in the order of the file.
    pub tests: Vec<Test>,
    /// Each `any = [ … ]`: at least one of its conditions is true.
    pub any: Vec<Vec<Condition>>,
}

/// A test on one attribute. Two that let the same values pass are equal, however they are written.
#[derive(Debug, Clone)]
pub struct Test {
    /// Which attribute.
    pub attribute: AttributeId,
    /// Which values pass.
    pub accepts: Accepts,
    /// The values as they stand in the file, groups by their names: `@fuel`, `7523`; none of a range.
    pub written: Vec<String>,
}

impl PartialEq for Test {
    fn eq(&self, other: &Test) -> bool {
        (self.attribute, &self.accepts) == (other.attribute, &other.accepts)
    }
}

impl Eq for Test {}

impl Hash for Test {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.attribute, &self.accepts).hash(state);
    }
}

/// Which values pass a test. On an unknown value only [`Accepts::Known`] has an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Accepts {
    /// One of these.
    OneOf(ValueSet),
    /// Any but these.
    NoneOf(ValueSet),
    /// Within these bounds.
    Range(Range),
    /// An amount within these bounds once it is converted to this currency, at the rate of the day that
    /// chooses the fee.
    RangeIn(Range, Currency),
    /// What passes depends on the day that chooses the fee, because a group in it is dated. The first
    /// period has no beginning, the others ascend.
    Dated(Vec<Period>),
    /// `true`: any known value; `false`: only the unknown.
    Known(bool),
}

/// What passes from a day on, until the next period begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// `None`: since ever.
    pub from: Option<Date>,
    /// What passes; [`Accepts::OneOf`] or [`Accepts::NoneOf`], whose set may be empty.
    pub accepts: Accepts,
}

/// A finite set of values, and MCC ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct ValueSet {
    /// Single values in canonical form.
    pub values: BTreeSet<Value>,
    /// MCC ranges with both ends, such as `("3000", "3299")`.
    pub mcc_ranges: Vec<(String, String)>,
}

/// An interval, open where a bound is missing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Range {
    /// The lower bound.
    pub lower: Option<Bound>,
    /// The upper bound.
    pub upper: Option<Bound>,
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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

    /// Whether no value can lie within the bounds.
    pub fn is_empty(&self) -> bool {
        match (&self.lower, &self.upper) {
            (Some(lower), Some(upper)) => {
                lower.value > upper.value || lower.value == upper.value && !(lower.included && upper.included)
            }
            _ => false,
        }
    }
}

impl Accepts {
    /// Whether a known value passes on a day. An amount must be in the currency of its bounds already.
    pub fn accepts(&self, value: &Value, date: Option<Date>) -> bool {
        match self {
            Accepts::OneOf(set) => set.contains(value),
            Accepts::NoneOf(set) => !set.contains(value),
            Accepts::Range(range) | Accepts::RangeIn(range, _) => range.contains(value),
            Accepts::Dated(_) => self.on(date).is_some_and(|accepts| accepts.accepts(value, date)),
            Accepts::Known(known) => *known,
        }
    }

    /// What passes on a day: of a dated one the period in force, else itself. `None` for a dated one if
    /// the day is unknown.
    pub fn on(&self, date: Option<Date>) -> Option<&Accepts> {
        let Accepts::Dated(periods) = self else { return Some(self) };
        let date = date?;
        let begun = periods.partition_point(|period| period.from.is_none_or(|from| from <= date));
        begun.checked_sub(1).map(|place| &periods[place].accepts)
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
            Accepts::RangeIn(range, currency) => write!(f, "is {range} {currency}"),
            Accepts::Dated(periods) => match periods.last() {
                Some(last) => write!(f, "{} (by date)", last.accepts),
                None => Ok(()),
            },
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
