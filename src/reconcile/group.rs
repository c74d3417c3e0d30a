//! Which rows and billed lines belong to one transaction id and event.

use super::Transaction;
use super::pair::Repeat;
use crate::facts::{BilledFor, BilledLine};
use std::collections::HashMap;

/// One (transaction id, event): its rows and its billed lines.
#[derive(Default)]
pub struct Group {
    pub rows: Vec<usize>,
    /// How many of the rows repeat no other.
    pub distinct_rows: usize,
    pub lines: Vec<usize>,
}

/// Rows with the same id and event stand together, at the place of the first, and a row without an id
/// alone; each billed line without a transaction joins those with the same id, at the end.
pub fn groups(transactions: &[Transaction<'_>], repeats: &[Repeat], billed: &[BilledLine]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut of_row = Vec::with_capacity(transactions.len());
    let mut by_key: HashMap<(&str, Option<&str>), usize> = HashMap::new();
    let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, transaction) in transactions.iter().enumerate() {
        let known = by_key.get(&(transaction.id, transaction.event)).copied();
        let place = known.unwrap_or_else(|| {
            groups.push(Group::default());
            let place = groups.len() - 1;
            if !transaction.id.is_empty() {
                by_key.insert((transaction.id, transaction.event), place);
                by_id.entry(transaction.id).or_default().push(place);
            }
            place
        });
        groups[place].rows.push(row);
        groups[place].distinct_rows += 1;
        of_row.push(place);
    }
    for repeat in repeats {
        groups[of_row[repeat.row]].distinct_rows -= 1;
    }
    for (number, line) in billed.iter().enumerate() {
        let place = match &line.billed_for {
            BilledFor::Row(row) => of_row[*row],
            // Told apart from every transaction, so that nothing is disputed for want of our own row.
            BilledFor::NoTransaction { .. } => {
                groups.push(Group::default());
                groups.len() - 1
            }
            BilledFor::Id { transaction_id, event } => {
                let id = transaction_id.as_str();
                let only = by_id.get(id).and_then(|all| (all.len() == 1).then(|| all[0]));
                let found = match event {
                    Some(event) => by_key.get(&(id, Some(event.as_str()))).copied(),
                    None => by_key.get(&(id, None)).copied().or(only),
                };
                found.unwrap_or_else(|| {
                    groups.push(Group::default());
                    by_key.insert((id, event.as_deref()), groups.len() - 1);
                    groups.len() - 1
                })
            }
        };
        groups[place].lines.push(number);
    }
    groups
}
