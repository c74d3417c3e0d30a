//! The first pass over the input of a run, and the join of what it found.

use super::by_chunk::ByChunk;
use super::exacts::RulePlaces;
use super::joined::Joined;
use super::keys::{Homes, Keys, Rejected, hash};
use super::partitions::Budget;
use super::pipeline::in_order;
use super::scan::{Scanned, Shared};
use super::store::{Store, disk};
use crate::money::FxTable;
use crate::price::{Evaluator, OtherRules};
use crate::program::Program;
use crate::run::error::RunError;
use crate::source::{BilledSource, Chunk, Piece, Pieces, TransactionSource};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

/// What the passes work with.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub program: &'a Program,
    pub fx: &'a FxTable,
    /// The transaction files as the config names them.
    pub files: &'a [String],
    /// Whether every pair is wanted as a row of `costs.parquet`.
    pub costs: bool,
    pub threads: usize,
    /// Where files go that hold what does not fit into memory.
    pub scratch: &'a Path,
    /// How many rows are priced in one go.
    pub batch_rows: NonZeroUsize,
}

/// The input of a run between its passes.
pub struct Passes<'a> {
    setting: Setting<'a>,
    shared: &'a Shared<'a>,
    store: Store<'a>,
    keys: Keys,
    budget: Arc<Budget>,
    /// Chunks of files of billed costs.
    billed_chunks: usize,
}

impl<'a> Passes<'a> {
    /// Before anything is read. `own_bill`: the costs on the transactions' own rows are the bill.
    pub fn new(
        setting: Setting<'a>,
        shared: &'a Shared<'a>,
        source: &'a TransactionSource<'a>,
        own_bill: bool,
        budget: &Arc<Budget>,
    ) -> Passes<'a> {
        Passes {
            setting,
            shared,
            store: Store::new(source, shared, own_bill, setting.threads, budget),
            keys: Keys::new(setting.scratch, budget),
            budget: budget.clone(),
            billed_chunks: 0,
        }
    }

    /// Reads the transactions; `take` is told what each chunk is counted as, in the order of the input.
    pub fn read_transactions(
        &mut self,
        mut take: impl FnMut(Scanned, u64) -> Result<(), RunError> + Send,
    ) -> Result<(), RunError> {
        let (shared, keys, store) = (self.shared, &self.keys, &mut self.store);
        let (source, own_bill) = (store.source, store.own_bill);
        let next = numbered(source.pieces());
        let work = |(at, piece, bytes)| {
            let mut chunk: Chunk = source.read(piece)?;
            shared.transactions(at, &chunk, keys).map_err(disk)?;
            if own_bill {
                shared.components_of(at, &chunk);
                shared.apart(at, &chunk, keys).map_err(disk)?;
            }
            Ok((Scanned::of_transactions(&mut chunk, own_bill), chunk, bytes))
        };
        in_order(self.setting.threads, next, work, |(scanned, chunk, bytes)| {
            store.add(chunk);
            take(scanned, bytes)
        })
    }

    /// Reads the files of billed costs.
    pub fn read_billed(
        &mut self,
        source: &BilledSource<'_>,
        mut take: impl FnMut(Scanned, u64) -> Result<(), RunError> + Send,
    ) -> Result<(), RunError> {
        let (shared, keys) = (self.shared, &self.keys);
        let next = numbered(source.pieces());
        let work = |(at, piece, bytes)| {
            let mut chunk: Chunk = source.read(piece)?;
            shared.billed(at, &chunk, keys).map_err(disk)?;
            Ok((Scanned::of_bill(&mut chunk), bytes))
        };
        let mut chunks = 0;
        in_order(self.setting.threads, next, work, |(scanned, bytes)| {
            chunks += 1;
            take(scanned, bytes)
        })?;
        self.billed_chunks = chunks;
        Ok(())
    }

    /// Finds the home of every row and line.
    pub fn join(self, rejected: &[(String, Option<String>)]) -> Result<Joined<'a>, RunError> {
        let Passes { setting, shared, store, keys, budget, billed_chunks } = self;
        let by_chunk = |name, chunks: usize| ByChunk::new(setting.scratch, name, chunks, &budget);
        let orphan_chunks = if store.own_bill { store.chunks } else { billed_chunks };
        let homes = Homes {
            shared: by_chunk("shared", store.chunks),
            lines: by_chunk("homed", store.chunks),
            orphans: by_chunk("orphans", orphan_chunks),
        };
        let mut gone = Rejected::new();
        if !store.own_bill {
            for (id, event) in rejected {
                gone.entry(hash(id)).or_default().push(shared.event(event.as_deref()));
            }
        }
        let reason = shared.reason("transaction_rejected");
        let mut parts = 0..keys.partitions();
        let join = |part| keys.join(part, (&gone, reason), &homes).map_err(disk);
        in_order(setting.threads, || Ok(parts.next()), join, |()| Ok(()))?;
        let strays = by_chunk("strays", store.chunks);
        store.move_strays(&homes.shared, &strays)?;
        let (components, places) = shared.components.in_order();
        let spilled = keys.spilled_bytes();
        let (rules, evaluator) = (RulePlaces::of(setting.program), Evaluator::new(setting.program));
        let names = shared.names();
        Ok(Joined {
            setting,
            store,
            homes,
            strays,
            components,
            places,
            names,
            rules,
            evaluator,
            others: OtherRules::default(),
            orphan_chunks,
            spilled,
        })
    }
}

/// Each piece with its number and the bytes that were read until then.
fn numbered(mut pieces: Pieces<'_>) -> impl FnMut() -> Result<Option<(usize, Piece, u64)>, RunError> {
    let mut at = 0;
    move || {
        let piece = pieces.next()?;
        at += 1;
        Ok(piece.map(|piece| (at - 1, piece, pieces.bytes_read())))
    }
}
