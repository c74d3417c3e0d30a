//! What the engine says, in the words of the naive evaluator.

use super::rows;
use super::scenario::Scenario;
use crate::compile::compile;
use crate::facts::{AttributeId, Attributes};
use crate::money::Decimal;
use crate::oracle::{Cost, Exact, Line};
use crate::price::{BATCH_ROWS, State};
use crate::program::Program;
use crate::reconcile::Terms;
use crate::run::{Comparison, Setting, compare};

pub struct Engine<'a> {
    attributes: &'a Attributes,
    program: Program,
    comparison: Comparison,
}

impl<'a> Engine<'a> {
    /// Prices the transactions as a run does: what repeats another one is not added up.
    pub fn new(scenario: &'a Scenario) -> Engine<'a> {
        let Scenario { book, rates, rows, .. } = scenario;
        let program = compile(book);
        let mut batch = rows::batch(&book.attributes, rows);
        let fx = rows::fx(rates);
        let terms = Terms::default();
        let setting =
            Setting { program: &program, fx: &fx, terms: &terms, totals: None, batch_rows: BATCH_ROWS };
        let comparison = compare(&setting, &mut batch, &[], &[]).unwrap();
        Engine { attributes: &book.attributes, program, comparison }
    }

    pub fn cost(&self, row: usize, component: usize) -> Cost {
        match &self.comparison.priced.outcome(row, component).state {
            State::NotCovered => Cost::NotCovered,
            State::Unproven(reason) => Cost::Unproven(reason.text(self.attributes)),
            State::Lines(_) => {
                let line = |line: &crate::price::Line| {
                    let schedule = &self.program.components[component].schedules[line.schedule()];
                    Line {
                        schedule: schedule.id.clone(),
                        rule: schedule.rules[line.rule()].id.clone(),
                        amount: Exact::of(line.amount),
                        currency: line.currency,
                    }
                };
                Cost::Lines(self.comparison.priced.lines(row, component).iter().map(line).collect())
            }
        }
    }

    pub fn total(&self, aggregate: AttributeId, row: usize) -> Option<Decimal> {
        self.comparison.aggregates.total(aggregate, row)
    }
}
