//! Reading transactions, with the billed costs that stand on their own rows.

use super::intake::Intake;
use super::profile::{BilledColumns, Profile};
use super::{InputFile, SourceError, native};
use crate::facts::{
    AttributeId, Attributes, Batch, BilledLine, Origin, OtherRow, RejectRow, RowCheck, UnknownValue, Value,
};

/// The transactions of all files, and where every row went:
/// rows read = `batch.rows` + `other_rows` + `rows_rejected`.
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
    /// Every bad cell of every row that could not be used.
    pub rejects: Vec<RejectRow>,
    /// Rows that are no transaction.
    pub other_rows: Vec<OtherRow>,
    /// The profile's arithmetic on each row of the batch; empty if it declares none.
    pub row_checks: Vec<RowCheck>,
    /// Values outside a closed list, read as unknown; in the order of the attributes, then sorted.
    pub unknown_values: Vec<UnknownValue>,
    /// What the log should say: columns left alone, files without rows.
    pub notes: Vec<String>,
    /// Data rows of each file.
    pub rows_per_file: Vec<u64>,
    /// Rows that could not be used.
    pub rows_rejected: u64,
    /// Billed costs that could not be read either: without an amount, a currency or a component.
    pub billed_rejected: u64,
    /// The transaction id, and the event if it can be read, of each rejected row whose id can be read; in
    /// the order of files and rows. Lines of a separate bill that name one belong to that rejected row.
    pub rejected_keys: Vec<(String, Option<String>)>,
}

/// Reads the transactions of `files`, which all have the layout of `profile`.
///
/// `set` holds for every row whose own columns give no value; `progress` is told the bytes read
/// so far, now and then.
pub fn read_transactions(
    files: &[InputFile],
    profile: &Profile,
    attributes: &Attributes,
    set: &[(AttributeId, Value)],
    progress: &mut dyn FnMut(u64),
) -> Result<Transactions, SourceError> {
    if profile.billed.as_ref().is_some_and(|billed| matches!(billed.lines, BilledColumns::Long { .. })) {
        let why = "reads billed lines, one per row, and no transactions; name it under [billed]".to_owned();
        return Err(SourceError::Profile { profile: profile.name.clone(), why });
    }
    let mut intake = Intake::new(attributes, set);
    intake.read(files, profile, native::transactions, progress)?;
    let (batch, unknown_values) = intake.gatherer.finish();
    Ok(Transactions {
        batch,
        origins: intake.origins,
        line_ids: intake.line_ids,
        billed: intake.billed,
        rejects: intake.rejects,
        other_rows: intake.other_rows,
        row_checks: intake.row_checks,
        unknown_values,
        notes: intake.notes,
        rows_per_file: intake.rows_per_file,
        rows_rejected: intake.rows_rejected,
        billed_rejected: intake.billed_rejected,
        rejected_keys: intake.rejected_keys,
    })
}
