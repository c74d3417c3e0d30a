//! The passes over the input of a run.

use super::by_chunk::{ByChunk, Records};
use super::bytes::Take;
use super::compare::Comparing;
use super::costs::CostsOut;
use super::exacts::RulePlaces;
use super::figures::Figures;
use super::keys::{Homes, Keys, Rejected, hash};
use super::line::Line;
use super::out::{Compared, Out};
use super::partitions::Budget;
use super::pipeline::in_order;
use super::scan::{Scanned, Shared};
use super::store::{Store, disk};
use super::unit::{LineNames, NO_ROW, Unit};
use crate::facts::{RejectRow, id};
use crate::money::FxTable;
use crate::price::{Aggregates, Repricer, derive, price_with};
use crate::program::Program;
use crate::reconcile::Terms;
use crate::report::{ComparisonRow, EncodedCosts};
use crate::run::causes::Explainer;
use crate::run::error::RunError;
use crate::run::expectation::Expectations;
use crate::run::rows::RowMaker;
use crate::source::{BilledSource, Chunk, TransactionSource, masked};
use std::collections::HashSet;
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

/// Takes what the last pass finds, unit by unit in the order of the input.
pub trait Sink: Send {
    /// The figures, discrepancies and costs of a unit, and rows that repeat another.
    fn unit(&mut self, made: Made) -> Result<(), RunError>;
}

/// What one unit came to.
pub struct Made {
    pub figures: Figures,
    pub discrepancies: Vec<ComparisonRow>,
    pub costs: Option<EncodedCosts>,
    pub repeats: Vec<RejectRow>,
    /// What the log should say.
    pub notes: Vec<String>,
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
        let mut pieces = source.pieces();
        let mut at = 0;
        let next = || {
            let piece = pieces.next()?;
            at += 1;
            Ok(piece.map(|piece| (at - 1, piece, pieces.bytes_read())))
        };
        let work = |(at, piece, bytes)| {
            let mut chunk: Chunk = source.read(piece)?;
            shared.transactions(at, &chunk, keys).map_err(disk)?;
            if own_bill {
                shared.components_of(at, &chunk);
                shared.apart(at, &chunk, keys).map_err(disk)?;
            }
            Ok((Scanned::of(&mut chunk, own_bill), chunk, bytes))
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
        let mut pieces = source.pieces();
        let mut at = 0;
        let next = || {
            let piece = pieces.next()?;
            at += 1;
            Ok(piece.map(|piece| (at - 1, piece, pieces.bytes_read())))
        };
        let work = |(at, piece, bytes)| {
            let mut chunk: Chunk = source.read(piece)?;
            shared.billed(at, &chunk, keys).map_err(disk)?;
            Ok((Scanned::of(&mut chunk, true), bytes))
        };
        in_order(self.setting.threads, next, work, |(scanned, bytes)| take(scanned, bytes))?;
        self.billed_chunks = at.saturating_sub(1);
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
        let rules = RulePlaces::of(setting.program);
        let names = shared.names();
        Ok(Joined { setting, store, homes, strays, components, places, names, rules, orphan_chunks, spilled })
    }
}

/// The input of a run whose rows and lines have found their homes.
pub struct Joined<'a> {
    setting: Setting<'a>,
    store: Store<'a>,
    homes: Homes,
    strays: ByChunk,
    /// The components in the order of reports.
    pub components: Vec<String>,
    places: Vec<usize>,
    names: LineNames,
    rules: RulePlaces,
    orphan_chunks: usize,
    spilled: usize,
}

impl Joined<'_> {
    /// Bytes that were written to files because memory did not suffice.
    pub fn spilled_bytes(&self) -> usize {
        let stores = [&self.homes.shared, &self.homes.lines, &self.homes.orphans, &self.strays];
        self.spilled + stores.into_iter().map(ByChunk::spilled_bytes).sum::<usize>()
    }

    /// Prices and compares everything: the transactions in the order of the input, then what is billed without one.
    pub fn compare(&self, terms: &Terms, sink: &mut dyn Sink) -> Result<(), RunError> {
        let work = |unit: Unit| self.compare_unit(unit, terms);
        self.store.each_unit(&self.homes, &self.strays, true, work, |made| sink.unit(made))?;
        let mut reader = self.homes.orphans.reader(true);
        let mut left = 0..self.orphan_chunks;
        let next = || {
            let Some(_) = left.next() else { return Ok(None) };
            reader.next().map(Some).map_err(disk)
        };
        let work = |records: Records| self.compare_unit(orphans(&records), terms);
        in_order(self.setting.threads, next, work, |made| sink.unit(made))
    }

    fn compare_unit(&self, mut unit: Unit, terms: &Terms) -> Result<Made, RunError> {
        let Setting { program, fx, batch_rows, .. } = self.setting;
        let mut batch = std::mem::take(&mut unit.batch);
        derive(&program.derived, &mut batch);
        unit.batch = batch;
        let aggregates = Aggregates::default();
        let priced = price_with(program, &unit.batch, fx, &aggregates, batch_rows);
        let line = |place: usize| unit.billed_line(place, &self.names);
        let components = self.components.as_slice();
        let repricer = Repricer::new(program, &unit.batch, fx, (&priced, &aggregates));
        let explainer = Explainer { program, batch: &unit.batch, components, repricer };
        let maker = RowMaker {
            program,
            batch: &unit.batch,
            priced: &priced,
            components,
            line: &line,
            explainer,
            repeated: HashSet::new(),
        };
        let costs = self.setting.costs.then(|| CostsOut::new(&self.names));
        let mut out = Out::new(maker, &priced, &self.rules, costs);
        let no_group = |_, _| None;
        let comparing = Comparing {
            unit: &unit,
            priced: &priced,
            expectations: Expectations { program, groups: &no_group },
            terms,
            names: &self.names,
            components,
            places: &self.places,
        };
        comparing.run(&mut out)?;
        let compared = out.finish()?;
        Ok(self.made(&unit, compared))
    }

    fn made(&self, unit: &Unit, compared: Compared) -> Made {
        let Compared { figures, discrepancies, costs, repeats, crowded } = compared;
        let id = |row: usize| masked(unit.batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default());
        let name = |file: u32| self.setting.files.get(file as usize).cloned().unwrap_or_default();
        let consequence = match self.store.own_bill {
            false => "it is not priced again",
            true => "its costs are reported as duplicates, and it is not priced again",
        };
        let reject = |repeat: &crate::reconcile::Repeat| {
            let (origin, first) = (unit.origins[repeat.row], unit.origins[repeat.of]);
            RejectRow {
                file: name(origin.file),
                row: origin.row,
                column: String::new(),
                reason: format!("repeats row {} of {}: {consequence}", first.row, name(first.file)),
                value: id(repeat.row),
            }
        };
        let note = |(row, rows): &(usize, usize)| {
            let id = id(*row);
            format!(
                "{rows} different rows have the transaction id {id} and one event, and are compared as one"
            )
        };
        let notes = crowded.iter().map(note).collect();
        Made { figures, discrepancies, costs, repeats: repeats.iter().map(reject).collect(), notes }
    }
}

/// Lines without a transaction as a unit without rows.
fn orphans(records: &Records) -> Unit {
    let mut lines: Vec<(u64, &str, Line<'_>)> = Vec::new();
    for record in records.iter() {
        let mut take = Take(record);
        let (home, id) = (take.u64(), take.text());
        lines.extend(Line::read(&mut take).map(|line| (home, id, line)));
    }
    lines.sort_unstable_by_key(|(home, _, line)| (*home, line.number));
    let mut unit = Unit::default();
    lines.iter().for_each(|(_, id, line)| unit.push(NO_ROW, false, line, id));
    unit
}
