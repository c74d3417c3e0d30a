//! A slice of a Parquet file, decoded column by column.

use super::SourceError;
use super::cells::{ColumnCells, OddRows, RawColumns};
use super::parquet_file::{ParquetFile, guarded, unreadable};
use super::table::TableRow;
use crate::facts::Kind;
use csv::StringRecord;
use polars::prelude::{
    ArrowDataType, ArrowField, BooleanChunked, DataType, NewChunkedArray, PlSmallStr, PolarsError, Series,
    StringChunked,
};
use polars_arrow::array::Array;
use polars_arrow::datatypes::{DTYPE_CATEGORICAL_NEW, IntegerType, Metadata};
use polars_buffer::Buffer;
use polars_parquet::read::{BasicDecompressor, Filter, PageReader, column_iter_to_arrays};
use std::cell::OnceCell;
use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

/// Some rows of a row group.
pub(super) struct GroupSlice {
    pub(super) file: Arc<ParquetFile>,
    pub(super) group: usize,
    pub(super) columns: Arc<Vec<Buffer<u8>>>,
    /// Within the group.
    pub(super) rows: Range<usize>,
    /// Rows of the file before the slice.
    pub(super) rows_before: u64,
}

/// A slice whose columns are decoded when they are asked for, so that one at a time is in memory.
pub(super) struct DecodedSlice<'s> {
    slice: &'s GroupSlice,
    file: &'s ParquetFile,
    rows: usize,
    /// The odd rows as text, once one of them is asked for.
    odd_texts: OnceCell<Vec<StringChunked>>,
}

impl GroupSlice {
    pub(super) fn decoded(&self) -> DecodedSlice<'_> {
        DecodedSlice { slice: self, file: &self.file, rows: self.rows.len(), odd_texts: OnceCell::new() }
    }

    /// Decodes the column at a place of the header, with texts by their dictionary where the file has one for all of them;
    /// none in a slice without rows.
    fn column(&self, place: usize) -> Result<Option<Vec<Box<dyn Array>>>, SourceError> {
        let Some(field) = self.file.field(place).filter(|_| self.file.is_coded(self.group, place)) else {
            return self.plain_column(place);
        };
        match self.decoded_as(place, coded(field)) {
            Ok(arrays) => Ok(arrays),
            // Some of the texts stand in no dictionary.
            Err(_) => {
                self.file.not_coded(place);
                self.plain_column(place)
            }
        }
    }

    /// Decodes the column at a place of the header; none in a slice without rows.
    fn plain_column(&self, place: usize) -> Result<Option<Vec<Box<dyn Array>>>, SourceError> {
        let Some(field) = self.file.field(place) else { return Ok(None) };
        self.decoded_as(place, field.clone())
    }

    fn decoded_as(
        &self,
        place: usize,
        field: ArrowField,
    ) -> Result<Option<Vec<Box<dyn Array>>>, SourceError> {
        let kept = self.file.kept.iter().position(|kept| *kept == place);
        let Some(bytes) = kept.and_then(|at| self.columns.get(at)) else { return Ok(None) };
        let arrays = guarded(self.file.input(), || self.decode((place, field), bytes.clone()))?;
        if arrays.iter().map(|array| array.len()).sum::<usize>() != self.rows.len() {
            return Err(unreadable(self.file.input(), "a row group lacks some of its values"));
        }
        Ok(Some(arrays))
    }

    fn decode(
        &self,
        (place, field): (usize, ArrowField),
        bytes: Buffer<u8>,
    ) -> Result<Vec<Box<dyn Array>>, PolarsError> {
        let group = &self.file.row_group(self.group);
        let Some(column) = self.file.column(group, place) else { return Ok(Vec::new()) };
        let pages = PageReader::new(Cursor::new(bytes), column, Vec::new(), usize::MAX);
        let pages = BasicDecompressor::new(pages, Vec::new());
        let kind = &column.descriptor().descriptor.primitive_type;
        let filter = Filter::new_ranged(self.rows.start, self.rows.end);
        let (arrays, _) = column_iter_to_arrays(vec![pages], vec![kind], field, Some(filter))?;
        Ok(arrays)
    }
}

impl DecodedSlice<'_> {
    /// Gives every row to `each`.
    pub(super) fn all_rows<E: From<SourceError>>(
        &self,
        each: &mut dyn FnMut(TableRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let cells = self.texts(None)?;
        let mut record = StringRecord::new();
        for row in 0..self.rows {
            self.record(&cells, row, &mut record);
            each(TableRow { number: self.number(row), record: &record, inexact: &[] })?;
        }
        Ok(())
    }

    /// A row as text; the cells of columns that are not kept are empty, and so are nulls.
    fn record(&self, cells: &[StringChunked], at: usize, record: &mut StringRecord) {
        record.clear();
        let mut kept = self.file.kept.iter().zip(cells).peekable();
        for place in 0..self.file.width() {
            let cells = kept.next_if(|(kept, _)| **kept == place).map(|(_, cells)| cells);
            record.push_field(cells.and_then(|cells| cells.get(at)).unwrap_or_default());
        }
    }

    /// The cells of the kept columns as text, `only` on some rows.
    fn texts(&self, only: Option<&[bool]>) -> Result<Vec<StringChunked>, SourceError> {
        let decoded = |place: &usize| Some((*place, self.slice.plain_column(*place).transpose()?));
        let texts = self.file.kept.iter().filter_map(decoded);
        texts.map(|(place, arrays)| self.text(place, &arrays?, only)).collect()
    }

    fn text(
        &self,
        place: usize,
        arrays: &[Box<dyn Array>],
        only: Option<&[bool]>,
    ) -> Result<StringChunked, SourceError> {
        guarded(self.file.input(), || match self.file.field(place) {
            Some(field) => as_text(field, arrays, only),
            None => Ok(StringChunked::default()),
        })
    }
}

impl RawColumns for DecodedSlice<'_> {
    fn rows(&self) -> usize {
        self.rows
    }

    fn odd(&self) -> Vec<bool> {
        vec![false; self.rows]
    }

    fn number(&self, row: usize) -> u64 {
        self.slice.rows_before + row as u64 + 2
    }

    fn cells(&self, place: usize, direct: Option<Kind>) -> Result<ColumnCells<'_>, SourceError> {
        let Some(arrays) = self.slice.column(place)? else { return Ok(ColumnCells::Absent) };
        let arrays = arrays.as_slice();
        let kind = arrays.first().map(|array| array.dtype());
        let direct = match (kind, direct) {
            (Some(ArrowDataType::Utf8View), _) => same(arrays).map(ColumnCells::Views),
            (Some(ArrowDataType::Dictionary(..)), _) => same(arrays).map(ColumnCells::Coded),
            (Some(ArrowDataType::Date32), Some(Kind::Date)) => same(arrays).map(ColumnCells::Days),
            (Some(ArrowDataType::Boolean), Some(Kind::Flag)) => same(arrays).map(ColumnCells::Flags),
            (Some(ArrowDataType::Int64), Some(Kind::Integer | Kind::Decimal | Kind::Money)) => {
                same(arrays).map(ColumnCells::Integers)
            }
            (Some(ArrowDataType::Decimal(_, scale)), Some(Kind::Decimal | Kind::Money)) => {
                let scale = u32::try_from(*scale).ok();
                same(arrays).zip(scale).map(|(arrays, scale)| ColumnCells::Decimals(arrays, scale))
            }
            _ => None,
        };
        match direct {
            Some(cells) => Ok(cells),
            None => {
                Ok(ColumnCells::Views(self.text(place, arrays, None)?.downcast_iter().cloned().collect()))
            }
        }
    }

    fn text_rows(
        &self,
        OddRows { rows, odd, before }: OddRows<'_>,
        each: &mut dyn FnMut(TableRow<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let cells = match self.odd_texts.get() {
            Some(known) => known,
            None => {
                let texts = self.texts(Some(odd))?;
                self.odd_texts.get_or_init(|| texts)
            }
        };
        let mut record = StringRecord::new();
        for (at, row) in (before..).zip(rows) {
            self.record(cells, at, &mut record);
            each(TableRow { number: self.number(row), record: &record, inexact: &[] })?;
        }
        Ok(())
    }
}

/// A field of text as the decoder knows it whose keys are to be kept: as a categorical of polars.
fn coded(field: &ArrowField) -> ArrowField {
    let text = Box::new(ArrowDataType::Utf8View);
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, text, false);
    let categorical = (PlSmallStr::from_static(DTYPE_CATEGORICAL_NEW), PlSmallStr::EMPTY);
    let metadata = Metadata::from_iter([categorical]);
    ArrowField::new(field.name.clone(), dtype, field.is_nullable).with_metadata(metadata)
}

/// The arrays as what they are, if they are that.
fn same<A: Array + Clone>(arrays: &[Box<dyn Array>]) -> Option<Vec<A>> {
    arrays.iter().map(|array| array.as_any().downcast_ref::<A>().cloned()).collect()
}

fn as_text(
    field: &ArrowField,
    arrays: &[Box<dyn Array>],
    only: Option<&[bool]>,
) -> Result<StringChunked, PolarsError> {
    let mut series = Series::try_from((field, arrays.to_vec()))?;
    if let Some(only) = only {
        series = series.filter(&BooleanChunked::from_slice(PlSmallStr::EMPTY, only))?;
    }
    let series = series.rechunk();
    if *series.dtype() != DataType::Date {
        return Ok(series.cast(&DataType::String)?.str()?.clone());
    }
    let days = series.to_physical_repr();
    let day = |days: i32| Some(chrono::NaiveDate::from_epoch_days(days)?.to_string());
    Ok(days.i32()?.iter().map(|days| days.and_then(day)).collect())
}
