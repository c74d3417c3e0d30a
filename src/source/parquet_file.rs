//! Parquet: one row group at a time is read as it lies on the disk, and decoded slice by slice.

use super::parquet_slice::GroupSlice;
use super::parquet_types::{in_words, refusal};
use super::piece::{Cut, Raw};
use super::{InputFile, SourceError};
use polars::prelude::{ArrowDataType, ArrowField, ArrowSchema, PolarsError};
use polars_buffer::Buffer;
use polars_parquet::read::{
    ColumnChunkMetadata, FileMetadata, RowGroupMetadata, infer_schema, read_metadata,
};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// An open Parquet file.
pub(super) struct ParquetFile {
    file: InputFile,
    metadata: FileMetadata,
    schema: ArrowSchema,
    bytes: u64,
    /// The places of the columns to read.
    pub(super) kept: Vec<usize>,
    /// By place of a column, whether some of its texts were found outside of its dictionary.
    outside: Vec<AtomicBool>,
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
        let outside = (0..schema.len()).map(|_| AtomicBool::new(false)).collect();
        Ok(ParquetFile { file: file.clone(), metadata, schema, bytes, kept: Vec::new(), outside })
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

    pub(super) fn input(&self) -> &InputFile {
        &self.file
    }

    /// How many columns the file has.
    pub(super) fn width(&self) -> usize {
        self.schema.len()
    }

    /// The column at a place of the header.
    pub(super) fn field(&self, place: usize) -> Option<&ArrowField> {
        self.schema.get_at_index(place).map(|(_, field)| field)
    }

    pub(super) fn row_group(&self, group: usize) -> &RowGroupMetadata {
        &self.metadata.row_groups[group]
    }

    /// Whether a column of a row group is text that stands in a dictionary, as far as is known.
    pub(super) fn is_coded(&self, group: usize, place: usize) -> bool {
        let is_text = self.field(place).is_some_and(|field| *field.dtype() == ArrowDataType::Utf8View);
        // A file without rows has no group.
        let group = self.metadata.row_groups.get(group);
        let column = group.and_then(|group| self.column(group, place));
        let has_dictionary = column.is_some_and(|column| column.dictionary_page_offset().is_some());
        let outside = self.outside.get(place).is_none_or(|outside| outside.load(Ordering::Relaxed));
        is_text && has_dictionary && !outside
    }

    /// Some texts of a column stand outside of its dictionary.
    pub(super) fn not_coded(&self, place: usize) {
        if let Some(outside) = self.outside.get(place) {
            outside.store(true, Ordering::Relaxed);
        }
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
    pub(super) fn column<'g>(
        &self,
        group: &'g RowGroupMetadata,
        place: usize,
    ) -> Option<&'g ColumnChunkMetadata> {
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

fn open(file: &InputFile) -> Result<File, SourceError> {
    File::open(&file.path)
        .map_err(|error| SourceError::Unreadable { file: file.shown.clone(), why: error.to_string() })
}

/// Runs the decoder, which panics on some damaged files.
pub(super) fn guarded<T>(
    file: &InputFile,
    decode: impl FnOnce() -> Result<T, PolarsError>,
) -> Result<T, SourceError> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| unreadable(file, error)),
        Err(_) => Err(damaged(file)),
    }
}

pub(super) fn unreadable(file: &InputFile, why: impl std::fmt::Display) -> SourceError {
    SourceError::Unreadable { file: file.shown.clone(), why: format!("not a readable Parquet file: {why}") }
}

fn damaged(file: &InputFile) -> SourceError {
    unreadable(file, "it is damaged; write it anew")
}
