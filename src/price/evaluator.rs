//! The compiled evaluator: values become classes, tables say which rules the classes leave, and plain fees are
//! priced in whole numbers.

use super::aggregate::Aggregates;
use super::classes::Classes;
use super::learnt::Learnt;
use super::outcome::Priced;
use super::quick::{Place, Room, Worker};
use super::row::{self, Currencies};
use super::swift::Rates;
use super::truth::Tests;
use crate::facts::Batch;
use crate::money::{Currency, FxTable};
use crate::program::{Found, Program};
use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows whose classes are read in one go: few enough to stay in the nearest cache.
const CHUNK_ROWS: usize = 512;

/// Prices batches of transactions with one program. What it makes ready for one batch serves the next, and
/// never changes a result.
pub struct Evaluator<'p> {
    program: &'p Program,
    /// What workers that are not pricing now have made ready.
    spare: Mutex<Vec<Vec<Learnt>>>,
    /// Results that nobody needs any more, for their room.
    done: Mutex<Vec<Priced>>,
    left: AtomicUsize,
}

/// A batch whose columns are looked up.
pub struct Bound<'b> {
    pub(super) batch: &'b Batch,
    pub(super) fx: &'b FxTable,
    pub(super) aggregates: &'b Aggregates,
    pub(super) known_currencies: Vec<Option<Currency>>,
    pub(super) tests: Tests<'b>,
    classes: Vec<Classes<'b>>,
}

impl<'p> Evaluator<'p> {
    /// For a compiled book.
    pub fn new(program: &'p Program) -> Evaluator<'p> {
        Evaluator { program, spare: Mutex::default(), done: Mutex::default(), left: AtomicUsize::new(0) }
    }

    /// How many outcomes were not ordinary so far: their conditions were asked one by one, and their fees priced
    /// in decimals.
    pub fn asked_exactly(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    /// Prices some rows for every component, on the calling thread. Derived attributes and aggregates must be
    /// in the batch already.
    pub fn price(&self, batch: &Batch, fx: &FxTable, aggregates: &Aggregates, rows: Range<usize>) -> Priced {
        let mut priced = self.room();
        self.price_bound(&self.bind(batch, fx, aggregates), rows, &mut priced);
        priced
    }

    /// A result without rows, in the room of one that was given back if there is one.
    pub fn room(&self) -> Priced {
        let done = self.done.lock().unwrap_or_else(PoisonError::into_inner).pop();
        done.unwrap_or_else(|| Priced::new(self.program.components.len()))
    }

    /// Takes a result that is not needed any more: fresh memory costs as much as pricing.
    pub fn give_back(&self, mut priced: Priced) {
        priced.clear();
        self.done.lock().unwrap_or_else(PoisonError::into_inner).push(priced);
    }

    /// Looks up each distinct symbol of a batch once.
    pub fn bind<'b>(&'b self, batch: &'b Batch, fx: &'b FxTable, aggregates: &'b Aggregates) -> Bound<'b> {
        Bound {
            batch,
            fx,
            aggregates,
            known_currencies: row::currencies(batch),
            tests: Tests::on_demand(self.program, batch),
            classes: self.classes(batch),
        }
    }

    /// As [`Evaluator::price`], for a batch that is bound; the rows are added to `priced`.
    pub fn price_bound(&self, bound: &Bound<'_>, rows: Range<usize>, priced: &mut Priced) {
        let components = &self.program.components;
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut learnt: Vec<Learnt> = spare.unwrap_or_else(|| components.iter().map(Learnt::new).collect());
        let mut worker = Worker {
            program: self.program,
            bound,
            currencies: Currencies::new(bound.batch, &bound.known_currencies),
            rates: Rates::new(bound.fx),
            priced: std::mem::take(priced),
            left: 0,
            asked: Cell::new(false),
        };
        let mut room = Room::default();
        each(&bound.classes, rows, |at| worker.component(at, &mut learnt[at.component], &mut room));
        self.left.fetch_add(worker.left, Ordering::Relaxed);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(learnt);
        *priced = worker.priced;
    }

    /// The first step of pricing alone: the classes of some rows; how many of them are known.
    pub fn code(&self, batch: &Batch, rows: Range<usize>) -> usize {
        let (mut classes, mut known) = (Vec::new(), 0);
        for reader in self.classes(batch) {
            for chunk in chunks(rows.clone()) {
                reader.read(chunk, &mut classes);
                known += classes.iter().filter(|class| **class != 0).count();
            }
        }
        known
    }

    /// The first two steps of pricing alone: the schedules that may cover some rows, and of each the first rule that
    /// may apply; how many such rules.
    pub fn select(&self, batch: &Batch, rows: Range<usize>) -> usize {
        let (mut schedules, mut rules, mut left) = (Found::default(), Found::default(), 0);
        each(&self.classes(batch), rows, |at| {
            let component = &self.program.components[at.component];
            component.covers.find(at.classes, &mut schedules);
            for schedule in &schedules.candidates {
                let selection = &component.schedules[schedule.condition as usize].selection;
                left += usize::from(selection.rules.first(at.classes, &mut rules).is_some());
            }
        });
        left
    }

    fn classes<'b>(&'b self, batch: &'b Batch) -> Vec<Classes<'b>> {
        self.program.components.iter().map(|component| Classes::bind(component, batch)).collect()
    }
}

/// Goes through the components of each row, in order.
fn each(readers: &[Classes<'_>], rows: Range<usize>, mut act: impl FnMut(Place<'_>)) {
    let mut classes = vec![Vec::new(); readers.len()];
    for chunk in chunks(rows) {
        readers.iter().zip(&mut classes).for_each(|(reader, classes)| reader.read(chunk.clone(), classes));
        for row in chunk.clone() {
            for (component, (reader, classes)) in readers.iter().zip(&classes).enumerate() {
                let start = (row - chunk.start) * reader.width();
                act(Place { component, row, classes: &classes[start..start + reader.width()] });
            }
        }
    }
}

fn chunks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    rows.clone().step_by(CHUNK_ROWS).map(move |start| start..rows.end.min(start + CHUNK_ROWS))
}
