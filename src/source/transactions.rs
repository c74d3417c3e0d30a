//! Reading transactions, with the billed costs that stand on their own rows.

use super::intake::Intake;
use super::profile::{BilledColumns, Profile};
use super::reference::ReferenceFiles;
use super::rows_read::RowsRead;
use super::{InputFile, SourceError, native};
use crate::facts::{AttributeId, Attributes, Batch, BilledLine, Origin, Value};

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

/// Reads the transactions of `files`, which all have the layout of `profile`.
///
/// `set` holds for every row whose own columns give no value. What is still unknown then is filled from
/// `references`, one after the other, so that one may give the key of the next. `progress` is told the bytes read
/// so far, now and then.
pub fn read_transactions(
    files: &[InputFile],
    profile: &Profile,
    attributes: &Attributes,
    set: &[(AttributeId, Value)],
    references: &[ReferenceFiles],
    progress: &mut dyn FnMut(u64),
) -> Result<Transactions, SourceError> {
    if profile.billed.as_ref().is_some_and(|billed| matches!(billed.lines, BilledColumns::Long { .. })) {
        let why = "reads billed lines, one per row, and no transactions; name it under [billed]".to_owned();
        return Err(SourceError::Profile { profile: profile.name.clone(), why });
    }
    let mut intake = Intake::new(attributes, set);
    intake.refer(references)?;
    intake.read(files, profile, native::transactions, progress)?;
    intake.note_references();
    let (batch, unknown_values) = intake.gatherer.finish();
    Ok(Transactions {
        batch,
        origins: intake.origins,
        line_ids: intake.line_ids,
        billed: intake.billed,
        rows: RowsRead { unknown_values, ..intake.rows },
        reference_rows: intake.reference_rows,
    })
}
