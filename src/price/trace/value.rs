//! What a trace says, as values.

use crate::money::{Currency, Date, Decimal, FxRate, Mode};
use crate::price::aggregate::{Gap, Standing};
use crate::price::outcome::{Reason, State};
use crate::schedule::{AggregatePeriod, Direction, Measure, Money, Select, Stage};

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

/// An adjustment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentTrace {
    /// Its id.
    pub id: String,
    /// What it adds, as declared.
    pub add: String,
    /// Whether its condition is true.
    pub when: Verdict,
    /// The percentage that it adds, as a fraction.
    pub rate: Option<Decimal>,
    /// The fixed part that it adds.
    pub fixed: Option<Money>,
}

/// The arithmetic of one rule on one transaction. Amounts are in `currency` unless something else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The currency of the line.
    pub currency: Currency,
    /// Exchange rates used, with the currencies.
    pub fx: Vec<(Currency, Currency, FxRate)>,
    /// How the plain fee that prices was chosen, the outermost choice first.
    pub choices: Vec<Chosen>,
    /// The percentage part.
    pub percentage: Option<Percentage>,
    /// The other parts.
    pub addends: Vec<Addend>,
    /// All parts together.
    pub whole: Decimal,
    /// The floor.
    pub floor: Option<Limit>,
    /// The cap.
    pub cap: Option<Limit>,
    /// After floor and cap.
    pub limited: Decimal,
    /// How it is rounded.
    pub rounding: RoundingTrace,
    /// Which way the money flows.
    pub direction: Direction,
    /// After rounding and direction; with the other lines of its schedule it may be rounded once more.
    pub amount: Decimal,
}

/// How a part of a larger fee came to be the one that prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// One of several fees, by what each comes to.
    Part {
        /// The one that costs least, and not the one that costs most.
        lesser: bool,
        /// Each as declared, and what it comes to.
        parts: Vec<(String, Decimal)>,
        /// The place of the one that prices.
        place: usize,
    },
    /// The step that a number lies in.
    Step {
        /// The number and where it comes from.
        quantity: Quantity,
        /// The number in the currency of the bounds, if it had to be converted.
        converted: Option<(Decimal, Currency)>,
        /// Where the step begins; `None` for the first.
        from: Option<Decimal>,
        /// Where it ends; `None` for the last.
        below: Option<Decimal>,
        /// Its fee as declared.
        fee: String,
    },
    /// The steps that a transaction spans in a running total.
    Spans {
        /// The running total before the transaction.
        quantity: Quantity,
        /// The fee of the step in which it begins, as declared.
        begins_at: String,
        /// Each step: its percentage as a fraction, and how much of what the transaction adds lies in it.
        /// Empty if it adds nothing.
        steps: Vec<(Decimal, Decimal)>,
    },
}

/// A number of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The attribute.
    pub attribute: String,
    /// Its value.
    pub number: Decimal,
    /// Its currency, if it is an amount.
    pub currency: Option<Currency>,
}

/// The percentage part of a fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Percentage {
    /// What it applies to.
    pub basis: BasisTrace,
    /// The same in the currency of the line.
    pub of: Decimal,
    /// The fee's own percentage as a fraction; `None` if it is split over the steps of
    /// [`Chosen::Spans`].
    pub own: Option<Decimal>,
    /// What each adjustment adds to it.
    pub adjusted: Vec<(String, Decimal)>,
    /// The percentage in all; `None` if it is split.
    pub rate: Option<Decimal>,
    /// The part before any rounding.
    pub exact: Decimal,
    /// The part; other than `exact` only if it is rounded by itself.
    pub amount: Decimal,
}

/// What a percentage applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasisTrace {
    /// An amount of the transaction.
    Amount(Quantity),
    /// What earlier components came to, by component and currency; none if it is not covered.
    Components(Vec<(String, Vec<(Decimal, Currency)>)>),
}

/// A part of a fee beside the percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addend {
    /// What it is.
    pub what: Part,
    /// As declared, with the currency it is in; a price for one unit if it is per unit.
    pub declared: (Decimal, Currency),
    /// In the currency of the line.
    pub amount: Decimal,
}

/// What a part of a fee is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The fixed part.
    Fixed,
    /// The fixed part of the adjustment with this id.
    Adjustment(String),
    /// A price for each of these units.
    PerUnit(Quantity),
}

/// A floor or a cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// As declared, with the currency it is in.
    pub declared: (Decimal, Currency),
    /// In the currency of the line.
    pub amount: Decimal,
    /// Whether it changes the fee.
    pub applies: bool,
}

/// How a line is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundingTrace {
    /// What is rounded.
    pub stage: Stage,
    /// How.
    pub mode: Mode,
    /// To how many decimals.
    pub decimals: u32,
    /// The group that is rounded: attribute and value.
    pub group: Vec<(String, String)>,
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
