//! Pricing alone, chunk by chunk in the order of the input.

use super::joined::Joined;
use super::line::number;
use super::passes::Setting;
use super::pipeline::in_order;
use super::scan::Scanned;
use crate::facts::Batch;
use crate::price::{Aggregates, Evaluator, Gap, Priced, Totals, derive};
use crate::reconcile::Terms;
use crate::run::error::RunError;
use crate::source::{Chunk, TransactionSource};

/// A chunk whose rows have been priced.
pub struct PricedChunk {
    pub batch: Batch,
    pub priced: Priced,
    /// What it is counted as, the first time that it is read.
    pub scanned: Scanned,
    /// The bytes of the files that were read so far.
    pub bytes: u64,
}

/// Prices everything in one pass. The book must have no totals over a period.
pub fn price_once(
    setting: &Setting<'_>,
    source: &TransactionSource<'_>,
    sink: impl FnMut(PricedChunk) -> Result<(), RunError> + Send,
) -> Result<(), RunError> {
    let evaluator = Evaluator::new(setting.program);
    let mut pieces = source.pieces();
    let next = || {
        let piece = pieces.next()?;
        Ok(piece.map(|piece| (piece, pieces.bytes_read())))
    };
    let work = |(piece, bytes)| {
        let mut chunk = source.read(piece)?;
        let scanned = Scanned::of_transactions(&mut chunk, true);
        let (batch, priced) = price(setting, &evaluator, None, (0, chunk));
        Ok(PricedChunk { batch, priced, scanned, bytes })
    };
    in_order(setting.threads, next, work, sink)
}

impl Joined<'_> {
    /// Prices everything, and returns what totals over a period could not add up.
    pub fn price_all(
        &self,
        mut sink: impl FnMut(PricedChunk) -> Result<(), RunError> + Send,
    ) -> Result<Vec<Gap>, RunError> {
        let totals = self.totals(&Terms::default())?;
        let work = |at: usize, chunk: Chunk| {
            let (batch, priced) = price(&self.setting, &self.evaluator, totals.as_ref(), (at, chunk));
            Ok(PricedChunk { batch, priced, scanned: Scanned::default(), bytes: 0 })
        };
        self.store.each_chunk(work, &mut sink)?;
        Ok(totals.map(|totals| totals.gaps()).unwrap_or_default())
    }
}

fn price(
    setting: &Setting<'_>,
    evaluator: &Evaluator<'_>,
    totals: Option<&Totals<'_>>,
    (at, chunk): (usize, Chunk),
) -> (Batch, Priced) {
    let (program, fx, mut batch) = (setting.program, setting.fx, chunk.batch);
    derive(&program.derived, &mut batch);
    let aggregates = totals.map(|totals| totals.of(&batch, fx, &|row| number(at, row)));
    let aggregates: Aggregates = aggregates.unwrap_or_default();
    aggregates.enter(&program.attributes, &mut batch);
    let priced = evaluator.price(&batch, fx, &aggregates, 0..batch.rows);
    (batch, priced)
}
