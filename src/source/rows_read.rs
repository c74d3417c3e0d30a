//! Where the rows of the files went, beside the transactions and lines that were read from them.

use super::cell::BadCell;
use crate::facts::{OtherRow, RejectRow, RowCheck, UnknownValue};

/// What became of rows and cells, in the order of files and rows.
#[derive(Debug, Default)]
pub struct RowsRead {
    /// Every bad cell of every row that could not be used.
    pub rejects: Vec<RejectRow>,
    /// Rows that are no transaction.
    pub other_rows: Vec<OtherRow>,
    /// The profile's arithmetic on each row that was used; empty if it declares none.
    pub row_checks: Vec<RowCheck>,
    /// Values outside a closed list, read as unknown; in the order of the attributes, then sorted.
    pub unknown_values: Vec<UnknownValue>,
    /// What the log should say: columns left alone, files without rows.
    pub notes: Vec<String>,
    /// Data rows of each file.
    pub rows_per_file: Vec<u64>,
    /// Rows that could not be used.
    pub rows_rejected: u64,
    /// Billed costs that could not be read either: without an amount, a currency or a component.
    pub billed_rejected: u64,
    /// The transaction id, and the event if it can be read, of each rejected row whose id can be read.
    /// Lines of a separate bill that name one belong to that rejected row.
    pub rejected_keys: Vec<(String, Option<String>)>,
}

impl RowsRead {
    /// Adds a row that could not be used.
    pub(super) fn reject(&mut self, file: &str, row: u64, bad: Vec<BadCell>) {
        let first = self.rejects.len();
        for BadCell { column, reason, value } in bad {
            // A cell that two facts are read from is at fault once.
            if self.rejects[first..].iter().all(|known| known.column != column) {
                self.rejects.push(RejectRow { file: file.to_owned(), row, column, reason, value });
            }
        }
        self.rows_rejected += 1;
    }
}
