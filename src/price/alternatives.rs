//! What a transaction would have cost by a mistake that billers make: another rule, another time,
//! a part left out, another rounding. The material for explaining a variance; nothing here enters
//! an expected cost.

use super::aggregate::Aggregates;
use super::costing::{self, Charge, Costing};
use super::outcome::{Line, Priced, State};
use super::row::{self, Dating, Row};
use super::select;
use super::truth::{Tests, Truth};
use super::variants::variants;
use crate::facts::Batch;
use crate::money::{Currency, Decimal, FxTable, Overflow, add, sum};
use crate::program::{Program, ScheduleProgram};
use crate::schedule::{Direction, Rounding, Stage};

/// A cost that a biller may have taken for the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The mistake, as the end of the sentence "billed …".
    pub text: String,
    /// What the component would have cost.
    pub amount: Decimal,
    /// In this currency.
    pub currency: Currency,
}

/// Prices lines again, to explain them.
pub struct Repricer<'a> {
    program: &'a Program,
    batch: &'a Batch,
    fx: &'a FxTable,
    aggregates: &'a Aggregates,
    priced: &'a Priced,
    tests: Tests<'a>,
    currencies: Vec<Option<Currency>>,
}

impl<'a> Repricer<'a> {
    /// For a batch that has been priced, with its derived columns and aggregates.
    pub fn new(
        program: &'a Program,
        batch: &'a Batch,
        fx: &'a FxTable,
        (priced, aggregates): (&'a Priced, &'a Aggregates),
    ) -> Repricer<'a> {
        let (tests, currencies) = (Tests::bind(program, batch), row::currencies(batch));
        Repricer { program, batch, fx, aggregates, priced, tests, currencies }
    }

    /// Whether a schedule covers a row, or may.
    pub fn may_cover(&self, row: usize, schedule: &ScheduleProgram) -> bool {
        let facts = self.row(row, &[]);
        let dating = facts.dating(schedule.dated_by);
        self.tests.predicate(&schedule.covers, &facts, dating) != Truth::False
    }

    /// The arithmetic of an expected line of a row and component.
    pub fn costing(&self, (row, component): (usize, usize), line: &Line) -> Option<Costing> {
        let states = self.priced.states(row);
        let facts = self.row(row, &states);
        let schedule = &self.program.components[component].schedules[line.schedule];
        let rule = &schedule.rules[line.rule];
        let fee = rule.fees[line.fee].fee.as_ref()?;
        let dating = dating(schedule, &facts);
        let added = select::added(schedule, rule, &self.tests, &facts, dating).ok()?;
        let charge = Charge { fee, direction: rule.direction, added };
        costing::cost(&charge, &schedule.terms, &facts, dating).ok()
    }

    /// The costs of one component of one row if one of its expected lines had been priced otherwise, the
    /// likeliest mistakes first.
    pub fn alternatives(&self, (row, component): (usize, usize)) -> Vec<Alternative> {
        let states = self.priced.states(row);
        let facts = self.row(row, &states);
        let lines = self.priced.lines(row, component);
        let component = &self.program.components[component];
        let mut found = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let schedule = &component.schedules[line.schedule];
            let dating = dating(schedule, &facts);
            let rest = Rest { lines, place, schedule };
            for variant in variants(schedule, line, &self.tests, &facts, dating) {
                let charge = Charge { fee: &variant.fee, direction: variant.direction, added: variant.added };
                let Ok(costing) = costing::cost(&charge, &variant.terms, &facts, dating) else { continue };
                let priced = (&costing, variant.direction);
                let Ok(amount) = rest.with(Some(priced), variant.terms.rounding) else { continue };
                found.push(Alternative { text: variant.text, amount, currency: line.currency });
            }
            if let Ok(amount) = rest.with(None, schedule.terms.rounding) {
                let text = format!("without {}", schedule.rules[line.rule].id);
                found.push(Alternative { text, amount, currency: line.currency });
            }
        }
        found
    }

    fn row<'r>(&'r self, row: usize, earlier: &'r [State<Vec<Line>>]) -> Row<'r> {
        let (batch, fx, aggregates) = (self.batch, self.fx, self.aggregates);
        Row { batch, fx, currencies: &self.currencies, aggregates, row, earlier }
    }
}

/// The expected lines of a component beside the one that is priced otherwise.
struct Rest<'a> {
    lines: &'a [Line],
    /// The place of that one.
    place: usize,
    /// Its schedule.
    schedule: &'a ScheduleProgram,
}

impl Rest<'_> {
    /// What the component comes to with another line, or none, in that place.
    fn with(&self, priced: Option<(&Costing, Direction)>, rounding: Rounding) -> Result<Decimal, Overflow> {
        let own = &self.lines[self.place];
        let others = || {
            let others = self.lines.iter().enumerate().filter(|(other, _)| *other != self.place);
            others.map(|(_, line)| line)
        };
        if rounding.stage != Stage::Transaction {
            return sum(others().map(|line| line.amount).chain(priced.map(|(costing, _)| costing.amount)));
        }
        // The lines of its schedule are rounded as a sum.
        let apart = sum(others().filter(|line| line.schedule != own.schedule).map(|line| line.amount))?;
        let beside: Vec<&Line> = others().filter(|line| line.schedule == own.schedule).collect();
        let exact = priced.map(|(costing, direction)| costing::directed(costing.limited, direction));
        let exact = sum(beside.iter().map(|line| line.exact).chain(exact))?;
        let directions = beside.iter().map(|line| self.schedule.rules[line.rule].direction);
        let mut directions = directions.chain(priced.map(|(_, direction)| direction));
        let credits = directions.all(|direction| direction == Direction::Credit);
        add(apart, costing::rounded_sum(exact, credits, rounding, own.currency))
    }
}

fn dating(schedule: &ScheduleProgram, row: &Row<'_>) -> Dating {
    Dating { unknown_is_no: schedule.unknown_is_no, ..row.dating(schedule.dated_by) }
}
