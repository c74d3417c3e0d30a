//! Transaction rows that say again what an earlier row said.

use super::Transaction;
use super::pair::Repeat;
use crate::facts::{Batch, BilledFor, BilledLine, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The rows of an id and event that are in one place or more.
type Rows<'a> = HashMap<(&'a str, Option<&'a str>), usize>;

/// Every row that has the id, event, line id and facts of an earlier one. A second capture or a
/// second partial refund differs in its line id, or in some fact, or the biller bills each row under a
/// line id of its own; a row without an id repeats nothing.
pub fn repeats(batch: &Batch, transactions: &[Transaction<'_>], billed: &[BilledLine]) -> Vec<Repeat> {
    let mut rows: Rows<'_> = HashMap::with_capacity(transactions.len());
    for transaction in transactions.iter().filter(|found| !found.id.is_empty()) {
        *rows.entry((transaction.id, transaction.event)).or_default() += 1;
    }
    rows.retain(|_, count| *count > 1);
    if rows.is_empty() {
        return Vec::new();
    }
    let billed_apart = billed_apart(&rows, billed);
    let mut first_rows: HashMap<(&Transaction<'_>, Vec<Option<Value>>), usize> = HashMap::new();
    let mut repeats = Vec::new();
    for (row, transaction) in transactions.iter().enumerate() {
        let key = (transaction.id, transaction.event);
        let apart = billed_apart.get(&key).copied().unwrap_or_default();
        if rows.get(&key).is_none_or(|count| *count <= apart) {
            continue;
        }
        let facts = batch.columns.iter().flatten().map(|column| column.value(row)).collect();
        let of = *first_rows.entry((transaction, facts)).or_insert(row);
        if of != row {
            repeats.push(Repeat { row, of });
        }
    }
    repeats
}

/// How many line ids bill each of these, counted for the component that has fewest: a component may
/// be billed in several lines for one row.
fn billed_apart<'a>(rows: &Rows<'a>, billed: &'a [BilledLine]) -> Rows<'a> {
    let mut ids: HashMap<_, BTreeMap<&str, BTreeSet<&str>>> = HashMap::new();
    for line in billed {
        let (BilledFor::Id { transaction_id, event: Some(event) }, Some(line_id)) =
            (&line.billed_for, &line.line_id)
        else {
            continue;
        };
        let key = (transaction_id.as_str(), Some(event.as_str()));
        if rows.contains_key(&key) {
            ids.entry(key).or_default().entry(&line.component).or_default().insert(line_id);
        }
    }
    let fewest = |ids: BTreeMap<&str, BTreeSet<&str>>| ids.values().map(BTreeSet::len).min();
    ids.into_iter().filter_map(|(key, ids)| Some((key, fewest(ids)?))).collect()
}
