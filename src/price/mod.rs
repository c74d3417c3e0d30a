//! Floor 4: Program × batch → expected lines, or the reason why there are none.

mod alternatives;
mod costing;
mod derive;
mod outcome;
mod select;
mod trace;
mod truth;

pub use alternatives::{Alternative, alternatives};
pub use costing::Costing;
pub use outcome::{Line, Outcome, Priced, Reason, State};
pub use trace::{ComponentTrace, Failed, RuleTrace, ScheduleTrace, Verdict, trace};

use crate::facts::Batch;
use crate::money::{Currency, FxTable};
use crate::program::Program;
use rayon::prelude::*;
use truth::Tests;

/// Rows priced by one thread in one go: enough to outweigh the hand-over, few enough to balance.
const ROWS_PER_TASK: usize = 4096;

/// Computes the derived attributes of `batch`, then prices every row for every component.
///
/// The result is in the order of the rows, whatever the number of threads.
pub fn price(program: &Program, batch: &mut Batch, fx: &FxTable) -> Priced {
    derive::derive(&program.derived, batch);
    let batch = &*batch;
    let tests = Tests::bind(program, batch);
    let currencies = costing::currencies(batch);
    let tasks = batch.rows.div_ceil(ROWS_PER_TASK);
    let parts: Vec<Priced> = (0..tasks)
        .into_par_iter()
        .map(|task| {
            let start = task * ROWS_PER_TASK;
            let end = (start + ROWS_PER_TASK).min(batch.rows);
            price_rows(program, batch, &tests, (fx, &currencies), start..end)
        })
        .collect();
    let mut priced = Priced::new(program.components.len());
    for part in parts {
        priced.append(part);
    }
    priced
}

fn price_rows(
    program: &Program,
    batch: &Batch,
    tests: &Tests<'_>,
    (fx, currencies): (&FxTable, &[Option<Currency>]),
    rows: std::ops::Range<usize>,
) -> Priced {
    let mut priced = Priced::new(program.components.len());
    for row in rows {
        let facts = select::Row { batch, fx, currencies, row };
        for component in &program.components {
            let (state, dated) = select::component(component, tests, &facts);
            priced.push(state, dated);
        }
    }
    priced
}
