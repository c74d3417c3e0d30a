//! What a trace says of schedules, rules and conditions, as values.

use super::arithmetic::{AdjustmentTrace, RoundingTrace, Working};
use crate::money::{Currency, Date, Decimal};
use crate::price::aggregate::{Gap, Standing};
use crate::price::outcome::{Reason, State};
use crate::schedule::{AggregatePeriod, Measure, Select};

/// One component of one transaction.
#[derive(Debug, Clone)]
pub struct ComponentTrace {
    /// Its name.
    pub component: String,
    /// The expected lines, or why there are none.
    pub state: State<Vec<LineTrace>>,
    /// Every schedule of the component, in the order of the book.
    pub schedules: Vec<ScheduleTrace>,
    /// The places of the schedules that do not cover it or may not: those that lack least first.
    pub near: Vec<usize>,
}

/// One expected line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTrace {
    /// The id of its schedule.
    pub schedule: String,
    /// The id of its rule.
    pub rule: String,
    /// The expected cost.
    pub amount: Decimal,
    /// The cost before rounding, with the sign of `amount`.
    pub exact: Decimal,
    /// The currency of both.
    pub currency: Currency,
}

/// One schedule.
#[derive(Debug, Clone)]
pub struct ScheduleTrace {
    /// Its id.
    pub id: String,
    /// Whether it covers the transaction.
    pub covers: Verdict,
    /// The day that chooses the rate, if known.
    pub date: Option<Date>,
    /// Which true rules give lines.
    pub select: Select,
    /// The rules tried, in order; empty if it does not cover or the day is unknown.
    pub rules: Vec<RuleTrace>,
    /// How its lines were rounded together; `None` if each is rounded by itself or there are none.
    pub sum: Option<SumTrace>,
    /// The rules that give no line: those that lack least first.
    pub near: Vec<NearMiss>,
}

/// Lines that are rounded as a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SumTrace {
    /// Each line before rounding: the id of its rule and the exact amount.
    pub lines: Vec<(String, Decimal)>,
    /// Their exact sum.
    pub exact: Decimal,
    /// How it is rounded.
    pub rounding: RoundingTrace,
    /// The rounded sum.
    pub amount: Decimal,
    /// What stands on the last line: the rounded sum without the other lines.
    pub last: Decimal,
    /// The currency of all of them.
    pub currency: Currency,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct RuleTrace {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Its fee in force on the day, as declared.
    pub fee: Option<String>,
    /// Whether its condition is true.
    pub when: Verdict,
    /// What came of it.
    pub tried: Tried,
    /// The adjustments in force that are for it; empty unless its condition is true.
    pub adjustments: Vec<AdjustmentTrace>,
    /// The component that its basis rests on and that is unproven, so that it cannot be priced.
    pub rests_on: Option<String>,
    /// The arithmetic, or why there is none; `None` unless its condition is true and it has a fee.
    pub working: Option<Result<Working, Reason>>,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// It has no fee in force on the day.
    NotInForce,
    /// Its condition is false.
    No,
    /// Its condition is open.
    Undecided,
    /// Its condition is true, and yet there is no line, because the component is unproven.
    Unproven,
    /// Its condition is true, and another rule's amount is lower or higher.
    Beaten,
    /// It gives a line.
    Selected,
}

/// A rule that gives no line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearMiss {
    /// Its id.
    pub rule: String,
    /// The conditions that were not true.
    pub failed: Vec<Failed>,
    /// What else stands in its way.
    pub bar: Option<Bar>,
}

/// What else than its own condition keeps a rule from giving a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// The rule with this id comes before it.
    Behind(String),
    /// Its amount, which is not the lowest or highest.
    Beaten(Decimal, Currency),
}

/// The answer of a condition, with its parts that were not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `Some(true)`, `Some(false)`, or unknown.
    pub holds: Option<bool>,
    /// The parts that were false or unknown.
    pub failed: Vec<Failed>,
}

/// A part of a condition that was not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// A test.
    Test(FailedTest),
    /// An `any` of which no branch was true: what failed in each.
    Any(Vec<Vec<Failed>>),
}

/// A test that was not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedTest {
    /// The attribute.
    pub attribute: String,
    /// Its value on the transaction; `None` if unknown.
    pub value: Option<String>,
    /// The currency of the value, if it is an amount.
    pub currency: Option<Currency>,
    /// The value in the currency of the bounds, if it had to be converted.
    pub converted: Option<(Decimal, Currency)>,
    /// What the test wants, such as `is one of credit, debit`.
    pub wanted: String,
    /// The day on which what is wanted was in force, if that depends on the day.
    pub as_of: Option<Date>,
    /// What leaves the test open, if it is not the value that is unknown.
    pub open: Option<Reason>,
}

/// A total over a period, as one transaction finds it.
#[derive(Debug, Clone)]
pub struct TotalTrace {
    /// Its name.
    pub name: String,
    /// The total; `None` if it is unknown.
    pub value: Option<Decimal>,
    /// Its currency, if it adds up amounts.
    pub currency: Option<Currency>,
    /// What is added up.
    pub measure: Measure,
    /// Whose total: attribute and value, `None` if unknown.
    pub key: Vec<(String, Option<String>)>,
    /// How long it runs.
    pub period: AggregatePeriod,
    /// The date that puts the transaction into a period.
    pub dated_by: String,
    /// The first day of the period; `None` if the date is unknown or it runs for ever.
    pub start: Option<Date>,
    /// Where the transaction finds the running total, if something is graduated by it.
    pub standing: Option<Standing>,
    /// What the aggregate could not add up, in the whole input.
    pub gaps: Vec<Gap>,
}

impl Failed {
    /// How many tests must come out otherwise; of an `any` those of the branch that lacks least.
    fn count(&self) -> usize {
        match self {
            Failed::Test(_) => 1,
            Failed::Any(branches) => branches.iter().map(|branch| count(branch)).min().unwrap_or(0),
        }
    }
}

fn count(failed: &[Failed]) -> usize {
    failed.iter().map(Failed::count).sum()
}

impl Verdict {
    /// How many tests must come out otherwise for the condition to be true.
    pub fn lacks(&self) -> usize {
        count(&self.failed)
    }
}

impl NearMiss {
    /// How many tests must come out otherwise for its condition to be true.
    pub fn lacks(&self) -> usize {
        count(&self.failed)
    }
}
