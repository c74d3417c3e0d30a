//! What one piece comes to.

use super::rows_read::RowsRead;
use crate::facts::{Batch, Bill, BilledLine, Origin, Texts};

/// The rows of one piece, typed.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// One row per transaction, or per row of a file of billed costs, in the order of the file. Transaction
    /// ids are texts; other symbols have dictionary codes of this chunk alone.
    pub batch: Batch,
    /// Where each row of the batch was read.
    pub origins: Vec<Origin>,
    /// The biller's own id of each row of the batch; `None` if no row has one.
    pub line_ids: Option<Texts>,
    /// The costs billed on the rows of the batch.
    pub bill: Bill,
    /// The costs billed on rows that are no usable transaction, in the order of rows.
    pub apart: Vec<BilledLine>,
    /// Where the other rows went. `rows_per_file` counts the rows of this piece at the place of its file.
    pub rows: RowsRead,
    /// How often references had the key of a row of the batch.
    pub joined: Joined,
}

/// How many transactions each reference served, in the order of the references.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joined(pub(super) Vec<Served>);

/// How many transactions one reference served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Served {
    pub(super) found: u64,
    pub(super) missed: u64,
}

impl Joined {
    /// Adds what another chunk says.
    pub fn add(&mut self, other: &Joined) {
        self.0.resize(self.0.len().max(other.0.len()), Served::default());
        for (served, more) in self.0.iter_mut().zip(&other.0) {
            served.found += more.found;
            served.missed += more.missed;
        }
    }

    pub(super) fn of(&self, place: usize) -> Served {
        self.0.get(place).copied().unwrap_or_default()
    }
}
