//! Floor 4: Program × batch → expected lines, or the reason why there are none.

mod aggregate;
mod alternatives;
mod classes;
mod costing;
mod counting;
mod derive;
mod direct;
mod evaluator;
mod learnt;
mod near;
mod others;
mod outcome;
mod plain;
mod quick;
mod row;
mod rule;
mod select;
mod settled;
mod shape;
mod standing;
mod swift;
mod trace;
mod truth;
mod variants;

pub use aggregate::{Aggregates, Gap, Standing, aggregate};
pub use alternatives::Repricer;
pub use costing::{Costing, rounded_sum};
pub use counting::{Counting, Totals};
pub use derive::derive;
pub use evaluator::Evaluator;
pub use others::OtherRules;
pub use outcome::{Line, Outcome, Priced, Reason, State};
pub use shape::Choice;
pub use trace::{
    Addend, AdjustmentTrace, Bar, BasisTrace, Chosen, ComponentTrace, Failed, FailedTest, Limit, LineTrace,
    NearMiss, Part, Percentage, Quantity, RoundingTrace, RuleTrace, ScheduleTrace, SumTrace, TotalTrace,
    Tried, Verdict, Working, totals, trace,
};

use crate::facts::Batch;
use crate::money::FxTable;
use crate::program::Program;
use rayon::prelude::*;
use std::collections::HashSet;
use std::num::NonZeroUsize;

/// Rows priced by one thread in one go, if nothing else is said: enough to outweigh the hand-over, few
/// enough to balance.
pub const BATCH_ROWS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(4095);

/// Computes the derived attributes and the aggregates of `batch`, then prices every row for every component.
///
/// The result is in the order of the rows, whatever the number of threads.
pub fn price(program: &Program, batch: &mut Batch, fx: &FxTable) -> (Priced, Aggregates) {
    derive(&program.derived, batch);
    let aggregates = aggregate(program, batch, fx, &HashSet::new());
    aggregates.enter(&program.attributes, batch);
    (price_with(program, batch, fx, &aggregates, BATCH_ROWS), aggregates)
}

/// Prices every row for every component, so many rows in one go. Derived attributes and aggregates must
/// be in the batch already.
pub fn price_with(
    program: &Program,
    batch: &Batch,
    fx: &FxTable,
    aggregates: &Aggregates,
    batch_rows: NonZeroUsize,
) -> Priced {
    let evaluator = Evaluator::new(program);
    let bound = evaluator.bind(batch, fx, aggregates);
    let tasks = batch.rows.div_ceil(batch_rows.get());
    let parts: Vec<Priced> = (0..tasks)
        .into_par_iter()
        .map(|task| {
            let start = task * batch_rows.get();
            let end = start.saturating_add(batch_rows.get()).min(batch.rows);
            let mut priced = Priced::new(program.components.len());
            evaluator.price_bound(&bound, start..end, &mut priced);
            priced
        })
        .collect();
    let mut priced = Priced::new(program.components.len());
    for part in parts {
        priced.append(part);
    }
    priced
}

/// Prices every row as the compiled evaluator does, but asks every condition of every rule: what it is held
/// against.
#[cfg(test)]
pub fn price_by_rows(program: &Program, batch: &Batch, fx: &FxTable, aggregates: &Aggregates) -> Priced {
    let tests = truth::Tests::bind(program, batch);
    let currencies = row::currencies(batch);
    let mut priced = Priced::new(program.components.len());
    for row in 0..batch.rows {
        for component in &program.components {
            let every = |(schedule, program): (usize, &crate::program::ScheduleProgram)| {
                let rules = (0..program.rules.len()).collect();
                select::Shortlist { schedule, rules, in_force: false }
            };
            let every: Vec<_> = component.schedules.iter().enumerate().map(every).collect();
            let earlier = priced.begun();
            let facts = row::Row { batch, fx, currencies: &currencies, aggregates, row, earlier: &earlier };
            let (state, dated) = select::component(component, &every, &tests, &facts);
            match state {
                State::NotCovered => priced.push_not_covered(),
                State::Lines(lines) => priced.push_lines(&lines, dated),
                State::Unproven(reason) => priced.push_unproven(reason, dated),
            }
        }
    }
    priced
}
