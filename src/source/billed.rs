//! Reading billed costs from files of their own.

use super::intake::Intake;
use super::profile::Profile;
use super::rows_read::RowsRead;
use super::{InputFile, SourceError, native};
use crate::facts::{Attributes, BilledFor, BilledLine, id};

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
    Ok(BilledLines { lines, rows: RowsRead { unknown_values, ..intake.rows } })
}
