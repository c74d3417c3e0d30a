//! Why one transaction costs what it does: every schedule and rule tried, what failed on which
//! value, and the arithmetic. It asks the same functions that price.

use super::aggregate::Aggregates;
use super::costing::{self, Charge, Costing};
use super::outcome::{Priced, Reason, State};
use super::row::{self, Dating, Row};
use super::select;
use super::truth::{Tests, Truth};
use crate::facts::Batch;
use crate::money::{Currency, Date, FxTable};
use crate::program::{ComponentProgram, Predicate, Program, RuleProgram, ScheduleProgram};
use crate::schedule::{Fee, Select};

/// One component of one transaction.
#[derive(Debug, Clone)]
pub struct ComponentTrace {
    /// Its name.
    pub component: String,
    /// Every schedule of the component.
    pub schedules: Vec<ScheduleTrace>,
    /// Why it has no expected cost although a schedule covers it.
    pub reason: Option<Reason>,
}

/// One schedule.
#[derive(Debug, Clone)]
pub struct ScheduleTrace {
    /// Its id.
    pub id: String,
    /// Whether it covers the transaction.
    pub covers: Verdict,
    /// The day that chooses the rate, if known.
    pub date: Option<Date>,
    /// The rules tried, in order; empty if it does not cover.
    pub rules: Vec<RuleTrace>,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct RuleTrace {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Its fee in force on the day, as declared.
    pub fee: Option<String>,
    /// Whether its condition is true.
    pub when: Verdict,
    /// Whether it gives a line.
    pub selected: bool,
    /// The arithmetic of its line.
    pub costing: Option<Result<(Currency, Costing), Reason>>,
}

/// The answer of a condition, with the tests that were not true.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// `Some(true)`, `Some(false)`, or unknown.
    pub holds: Option<bool>,
    /// The tests that were false or unknown.
    pub failed: Vec<Failed>,
}

/// A test that was not true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The attribute.
    pub attribute: String,
    /// Its value on the transaction; `None` if unknown.
    pub value: Option<String>,
    /// What the test wants, such as `is one of credit, debit`.
    pub wanted: String,
}

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

struct Tracer<'a> {
    program: &'a Program,
    tests: &'a Tests<'a>,
    row: Row<'a>,
}

impl Tracer<'_> {
    fn component(&self, component: &ComponentProgram, state: &State<Vec<super::Line>>) -> ComponentTrace {
        let reason = match state {
            State::Unproven(reason) => Some(reason.clone()),
            _ => None,
        };
        let schedules = component.schedules.iter().map(|schedule| self.schedule(schedule)).collect();
        ComponentTrace { component: component.name.clone(), schedules, reason }
    }

    fn schedule(&self, schedule: &ScheduleProgram) -> ScheduleTrace {
        let strict = self.row.dating(schedule.dated_by);
        let covers = self.verdict(&schedule.covers, strict);
        let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..strict };
        let mut rules = Vec::new();
        if covers.holds == Some(true) {
            for rule in &schedule.rules {
                let trace = self.rule(schedule, rule, dating);
                let undecided = trace.when.holds.is_none() && trace.fee.is_some();
                let ends = schedule.select == Select::First && (trace.selected || undecided);
                rules.push(trace);
                if ends {
                    break;
                }
            }
        }
        ScheduleTrace { id: schedule.id.clone(), covers, date: dating.date, rules }
    }

    fn rule(&self, schedule: &ScheduleProgram, rule: &RuleProgram, dating: Dating) -> RuleTrace {
        let when = self.verdict(&rule.when, dating);
        let fee = dating.date.and_then(|date| rule.fee_on(date)).map(|(_, fee)| fee);
        let selected = when.holds == Some(true) && fee.is_some();
        let costing = fee.filter(|_| selected).map(|fee| self.costing(fee, rule, schedule, dating));
        RuleTrace {
            id: rule.id.clone(),
            name: rule.name.clone(),
            fee: fee.map(|fee| fee.text.clone()),
            when,
            selected,
            costing,
        }
    }

    fn costing(
        &self,
        fee: &Fee,
        rule: &RuleProgram,
        schedule: &ScheduleProgram,
        dating: Dating,
    ) -> Result<(Currency, Costing), Reason> {
        let currency = costing::line_currency(&schedule.terms, &self.row)?;
        let added = select::added(schedule, rule, self.tests, &self.row, dating)?;
        let charge = Charge { fee, direction: rule.direction, added };
        Ok((currency, costing::cost(&charge, &schedule.terms, &self.row, dating)?))
    }

    fn verdict(&self, predicate: &Predicate, dating: Dating) -> Verdict {
        let holds = match self.tests.predicate(predicate, &self.row, dating) {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown(_) => None,
        };
        let mut failed = Vec::new();
        if holds != Some(true) {
            self.failed(predicate, dating, &mut failed);
        }
        Verdict { holds, failed }
    }

    fn failed(&self, predicate: &Predicate, dating: Dating, failed: &mut Vec<Failed>) {
        for place in &predicate.tests {
            if self.tests.test(*place, &self.row, dating) == Truth::True {
                continue;
            }
            let test = &self.program.tests[*place];
            let found = Failed {
                attribute: self.program.attributes.name(test.attribute).to_owned(),
                value: self.row.batch.value(test.attribute, self.row.row).map(|value| value.to_string()),
                wanted: test.accepts.on(dating.date).unwrap_or(&test.accepts).to_string(),
            };
            if !failed.contains(&found) {
                failed.push(found);
            }
        }
        for branches in &predicate.any {
            let none_true =
                branches.iter().all(|branch| self.tests.predicate(branch, &self.row, dating) != Truth::True);
            if none_true {
                branches.iter().for_each(|branch| self.failed(branch, dating, failed));
            }
        }
    }
}
