//! Reading transactions, with the billed costs that stand on their own rows.

use super::chunk::{Chunk, Joined};
use super::piece::{Piece, Pieces};
use super::profile::{BilledColumns, Profile};
use super::reader::Reader;
use super::reference::ReferenceFiles;
use super::rows_read::RowsRead;
use super::whole::Whole;
use super::{InputFile, SourceError, native};
use crate::facts::{AttributeId, Attributes, Batch, BilledLine, Origin, Value};

/// The transactions of a run, to be read piece by piece, several pieces at once, and again from the start.
pub struct TransactionSource<'a> {
    reader: Reader<'a>,
}

impl<'a> TransactionSource<'a> {
    /// The transactions of `files`, which all have the layout of `profile`. Reads the references.
    ///
    /// `set` holds for every row whose own columns give no value. What is still unknown then is filled from
    /// `references`, one after the other, so that one may give the key of the next.
    pub fn open(
        files: &'a [InputFile],
        profile: &Profile,
        attributes: &'a Attributes,
        set: &'a [(AttributeId, Value)],
        references: &'a [ReferenceFiles],
    ) -> Result<TransactionSource<'a>, SourceError> {
        let long = |lines: &BilledColumns| matches!(lines, BilledColumns::Long { .. });
        if profile.billed.as_ref().is_some_and(|billed| long(&billed.lines)) {
            let why =
                "reads billed lines, one per row, and no transactions; name it under [billed]".to_owned();
            return Err(SourceError::Profile { profile: profile.name.clone(), why });
        }
        let mut reader = Reader::new(files, profile, native::transactions, attributes);
        reader.set = set;
        reader.refer(references)?;
        Ok(TransactionSource { reader })
    }

    /// A pass over all files from the first one.
    pub fn pieces(&self) -> Pieces<'_> {
        self.reader.pieces()
    }

    /// Reads a piece, on any thread.
    pub fn read(&self, piece: Piece) -> Result<Chunk, SourceError> {
        self.reader.read(&piece)
    }

    /// Where the rows of the reference files went; none of them is a transaction.
    pub fn reference_rows(&self) -> &RowsRead {
        &self.reader.reference_rows
    }

    /// What the log should say of the references, when all chunks together joined so much onto so many transactions.
    pub fn reference_notes(&self, joined: &Joined, transactions: u64) -> Vec<String> {
        self.reader.reference_notes(joined, transactions)
    }
}

/// The transactions of all files, and where every row went:
/// rows read = `batch.rows` + `rows.other_rows` + `rows.rows_rejected`.
#[derive(Debug)]
pub struct Transactions {
    /// One row per transaction, in the order of files and rows.
    pub batch: Batch,
    /// Where each row of the batch was read.
    pub origins: Vec<Origin>,
    /// The biller's own id of each row of the batch, if the profile names its column.
    pub line_ids: Vec<Option<String>>,
    /// The costs billed on the rows themselves, also on rejected and other rows.
    pub billed: Vec<BilledLine>,
    /// Where the other rows went.
    pub rows: RowsRead,
    /// Where the rows of the reference files went; none of them is a transaction.
    pub reference_rows: RowsRead,
}

/// Reads the transactions of `files` as a whole, as [`TransactionSource`] reads them piece by piece.
/// `progress` is told the bytes read so far, now and then.
pub fn read_transactions(
    files: &[InputFile],
    profile: &Profile,
    attributes: &Attributes,
    set: &[(AttributeId, Value)],
    references: &[ReferenceFiles],
    progress: &mut dyn FnMut(u64),
) -> Result<Transactions, SourceError> {
    let mut source = TransactionSource::open(files, profile, attributes, set, references)?;
    let mut whole = Whole::read(&source.reader, progress)?;
    let notes = source.reference_notes(&whole.joined, whole.origins.len() as u64);
    whole.rows.add_unknown_values_of(source.reference_rows());
    whole.rows.tell_unknown_values(attributes);
    let mut reference_rows = std::mem::take(&mut source.reader.reference_rows);
    reference_rows.notes.extend(notes);
    let Whole { batch, origins, line_ids, billed, rows, .. } = whole;
    Ok(Transactions { batch, origins, line_ids, billed, rows, reference_rows })
}
