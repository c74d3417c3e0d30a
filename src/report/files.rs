//! One folder with every rendering of a report.

use super::{Report, csv_files, markdown, summary_json, workbook};
use crate::facts::RejectRow;
use crate::money::Decimal;
use std::io;
use std::path::Path;

/// The rows that one sheet of a workbook can hold, its header among them.
pub const MAX_SHEET_ROWS: u32 = 1_048_576;

/// So many rows of each kind the workbook has, unless the config says otherwise.
pub const WORKBOOK_ROWS: usize = 10_000;

/// What to write, and how large.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether `costs.parquet` is written.
    pub costs: bool,
    /// Rows per sheet of the workbook with the header, at least 2; the rest continues on a next sheet.
    pub sheet_rows: u32,
    /// Rejected rows that the workbook lists at most; the rest is in `rejects.csv`. As many discrepancies,
    /// unproven and other rows are in the [`Report`] as was asked for when it was made.
    pub workbook_rows: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { costs: true, sheet_rows: MAX_SHEET_ROWS, workbook_rows: WORKBOOK_ROWS }
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The disk said no.
    #[error("cannot write {file}: {source}")]
    Io {
        /// The file within the report's folder.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// A CSV file could not be written.
    #[error("cannot write {file}: {source}")]
    Csv {
        /// The file within the report's folder.
        file: String,
        /// Why.
        source: csv::Error,
    },
    /// A Parquet file could not be written.
    #[error("cannot write Parquet: {0}")]
    Parquet(#[from] polars::error::PolarsError),
    /// The workbook could not be written.
    #[error("cannot write report.xlsx: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The summary could not be written.
    #[error("cannot write summary.json: {0}")]
    Json(#[from] serde_json::Error),
    /// The file's ending names no kind of file that can be written.
    #[error("{file} ends neither in .csv nor in .parquet, so its kind is not known")]
    UnknownKind {
        /// The file as it was named.
        file: String,
    },
    /// Parquet holds 38 digits, 12 of them decimals, and nothing is rounded to fit.
    #[error(
        "the {column} amount {amount} of transaction `{transaction_id}`, {component} \
         (row {row} of the comparison), does not fit decimal(38, 12)"
    )]
    DoesNotFit {
        /// `expected`, `billed` or `variance`.
        column: &'static str,
        /// The amount.
        amount: Decimal,
        /// The transaction.
        transaction_id: String,
        /// The component.
        component: String,
        /// The row among those of the file, from 1.
        row: usize,
    },
}

/// Writes `report.xlsx`, `report.md` and `summary.json` into `folder`, which must exist.
/// The same report gives the same bytes.
pub fn write_summary(report: &Report, folder: &Path, options: &Options) -> Result<(), ReportError> {
    let bytes = |file: &str, bytes: &[u8]| {
        std::fs::write(folder.join(file), bytes)
            .map_err(|source| ReportError::Io { file: file.into(), source })
    };
    bytes("report.xlsx", &workbook::render(report, options)?)?;
    bytes("report.md", markdown::render(report).as_bytes())?;
    bytes("summary.json", summary_json::render(report)?.as_bytes())
}

/// Writes rejects alone, as `rejects.csv` has them.
pub fn write_rejects(rejects: &[RejectRow], file: &Path) -> Result<(), ReportError> {
    let mut to = csv_files::rejects(file, &file.display().to_string())?;
    rejects.iter().try_for_each(|reject| csv_files::reject(reject, &mut to))?;
    to.finish()
}
