//! Transaction rows that say again what an earlier row said.

use super::Transaction;
use super::pair::Repeat;
use crate::facts::{Batch, BilledFor, BilledLine, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

type Key<'a> = (&'a str, Option<&'a str>);

/// Every row that has the id, event, line id and facts of an earlier one. A second capture or a
/// second partial refund differs in its line id, or in some fact, or the biller bills each row under a
/// line id of its own; a row without an id repeats nothing.
///
/// `at` has the row of the batch of each transaction; rows that are named are places among the transactions.
pub fn repeats(
    batch: &Batch,
    at: &[usize],
    transactions: &[Transaction<'_>],
    billed: &[BilledLine],
) -> Vec<Repeat> {
    let mut rows: HashMap<Key<'_>, usize> = HashMap::with_capacity(transactions.len());
    for transaction in transactions.iter().filter(|found| !found.id.is_empty()) {
        *rows.entry((transaction.id, transaction.event)).or_default() += 1;
    }
    if rows.values().all(|count| *count == 1) {
        return Vec::new();
    }
    let line_ids = line_ids(&rows, billed);
    let mut first_rows: HashMap<(&Transaction<'_>, Vec<Option<Value>>), usize> = HashMap::new();
    let mut repeats = Vec::new();
    for (row, transaction) in transactions.iter().enumerate() {
        let key = (transaction.id, transaction.event);
        let billed_apart = line_ids.get(&key).copied().unwrap_or_default().max(1);
        if rows.get(&key).is_none_or(|count| *count <= billed_apart) {
            continue;
        }
        let facts = batch.columns.iter().flatten().map(|column| column.value(at[row])).collect();
        let of = *first_rows.entry((transaction, facts)).or_insert(row);
        if of != row {
            repeats.push(Repeat { row, of });
        }
    }
    repeats
}

/// How many line ids bill each transaction that stands in several rows, counted for the component that
/// has fewest: a component may be billed in several lines for one row.
fn line_ids<'a>(rows: &HashMap<Key<'a>, usize>, billed: &'a [BilledLine]) -> HashMap<Key<'a>, usize> {
    let mut only_event: HashMap<&str, Option<Key<'a>>> = HashMap::new();
    for key in rows.keys() {
        only_event.entry(key.0).and_modify(|only| *only = None).or_insert(Some(*key));
    }
    let mut ids: HashMap<Key<'a>, BTreeMap<&str, BTreeSet<&str>>> = HashMap::new();
    for line in billed {
        let (BilledFor::Id { transaction_id, event }, Some(line_id)) = (&line.billed_for, &line.line_id)
        else {
            continue;
        };
        let id = transaction_id.as_str();
        let key = match event.as_deref() {
            // A row whose event is unknown may be of this one.
            Some(event) => [(id, Some(event)), (id, None)].into_iter().find(|key| rows.contains_key(key)),
            None => only_event.get(id).copied().flatten(),
        };
        if let Some(key) = key.filter(|key| rows[key] > 1) {
            ids.entry(key).or_default().entry(&line.component).or_default().insert(line_id);
        }
    }
    let fewest = |ids: BTreeMap<&str, BTreeSet<&str>>| ids.values().map(BTreeSet::len).min();
    ids.into_iter().filter_map(|(key, ids)| Some((key, fewest(ids)?))).collect()
}
