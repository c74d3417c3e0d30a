//! Records for each chunk of a run, to be read again in the order of the chunks.

use super::partitions::{Budget, Partitions, Writer};
use std::collections::VecDeque;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Partitions at most, so that no run needs more files than a system opens.
const MOST_PARTITIONS: usize = 512;

/// The bytes of a record's head: its chunk within the partition, and its length.
const HEAD: usize = 8;

/// Records by chunk. Each partition holds those of several neighbouring chunks.
#[derive(Debug)]
pub struct ByChunk {
    partitions: Partitions,
    chunks_per_partition: usize,
}

impl ByChunk {
    /// For so many chunks; see [`Partitions::new`].
    pub fn new(folder: &Path, name: &'static str, chunks: usize, budget: &Arc<Budget>) -> ByChunk {
        let chunks_per_partition = chunks.div_ceil(MOST_PARTITIONS).max(1);
        let parts = chunks.div_ceil(chunks_per_partition);
        ByChunk { partitions: Partitions::new(folder, name, parts, budget), chunks_per_partition }
    }

    /// Someone who writes records; each thread has its own.
    pub fn writer(&self) -> ChunkWriter<'_> {
        ChunkWriter { of: self, writer: self.partitions.writer(), record: Vec::new() }
    }

    /// Reads the records of one chunk after the other. On the last pass over them they are removed.
    pub fn reader(&self, last: bool) -> ChunkReader<'_> {
        ChunkReader { of: self, next: 0, ready: VecDeque::new(), last }
    }

    /// Bytes that were written to files.
    pub fn spilled_bytes(&self) -> usize {
        self.partitions.spilled_bytes()
    }
}

/// Writes records for chunks.
#[derive(Debug)]
pub struct ChunkWriter<'a> {
    of: &'a ByChunk,
    writer: Writer<'a>,
    record: Vec<u8>,
}

impl ChunkWriter<'_> {
    /// Adds a record for a chunk; `write` appends its bytes.
    pub fn record(&mut self, chunk: usize, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let per = self.of.chunks_per_partition;
        self.record.clear();
        write(&mut self.record);
        let (place, length) = ((chunk % per) as u32, self.record.len() as u32);
        let record = &self.record;
        self.writer.record(chunk / per, |to| {
            to.extend_from_slice(&place.to_le_bytes());
            to.extend_from_slice(&length.to_le_bytes());
            to.extend_from_slice(record);
        })
    }

    /// Hands over what is left.
    pub fn finish(self) -> io::Result<()> {
        self.writer.finish()
    }
}

/// Reads the records of one chunk after the other.
#[derive(Debug)]
pub struct ChunkReader<'a> {
    of: &'a ByChunk,
    next: usize,
    /// The records of the chunks whose partition was read.
    ready: VecDeque<Records>,
    last: bool,
}

impl ChunkReader<'_> {
    /// The records of the next chunk; none behind the last.
    pub fn next(&mut self) -> io::Result<Records> {
        let per = self.of.chunks_per_partition;
        if self.ready.is_empty() {
            let part = self.next / per;
            if part >= self.of.partitions.len() {
                return Ok(Records::default());
            }
            let bytes =
                if self.last { self.of.partitions.take(part) } else { self.of.partitions.read(part) }?;
            self.ready = split(bytes, per);
        }
        self.next += 1;
        Ok(self.ready.pop_front().unwrap_or_default())
    }
}

/// The records of each chunk of a partition.
fn split(bytes: Vec<u8>, chunks: usize) -> VecDeque<Records> {
    if chunks == 1 {
        return VecDeque::from([Records { bytes }]);
    }
    let mut found = VecDeque::new();
    found.resize_with(chunks, Records::default);
    let mut rest = bytes.as_slice();
    while let Some((place, length)) = head(rest) {
        let (record, more) = rest.split_at(HEAD + length);
        if let Some(records) = found.get_mut(place) {
            records.bytes.extend_from_slice(record);
        }
        rest = more;
    }
    found
}

fn head(bytes: &[u8]) -> Option<(usize, usize)> {
    let (place, rest) = bytes.split_first_chunk::<4>()?;
    let (length, _) = rest.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*place) as usize, u32::from_le_bytes(*length) as usize))
}

/// The records of one chunk.
#[derive(Debug, Default)]
pub struct Records {
    bytes: Vec<u8>,
}

impl Records {
    /// The bytes of all records with their heads.
    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Each record, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.bytes.as_slice();
        std::iter::from_fn(move || {
            let (_, length) = head(rest)?;
            let (record, more) = rest.split_at(HEAD + length);
            rest = more;
            Some(&record[HEAD..])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chunk_finds_its_own_records_on_every_pass() {
        for chunks in [1, 3, 1300] {
            let folder = tempfile::tempdir().unwrap();
            let store = ByChunk::new(folder.path(), "test", chunks, &Budget::new(10_000));
            let mut writer = store.writer();
            for number in 0..20_000_u32 {
                let write = |to: &mut Vec<u8>| to.extend_from_slice(&number.to_le_bytes());
                writer.record(number as usize % chunks, write).unwrap();
            }
            writer.finish().unwrap();
            for last in [false, true] {
                let mut reader = store.reader(last);
                let mut seen = 0;
                for chunk in 0..chunks {
                    for record in reader.next().unwrap().iter() {
                        let number = u32::from_le_bytes(record.try_into().unwrap());
                        assert_eq!(number as usize % chunks, chunk);
                        seen += 1;
                    }
                }
                assert_eq!(seen, 20_000);
                assert!(reader.next().unwrap().iter().next().is_none());
            }
        }
    }
}
