//! Reading billed costs from files of their own.

use super::intake::Intake;
use super::profile::Profile;
use super::{InputFile, SourceError, native};
use crate::facts::{Attributes, BilledFor, BilledLine, OtherRow, RejectRow, RowCheck, UnknownValue, id};

/// The billed costs of all files. With one row per line, rows read = `lines` + `billed_rejected` +
/// `other_rows` without a line.
#[derive(Debug)]
pub struct BilledLines {
    /// Every line, in the order of files, rows and components; each names its transaction by id, or is
    /// for none if its row was rejected or is no transaction.
    pub lines: Vec<BilledLine>,
    /// Every bad cell of every row that could not be used.
    pub rejects: Vec<RejectRow>,
    /// Rows that belong to no transaction.
    pub other_rows: Vec<OtherRow>,
    /// The profile's arithmetic on each row; empty if it declares none.
    pub row_checks: Vec<RowCheck>,
    /// Values outside a closed list, read as unknown.
    pub unknown_values: Vec<UnknownValue>,
    /// What the log should say: columns left alone, files without rows.
    pub notes: Vec<String>,
    /// Data rows of each file.
    pub rows_per_file: Vec<u64>,
    /// Rows that could not be used.
    pub rows_rejected: u64,
    /// Billed costs that could not be read either: without an amount, a currency or a component.
    pub billed_rejected: u64,
}

/// Reads the billed costs of `files`, which all have the layout of `profile`: one row per line, or
/// one row per transaction with a column per component.
pub fn read_billed(
    files: &[InputFile],
    profile: &Profile,
    attributes: &Attributes,
    progress: &mut dyn FnMut(u64),
) -> Result<BilledLines, SourceError> {
    if !profile.native && profile.billed.is_none() {
        let why = "reads no billed costs; give it a [billed] table".to_owned();
        return Err(SourceError::Profile { profile: profile.name.clone(), why });
    }
    let mut intake = Intake::new(attributes, &[]);
    intake.read(files, profile, native::billed, progress)?;
    let (batch, unknown_values) = intake.gatherer.finish();
    let text = |id, row| batch.symbol(id, row).map(str::to_owned);
    let mut lines = intake.billed;
    for line in &mut lines {
        if let BilledFor::Row(row) = line.billed_for {
            let transaction_id = text(id::TRANSACTION_ID, row).unwrap_or_default();
            line.billed_for = BilledFor::Id { transaction_id, event: text(id::EVENT, row) };
            line.merchant_id = text(id::MERCHANT_ID, row);
        }
    }
    Ok(BilledLines {
        lines,
        rejects: intake.rejects,
        other_rows: intake.other_rows,
        row_checks: intake.row_checks,
        unknown_values,
        notes: intake.notes,
        rows_per_file: intake.rows_per_file,
        rows_rejected: intake.rows_rejected,
        billed_rejected: intake.billed_rejected,
    })
}
