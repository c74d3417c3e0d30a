//! Rows as columns of text codes, whole numbers and days, written as Parquet or CSV.

use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    Column, DataFrame, Field, Int32Chunked, Int128Chunked, IntoColumn, NewChunkedArray, ParquetCompression,
    ParquetWriter, PlSmallStr, PolarsResult, Schema, StringChunked,
};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// The values of one column; `None` where a row has none.
pub enum Values<'a> {
    Text(Vec<&'a str>),
    /// Amounts in units of their last decimal, and how many decimals there are.
    Amount(Vec<Option<i64>>, u32),
    /// Days since 1970.
    Day(Vec<i32>),
}

/// Named columns of equal length.
pub type Columns<'a> = Vec<(&'static str, Values<'a>)>;

/// Total digits of decimal columns.
const PRECISION: usize = 18;

/// A part of a file, ready to be written.
pub enum Part {
    Rows(DataFrame),
    Text { header: String, rows: Vec<u8> },
}

/// Which kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Parquet,
    Csv,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
        }
    }

    /// Columns as a part of a file of this kind.
    pub fn part(self, columns: &Columns<'_>) -> PolarsResult<Part> {
        let rows = columns.first().map_or(0, |(_, values)| values.len());
        match self {
            Format::Parquet => {
                let columns = columns.iter().map(|(name, values)| column(name, values));
                Ok(Part::Rows(DataFrame::new(rows, columns.collect::<PolarsResult<_>>()?)?))
            }
            Format::Csv => {
                let header: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                Ok(Part::Text { header: header.join(",") + "\n", rows: csv(columns, rows) })
            }
        }
    }
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Values::Text(values) => values.len(),
            Values::Amount(values, _) => values.len(),
            Values::Day(values) => values.len(),
        }
    }
}

fn column(name: &'static str, values: &Values<'_>) -> PolarsResult<Column> {
    let name = PlSmallStr::from_static(name);
    Ok(match values {
        Values::Text(texts) => StringChunked::from_iter_values(name, texts.iter().copied()).into_column(),
        Values::Day(days) => Int32Chunked::from_slice(name, days).into_date().into_column(),
        Values::Amount(units, decimals) => {
            let units = units.iter().map(|units| units.map(i128::from));
            let column = Int128Chunked::from_iter_options(name, units);
            column.into_decimal(PRECISION, *decimals as usize)?.into_column()
        }
    })
}

fn csv(columns: &Columns<'_>, rows: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(rows * columns.len() * 9);
    for row in 0..rows {
        for (at, (_, values)) in columns.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            // Writing into memory cannot fail.
            let _ = match values {
                Values::Text(texts) => text.write_all(texts[row].as_bytes()),
                Values::Day(days) => {
                    let day = chrono::NaiveDate::from_epoch_days(days[row]);
                    day.map_or(Ok(()), |day| write!(text, "{day}"))
                }
                Values::Amount(units, decimals) => units[row].map_or(Ok(()), |units| {
                    let (sign, one) = (if units < 0 { "-" } else { "" }, 10_u64.pow(*decimals));
                    let (whole, rest) = (units.unsigned_abs() / one, units.unsigned_abs() % one);
                    write!(text, "{sign}{whole}.{rest:0width$}", width = *decimals as usize)
                }),
            };
        }
        text.push(b'\n');
    }
    text
}

/// A file that grows part by part.
pub enum Writer {
    Parquet(Box<BatchedWriter<BufWriter<File>>>),
    Csv(BufWriter<File>),
}

impl Writer {
    /// Opens a file whose first part is given.
    pub fn create(path: &Path, first: &Part) -> Result<Writer, Box<dyn std::error::Error>> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        Ok(match first {
            Part::Rows(frame) => {
                let fields = frame.columns().iter();
                let fields = fields.map(|column| Field::new(column.name().clone(), column.dtype().clone()));
                let schema: Schema = fields.collect::<Vec<Field>>().into_iter().collect();
                let writer = ParquetWriter::new(file).with_compression(ParquetCompression::Snappy);
                Writer::Parquet(Box::new(writer.batched(&schema)?))
            }
            Part::Text { header, .. } => {
                file.write_all(header.as_bytes())?;
                Writer::Csv(file)
            }
        })
    }

    /// Adds a part: a row group of a Parquet file.
    pub fn write(&mut self, part: &Part) -> Result<(), Box<dyn std::error::Error>> {
        match (self, part) {
            (Writer::Parquet(writer), Part::Rows(frame)) => writer.write_batch(frame)?,
            (Writer::Csv(file), Part::Text { rows, .. }) => file.write_all(rows)?,
            _ => return Err("a file has parts of one kind".into()),
        }
        Ok(())
    }

    /// Writes what is left.
    pub fn finish(self) -> Result<(), Box<dyn std::error::Error>> {
        match self {
            Writer::Parquet(writer) => writer.finish().map(|_| ()).map_err(io::Error::other)?,
            Writer::Csv(mut file) => file.flush()?,
        }
        Ok(())
    }
}
