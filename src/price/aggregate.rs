//! Totals over a period as pricing looks at them: one for each row.

use super::counting::Counting;
use crate::facts::{AttributeId, Attributes, Batch, Column, Kind};
use crate::money::{Decimal, FxTable};
use crate::program::Program;
use std::collections::{BTreeMap, HashSet};

/// The totals of a batch. They may also be handed in, computed over more transactions than the batch has.
#[derive(Debug, Clone, Default)]
pub struct Aggregates {
    /// The total of each aggregate on each row; unknown where its key is, or where it has no sum.
    pub totals: BTreeMap<AttributeId, Vec<Option<Decimal>>>,
    /// For graduated tiers: what each row finds, and what it adds.
    pub standings: BTreeMap<AttributeId, Vec<Option<Standing>>>,
    /// What was left out, and totals that are unknown.
    pub gaps: Vec<Gap>,
}

/// Where a transaction finds a running total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The total of the transactions before it.
    pub begins: Decimal,
    /// What it adds; `None` if the aggregate does not count it.
    pub adds: Option<Decimal>,
}

/// What an aggregate could not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The aggregate.
    pub attribute: AttributeId,
    /// Why, as the end of a sentence.
    pub why: &'static str,
    /// How many transactions it concerns.
    pub rows: usize,
}

impl Gap {
    /// The gap as the log tells it: `monthly_volume: 3 transactions are not counted: …`.
    pub fn text(&self, attributes: &Attributes) -> String {
        let transactions = if self.rows == 1 { "transaction" } else { "transactions" };
        format!("{}: {} {transactions} {}", attributes.name(self.attribute), self.rows, self.why)
    }
}

impl Aggregates {
    /// The total on a row.
    pub fn total(&self, attribute: AttributeId, row: usize) -> Option<Decimal> {
        self.totals.get(&attribute)?[row]
    }

    /// Where a row finds the running total.
    pub fn standing(&self, attribute: AttributeId, row: usize) -> Option<Standing> {
        self.standings.get(&attribute)?[row]
    }

    /// Puts the totals into the columns of the batch, where conditions and fees look for them.
    pub fn enter(&self, attributes: &Attributes, batch: &mut Batch) {
        for (attribute, totals) in &self.totals {
            let whole = |total: &Option<Decimal>| i64::try_from(total.as_ref()?.normalize().mantissa()).ok();
            let column = match attributes.get(*attribute).kind {
                Kind::Integer => Column::Integers(totals.iter().map(whole).collect()),
                _ => Column::Decimals(totals.clone()),
            };
            batch.columns.resize(batch.columns.len().max(attribute.0 + 1), None);
            batch.columns[attribute.0] = Some(column);
        }
    }
}

/// Computes every aggregate of a program over one batch. A total that the batch has already stays: it is what a
/// row's total is or, for graduated tiers, what the row finds. Rows of `left_out` repeat another one and are not
/// counted; derived attributes must be there.
pub fn aggregate(program: &Program, batch: &Batch, fx: &FxTable, left_out: &HashSet<usize>) -> Aggregates {
    let mut counting = Counting::new(program);
    let rows: Vec<usize> = (0..batch.rows).collect();
    counting.count(batch, fx, &rows, left_out, &|row| (row as u64, true));
    let totals = counting.finish();
    Aggregates { gaps: totals.gaps(), ..totals.of(batch, fx, &|row| row as u64) }
}
