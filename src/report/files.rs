//! One folder with every rendering of a report.

use super::columns::COLUMNS;
use super::{ComparisonRow, Report, csv_files, markdown, order, parquet, summary_json, workbook};
use crate::facts::RejectRow;
use crate::money::{Decimal, Overflow};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The rows that one sheet of a workbook can hold, its header among them.
pub const MAX_SHEET_ROWS: u32 = 1_048_576;

/// What to write, and how large.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether `costs.parquet` is written.
    pub costs: bool,
    /// Rows per sheet of the workbook with the header, at least 2; the rest continues on a next sheet.
    pub sheet_rows: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { costs: true, sheet_rows: MAX_SHEET_ROWS }
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
    /// Money of the summary adds up to more digits than can be held.
    #[error("a sum of the summary cannot be held exactly")]
    Overflow(#[from] Overflow),
}

/// Writes every file of the report except `manifest.json` into `folder`, which must exist.
/// The same report gives the same bytes.
pub fn write_all(report: &Report, folder: &Path, options: &Options) -> Result<(), ReportError> {
    let bytes = |file: &str, bytes: &[u8]| {
        std::fs::write(folder.join(file), bytes)
            .map_err(|source| ReportError::Io { file: file.into(), source })
    };
    bytes("report.xlsx", &workbook::render(report, options.sheet_rows)?)?;
    bytes("report.md", markdown::render(report)?.as_bytes())?;
    bytes("summary.json", summary_json::render(report)?.as_bytes())?;

    type Renderer = fn(&Report, BufWriter<File>) -> csv::Result<()>;
    let table = |file: &str, render: Renderer| {
        render(report, create(folder, file)?).map_err(|source| ReportError::Csv { file: file.into(), source })
    };
    table("discrepancies.csv", csv_files::discrepancies)?;
    table("rejects.csv", |report, to| csv_files::rejects(&report.rejects, to))?;
    if !report.other_rows.is_empty() {
        table("other_rows.csv", csv_files::other_rows)?;
    }
    if !report.row_checks.is_empty() {
        table("row_checks.csv", csv_files::row_checks)?;
    }

    let columnar = |file: &str, rows: &[&ComparisonRow]| {
        let mut to = create(folder, file)?;
        parquet::write(&COLUMNS, rows, &mut to)?;
        to.flush().map_err(|source| ReportError::Io { file: file.into(), source })
    };
    columnar("discrepancies.parquet", &order::discrepancies(report).collect::<Vec<_>>())?;
    if options.costs {
        columnar("costs.parquet", &report.comparisons.iter().collect::<Vec<_>>())?;
    }
    Ok(())
}

/// Writes rejects alone, as `rejects.csv` has them.
pub fn write_rejects(rejects: &[RejectRow], file: &Path) -> Result<(), ReportError> {
    let shown = file.display().to_string();
    let to = File::create(file).map_err(|source| ReportError::Io { file: shown.clone(), source })?;
    csv_files::rejects(rejects, BufWriter::new(to)).map_err(|source| ReportError::Csv { file: shown, source })
}

fn create(folder: &Path, file: &str) -> Result<BufWriter<File>, ReportError> {
    let created = File::create(folder.join(file));
    created.map(BufWriter::new).map_err(|source| ReportError::Io { file: file.into(), source })
}
