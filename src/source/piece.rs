//! Pieces: stretches of a file as it lies on the disk, to be read by whoever has time.

use super::csv_blocks::{CsvBlocks, TextBlock};
use super::parquet_file::GroupSlices;
use super::parquet_slice::GroupSlice;
use super::reader::Reader;
use super::workbook_rows::Sheet;
use super::{InputFile, SourceError};
use super::{layout::Layout, profile::Profile};
use std::ops::Range;
use std::sync::Arc;

/// How much of a file one piece holds. The same input is cut into the same pieces, whoever reads them.
#[derive(Debug, Clone, Copy)]
pub(super) struct PieceSizes {
    /// Bytes of text, up to the end of the last whole row.
    pub(super) bytes: usize,
    /// Rows of a row group of a Parquet file.
    pub(super) rows: usize,
    /// Rows of a sheet.
    pub(super) sheet_rows: usize,
}

impl Default for PieceSizes {
    fn default() -> PieceSizes {
        PieceSizes { bytes: 1 << 22, rows: 1 << 16, sheet_rows: 1 << 12 }
    }
}

/// Some rows of one file, not yet read.
pub struct Piece {
    pub(super) place: u64,
    pub(super) file: Arc<OpenFile>,
    pub(super) raw: Raw,
    /// The first and the last piece of its file.
    pub(super) first: bool,
    pub(super) last: bool,
}

impl Piece {
    /// The place of the piece among all pieces of the run's pass, from 0.
    pub fn place(&self) -> u64 {
        self.place
    }
}

/// What a piece is cut from.
pub(super) enum Raw {
    Text(TextBlock),
    Group(GroupSlice),
    Sheet(Arc<Sheet>, Range<usize>),
}

/// What the pieces of one file share.
pub(super) struct OpenFile {
    /// The place of the file in the list of inputs.
    pub(super) at: u32,
    /// The file as the config names it.
    pub(super) shown: String,
    pub(super) profile: Arc<Profile>,
    pub(super) layout: Layout,
    /// Cells of the header.
    pub(super) width: usize,
    /// What the log should say of the file as a whole.
    pub(super) notes: Vec<String>,
}

/// One pass over all files, piece by piece.
///
/// Several threads may take turns. If a piece cannot be cut or read, the error of the piece that comes first is
/// the one to tell, whoever met it.
pub struct Pieces<'s> {
    reader: &'s Reader<'s>,
    next_file: usize,
    open: Option<(Arc<OpenFile>, Cutter)>,
    place: u64,
    /// The bytes of files that are done.
    bytes: u64,
}

/// Cuts one file.
pub(super) enum Cutter {
    Text(Box<CsvBlocks>),
    Groups(Box<GroupSlices>),
    Sheet { sheet: Arc<Sheet>, next: usize, rows: usize },
}

/// A piece as it is cut.
pub(super) struct Cut {
    pub(super) raw: Raw,
    pub(super) first: bool,
    pub(super) last: bool,
}

impl<'s> Pieces<'s> {
    pub(super) fn new(reader: &'s Reader<'s>) -> Pieces<'s> {
        Pieces { reader, next_file: 0, open: None, place: 0, bytes: 0 }
    }

    /// Cuts the next piece; `None` behind the last one of the last file. Every file has at least one.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Piece>, SourceError> {
        loop {
            let Some((file, cutter)) = &mut self.open else {
                if self.next_file == self.reader.files.len() {
                    return Ok(None);
                }
                self.open = Some(self.reader.open(self.next_file)?);
                self.next_file += 1;
                continue;
            };
            if let Some(Cut { raw, first, last }) = cutter.next()? {
                let piece = Piece { place: self.place, file: Arc::clone(file), raw, first, last };
                self.place += 1;
                return Ok(Some(piece));
            }
            self.bytes += cutter.bytes_read();
            self.open = None;
        }
    }

    /// The bytes that were read so far, of all files.
    pub fn bytes_read(&self) -> u64 {
        self.bytes + self.open.as_ref().map_or(0, |(_, cutter)| cutter.bytes_read())
    }
}

impl Cutter {
    pub(super) fn sheet(file: &InputFile, rows: usize) -> Result<(Vec<String>, Cutter), SourceError> {
        let sheet = Sheet::open(file)?;
        Ok((sheet.header(), Cutter::Sheet { sheet: Arc::new(sheet), next: 1, rows }))
    }

    fn next(&mut self) -> Result<Option<Cut>, SourceError> {
        match self {
            Cutter::Text(blocks) => blocks.next(),
            Cutter::Groups(slices) => slices.next(),
            Cutter::Sheet { sheet, next, rows } => {
                let (start, end) = (*next, sheet.filled().max(1).min(*next + *rows));
                if start > 1 && start >= end {
                    return Ok(None);
                }
                *next = end.max(2);
                let raw = Raw::Sheet(Arc::clone(sheet), start..end);
                Ok(Some(Cut { raw, first: start == 1, last: end >= sheet.filled() }))
            }
        }
    }

    fn bytes_read(&self) -> u64 {
        match self {
            Cutter::Text(blocks) => blocks.bytes_read(),
            Cutter::Groups(slices) => slices.bytes_read(),
            Cutter::Sheet { sheet, .. } => sheet.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, Pieces};
    use crate::source::{BilledSource, Chunk, TransactionSource};

    #[test]
    fn pieces_are_cut_and_read_on_any_thread() {
        fn crosses<T: Send>() {}
        fn is_shared<T: Sync>() {}
        crosses::<(Piece, Pieces<'_>, Chunk)>();
        is_shared::<(TransactionSource<'_>, BilledSource<'_>)>();
    }
}
