//! Reading billed costs from files of their own.

use super::chunk::Chunk;
use super::piece::{Piece, Pieces};
use super::profile::Profile;
use super::reader::Reader;
use super::rows_read::RowsRead;
use super::whole::Whole;
use super::{InputFile, SourceError, native};
use crate::facts::{Attributes, BilledFor, BilledLine, id};

/// The billed costs of a run, to be read piece by piece, several pieces at once, and again from the start.
///
/// The rows of a chunk's batch are rows of the files, and name their transactions.
pub struct BilledSource<'a> {
    reader: Reader<'a>,
}

impl<'a> BilledSource<'a> {
    /// The billed costs of `files`, which all have the layout of `profile`: one row per line, or one row per
    /// transaction with a column per component.
    pub fn open(
        files: &'a [InputFile],
        profile: &Profile,
        attributes: &'a Attributes,
    ) -> Result<BilledSource<'a>, SourceError> {
        if !profile.native && profile.billed.is_none() {
            let why = "reads no billed costs; give it a [billed] table".to_owned();
            return Err(SourceError::Profile { profile: profile.name.clone(), why });
        }
        Ok(BilledSource { reader: Reader::new(files, profile, native::billed, attributes) })
    }

    /// A pass over all files from the first one.
    pub fn pieces(&self) -> Pieces<'_> {
        self.reader.pieces()
    }

    /// Reads a piece, on any thread.
    pub fn read(&self, piece: Piece) -> Result<Chunk, SourceError> {
        self.reader.read(&piece)
    }
}

/// The billed costs of all files. With one row per line, rows read = `lines` + `billed_rejected` +
/// `other_rows` without a line.
#[derive(Debug)]
pub struct BilledLines {
    /// Every line, in the order of files, rows and components; each names its transaction by id, or is
    /// for none if its row was rejected or is no transaction.
    pub lines: Vec<BilledLine>,
    /// Where the other rows went.
    pub rows: RowsRead,
}

/// Reads the billed costs of `files` as a whole, as [`BilledSource`] reads them piece by piece.
pub fn read_billed(
    files: &[InputFile],
    profile: &Profile,
    attributes: &Attributes,
    progress: &mut dyn FnMut(u64),
) -> Result<BilledLines, SourceError> {
    let source = BilledSource::open(files, profile, attributes)?;
    let mut whole = Whole::read(&source.reader, progress)?;
    let text = |id, row| whole.batch.symbol(id, row).map(str::to_owned);
    for line in &mut whole.billed {
        if let BilledFor::Row(row) = line.billed_for {
            let transaction_id = text(id::TRANSACTION_ID, row).unwrap_or_default();
            line.billed_for = BilledFor::Id { transaction_id, event: text(id::EVENT, row) };
            line.merchant_id = text(id::MERCHANT_ID, row);
        }
    }
    whole.rows.tell_unknown_values(attributes);
    Ok(BilledLines { lines: whole.billed, rows: whole.rows })
}
