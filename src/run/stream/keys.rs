//! Which rows share a transaction id, and to which of them each billed line belongs: a join by hashes, partition
//! by partition.
//!
//! The row that has an id first is the *home* of everything with that id. Billed lines whose id no row has find
//! their home in the first of them.

use super::by_chunk::{ByChunk, ChunkWriter};
use super::bytes::{Put, Take};
use super::line::{Line, chunk_and_place};
use super::partitions::{Budget, Partitions, Writer};
use super::shared::SharedRow;
use hashbrown::{HashMap, HashTable};
use std::io;
use std::path::Path;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// Partitions of the join; one must fit into memory, with a billion transactions too.
const PARTITIONS: usize = 256;

/// Ids of which a row was rejected, by hash: the event of each such row (see [`Line::event`]).
pub type Rejected = HashMap<u128, Vec<u8>>;

/// Everything that names a transaction id, by the hash of the id. Of 128 bits no two different ids of a run
/// have the same.
#[derive(Debug)]
pub struct Keys {
    rows: Partitions,
    lines: Partitions,
}

/// Where everything belongs.
#[derive(Debug)]
pub struct Homes {
    /// Rows whose id others have too, by their own chunk.
    pub shared: ByChunk,
    /// Lines of transactions, by the chunk of their home.
    pub lines: ByChunk,
    /// Lines without a transaction, by the chunk in which the first of them was read.
    pub orphans: ByChunk,
}

/// Adds what one thread finds.
#[derive(Debug)]
pub struct KeyWriter<'a> {
    rows: Writer<'a>,
    lines: Writer<'a>,
}

/// The hash of an id.
pub fn hash(id: &str) -> u128 {
    xxh3_128(id.as_bytes())
}

fn partition(hash: u128) -> usize {
    (hash >> 64) as usize % PARTITIONS
}

impl Keys {
    /// Nothing yet.
    pub fn new(folder: &Path, budget: &Arc<Budget>) -> Keys {
        let partitions = |name| Partitions::new(folder, name, PARTITIONS, budget);
        Keys { rows: partitions("keys"), lines: partitions("lines") }
    }

    /// Someone who adds rows and lines; each thread has its own.
    pub fn writer(&self) -> KeyWriter<'_> {
        KeyWriter { rows: self.rows.writer(), lines: self.lines.writer() }
    }

    /// How many partitions there are to join.
    pub fn partitions(&self) -> usize {
        PARTITIONS
    }

    /// Bytes that were written to files.
    pub fn spilled_bytes(&self) -> usize {
        self.rows.spilled_bytes() + self.lines.spilled_bytes()
    }

    /// Joins one partition. `rejected` becomes the number of the reason in [`Line::apart`] of lines whose transaction
    /// was rejected and has no other row.
    pub fn join(&self, part: usize, rejected: (&Rejected, u32), homes: &Homes) -> io::Result<()> {
        let here = rejected.0.iter().filter(|(hash, _)| partition(**hash) == part);
        let here: Rejected = here.map(|(hash, events)| (*hash, events.clone())).collect();
        let rows = Rows::of(&self.rows.take(part)?, here, &homes.shared)?;
        let bytes = self.lines.take(part)?;
        let mut homed = homes.lines.writer();
        let mut orphans: Vec<Orphan<'_>> = Vec::new();
        let mut first: HashMap<u128, u64> = HashMap::new();
        let mut records = Take(&bytes);
        while !records.is_empty() {
            let (hash, id) = (records.u128(), records.text());
            let before = records.0;
            let Some(line) = Line::read(&mut records) else { break };
            let gone = line.apart == 0 && rows.is_rejected(hash, line.event);
            let home = if gone || line.apart > 0 { None } else { rows.home(hash) };
            match home {
                Some(home) => {
                    let (chunk, place) = chunk_and_place(home);
                    let payload = &before[..before.len() - records.0.len()];
                    homed.record(chunk, |to| {
                        to.put_short(place as u32);
                        to.extend_from_slice(payload);
                    })?;
                }
                None => {
                    let earliest = first.entry(hash).or_insert(line.number);
                    *earliest = line.number.min(*earliest);
                    let line = if gone { Line { apart: rejected.1, ..line } } else { line };
                    orphans.push(Orphan { hash, id, line });
                }
            }
        }
        homed.finish()?;
        let mut writer = homes.orphans.writer();
        orphans.iter().try_for_each(|orphan| orphan.write(&mut writer, first[&orphan.hash]))?;
        writer.finish()
    }
}

impl KeyWriter<'_> {
    /// Adds a transaction.
    pub fn row(&mut self, id: &str, row: u64, event: u8) -> io::Result<()> {
        let hash = hash(id);
        self.rows.record(partition(hash), |to| {
            to.put_u128(hash);
            to.put_u64(row);
            to.put_u8(event);
        })
    }

    /// Adds a billed line that names a transaction id, or none if it is empty.
    pub fn line(&mut self, id: &str, line: &Line<'_>) -> io::Result<()> {
        let hash = hash(id);
        self.lines.record(partition(hash), |to| {
            to.put_u128(hash);
            to.put_text(id);
            line.write(to);
        })
    }

    /// Hands over what is left.
    pub fn finish(self) -> io::Result<()> {
        self.rows.finish()?;
        self.lines.finish()
    }
}

/// The rows of one partition.
struct Rows {
    homes: HashTable<(u128, u64, bool)>,
    rejected: Rejected,
}

impl Rows {
    /// Reads the rows; those that share an id are written to `shared`.
    fn of(bytes: &[u8], mut rejected: Rejected, shared: &ByChunk) -> io::Result<Rows> {
        const RECORD: usize = 16 + 8 + 1;
        let mut homes: HashTable<(u128, u64, bool)> = HashTable::with_capacity(bytes.len() / RECORD);
        let mut any_shared = false;
        let records = || {
            bytes.chunks_exact(RECORD).map(|record| {
                let mut take = Take(record);
                (take.u128(), take.u64(), take.u8())
            })
        };
        for (hash, row, event) in records() {
            let found = homes.entry(hash as u64, |known| known.0 == hash, |known| known.0 as u64);
            found
                .and_modify(|(_, home, is_shared)| {
                    (*home, *is_shared, any_shared) = (row.min(*home), true, true);
                })
                .or_insert((hash, row, false));
            // Lines of this event stay with the row that is left.
            let events = if rejected.is_empty() { None } else { rejected.get_mut(&hash) };
            events.into_iter().for_each(|events| events.retain(|known| *known != event));
        }
        let rows = Rows { homes, rejected };
        if any_shared {
            let mut writer = shared.writer();
            for (hash, row, _) in records() {
                let home = rows.find(hash).filter(|(.., is_shared)| *is_shared).map(|(_, home, _)| home);
                let (chunk, place) = chunk_and_place(row);
                let shared = home.map(|home| SharedRow { row: place as u32, home });
                shared.map_or(Ok(()), |shared| writer.record(chunk, |to| shared.write(to)))?;
            }
            writer.finish()?;
        }
        Ok(rows)
    }

    fn find(&self, hash: u128) -> Option<(u128, u64, bool)> {
        self.homes.find(hash as u64, |known| known.0 == hash).copied()
    }

    fn home(&self, hash: u128) -> Option<u64> {
        self.find(hash).map(|(_, home, _)| home)
    }

    /// Whether a line of this event belongs to a row that was rejected. Without an event on either side it may.
    fn is_rejected(&self, hash: u128, event: u8) -> bool {
        let events = if self.rejected.is_empty() { None } else { self.rejected.get(&hash) };
        events.is_some_and(|events| events.iter().any(|known| *known == 0 || event == 0 || *known == event))
    }
}

/// A line without a transaction.
struct Orphan<'a> {
    hash: u128,
    id: &'a str,
    line: Line<'a>,
}

impl Orphan<'_> {
    fn write(&self, to: &mut ChunkWriter<'_>, home: u64) -> io::Result<()> {
        to.record(chunk_and_place(home).0, |to| {
            to.put_u64(home);
            to.put_text(self.id);
            self.line.write(to);
        })
    }
}
