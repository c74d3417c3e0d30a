//! Rows that share a transaction id.

use super::bytes::{Put, Take};

/// A row whose id others have too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedRow {
    /// The row in its own chunk.
    pub row: u32,
    /// The number of the row that has the id first.
    pub home: u64,
}

impl SharedRow {
    /// Appends it to a record.
    pub fn write(self, to: &mut Vec<u8>) {
        to.put_short(self.row);
        to.put_u64(self.home);
    }

    /// Reads what [`SharedRow::write`] wrote.
    pub fn read(record: &[u8]) -> SharedRow {
        let mut take = Take(record);
        SharedRow { row: take.short(), home: take.u64() }
    }
}
