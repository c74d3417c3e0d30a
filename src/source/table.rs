//! A file as a header and rows of text cells, whatever its kind.

use super::csv_rows::{self, CsvRows};
use super::parquet_rows::ParquetRows;
use super::workbook_rows::WorkbookRows;
use super::{InputFile, SourceError};
use csv::StringRecord;

/// An open file, read from its first row to its last.
pub(super) struct Table {
    file: String,
    header: Vec<String>,
    rows: Rows,
    row: u64,
}

enum Rows {
    Csv(Box<CsvRows>),
    Parquet(Box<ParquetRows>),
    Workbook(Box<WorkbookRows>),
}

impl Table {
    /// Opens a file. `layout` names the profile or layout whose columns stand between `delimiter`s.
    pub(super) fn open(file: &InputFile, layout: &str, delimiter: u8) -> Result<Table, SourceError> {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let shown = file.shown.clone();
        let (header, rows) = if name.ends_with(".parquet") {
            let rows = ParquetRows::open(file)?;
            (rows.header(), Rows::Parquet(Box::new(rows)))
        } else if [".csv", ".csv.gz", ".csv.zst"].iter().any(|kind| name.ends_with(kind)) {
            let mut rows = CsvRows::open(file, delimiter)?;
            let header = rows.header()?;
            csv_rows::refuse_other_delimiter(&shown, layout, delimiter, &header)?;
            (header, Rows::Csv(Box::new(rows)))
        } else if name.ends_with(".xlsx") {
            let rows = WorkbookRows::open(file)?;
            (rows.header(), Rows::Workbook(Box::new(rows)))
        } else {
            return Err(SourceError::Unsupported { file: shown });
        };
        Ok(Table { file: shown, header, rows, row: 1 })
    }

    /// The file as the config names it.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The names of the columns as the file writes them.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// Says which columns are needed; the cells of others may then be empty.
    pub(super) fn keep(&mut self, places: &[usize]) -> Result<(), SourceError> {
        match &mut self.rows {
            Rows::Csv(_) | Rows::Workbook(_) => Ok(()),
            Rows::Parquet(rows) => rows.keep(places),
        }
    }

    /// Reads the next row into `record` and gives its number: the line on which it starts in a CSV file,
    /// the row in a workbook or Parquet file, the header being row 1.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, SourceError> {
        let more = match &mut self.rows {
            Rows::Csv(rows) => return rows.next(record),
            Rows::Parquet(rows) => rows.next(record)?,
            Rows::Workbook(rows) => rows.next(record),
        };
        self.row += u64::from(more);
        Ok(more.then_some(self.row))
    }

    /// The places of cells on the current row whose text is not exactly what the file means: numbers
    /// that a workbook has rounded.
    pub(super) fn inexact(&self) -> &[usize] {
        match &self.rows {
            Rows::Workbook(rows) => &rows.inexact,
            Rows::Csv(_) | Rows::Parquet(_) => &[],
        }
    }

    /// How many bytes of the file have been read.
    pub(super) fn bytes_read(&self) -> u64 {
        match &self.rows {
            Rows::Csv(rows) => rows.bytes_read(),
            Rows::Parquet(rows) => rows.bytes_read(),
            Rows::Workbook(rows) => rows.bytes_read(),
        }
    }
}
