//! The Parquet files: zstd, amounts as decimal(38, 12), empty text as null.
//!
//! Columns are filled and encoded on whichever thread has the rows; a [`ParquetFile`] only appends what
//! is encoded. Every column has a dictionary of its own per row group, unless hardly a value repeats.

mod hybrid;
mod numbers;
mod pages;
mod runs;
mod texts;

pub(super) use numbers::Numbers;
pub(super) use pages::Encoder;
pub(super) use runs::Runs;
pub(super) use texts::Texts;

use super::ReportError;
use crate::money::Decimal;
use polars::error::PolarsResult;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, FileWriter, StatisticsOptions,
    Version, WriteOptions, fallible_streaming_iterator, to_parquet_type,
};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

const PRECISION: usize = 38;
const DECIMALS: u32 = 12;

/// 10⁰ to 10¹².
const POWERS: [i64; DECIMALS as usize + 1] = {
    let mut powers = [1; DECIMALS as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// A row group holds at most so many rows, and so much is in memory at once.
pub(super) const ROWS_PER_GROUP: usize = 1 << 18;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    Text,
    Amount,
    Day,
}

/// The columns of a file by name, in order.
pub(super) type Columns = [(&'static str, ColumnKind)];

/// Rows that are encoded and compressed, ready to be appended to a file with the same columns.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) rows: u64,
    pub(super) columns: Vec<Vec<CompressedPage>>,
}

fn field((name, kind): &(&'static str, ColumnKind)) -> Field {
    let dtype = match kind {
        ColumnKind::Text => ArrowDataType::Utf8View,
        ColumnKind::Amount => ArrowDataType::Decimal(PRECISION, DECIMALS as usize),
        ColumnKind::Day => ArrowDataType::Date32,
    };
    Field::new((*name).into(), dtype, true)
}

/// What every page of a column says of its type.
pub(super) fn descriptors(columns: &Columns) -> Result<Vec<Descriptor>, ReportError> {
    let types =
        columns.iter().map(|column| to_parquet_type(&field(column))).collect::<PolarsResult<Vec<_>>>()?;
    let schema = polars_parquet::write::SchemaDescriptor::new("root".into(), types);
    Ok(schema.columns().iter().map(|column| column.descriptor.clone()).collect())
}

/// A Parquet file that grows by row groups.
pub(super) struct ParquetFile {
    name: String,
    file: FileWriter<BufWriter<File>>,
    rows: u64,
}

impl ParquetFile {
    /// `name` is what messages call it.
    pub(super) fn create(path: &Path, name: &str, columns: &Columns) -> Result<ParquetFile, ReportError> {
        let created = File::create(path).map_err(|source| ReportError::Io { file: name.into(), source })?;
        let schema: ArrowSchema = columns.iter().map(|column| (column.0.into(), field(column))).collect();
        let options = WriteOptions {
            statistics: StatisticsOptions::default(),
            version: Version::V1,
            compression: CompressionOptions::Zstd(None),
            data_page_size: None,
        };
        let file = FileWriter::try_new(BufWriter::with_capacity(1 << 18, created), schema, options)?;
        Ok(ParquetFile { name: name.into(), file, rows: 0 })
    }

    /// Rows written so far.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn append(&mut self, group: &Group) -> Result<(), ReportError> {
        let columns = group.columns.iter().map(|pages| {
            let pages = fallible_streaming_iterator::convert(pages.iter().map(PolarsResult::Ok));
            Ok(DynStreamingIterator::new(pages))
        });
        self.file.write(group.rows, DynIter::new(columns))?;
        self.rows += group.rows;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), ReportError> {
        self.file.end(None)?;
        let flushed = self.file.into_inner().flush();
        flushed.map_err(|source| ReportError::Io { file: self.name, source })
    }
}

/// The amount as a whole number of 10⁻¹², if that is exact and has at most 38 digits.
pub(super) fn to_digits(amount: Decimal) -> Option<i128> {
    let amount = if amount.scale() > DECIMALS { amount.normalize() } else { amount };
    let factor = POWERS[DECIMALS.checked_sub(amount.scale())? as usize];
    let mantissa = amount.mantissa();
    if let Ok(short) = i64::try_from(mantissa) {
        // At most 19 digits and 12 more, which always fits and is quickly multiplied.
        return Some(i128::from(short) * i128::from(factor));
    }
    let digits = mantissa.checked_mul(i128::from(factor))?;
    (digits.unsigned_abs() < 10_u128.pow(PRECISION as u32)).then_some(digits)
}
