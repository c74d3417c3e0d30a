//! Where the rows of the files went, beside the transactions and lines that were read from them.

use super::card::masked;
use super::cell::BadCell;
use crate::facts::{AttributeId, Attributes, OtherRow, RejectRow, RowCheck, UnknownValue};
use std::collections::BTreeMap;

/// What became of rows and cells, in the order of files and rows.
#[derive(Debug, Clone, Default)]
pub struct RowsRead {
    /// Every bad cell of every row that could not be used.
    pub rejects: Vec<RejectRow>,
    /// Rows that are no transaction.
    pub other_rows: Vec<OtherRow>,
    /// The profile's arithmetic on each row that was used; empty if it declares none.
    pub row_checks: Vec<RowCheck>,
    /// Values outside a closed list, read as unknown; in the order of the attributes, then sorted. Empty until
    /// [`RowsRead::tell_unknown_values`] is called.
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
    /// The rows that have each raw value outside a closed list.
    pub(super) unlisted: BTreeMap<(AttributeId, String), u64>,
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

    /// Adds what became of rows that come later in the files.
    pub fn append(&mut self, mut later: RowsRead) {
        self.rejects.append(&mut later.rejects);
        self.other_rows.append(&mut later.other_rows);
        self.row_checks.append(&mut later.row_checks);
        self.notes.append(&mut later.notes);
        let files = self.rows_per_file.len().max(later.rows_per_file.len());
        self.rows_per_file.resize(files, 0);
        for (rows, more) in self.rows_per_file.iter_mut().zip(later.rows_per_file) {
            *rows += more;
        }
        self.rows_rejected += later.rows_rejected;
        self.billed_rejected += later.billed_rejected;
        self.rejected_keys.append(&mut later.rejected_keys);
        self.add_unlisted(later.unlisted);
    }

    /// Adds the values outside a closed list that reference files have.
    pub fn add_unknown_values_of(&mut self, references: &RowsRead) {
        self.add_unlisted(references.unlisted.clone());
    }

    fn add_unlisted(&mut self, unlisted: BTreeMap<(AttributeId, String), u64>) {
        for (value, rows) in unlisted {
            *self.unlisted.entry(value).or_default() += rows;
        }
    }

    /// Fills `unknown_values` with all that were met, card numbers masked.
    pub fn tell_unknown_values(&mut self, attributes: &Attributes) {
        let unknown = self.unlisted.iter().map(|((id, value), rows)| UnknownValue {
            attribute: attributes.name(*id).to_owned(),
            value: masked(value),
            rows: *rows,
        });
        self.unknown_values = unknown.collect();
    }
}
