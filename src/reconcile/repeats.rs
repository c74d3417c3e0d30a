//! Transaction rows that say again what an earlier row said.

use super::Transaction;
use super::pair::Repeat;
use crate::facts::Batch;
use std::collections::HashMap;

/// Every row that has the id, event, line id and facts of an earlier one. A second capture or a
/// second partial refund differs in its line id, or in some fact; a row without an id repeats nothing.
pub fn repeats(batch: &Batch, transactions: &[Transaction<'_>]) -> Vec<Repeat> {
    let mut first_rows: HashMap<&Transaction<'_>, Vec<usize>> = HashMap::with_capacity(transactions.len());
    let mut repeats = Vec::new();
    for (row, transaction) in transactions.iter().enumerate().filter(|(_, found)| !found.id.is_empty()) {
        let earlier = first_rows.entry(transaction).or_default();
        match earlier.iter().find(|first| same_facts(batch, **first, row)) {
            Some(first) => repeats.push(Repeat { row, of: *first }),
            None => earlier.push(row),
        }
    }
    repeats
}

fn same_facts(batch: &Batch, first: usize, second: usize) -> bool {
    batch.columns.iter().flatten().all(|column| column.value(first) == column.value(second))
}
