//! A file as a header and rows of text cells, whatever its kind.

use super::csv_blocks::{CsvBlocks, TextBlock};
use super::csv_rows::CsvRows;
use super::parquet_file::{GroupSlices, ParquetFile};
use super::piece::{Cut, PieceSizes, Raw};
use super::workbook_rows::Sheet;
use super::{InputFile, SourceError};
use csv::StringRecord;

/// The kinds of files that are read, told by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Csv,
    Parquet,
    Workbook,
}

impl FileKind {
    pub(super) fn of(file: &InputFile) -> Result<FileKind, SourceError> {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if name.ends_with(".parquet") {
            Ok(FileKind::Parquet)
        } else if [".csv", ".csv.gz", ".csv.zst"].iter().any(|kind| name.ends_with(kind)) {
            Ok(FileKind::Csv)
        } else if name.ends_with(".xlsx") {
            Ok(FileKind::Workbook)
        } else {
            Err(SourceError::Unsupported { file: file.shown.clone() })
        }
    }
}

/// An open file of no great size, whose rows are given to a closure one by one.
pub(super) struct Table {
    file: String,
    header: Vec<String>,
    rows: Rows,
}

enum Rows {
    Csv(Box<CsvBlocks>),
    Parquet(Box<ParquetFile>),
    Workbook(Box<Sheet>),
}

/// A row of a table.
pub(super) struct TableRow<'r> {
    /// The line on which it starts in a CSV file, the row in a workbook or Parquet file, the header being row 1.
    pub(super) number: u64,
    pub(super) record: &'r StringRecord,
    /// The places of cells whose text is not exactly what the file means: numbers that a workbook has rounded.
    pub(super) inexact: &'r [usize],
}

impl Table {
    /// Opens a file. `layout` names the profile or layout whose columns stand between `delimiter`s.
    pub(super) fn open(file: &InputFile, layout: &str, delimiter: u8) -> Result<Table, SourceError> {
        let (header, rows) = match FileKind::of(file)? {
            FileKind::Parquet => {
                let parquet = ParquetFile::open(file)?;
                (parquet.header(), Rows::Parquet(Box::new(parquet)))
            }
            FileKind::Csv => {
                let size = PieceSizes::default().bytes;
                let (header, blocks) = CsvBlocks::open(file, layout, delimiter, size)?;
                (header, Rows::Csv(Box::new(blocks)))
            }
            FileKind::Workbook => {
                let sheet = Sheet::open(file)?;
                (sheet.header(), Rows::Workbook(Box::new(sheet)))
            }
        };
        Ok(Table { file: file.shown.clone(), header, rows })
    }

    /// The names of the columns as the file writes them.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// Gives every row to `each`; the cells of columns that are not among `kept` may then be empty.
    pub(super) fn rows<E: From<SourceError>>(
        self,
        kept: &[usize],
        each: &mut dyn FnMut(TableRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self.rows {
            Rows::Csv(mut blocks) => {
                while let Some(Cut { raw: Raw::Text(block), .. }) = blocks.next()? {
                    text_rows(&self.file, &block, each)?;
                }
            }
            Rows::Parquet(mut file) => {
                file.keep(kept)?;
                let mut slices = GroupSlices::new(*file, PieceSizes::default().rows);
                while let Some(Cut { raw: Raw::Group(slice), .. }) = slices.next()? {
                    slice.decoded().all_rows(each)?;
                }
            }
            Rows::Workbook(sheet) => sheet_rows(&sheet, 1..sheet.filled().max(1), each)?,
        }
        Ok(())
    }
}

/// Gives every row of a block of CSV text to `each`, except the header.
pub(super) fn text_rows<E: From<SourceError>>(
    file: &str,
    block: &TextBlock,
    each: &mut dyn FnMut(TableRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut rows = CsvRows::of_block(file, block, &block.text);
    if block.has_header {
        rows.header()?;
    }
    let mut record = StringRecord::new();
    while let Some(number) = rows.next(&mut record)? {
        each(TableRow { number, record: &record, inexact: &[] })?;
    }
    Ok(())
}

/// Gives rows of a sheet to `each`.
pub(super) fn sheet_rows<E>(
    sheet: &Sheet,
    rows: std::ops::Range<usize>,
    each: &mut dyn FnMut(TableRow<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut record, mut inexact) = (StringRecord::new(), Vec::new());
    for row in rows {
        sheet.row(row, &mut record, &mut inexact);
        each(TableRow { number: row as u64 + 1, record: &record, inexact: &inexact })?;
    }
    Ok(())
}
