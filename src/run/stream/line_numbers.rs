//! The order of the lines of a chunk: those on its rows and those apart, as they stand in the file.

use super::line::number;
use crate::source::Chunk;

/// The numbers of the lines of one chunk.
#[derive(Debug, Default)]
pub struct LineNumbers {
    chunk: usize,
    /// For each line apart, how many entries of the bill stand before it.
    before: Vec<usize>,
}

impl LineNumbers {
    /// Of the chunk with this number.
    pub fn of(at: usize, chunk: &Chunk) -> LineNumbers {
        let (entries, origins) = (&chunk.bill.entries, &chunk.origins);
        let before = chunk.apart.iter().map(|line| {
            // Entries stand in the order of their rows.
            entries.partition_point(|entry| origins[entry.row as usize] < line.origin)
        });
        LineNumbers { chunk: at, before: before.collect() }
    }

    /// The number of an entry of the bill.
    pub fn entry(&self, place: usize) -> u64 {
        number(self.chunk, place + self.before.partition_point(|entries| *entries <= place))
    }

    /// The number of a line apart.
    pub fn apart(&self, place: usize) -> u64 {
        number(self.chunk, self.before[place] + place)
    }
}
