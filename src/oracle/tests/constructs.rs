//! Every outcome and construct that must come up, or agreement is agreement about nothing.

use std::collections::BTreeMap;

pub const OUTCOMES: [&str; 9] = [
    "not_covered",
    "line",
    "several_lines",
    "unpriced",
    "unpublished",
    "unknown_attribute",
    "no_rate",
    "no_fx",
    "two_schedules",
];
/// What a priced line may go through, and what may become of a total.
pub const CONSTRUCTS: [&str; 69] = [
    "adjustment adds the only percentage",
    "adjustment of certain rules",
    "adjustment of the fixed part",
    "adjustment of the percentage",
    "bands",
    "bands in a currency",
    "basis: a component that does not cover it",
    "basis: lines of a component",
    "credit",
    "graduated: a quotient without an end",
    "graduated: adds nothing",
    "graduated: no percentage",
    "graduated: over several steps",
    "graduated: within one step",
    "greater_of: part 0",
    "greater_of: part 1",
    "greater_of: part 2",
    "greater_of: tie",
    "highest of 1: number 0",
    "highest of 2: number 0",
    "highest of 2: number 1",
    "kept with 12 decimals",
    "lesser_of: part 0",
    "lesser_of: part 1",
    "lesser_of: part 2",
    "lesser_of: tie",
    "line 1 of select = \"all\"",
    "line 2 of select = \"all\"",
    "lowest of 1: number 0",
    "lowest of 2: number 0",
    "lowest of 2: number 1",
    "max hit",
    "min hit",
    "per group",
    "per line",
    "per none",
    "per term",
    "per transaction",
    "price per unit",
    "rate turned round",
    "repeated row not counted",
    "rounded ceiling",
    "rounded down",
    "rounded floor",
    "rounded halfdown",
    "rounded halfeven",
    "rounded halfup",
    "rounded up",
    "rule of a matrix",
    "rule with several dates",
    "share",
    "share unknown: nothing counted",
    "sum of 1 lines rounded",
    "sum of 2 lines rounded",
    "test of a dated group: false",
    "test of a dated group: true",
    "test of an aggregate",
    "threshold in a currency: false",
    "threshold in a currency: true",
    "tiers whole",
    "too_many_digits",
    "total given",
    "total of period all",
    "total of period day",
    "total of period month",
    "total of period year",
    "total unknown: no rate",
    "total unknown: several currencies",
    "total unknown: whose it is",
];

/// How often each outcome, or construct on the way to a priced line, came up.
#[derive(Default)]
pub struct Seen(pub BTreeMap<String, u32>);

impl Seen {
    pub fn add(&mut self, what: impl Into<String>, count: u32) {
        *self.0.entry(what.into()).or_default() += count;
    }

    pub fn count(&self, what: &str) -> u32 {
        self.0.get(what).copied().unwrap_or_default()
    }

    /// Whether all of these came up at least so often.
    pub fn require(&self, constructs: &[&str], least: u32) {
        let rare: Vec<&&str> = constructs.iter().filter(|what| self.count(what) < least).collect();
        assert!(rare.is_empty(), "came up less than {least} times: {rare:?}\n{:#?}", self.0);
    }
}
