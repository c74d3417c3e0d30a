//! The CSV files: plain data, amounts as plain decimal text, an empty cell where there is no value.

use super::ReportError;
use super::columns::{COLUMNS, optional};
use crate::facts::{OtherRow, RejectRow, RowCheck};
use crate::money::Currency;
use crate::report::ComparisonRow;
use std::fs::File;
use std::path::Path;

/// A CSV file that grows row by row.
pub(super) struct CsvFile {
    name: String,
    file: csv::Writer<File>,
}

impl CsvFile {
    /// Writes the header; `name` is what messages call the file.
    pub(super) fn create(path: &Path, name: &str, header: &[&str]) -> Result<CsvFile, ReportError> {
        let created = File::create(path).map_err(|source| ReportError::Io { file: name.into(), source })?;
        let file = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(created);
        let mut file = CsvFile { name: name.into(), file };
        file.record(header)?;
        Ok(file)
    }

    /// Writes one row.
    pub(super) fn record<C: AsRef<[u8]>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), ReportError> {
        let written = self.file.write_record(cells);
        written.map_err(|source| ReportError::Csv { file: self.name.clone(), source })
    }

    pub(super) fn finish(mut self) -> Result<(), ReportError> {
        self.file.flush().map_err(|source| ReportError::Csv { file: self.name, source: source.into() })
    }
}

/// `discrepancies.csv`: the disputed and unproven rows.
pub(super) fn discrepancies(folder: &Path) -> Result<CsvFile, ReportError> {
    let name = "discrepancies.csv";
    CsvFile::create(&folder.join(name), name, &COLUMNS.map(|(name, ..)| name))
}

pub(super) fn discrepancy(row: &ComparisonRow, to: &mut CsvFile) -> Result<(), ReportError> {
    to.record(COLUMNS.iter().map(|(_, _, cell)| cell(row)))
}

/// `rejects.csv`: the input rows that could not be used.
pub(super) fn rejects(path: &Path, name: &str) -> Result<CsvFile, ReportError> {
    CsvFile::create(path, name, &["file", "row", "column", "reason", "value"])
}

pub(super) fn reject(reject: &RejectRow, to: &mut CsvFile) -> Result<(), ReportError> {
    let row = reject.row.to_string();
    to.record([&reject.file, &row, &reject.column, &reject.reason, &reject.value])
}

/// `other_rows.csv`: the input rows that are no transaction.
pub(super) fn other_rows(folder: &Path) -> Result<CsvFile, ReportError> {
    let (name, header) = ("other_rows.csv", ["file", "row", "kind", "reference", "amount", "currency"]);
    CsvFile::create(&folder.join(name), name, &header)
}

pub(super) fn other_row(other: &OtherRow, to: &mut CsvFile) -> Result<(), ReportError> {
    let (row, amount) = (other.row.to_string(), optional(other.amount, other.currency));
    let currency = other.currency.map_or("", Currency::code);
    to.record([&other.file, &row, &other.kind, &other.reference, &amount, currency])
}

/// `row_checks.csv`: what each row states and what its parts come to.
pub(super) fn row_checks(folder: &Path) -> Result<CsvFile, ReportError> {
    let (name, header) = ("row_checks.csv", ["file", "row", "transaction_id", "stated", "computed", "holds"]);
    CsvFile::create(&folder.join(name), name, &header)
}

pub(super) fn row_check(check: &RowCheck, to: &mut CsvFile) -> Result<(), ReportError> {
    let (stated, computed) = (optional(check.stated, None), optional(check.computed, None));
    let (row, holds) = (check.row.to_string(), check.holds.to_string());
    to.record([&check.file, &row, &check.transaction_id, &stated, &computed, &holds])
}
