//! Cases: transactions with the cost they must have, kept beside the schedules.

use crate::diagnostic::Span;
use crate::facts::{AttributeId, Value};
use crate::money::{Decimal, FxTable};

/// One `*.cases.toml`.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The path to show.
    pub path: String,
    /// The place of its schedule in the book.
    pub schedule: usize,
    /// Exchange rates for its cases.
    pub fx: FxTable,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it shows, as a sentence.
    pub name: String,
    /// The transaction: shared facts, then its own.
    pub given: Vec<(AttributeId, Value)>,
    /// Other transactions, which aggregates count: shared facts, then their own.
    pub others: Vec<Vec<(AttributeId, Value)>>,
    /// What must come out.
    pub expect: Expect,
    /// Where its name stands.
    pub span: Span,
}

/// What must come out of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// These lines and no other: rule id and cost, in order.
    Lines(Vec<(String, Decimal)>),
    /// Covered, and no rule selects it; or this rule does, whose fee is not published.
    Unpriced(Option<String>),
    /// Unproven: the attribute that is unknown, or the whole reason such as `no_rate: 2019-01-01`.
    Unproven(String),
    /// Not covered by the schedule.
    NotCovered,
}
