//! Parquet, one row group at a time, every cell in its exact text form.

use super::{InputFile, SourceError};
use csv::StringRecord;
use polars::prelude::{
    ArrowDataType, ArrowSchema, DataType, ParquetReader, PolarsError, SerReader, Series, StringChunked,
};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The rows of a Parquet file.
pub(super) struct ParquetRows {
    file: InputFile,
    schema: Arc<ArrowSchema>,
    bytes: u64,
    /// Rows of each row group.
    groups: Vec<usize>,
    /// The next row group to read, and the rows before it.
    group: usize,
    rows_before: usize,
    kept: Vec<usize>,
    /// The kept columns of the current group.
    cells: Vec<StringChunked>,
    row: usize,
}

impl ParquetRows {
    pub(super) fn open(file: &InputFile) -> Result<ParquetRows, SourceError> {
        let handle = open(file)?;
        let bytes = handle.metadata().map(|metadata| metadata.len()).unwrap_or(0);
        if bytes == 0 {
            return Err(SourceError::Empty { file: file.shown.clone() });
        }
        let mut reader = ParquetReader::new(handle);
        let (schema, groups) = guarded(file, || {
            let schema = reader.schema()?;
            let groups = reader.get_metadata()?.row_groups.iter().map(|group| group.num_rows()).collect();
            Ok((schema, groups))
        })?;
        Ok(ParquetRows {
            file: file.clone(),
            schema,
            bytes,
            groups,
            group: 0,
            rows_before: 0,
            kept: Vec::new(),
            cells: Vec::new(),
            row: 0,
        })
    }

    pub(super) fn header(&self) -> Vec<String> {
        self.schema.iter_names().map(ToString::to_string).collect()
    }

    /// Chooses the columns to read. Those that have no exact text form are refused.
    pub(super) fn keep(&mut self, places: &[usize]) -> Result<(), SourceError> {
        for (at, (name, field)) in self.schema.iter().enumerate() {
            if places.contains(&at)
                && let Some(mend) = refusal(field.dtype())
            {
                return Err(SourceError::ColumnType {
                    file: self.file.shown.clone(),
                    column: name.to_string(),
                    found: in_words(field.dtype()).to_owned(),
                    mend: mend.to_owned(),
                });
            }
        }
        places.clone_into(&mut self.kept);
        Ok(())
    }

    /// Reads the next row; the cells of columns that are not kept are empty, and so are nulls.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<bool, SourceError> {
        while self.group == 0 || self.row == self.groups[self.group - 1] {
            if self.group == self.groups.len() {
                return Ok(false);
            }
            self.cells = self.read_group()?;
            self.rows_before += self.groups[self.group];
            self.group += 1;
            self.row = 0;
        }
        record.clear();
        let mut kept = self.kept.iter().zip(&self.cells).peekable();
        for at in 0..self.schema.len() {
            let cells = kept.next_if(|(place, _)| **place == at).map(|(_, cells)| cells);
            record.push_field(cells.and_then(|cells| cells.get(self.row)).unwrap_or_default());
        }
        self.row += 1;
        Ok(true)
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes * self.group as u64 / self.groups.len().max(1) as u64
    }

    fn read_group(&self) -> Result<Vec<StringChunked>, SourceError> {
        let (handle, rows) = (open(&self.file)?, self.groups[self.group]);
        let cells: Vec<StringChunked> = guarded(&self.file, || {
            let frame = ParquetReader::new(handle)
                .with_projection(Some(self.kept.clone()))
                .with_slice(Some((self.rows_before, rows)))
                .set_rechunk(true)
                .finish()?;
            frame.columns().iter().map(|column| as_text(column.as_materialized_series())).collect()
        })?;
        if cells.len() != self.kept.len() || cells.iter().any(|column| column.len() != rows) {
            return Err(unreadable(&self.file, "a row group lacks some of its values"));
        }
        Ok(cells)
    }
}

/// Why a column of this type is not read, and what to write instead.
fn refusal(found: &ArrowDataType) -> Option<&'static str> {
    match found {
        ArrowDataType::Float16 | ArrowDataType::Float32 | ArrowDataType::Float64 => {
            Some("a binary float does not hold decimal amounts exactly: write decimal or text")
        }
        ArrowDataType::Utf8
        | ArrowDataType::LargeUtf8
        | ArrowDataType::Utf8View
        | ArrowDataType::Boolean
        | ArrowDataType::Date32
        | ArrowDataType::Null
        | ArrowDataType::Decimal(_, _)
        | ArrowDataType::Decimal32(_, _)
        | ArrowDataType::Decimal64(_, _)
        | ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt8
        | ArrowDataType::UInt16
        | ArrowDataType::UInt32
        | ArrowDataType::UInt64 => None,
        ArrowDataType::Dictionary(_, values, _) => refusal(values),
        ArrowDataType::Timestamp(_, _) => Some("its day depends on a time zone: write a date, or text"),
        _ => Some("write text, decimal, integer, boolean or date"),
    }
}

/// A type as people say it.
fn in_words(found: &ArrowDataType) -> &'static str {
    use ArrowDataType as T;
    match found {
        T::Float16 | T::Float32 | T::Float64 => "binary floating-point number",
        T::Timestamp(_, _) => "timestamp",
        T::Date64 => "date in milliseconds",
        T::Time32(_) | T::Time64(_) => "time of day",
        T::Duration(_) | T::Interval(_) => "span of time",
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => "bytes",
        T::List(_) | T::LargeList(_) | T::FixedSizeList(_, _) => "list",
        T::Struct(_) | T::Map(_, _) => "nested table",
        T::Int128 | T::UInt128 => "integer of 128 bits",
        T::Decimal256(_, _) => "decimal of 256 bits",
        T::Dictionary(_, values, _) => in_words(values),
        _ => "type that is not read",
    }
}

fn as_text(series: &Series) -> Result<StringChunked, PolarsError> {
    if *series.dtype() != DataType::Date {
        return Ok(series.cast(&DataType::String)?.str()?.clone());
    }
    let days = series.to_physical_repr();
    let day = |days: i32| Some(chrono::NaiveDate::from_epoch_days(days)?.to_string());
    Ok(days.i32()?.iter().map(|days| days.and_then(day)).collect())
}

fn open(file: &InputFile) -> Result<File, SourceError> {
    File::open(&file.path)
        .map_err(|error| SourceError::Unreadable { file: file.shown.clone(), why: error.to_string() })
}

/// Runs the decoder, which panics on some damaged files.
fn guarded<T>(file: &InputFile, decode: impl FnOnce() -> Result<T, PolarsError>) -> Result<T, SourceError> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| unreadable(file, error)),
        Err(_) => Err(unreadable(file, "it is damaged; write it anew")),
    }
}

fn unreadable(file: &InputFile, why: impl std::fmt::Display) -> SourceError {
    SourceError::Unreadable { file: file.shown.clone(), why: format!("not a readable Parquet file: {why}") }
}
