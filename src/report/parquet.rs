//! The Parquet files: zstd, amounts as decimal(38, 12), empty text as null.

use super::ReportError;
use super::columns::{Row, Values};
use crate::money::Decimal;
use polars::prelude::{
    Column, DataFrame, DataType, DateChunked, Field, Int128Chunked, IntoColumn, NewChunkedArray,
    ParquetCompression, ParquetWriter, Schema, StringChunked,
};
use std::io::Write;

const PRECISION: usize = 38;
const DECIMALS: u32 = 12;

/// A row group holds so many rows, and so much is in memory at once.
const ROWS_PER_GROUP: usize = 1 << 18;

/// Writes the rows in their order; nothing else decides the bytes.
pub(super) fn write<R: Row>(
    columns: &[(&'static str, Values<R>)],
    rows: &[&R],
    to: impl Write,
) -> Result<(), ReportError> {
    let writer = ParquetWriter::new(to).with_compression(ParquetCompression::Zstd(None));
    let mut writer = writer.batched(&schema(columns))?;
    for (group, rows) in rows.chunks(ROWS_PER_GROUP).enumerate() {
        let written = columns
            .iter()
            .map(|(name, values)| column(name, values, rows, group * ROWS_PER_GROUP))
            .collect::<Result<_, _>>()?;
        writer.write_batch(&DataFrame::new(rows.len(), written)?)?;
    }
    writer.finish()?;
    Ok(())
}

fn schema<R>(columns: &[(&'static str, Values<R>)]) -> Schema {
    let field = |(name, values): &(&'static str, Values<R>)| {
        let dtype = match values {
            Values::Text(_) => DataType::String,
            Values::Amount(_) => DataType::Decimal(PRECISION, DECIMALS as usize),
            Values::Day(_) => DataType::Date,
        };
        Field::new((*name).into(), dtype)
    };
    columns.iter().map(field).collect()
}

/// `before` rows of the file went out in earlier groups.
fn column<R: Row>(
    name: &'static str,
    values: &Values<R>,
    rows: &[&R],
    before: usize,
) -> Result<Column, ReportError> {
    Ok(match values {
        Values::Text(read) => {
            let texts = rows.iter().map(|row| Some(read(row)).filter(|text| !text.is_empty()));
            StringChunked::from_iter_options(name.into(), texts).into_column()
        }
        Values::Day(read) => {
            let days = rows.iter().map(|row| read(row));
            DateChunked::from_naive_date_options(name.into(), days).into_column()
        }
        Values::Amount(read) => {
            let mut digits = Vec::with_capacity(rows.len());
            for (at, row) in rows.iter().enumerate() {
                let fitted = read(row).map(|amount| {
                    to_digits(amount).ok_or_else(|| ReportError::DoesNotFit {
                        column: name,
                        amount,
                        transaction_id: row.transaction_id().to_owned(),
                        component: row.component().to_owned(),
                        row: before + at + 1,
                    })
                });
                digits.push(fitted.transpose()?);
            }
            let column = Int128Chunked::from_iter_options(name.into(), digits.into_iter());
            column.into_decimal(PRECISION, DECIMALS as usize)?.into_column()
        }
    })
}

/// The amount as a whole number of 10⁻¹², if that is exact and has at most 38 digits.
fn to_digits(amount: Decimal) -> Option<i128> {
    let amount = amount.normalize();
    let factor = 10_i128.pow(DECIMALS.checked_sub(amount.scale())?);
    let digits = amount.mantissa().checked_mul(factor)?;
    (digits.unsigned_abs() < 10_u128.pow(PRECISION as u32)).then_some(digits)
}
