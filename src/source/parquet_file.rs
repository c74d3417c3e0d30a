//! Parquet: one row group at a time is read as it lies on the disk, and decoded slice by slice.

use super::cells::{ColumnCells, OddRows, RawColumns};
use super::parquet_types::{in_words, refusal};
use super::piece::{Cut, Raw};
use super::table::TableRow;
use super::{InputFile, SourceError};
use crate::facts::Kind;
use csv::StringRecord;
use polars::prelude::{
    ArrowDataType, ArrowField, ArrowSchema, BooleanChunked, DataType, NewChunkedArray, PlSmallStr,
    PolarsError, Series, StringChunked,
};
use polars_arrow::array::Array;
use polars_buffer::Buffer;
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, Filter, PageReader, RowGroupMetadata,
    column_iter_to_arrays, infer_schema, read_metadata,
};
use std::cell::OnceCell;
use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// An open Parquet file.
pub(super) struct ParquetFile {
    file: InputFile,
    metadata: FileMetadata,
    schema: ArrowSchema,
    bytes: u64,
    kept: Vec<usize>,
}

impl ParquetFile {
    pub(super) fn open(file: &InputFile) -> Result<ParquetFile, SourceError> {
        let mut handle = open(file)?;
        let bytes = handle.metadata().map(|metadata| metadata.len()).unwrap_or(0);
        if bytes == 0 {
            return Err(SourceError::Empty { file: file.shown.clone() });
        }
        let (metadata, schema) = guarded(file, || {
            let metadata = read_metadata(&mut handle)?;
            let schema = infer_schema(&metadata)?;
            Ok((metadata, schema))
        })?;
        Ok(ParquetFile { file: file.clone(), metadata, schema, bytes, kept: Vec::new() })
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

    fn rows_of(&self, group: usize) -> usize {
        self.metadata.row_groups[group].num_rows()
    }

    /// The kept columns of a row group as they lie on the disk.
    fn read_group(&self, group: usize) -> Result<Vec<Buffer<u8>>, SourceError> {
        let group = &self.metadata.row_groups[group];
        let mut handle = open(&self.file)?;
        let failed = |error: std::io::Error| unreadable(&self.file, error);
        self.kept
            .iter()
            .map(|place| {
                let range = guarded(&self.file, || Ok(self.column(group, *place).map(|at| at.byte_range())))?;
                let range =
                    range.filter(|range| range.end <= self.bytes).ok_or_else(|| damaged(&self.file))?;
                let mut bytes = vec![0; usize::try_from(range.end - range.start).unwrap_or(0)];
                handle.seek(SeekFrom::Start(range.start)).map_err(failed)?;
                handle.read_exact(&mut bytes).map_err(failed)?;
                Ok(Buffer::from(bytes))
            })
            .collect()
    }

    /// The column of a row group at a place of the header; none if it is not a plain one.
    fn column<'g>(&self, group: &'g RowGroupMetadata, place: usize) -> Option<&'g ColumnChunkMetadata> {
        let (name, _) = self.schema.get_at_index(place)?;
        let mut columns = group.columns_under_root_iter(name)?;
        columns.next().filter(|_| columns.next().is_none())
    }
}

/// The row groups of a file, in slices.
pub(super) struct GroupSlices {
    file: Arc<ParquetFile>,
    /// At most so many rows are one slice.
    rows: usize,
    group: usize,
    /// What was read of the present group, and how many of its rows are cut off.
    columns: Arc<Vec<Buffer<u8>>>,
    cut: usize,
    rows_before: u64,
    rows_left: u64,
    first: bool,
}

/// Some rows of a row group.
pub(super) struct GroupSlice {
    file: Arc<ParquetFile>,
    group: usize,
    columns: Arc<Vec<Buffer<u8>>>,
    /// Within the group.
    rows: Range<usize>,
    /// Rows of the file before the slice.
    rows_before: u64,
}

impl GroupSlices {
    pub(super) fn new(file: ParquetFile, rows: usize) -> GroupSlices {
        let rows_left = (0..file.metadata.row_groups.len()).map(|group| file.rows_of(group) as u64).sum();
        GroupSlices {
            file: Arc::new(file),
            rows,
            group: 0,
            columns: Arc::default(),
            cut: 0,
            rows_before: 0,
            rows_left,
            first: true,
        }
    }

    /// The next slice; a file has at least one.
    pub(super) fn next(&mut self) -> Result<Option<Cut>, SourceError> {
        if self.rows_left == 0 && !self.first {
            return Ok(None);
        }
        while self.rows_left > 0 && self.cut == self.file.rows_of(self.group) {
            (self.group, self.cut) = (self.group + 1, 0);
        }
        let whole = if self.rows_left == 0 { 0 } else { self.file.rows_of(self.group) };
        if self.cut == 0 && whole > 0 {
            self.columns = Arc::default();
            self.columns = Arc::new(self.file.read_group(self.group)?);
        }
        // The slices of one group are about equally long.
        let size = whole.div_ceil(whole.div_ceil(self.rows).max(1));
        let rows = self.cut..whole.min(self.cut + size);
        let (cut, rows_before) = (rows.len() as u64, self.rows_before);
        self.cut = rows.end;
        self.rows_before += cut;
        self.rows_left -= cut;
        let (file, columns) = (Arc::clone(&self.file), Arc::clone(&self.columns));
        let slice = GroupSlice { file, group: self.group, columns, rows, rows_before };
        let first = std::mem::replace(&mut self.first, false);
        Ok(Some(Cut { raw: Raw::Group(slice), first, last: self.rows_left == 0 }))
    }

    pub(super) fn bytes_read(&self) -> u64 {
        let rows = self.rows_before + self.rows_left;
        self.file.bytes * self.rows_before / rows.max(1)
    }
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

    /// Decodes the column at a place of the header; none in a slice without rows.
    fn column(&self, place: usize) -> Result<Option<Vec<Box<dyn Array>>>, SourceError> {
        let kept = self.file.kept.iter().position(|kept| *kept == place);
        let Some(bytes) = kept.and_then(|at| self.columns.get(at)) else { return Ok(None) };
        let arrays = guarded(&self.file.file, || self.decode(place, bytes.clone()))?;
        if arrays.iter().map(|array| array.len()).sum::<usize>() != self.rows.len() {
            return Err(unreadable(&self.file.file, "a row group lacks some of its values"));
        }
        Ok(Some(arrays))
    }

    fn decode(&self, place: usize, bytes: Buffer<u8>) -> Result<Vec<Box<dyn Array>>, PolarsError> {
        let group = &self.file.metadata.row_groups[self.group];
        let (column, field) = (self.file.column(group, place), self.file.schema.get_at_index(place));
        let (Some(column), Some((_, field))) = (column, field) else { return Ok(Vec::new()) };
        let pages = PageReader::new(Cursor::new(bytes), column, Vec::new(), usize::MAX);
        let pages = BasicDecompressor::new(pages, Vec::new());
        let kind = &column.descriptor().descriptor.primitive_type;
        let filter = Filter::new_ranged(self.rows.start, self.rows.end);
        let (arrays, _) = column_iter_to_arrays(vec![pages], vec![kind], field.clone(), Some(filter))?;
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
        for place in 0..self.file.schema.len() {
            let cells = kept.next_if(|(kept, _)| **kept == place).map(|(_, cells)| cells);
            record.push_field(cells.and_then(|cells| cells.get(at)).unwrap_or_default());
        }
    }

    /// The cells of the kept columns as text, `only` on some rows.
    fn texts(&self, only: Option<&[bool]>) -> Result<Vec<StringChunked>, SourceError> {
        let decoded = |place: &usize| Some((*place, self.slice.column(*place).transpose()?));
        let texts = self.file.kept.iter().filter_map(decoded);
        texts.map(|(place, arrays)| self.text(place, &arrays?, only)).collect()
    }

    fn text(
        &self,
        place: usize,
        arrays: &[Box<dyn Array>],
        only: Option<&[bool]>,
    ) -> Result<StringChunked, SourceError> {
        guarded(&self.file.file, || match self.file.schema.get_at_index(place) {
            Some((_, field)) => as_text(field, arrays, only),
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

fn open(file: &InputFile) -> Result<File, SourceError> {
    File::open(&file.path)
        .map_err(|error| SourceError::Unreadable { file: file.shown.clone(), why: error.to_string() })
}

/// Runs the decoder, which panics on some damaged files.
fn guarded<T>(file: &InputFile, decode: impl FnOnce() -> Result<T, PolarsError>) -> Result<T, SourceError> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| unreadable(file, error)),
        Err(_) => Err(damaged(file)),
    }
}

fn unreadable(file: &InputFile, why: impl std::fmt::Display) -> SourceError {
    SourceError::Unreadable { file: file.shown.clone(), why: format!("not a readable Parquet file: {why}") }
}

fn damaged(file: &InputFile) -> SourceError {
    unreadable(file, "it is damaged; write it anew")
}
