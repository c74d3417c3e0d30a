//! Typed batches in, a comparison out. Knows no files: any front end can call it for one partition.

use super::expectation::Expectations;
use super::rounded_groups::{GroupSums, has_groups};
use crate::facts::{Batch, BilledLine, id};
use crate::money::FxTable;
use crate::price::{Aggregates, Priced, Repricer, aggregate, derive, price_with};
use crate::program::Program;
use crate::reconcile::{Broken, Paired, Repeat, Terms, Transaction, check, pair, repeats};

use std::collections::HashSet;
use std::num::NonZeroUsize;

/// Expected costs and what became of them.
#[derive(Debug)]
pub struct Comparison {
    /// The expected lines.
    pub priced: Priced,
    /// The totals that fees and conditions looked at.
    pub aggregates: Aggregates,
    /// Expected against billed.
    pub paired: Paired,
    /// Rows that repeat an earlier one and are not priced again.
    pub repeats: Vec<Repeat>,
}

/// What a comparison is made with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// The compiled book.
    pub program: &'a Program,
    /// The exchange rates.
    pub fx: &'a FxTable,
    /// Tolerances and lags.
    pub terms: &'a Terms,
    /// Totals over more transactions than the batch has; without them they are computed over the batch.
    pub totals: Option<&'a Aggregates>,
    /// How many rows are priced in one go; the result does not depend on it.
    pub batch_rows: NonZeroUsize,
}

/// Prices `batch`, pairs it with the billed lines and checks that nothing was lost.
///
/// `line_ids` has the biller's own id of each row where the input carries costs and transactions
/// together; it may be empty.
pub fn compare(
    setting: &Setting<'_>,
    batch: &mut Batch,
    line_ids: &[Option<String>],
    billed: &[BilledLine],
) -> Result<Comparison, Broken> {
    let Setting { program, fx, terms, totals, batch_rows } = *setting;
    let (repeats, aggregates) = prepare(program, batch, line_ids, billed, fx, totals);
    let repeated: HashSet<usize> = repeats.iter().map(|repeat| repeat.row).collect();
    let priced = price_with(program, batch, fx, &aggregates, batch_rows);
    let transactions = transactions(batch, line_ids);
    let mut sums = GroupSums::default();
    if has_groups(program) {
        let repricer = Repricer::new(program, batch, fx, (&priced, &aggregates));
        let rows: Vec<usize> = (0..batch.rows).filter(|row| !repeated.contains(row)).collect();
        sums.add(program, batch, &priced, &repricer, &rows);
    }
    let groups = sums.finish(program, terms.incomplete);
    let batch = &*batch;
    let in_group = |row, component| groups.of_cost(program, batch, &priced, (row, component));
    let expectations = Expectations { program, groups: &in_group };
    let mut expected = Vec::new();
    for row in (0..priced.rows()).filter(|row| !repeated.contains(row)) {
        for component in 0..program.components.len() {
            expected.extend(expectations.cost(&priced, row, component)?);
        }
    }
    terms.doubt_rejected(&mut expected, &transactions);
    let components: Vec<String> = program.components.iter().map(|component| component.name.clone()).collect();
    let paired = pair(&components, &transactions, &repeats, &expected, &groups.rounded, billed, terms)?;
    check(&paired, &transactions, &expected, billed)?;
    Ok(Comparison { priced, aggregates, paired, repeats })
}

/// Computes everything that pricing looks at beside the facts: derived attributes and aggregates, which
/// are put into the batch. What stands in the input twice is not added up twice.
pub fn prepare(
    program: &Program,
    batch: &mut Batch,
    line_ids: &[Option<String>],
    billed: &[BilledLine],
    fx: &FxTable,
    totals: Option<&Aggregates>,
) -> (Vec<Repeat>, Aggregates) {
    derive(&program.derived, batch);
    let rows: Vec<usize> = (0..batch.rows).collect();
    let repeats = repeats(batch, &rows, &transactions(batch, line_ids), billed);
    let repeated = repeats.iter().map(|repeat| repeat.row).collect();
    let aggregates = totals.cloned().unwrap_or_else(|| aggregate(program, batch, fx, &repeated));
    aggregates.enter(&program.attributes, batch);
    (repeats, aggregates)
}

fn transactions<'a>(batch: &'a Batch, line_ids: &'a [Option<String>]) -> Vec<Transaction<'a>> {
    (0..batch.rows)
        .map(|row| Transaction {
            id: batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default(),
            event: batch.symbol(id::EVENT, row),
            line_id: line_ids.get(row).and_then(Option::as_deref),
        })
        .collect()
}
