//! Why one transaction costs what it does: every schedule and rule tried, what failed on which
//! value, and the arithmetic. It asks the same functions that price.

mod arithmetic;
mod choices;
mod failed;
mod totals;
mod value;
mod working;

pub use arithmetic::{
    Addend, AdjustmentTrace, BasisTrace, Chosen, Limit, Part, Percentage, Quantity, RoundingTrace, Working,
};
pub use value::{
    Bar, ComponentTrace, Failed, FailedTest, LineTrace, NearMiss, RuleTrace, ScheduleTrace, SumTrace,
    TotalTrace, Tried, Verdict,
};

use super::aggregate::Aggregates;
use super::outcome::{Line, Priced, Reason, State};
use super::row::{self, Dating, Row};
use super::truth::Tests;
use crate::facts::Batch;
use crate::money::{self, FxTable};
use crate::program::{ComponentProgram, Program, RuleProgram, ScheduleProgram};
use crate::schedule::{Basis, Select, Stage};

/// Traces one priced row through every component. Its derived columns and aggregates must be in the batch.
pub fn trace(
    program: &Program,
    batch: &Batch,
    fx: &FxTable,
    (priced, aggregates): (&Priced, &Aggregates),
    row: usize,
) -> Vec<ComponentTrace> {
    let tests = Tests::bind(program, batch);
    let currencies = row::currencies(batch);
    let states = priced.states(row);
    let facts = Row { batch, fx, currencies: &currencies, aggregates, row, earlier: &states };
    let tracer = Tracer { program, tests: &tests, row: facts };
    let components = program.components.iter().zip(&states);
    components.map(|(component, state)| tracer.component(component, state)).collect()
}

/// The totals that one row finds. Its derived columns and aggregates must be in the batch.
pub fn totals(
    program: &Program,
    batch: &Batch,
    fx: &FxTable,
    aggregates: &Aggregates,
    row: usize,
) -> Vec<TotalTrace> {
    let tests = Tests::bind(program, batch);
    let currencies = row::currencies(batch);
    let facts = Row { batch, fx, currencies: &currencies, aggregates, row, earlier: &[] };
    Tracer { program, tests: &tests, row: facts }.totals()
}

struct Tracer<'a> {
    program: &'a Program,
    tests: &'a Tests<'a>,
    row: Row<'a>,
}

impl Tracer<'_> {
    fn component(&self, component: &ComponentProgram, state: &State<Vec<Line>>) -> ComponentTrace {
        let lines: &[Line] = if let State::Lines(lines) = state { lines } else { &[] };
        let schedules: Vec<ScheduleTrace> = component
            .schedules
            .iter()
            .enumerate()
            .map(|(place, schedule)| {
                let lines: Vec<&Line> = lines.iter().filter(|line| line.schedule() == place).collect();
                self.schedule(schedule, &lines)
            })
            .collect();
        let mut near: Vec<usize> =
            (0..schedules.len()).filter(|place| schedules[*place].covers.holds != Some(true)).collect();
        near.sort_by_key(|place| schedules[*place].covers.lacks());
        let line = |line: &Line| {
            let schedule = &component.schedules[line.schedule()];
            let (schedule, rule) = (schedule.id.clone(), schedule.rules[line.rule()].id.clone());
            LineTrace { schedule, rule, amount: line.amount, exact: line.exact, currency: line.currency }
        };
        let state = match state {
            State::NotCovered => State::NotCovered,
            State::Unproven(reason) => State::Unproven(reason.clone()),
            State::Lines(lines) => State::Lines(lines.iter().map(line).collect()),
        };
        ComponentTrace { component: component.name.clone(), state, schedules, near }
    }

    /// A schedule with the lines that it gives.
    fn schedule(&self, schedule: &ScheduleProgram, lines: &[&Line]) -> ScheduleTrace {
        let strict = self.row.dating(schedule.dated_by);
        let covers = self.verdict(&schedule.covers, strict);
        let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..strict };
        let mut trace = ScheduleTrace {
            id: schedule.id.clone(),
            covers,
            date: dating.date,
            select: schedule.select,
            rules: Vec::new(),
            sum: None,
            near: Vec::new(),
        };
        if trace.covers.holds == Some(true) && dating.date.is_some() {
            self.try_rules(schedule, lines, dating, &mut trace);
            trace.sum = self.sum(schedule, lines);
        }
        trace
    }

    /// Tries the rules as far as the selection does. Those behind the one that ends it can still be near.
    fn try_rules(
        &self,
        schedule: &ScheduleProgram,
        lines: &[&Line],
        dating: Dating,
        trace: &mut ScheduleTrace,
    ) {
        let mut ended_by: Option<&str> = None;
        for (place, rule) in schedule.rules.iter().enumerate() {
            if let Some(before) = ended_by {
                if dating.date.is_some_and(|date| rule.fee_on(date).is_some()) {
                    let failed = self.verdict(&rule.when, dating).failed;
                    let bar = Some(Bar::Behind(before.to_owned()));
                    trace.near.push(NearMiss { rule: rule.id.clone(), failed, bar });
                }
                continue;
            }
            let is_selected = lines.iter().any(|line| line.rule() == place);
            let tried = self.rule(schedule, rule, dating, (is_selected, !lines.is_empty()));
            trace.near.extend(near_miss(&tried));
            let is_open = !matches!(tried.tried, Tried::NotInForce | Tried::No);
            if schedule.select == Select::First && is_open {
                ended_by = Some(&rule.id);
            }
            trace.rules.push(tried);
        }
        trace.near.sort_by_key(NearMiss::lacks);
    }

    /// A rule, with whether it gives a line and whether any rule of its schedule does.
    fn rule(
        &self,
        schedule: &ScheduleProgram,
        rule: &RuleProgram,
        dating: Dating,
        (is_selected, any_selected): (bool, bool),
    ) -> RuleTrace {
        let when = self.verdict(&rule.when, dating);
        let fee = dating.date.and_then(|date| rule.fee_on(date)).map(|(_, fee)| fee);
        let tried = match (fee, when.holds) {
            (None, _) => Tried::NotInForce,
            (_, None) => Tried::Undecided,
            (_, Some(false)) => Tried::No,
            (_, Some(true)) if is_selected => Tried::Selected,
            (_, Some(true)) if any_selected => Tried::Beaten,
            (_, Some(true)) => Tried::Unproven,
        };
        let priceable = fee.filter(|_| when.holds == Some(true));
        let working = priceable.map(|fee| self.working(fee, rule, schedule, dating));
        let rests_on = match &working {
            Some(Err(reason)) => self.unproven_basis(schedule, reason),
            _ => None,
        };
        RuleTrace {
            id: rule.id.clone(),
            name: rule.name.clone(),
            fee: fee.map(|fee| fee.text.clone()),
            tried,
            adjustments: priceable
                .filter(|fee| fee.is_published())
                .map(|_| self.adjustments(schedule, rule, dating))
                .unwrap_or_default(),
            rests_on,
            working,
            when,
        }
    }

    /// The earlier component whose reason a schedule passes on.
    fn unproven_basis(&self, schedule: &ScheduleProgram, reason: &Reason) -> Option<String> {
        let Basis::Components(components) = &schedule.terms.basis else { return None };
        let passes_on = |place: &&usize| self.row.earlier[**place] == State::Unproven(reason.clone());
        components.iter().find(passes_on).map(|place| self.program.components[*place].name.clone())
    }

    /// How the lines of a schedule that rounds their sum came to be.
    fn sum(&self, schedule: &ScheduleProgram, lines: &[&Line]) -> Option<SumTrace> {
        let last = lines.last().filter(|_| schedule.terms.rounding.stage == Stage::Transaction)?;
        let id = |line: &&Line| (schedule.rules[line.rule()].id.clone(), line.exact);
        Some(SumTrace {
            lines: lines.iter().map(id).collect(),
            exact: money::sum(lines.iter().map(|line| line.exact)).ok()?,
            rounding: self.rounding(schedule, last.currency),
            amount: money::sum(lines.iter().map(|line| line.amount)).ok()?,
            last: last.amount,
            currency: last.currency,
        })
    }
}

/// A rule that was tried and gives no line, for a reason that is its own.
fn near_miss(rule: &RuleTrace) -> Option<NearMiss> {
    let bar = match (rule.tried, &rule.working) {
        (Tried::No | Tried::Undecided, _) => None,
        (Tried::Beaten, Some(Ok(working))) => Some(Bar::Beaten(working.amount, working.currency)),
        _ => return None,
    };
    Some(NearMiss { rule: rule.id.clone(), failed: rule.when.failed.clone(), bar })
}
