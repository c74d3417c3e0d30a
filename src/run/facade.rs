//! Typed batches in, a comparison out. Knows no files: any front end can call it for one partition.

use super::rounded_groups::{Grouped, Groups};
use crate::facts::{Batch, BilledLine, id};
use crate::money::FxTable;
use crate::price::{Aggregates, Outcome, Priced, Reason, State, aggregate, derive, price_with};
use crate::program::Program;
use crate::reconcile::{
    Broken, Expected, Kind, Money, Paired, Repeat, Terms, Transaction, Unproven, check, pair, repeats,
};

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
    let groups = Groups::of(&Grouped {
        program,
        batch,
        fx,
        aggregates: &aggregates,
        priced: &priced,
        rows: (0..batch.rows).filter(|row| !repeated.contains(row)).collect(),
        incomplete: terms.incomplete,
    })?;
    let mut expected = expected(program, &priced, &repeated, &groups)?;
    doubt_rejected(&mut expected, &transactions, terms);
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
    let repeats = repeats(batch, &transactions(batch, line_ids), billed);
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

/// The outcomes of pricing as reconciliation takes them, without repeated rows.
fn expected(
    program: &Program,
    priced: &Priced,
    repeated: &HashSet<usize>,
    groups: &Groups,
) -> Result<Vec<Expected>, Broken> {
    let mut expected = Vec::new();
    for row in (0..priced.rows()).filter(|row| !repeated.contains(row)) {
        for component in 0..program.components.len() {
            let Outcome { state, dated } = priced.outcome(row, component);
            let cost = match state {
                State::NotCovered => continue,
                State::Unproven(reason) => Err(unproven(&reason, program)),
                State::Lines(_) => Ok(money(priced, row, component)?),
            };
            let (cost, rounding) = (cost.and_then(|cost| cost), groups.of_cost(row, component));
            expected.push(Expected { row, component, cost, dated, rounding });
        }
    }
    Ok(expected)
}

/// Where another row of the same transaction was rejected, the rest of it is no proof of its cost.
fn doubt_rejected(expected: &mut [Expected], transactions: &[Transaction<'_>], terms: &Terms) {
    if terms.rejected.is_empty() {
        return;
    }
    for cost in expected {
        let transaction = transactions[cost.row];
        if terms.rejected.contains(&(transaction.id.to_owned(), transaction.event.map(str::to_owned))) {
            cost.cost = Err(Unproven { kind: Kind::Unpriced, reason: "transaction_rejected".to_owned() });
        }
    }
}

/// The sum of the lines. Lines in different currencies have no sum, so the cost is unproven.
fn money(priced: &Priced, row: usize, component: usize) -> Result<Result<Money, Unproven>, Broken> {
    let lines = priced.lines(row, component);
    let Some(first) = lines.first() else {
        return Ok(Err(Unproven { kind: Kind::Unpriced, reason: Kind::Unpriced.name().to_owned() }));
    };
    if let Some(other) = lines.iter().find(|line| line.currency != first.currency) {
        let reason = format!("two_currencies: {}, {}", first.currency, other.currency);
        return Ok(Err(Unproven { kind: Kind::Unpriced, reason }));
    }
    let amount = crate::money::sum(lines.iter().map(|line| line.amount))?;
    Ok(Ok(Money { amount, currency: first.currency }))
}

fn unproven(reason: &Reason, program: &Program) -> Unproven {
    let kind = match reason {
        Reason::Unpriced | Reason::TwoSchedules(..) | Reason::TooManyDigits => Kind::Unpriced,
        Reason::UnknownAttribute(_) => Kind::UnknownAttribute,
        Reason::NoRate(_) | Reason::NoFx(..) => Kind::NoRate,
    };
    Unproven { kind, reason: reason.text(&program.attributes) }
}
