//! The validated book: what the schedules mean, with every name resolved.

use super::{Adjustment, Aggregate, Condition, Fee};
use crate::diagnostic::Span;
use crate::facts::{AttributeId, Attributes};
use crate::money::{Currency, Date, Mode};
use std::sync::Arc;

/// A book without faults.
#[derive(Debug, Clone)]
pub struct Book {
    /// Its name.
    pub name: String,
    /// The components, in the order in which they are priced and reported.
    pub components: Vec<Component>,
    /// The standard attributes, the declared ones, the derived ones, then the aggregates.
    pub attributes: Attributes,
    /// How the derived attributes are computed.
    pub derived: Vec<Derivation>,
    /// How the aggregates are computed.
    pub aggregates: Vec<Aggregate>,
    /// Where the attributes that are not standard are declared.
    pub declared: Vec<(AttributeId, Span)>,
    /// The groups, by name.
    pub groups: Vec<DeclaredGroup>,
    /// The schedules, ordered by file and place.
    pub schedules: Vec<Schedule>,
}

/// A group, whose values stand in the conditions that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredGroup {
    /// Its name, without `@`.
    pub name: String,
    /// Its members from each day on, those of inner groups with them, as written; `None`: since ever.
    pub members: Vec<(Option<Date>, Vec<String>)>,
    /// Whether a condition names it, by itself or inside another group.
    pub used: bool,
    /// Where its name stands.
    pub span: Span,
}

/// A part of the cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its name.
    pub name: String,
    /// How many schedules may cover a transaction.
    pub covering: Covering,
}

/// How many schedules of a component may cover a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covering {
    /// At most one.
    One,
    /// Any number; each contributes.
    All,
}

/// A computed attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derivation {
    /// The attribute that is computed.
    pub attribute: AttributeId,
    /// How.
    pub from: Derived,
}

/// How an attribute is computed from others; unknown if any of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Derived {
    /// A flag: both have the same value.
    Same(AttributeId, AttributeId),
    /// An integer: whole days from the first date to the second.
    Days {
        /// The earlier date.
        from: AttributeId,
        /// The later date.
        to: AttributeId,
    },
}

/// One schedule.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Its id.
    pub id: String,
    /// Its title for people; empty if it has none.
    pub title: String,
    /// The place of its component in [`Book::components`].
    pub component: usize,
    /// The currency of its lines and bare amounts.
    pub currency: LineCurrency,
    /// Which true rules give lines.
    pub select: Select,
    /// The date attribute that chooses the rate.
    pub dated_by: AttributeId,
    /// What percentages apply to.
    pub basis: Basis,
    /// How its lines are rounded.
    pub rounding: Rounding,
    /// The attributes whose values name the group that is rounded; empty unless the stage is
    /// [`Stage::Group`].
    pub group: Vec<AttributeId>,
    /// Where its figures come from; empty if it does not say.
    pub source: String,
    /// When a person last compared it with its source.
    pub verified_on: Option<Date>,
    /// After this day it should be compared again.
    pub review_by: Option<Date>,
    /// `unknown = "no"`: conditions of rules on unknown attributes are false.
    pub unknown_is_no: bool,
    /// The transactions it must price.
    pub covers: Condition,
    /// Its rules, in the order of the file; a row of a matrix is one rule for each column.
    pub rules: Vec<Rule>,
    /// What is added to the fees of its rules.
    pub adjustments: Vec<Adjustment>,
    /// Findings of the checks that are meant: the name of a check, and why.
    pub allow: Vec<(String, String)>,
    /// Where its id stands.
    pub span: Span,
    /// Where its review date stands.
    pub review_span: Option<Span>,
}

/// The currency of a schedule's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineCurrency {
    /// A currency of its own; every bare amount is in it.
    Fixed(Currency),
    /// The transaction's; every amount names its own.
    Transaction,
}

/// What percentages apply to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Basis {
    /// A money attribute of the transaction.
    Attribute(AttributeId),
    /// The expected total of these earlier components, as rounded there.
    Components(Vec<usize>),
}

/// Which true rules give lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Select {
    /// The first.
    First,
    /// Every one.
    All,
    /// The one with the lowest amount; of equal ones the first.
    Lowest,
    /// The one with the highest amount; of equal ones the first.
    Highest,
}

/// How lines are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// What is rounded.
    pub stage: Stage,
    /// How; not used by [`Stage::None`].
    pub mode: Mode,
    /// To how many decimals; not used by [`Stage::None`].
    pub decimals: Decimals,
}

/// What is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The percentage part alone; then the fixed part is added.
    Term,
    /// The fee of one rule on one transaction.
    Line,
    /// The sum of the schedule's lines on one transaction. What rounding adds stands on the last line.
    Transaction,
    /// The sum over all transactions of a group; a line keeps 12 decimals.
    Group,
    /// Nothing; 12 decimals are kept.
    None,
}

/// To how many decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimals {
    /// This many.
    Fixed(u32),
    /// Those of the ISO 4217 minor unit of the line's currency.
    Currency,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, unique in the schedule.
    pub id: String,
    /// Its name for people; empty if it has none.
    pub name: String,
    /// When it applies.
    pub when: Condition,
    /// How much, by date, the oldest first.
    pub fees: Vec<DatedFee>,
    /// Which way the money flows.
    pub direction: Direction,
    /// What billers call it.
    pub billed_as: Vec<String>,
    /// The column of the matrix whose row it comes from; `None` for a rule that is written by itself.
    pub column: Option<MatrixColumn>,
    /// Where its id stands; for a rule of a matrix the id of the row.
    pub span: Span,
}

/// A column of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixColumn {
    /// As written.
    pub name: String,
    /// Where it stands at the head of the matrix.
    pub span: Span,
    /// The matrix, which its rules share.
    pub matrix: Arc<Matrix>,
}

/// The head of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The attribute that its columns are values of.
    pub by: AttributeId,
    /// Its columns as written, those without any fee among them.
    pub columns: Vec<String>,
    /// Where its first column stands.
    pub span: Span,
}

impl Rule {
    /// The id of the row that a rule of a matrix comes from; its own id for any other.
    pub fn row_id(&self) -> &str {
        let column = self.column.as_ref();
        let row = column.and_then(|column| self.id.strip_suffix(&column.name)?.strip_suffix('/'));
        row.unwrap_or(&self.id)
    }
}

/// A fee and the day it comes into force.
#[derive(Debug, Clone)]
pub struct DatedFee {
    /// `None` for a fee without a date, which is always in force.
    pub from: Option<Date>,
    /// `None`: from this day the rule does not exist.
    pub fee: Option<Fee>,
    /// Whether that is spelled `withdrawn`, and not `n/a`.
    pub withdrawn: bool,
    /// Where the fee stands.
    pub span: Span,
}

impl DatedFee {
    /// The place and content of the one in force on a day; none before the first and where it is
    /// withdrawn. `fees` ascend.
    pub fn on(fees: &[DatedFee], date: Date) -> Option<(usize, &Fee)> {
        let started = fees.partition_point(|dated| dated.from.is_none_or(|from| from <= date));
        let place = started.checked_sub(1)?;
        fees[place].fee.as_ref().map(|fee| (place, fee))
    }
}

/// Which way the money flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// A cost.
    Debit,
    /// A cost with its sign turned: money that comes back.
    Credit,
}
