//! Adjustments: what is added to the fee of a selected rule.

use super::{Condition, DatedFee};
use crate::diagnostic::Span;

/// Adds to the percentage and the fixed part of a fee, before its floor and cap.
#[derive(Debug, Clone)]
pub struct Adjustment {
    /// Its id, unique in the schedule.
    pub id: String,
    /// When it applies.
    pub when: Condition,
    /// What is added, by date, the oldest first: plain fees with a percentage and a fixed part only.
    pub add: Vec<DatedFee>,
    /// The rules it applies to; empty: every rule.
    pub to: Vec<RulePattern>,
    /// Where its id stands.
    pub span: Span,
}

/// The id of a rule, or the beginning of ids: `product-1/*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePattern {
    /// As written.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

impl Adjustment {
    /// Whether it applies to the rule with this id.
    pub fn is_for(&self, rule: &str) -> bool {
        self.to.is_empty() || self.to.iter().any(|pattern| pattern.names(rule))
    }
}

impl RulePattern {
    /// Whether the rule with this id is named.
    pub fn names(&self, rule: &str) -> bool {
        match self.text.strip_suffix('*') {
            Some(start) => rule.starts_with(start),
            None => rule == self.text,
        }
    }
}
