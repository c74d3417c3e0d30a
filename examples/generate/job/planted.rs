//! What was planted, counted: the answer key.

use super::book::COMPONENTS;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A way of billing wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Another rule's fee.
    WrongRate,
    /// A cent more than right.
    CentTooMuch,
    /// No line.
    MissingLine,
    /// The line twice; in wide files twice the amount.
    RepeatedLine,
    /// A component that the book does not have.
    StrangeComponent,
    /// The sign is wrong.
    TurnedAmount,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 6] = [
        Fault::WrongRate,
        Fault::CentTooMuch,
        Fault::MissingLine,
        Fault::RepeatedLine,
        Fault::StrangeComponent,
        Fault::TurnedAmount,
    ];

    fn name(self) -> &'static str {
        match self {
            Fault::WrongRate => "wrong_rate",
            Fault::CentTooMuch => "cent_too_much",
            Fault::MissingLine => "missing_line",
            Fault::RepeatedLine => "repeated_line",
            Fault::StrangeComponent => "strange_component",
            Fault::TurnedAmount => "turned_amount",
        }
    }
}

/// How often each thing was made; parts of a file are added up in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Planted {
    pub wide: bool,
    pub transactions: u64,
    pub refunds: u64,
    pub reused_ids: u64,
    pub billed_lines: u64,
    faults: BTreeMap<(Fault, &'static str), u64>,
    kinds: BTreeMap<&'static str, u64>,
}

impl Planted {
    /// Nothing yet.
    pub fn none(wide: bool) -> Planted {
        Planted { wide, ..Planted::default() }
    }

    /// Counts a fault, under the kind of discrepancy that it must be found as. `both` is what is right and
    /// what is billed.
    pub fn count(&mut self, fault: Fault, component: usize, both: Option<(i64, i64)>) {
        let component = match fault {
            Fault::StrangeComponent => super::book::STRANGE_COMPONENT,
            _ => COMPONENTS[component],
        };
        let kind = match (fault, both) {
            (Fault::StrangeComponent, _) => "unexpected",
            (Fault::RepeatedLine, _) if !self.wide => "duplicate",
            (_, None) => "unbilled",
            (_, Some((right, billed))) if billed > right => "overbilled",
            (_, Some(_)) => "underbilled",
        };
        *self.faults.entry((fault, component)).or_default() += 1;
        *self.kinds.entry(kind).or_default() += 1;
    }

    /// Adds what another part holds.
    pub fn add(&mut self, part: &Planted) {
        self.transactions += part.transactions;
        self.refunds += part.refunds;
        self.reused_ids += part.reused_ids;
        self.billed_lines += part.billed_lines;
        for (key, count) in &part.faults {
            *self.faults.entry(*key).or_default() += count;
        }
        for (kind, count) in &part.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
    }

    /// As `planted.json` has it.
    pub fn json(&self) -> Value {
        let mut faults = BTreeMap::<&str, BTreeMap<&str, u64>>::new();
        for ((fault, component), count) in &self.faults {
            faults.entry(fault.name()).or_default().insert(component, *count);
        }
        json!({
            "transactions": self.transactions,
            "refunds": self.refunds,
            "reused_ids": self.reused_ids,
            "billed_lines": self.billed_lines,
            "faults": faults,
            "disputed": self.kinds.values().sum::<u64>(),
            "kinds": self.kinds,
        })
    }
}
