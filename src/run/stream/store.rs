//! The transactions of a run: chunks that fit into memory stay there, others are read again when they are needed.

use super::by_chunk::{ByChunk, ChunkReader, Records};
use super::bytes::Put;
use super::keys::Homes;
use super::line::{Line, chunk_and_place, number};
use super::line_numbers::LineNumbers;
use super::partitions::Budget;
use super::pipeline::in_order;
use super::rows;
use super::scan::Shared;
use super::shared::SharedRow;
use super::unit::Unit;
use super::unit_lines::BillNumbers;
use crate::run::error::RunError;
use crate::source::{Chunk, Piece, Pieces, TransactionSource};
use std::sync::{Arc, Mutex, PoisonError};

/// The chunks of a run.
pub struct Store<'a> {
    pub source: &'a TransactionSource<'a>,
    pub shared: &'a Shared<'a>,
    /// The costs on the transactions' own rows are the bill.
    pub own_bill: bool,
    pub threads: usize,
    budget: Arc<Budget>,
    /// The first chunks, as many as fit.
    kept: Vec<Mutex<Option<Chunk>>>,
    full: bool,
    /// How many rows each chunk has.
    rows: Vec<usize>,
    pub chunks: usize,
}

/// A chunk that is in memory, or the piece of which it can be read.
enum Held<'a> {
    Kept(&'a Mutex<Option<Chunk>>),
    Piece(Piece),
}

impl<'a> Store<'a> {
    /// No chunks yet.
    pub fn new(
        source: &'a TransactionSource<'a>,
        shared: &'a Shared<'a>,
        own_bill: bool,
        threads: usize,
        budget: &Arc<Budget>,
    ) -> Store<'a> {
        let (budget, kept) = (budget.clone(), Vec::new());
        Store { source, shared, own_bill, threads, budget, kept, full: false, rows: Vec::new(), chunks: 0 }
    }

    /// Takes the next chunk; it is kept if there is room.
    pub fn add(&mut self, chunk: Chunk) {
        self.chunks += 1;
        self.rows.push(chunk.batch.rows);
        self.full = self.full || !self.budget.reserve(bytes(&chunk));
        if !self.full {
            self.kept.push(Mutex::new(Some(chunk)));
        }
    }

    /// Writes the rows whose home is in another chunk, each for the chunk of its home.
    pub fn move_strays(&self, shared: &ByChunk, strays: &ByChunk) -> Result<(), RunError> {
        let mut pieces = self.pieces();
        let mut records = shared.reader(false);
        let next = || {
            let Some((at, held)) = pieces.next()? else { return Ok(None) };
            let moved = records.next().map_err(disk)?;
            let moved: Vec<SharedRow> = moved.iter().map(SharedRow::read).collect();
            Ok(Some((at, held, moved)))
        };
        let work = |(at, held, mut moved): (usize, Held<'_>, Vec<SharedRow>)| {
            moved.retain(|row| chunk_and_place(row.home).0 != at);
            if moved.is_empty() {
                return Ok(());
            }
            moved.sort_unstable_by_key(|row| row.row);
            let write = |chunk: &Chunk| self.write_strays(at, chunk, &moved, strays);
            match held {
                Held::Kept(kept) => {
                    kept.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(Ok(()), write)
                }
                Held::Piece(piece) => write(&self.read(at, piece)?),
            }
        };
        in_order(self.threads, next, work, |()| Ok(()))
    }

    fn write_strays(
        &self,
        at: usize,
        chunk: &Chunk,
        moved: &[SharedRow],
        strays: &ByChunk,
    ) -> Result<(), RunError> {
        let mut writer = strays.writer();
        let entries = if self.own_bill { chunk.bill.entries.as_slice() } else { &[] };
        let numbers = self.bill_numbers(at, chunk);
        for SharedRow { row, home } in moved {
            let mine: Vec<Line<'_>> = numbers.on_row(entries, *row).collect();
            let (chunk_of_home, place) = chunk_and_place(*home);
            let row = *row as usize;
            let record = |to: &mut Vec<u8>| {
                to.put_u64(number(at, row));
                to.put_short(place as u32);
                rows::write_origin(chunk.origins[row], to);
                to.put_text(chunk.line_ids.as_ref().map_or("", |ids| ids.get(row)));
                to.put_short(mine.len() as u32);
                mine.iter().for_each(|line| line.write(to));
                rows::write(&chunk.batch, row, to);
            };
            writer.record(chunk_of_home, record).map_err(disk)?;
        }
        writer.finish().map_err(disk)
    }

    /// What the costs on the rows of a chunk are numbered by.
    fn bill_numbers(&self, at: usize, chunk: &Chunk) -> BillNumbers {
        if !self.own_bill {
            return BillNumbers::default();
        }
        let (components, labels) =
            (self.shared.components_of(at, chunk), self.shared.labels(&chunk.bill.labels));
        BillNumbers { lines: LineNumbers::of(at, chunk), components, labels }
    }

    /// Makes a unit of each chunk with all that belongs to it, does `work` on several at once and hands the results
    /// to `sink` in order. On the last pass what is read is given up.
    pub fn each_unit<T: Send>(
        &self,
        homes: &Homes,
        strays: &ByChunk,
        last: bool,
        work: impl Fn(Unit) -> Result<T, RunError> + Sync,
        sink: impl FnMut(T) -> Result<(), RunError> + Send,
    ) -> Result<(), RunError> {
        let mut pieces = self.pieces();
        let mut readers =
            [&homes.shared, strays, &homes.lines].map(|store| -> ChunkReader<'_> { store.reader(last) });
        let next = || {
            let Some((at, held)) = pieces.next()? else { return Ok(None) };
            let [shared, strays, lines] = readers.each_mut().map(ChunkReader::next);
            Ok(Some((at, held, [shared.map_err(disk)?, strays.map_err(disk)?, lines.map_err(disk)?])))
        };
        let unit = |(at, held, records): (usize, Held<'_>, [Records; 3])| {
            let chunk = self.chunk(at, held, last)?;
            work(self.unit(at, chunk, &records))
        };
        in_order(self.threads, next, unit, sink)
    }

    /// Does `work` on each chunk with its number, several at once, and hands the results to `sink` in order. What is in
    /// memory is given up.
    pub fn each_chunk<T: Send>(
        &self,
        work: impl Fn(usize, Chunk) -> Result<T, RunError> + Sync,
        sink: impl FnMut(T) -> Result<(), RunError> + Send,
    ) -> Result<(), RunError> {
        let mut pieces = self.pieces();
        in_order(self.threads, || pieces.next(), |(at, held)| work(at, self.chunk(at, held, true)?), sink)
    }

    /// Reads a piece again, and checks that it is what it was.
    fn read(&self, at: usize, piece: Piece) -> Result<Chunk, RunError> {
        let chunk = self.source.read(piece)?;
        if self.rows.get(at) != Some(&chunk.batch.rows) {
            return Err(RunError::Changed);
        }
        Ok(chunk)
    }

    fn chunk(&self, at: usize, held: Held<'_>, last: bool) -> Result<Chunk, RunError> {
        match held {
            Held::Piece(piece) => self.read(at, piece),
            Held::Kept(kept) => {
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                let chunk = if last { kept.take() } else { kept.clone() };
                chunk.ok_or_else(|| RunError::Other("a chunk is gone before its time".to_owned()))
            }
        }
    }

    fn unit(&self, at: usize, mut chunk: Chunk, [shared, strays, lines]: &[Records; 3]) -> Unit {
        let numbers = self.bill_numbers(at, &chunk);
        let own = if self.own_bill { std::mem::take(&mut chunk.bill.entries) } else { Vec::new() };
        let mut unit = Unit::of(at, chunk);
        unit.share(shared);
        unit.lines.take(own, numbers);
        unit.take_in(self.shared.attributes, strays);
        unit.bill(lines);
        unit.arrange();
        unit
    }

    fn pieces(&self) -> Numbered<'_> {
        Numbered { store: self, pieces: None, next: 0 }
    }
}

/// Chunks or pieces with their numbers.
struct Numbered<'s> {
    store: &'s Store<'s>,
    pieces: Option<Pieces<'s>>,
    next: usize,
}

impl<'s> Numbered<'s> {
    fn next(&mut self) -> Result<Option<(usize, Held<'s>)>, RunError> {
        let at = self.next;
        self.next += 1;
        if let Some(kept) = self.store.kept.get(at) {
            return Ok(Some((at, Held::Kept(kept))));
        }
        if at >= self.store.chunks {
            return Ok(None);
        }
        if self.pieces.is_none() {
            let mut pieces = self.store.source.pieces();
            for _ in 0..at {
                pieces.next()?;
            }
            self.pieces = Some(pieces);
        }
        let piece = self.pieces.as_mut().map_or(Ok(None), Pieces::next)?;
        piece.map(|piece| Some((at, Held::Piece(piece)))).ok_or(RunError::Changed)
    }
}

/// The memory that a chunk takes, in bytes.
fn bytes(chunk: &Chunk) -> usize {
    rows::bytes(&chunk.batch)
        + chunk.origins.capacity() * size_of::<crate::facts::Origin>()
        + chunk.line_ids.as_ref().map_or(0, crate::facts::Texts::bytes)
        + chunk.bill.entries.capacity() * size_of::<crate::facts::Entry>()
}

/// A failure of the files that hold what does not fit into memory.
pub fn disk(cause: std::io::Error) -> RunError {
    RunError::Other(format!(
        "the files beside the report that hold what does not fit into memory fail: {cause}"
    ))
}
