//! What comes out, with reasons spelled as reports spell them.

use super::exact::Exact;
use crate::facts::{AttributeId, Attributes};
use crate::money::Currency;
use std::fmt;

/// What a component costs on a transaction.
#[derive(Clone, PartialEq, Eq)]
pub enum Cost {
    NotCovered,
    Lines(Vec<Line>),
    Unproven(String),
}

#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    pub schedule: String,
    pub rule: String,
    pub amount: Exact,
    pub currency: Currency,
}

pub fn unknown(attributes: &Attributes, attribute: AttributeId) -> String {
    format!("unknown_attribute: {}", attributes.name(attribute))
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cost::NotCovered => f.write_str("not covered"),
            Cost::Unproven(reason) => f.write_str(reason),
            Cost::Lines(lines) => {
                let line = |line: &Line| {
                    format!("{}/{} {} {}", line.schedule, line.rule, line.amount, line.currency)
                };
                f.write_str(&lines.iter().map(line).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
