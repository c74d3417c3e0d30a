//! Files of one layout, opened one after the other and read piece by piece.

use super::chunk::{Chunk, Joined};
use super::csv_blocks::CsvBlocks;
use super::intake::Intake;
use super::layout::Layout;
use super::parquet_file::{GroupSlices, ParquetFile};
use super::piece::{Cutter, OpenFile, Piece, PieceSizes, Pieces, Raw};
use super::profile::Profile;
use super::reference::{Reference, ReferenceFiles};
use super::rows_read::RowsRead;
use super::table::FileKind;
use super::{InputFile, SourceError, native};
use crate::facts::{AttributeId, Attributes, Value};
use std::sync::Arc;

/// How a native profile follows from a header.
pub(super) type FromHeader = fn(&Profile, &[String], &Attributes) -> Profile;

/// What every piece is read by.
pub(super) struct Reader<'a> {
    pub(super) files: &'a [InputFile],
    pub(super) attributes: &'a Attributes,
    pub(super) set: &'a [(AttributeId, Value)],
    pub(super) references: Vec<Reference<'a>>,
    /// Where the rows of reference files went, which are no transactions.
    pub(super) reference_rows: RowsRead,
    pub(super) sizes: PieceSizes,
    /// Reads column by column where that gives the same.
    pub(super) by_columns: bool,
    profile: Arc<Profile>,
    native: FromHeader,
}

impl<'a> Reader<'a> {
    /// Files that have the layout of `profile`, or what `native` makes of their headers.
    pub(super) fn new(
        files: &'a [InputFile],
        profile: &Profile,
        native: FromHeader,
        attributes: &'a Attributes,
    ) -> Reader<'a> {
        Reader {
            files,
            attributes,
            set: &[],
            references: Vec::new(),
            reference_rows: RowsRead::default(),
            sizes: PieceSizes::default(),
            by_columns: true,
            profile: Arc::new(profile.clone()),
            native,
        }
    }

    /// Reads references, to be joined in this order onto every row that is read later.
    pub(super) fn refer(&mut self, references: &'a [ReferenceFiles]) -> Result<(), SourceError> {
        (self.references, self.reference_rows) = Reference::read_all(references, self.attributes)?;
        Ok(())
    }

    /// A pass from the first file.
    pub(super) fn pieces(&self) -> Pieces<'_> {
        Pieces::new(self)
    }

    /// Opens the file at a place and fits the profile to its header.
    pub(super) fn open(&self, at: usize) -> Result<(Arc<OpenFile>, Cutter), SourceError> {
        let (file, sizes) = (&self.files[at], self.sizes);
        let (name, delimiter) = (&self.profile.name, self.profile.delimiter);
        match FileKind::of(file)? {
            FileKind::Parquet => {
                let mut parquet = ParquetFile::open(file)?;
                let open = self.fit(at, &parquet.header())?;
                parquet.keep(&open.layout.places())?;
                Ok((open, Cutter::Groups(Box::new(GroupSlices::new(parquet, sizes.rows)))))
            }
            FileKind::Csv => {
                let (header, blocks) = CsvBlocks::open(file, name, delimiter, sizes.bytes)?;
                Ok((self.fit(at, &header)?, Cutter::Text(Box::new(blocks))))
            }
            FileKind::Workbook => {
                let (header, cutter) = Cutter::sheet(file, sizes.sheet_rows)?;
                Ok((self.fit(at, &header)?, cutter))
            }
        }
    }

    fn fit(&self, at: usize, header: &[String]) -> Result<Arc<OpenFile>, SourceError> {
        let shown = self.files[at].shown.clone();
        let profile = match self.profile.native {
            true => Arc::new((self.native)(&self.profile, header, self.attributes)),
            false => Arc::clone(&self.profile),
        };
        let layout = Layout::fit(&shown, &profile.name, &profile.columns, header)?;
        let mut notes = Vec::new();
        let unused = layout.unused(header);
        // Columns that a file has for nothing are named where its columns were meant as attributes.
        if profile.native && !unused.is_empty() {
            let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
            notes.push(native::not_attributes(&shown, &names.join(", ")));
        }
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Ok(Arc::new(OpenFile { at, shown, profile, layout, width: header.len(), notes }))
    }

    /// Reads a piece.
    pub(super) fn read(&self, piece: &Piece) -> Result<Chunk, SourceError> {
        let mut intake = Intake::new(self, &piece.file);
        let rows = match &piece.raw {
            Raw::Text(block) => intake.read_text(block)?,
            Raw::Group(slice) => intake.read_group(slice)?,
            Raw::Sheet(sheet, rows) => intake.read_sheet(sheet, rows.clone())?,
        };
        intake.finish(piece, rows)
    }

    /// What the log should say of references, when so many transactions were read.
    pub(super) fn reference_notes(&self, joined: &Joined, transactions: u64) -> Vec<String> {
        let places = self.references.iter().enumerate();
        let note = |(place, reference): (usize, &Reference<'_>)| {
            reference.note(joined.of(place), transactions, &self.references[place + 1..])
        };
        places.filter_map(note).collect()
    }
}
