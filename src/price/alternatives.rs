//! What a transaction would have cost by a mistake that billers make: another rule, another time,
//! a part left out, another rounding. The material for explaining a variance; nothing here enters
//! an expected cost.

use super::aggregate::Aggregates;
use super::costing::{self, Charge, Costing};
use super::near::Near;
use super::others::OtherRules;
use super::outcome::{Line, Priced, State};
use super::row::{self, Dating, Row};
use super::select;
use super::truth::{Tests, Truth};
use super::variants::{self, Asked, Mistake};
use crate::facts::Batch;
use crate::money::{Currency, Decimal, FxTable, Overflow, add, sub, sum};
use crate::program::{Program, ScheduleProgram};
use crate::schedule::{Basis, Direction, Rounding, Stage};

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
        let (tests, currencies) = (Tests::on_demand(program, batch), row::currencies(batch));
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
        let schedule = &self.program.components[component].schedules[line.schedule()];
        let rule = &schedule.rules[line.rule()];
        let fee = rule.fees[line.fee()].fee.as_ref()?;
        let dating = dating(schedule, &facts);
        let charge = select::charge(schedule, (rule, fee), &self.tests, &facts, dating).ok()?;
        costing::cost(&charge, &schedule.terms, &facts, dating).ok()
    }

    /// The likeliest mistake with one of the expected lines by which a component of a row would have cost so much, as
    /// the end of the sentence "billed …". `rounding_first`: another rounding is likelier than any other.
    pub fn mistake(
        &self,
        (row, place): (usize, usize),
        wanted: (Decimal, Currency),
        others: &OtherRules,
        rounding_first: bool,
    ) -> Option<String> {
        let states = self.priced.states(row);
        let facts = self.row(row, &states);
        let lines = self.priced.lines(row, place);
        let mine = lines.iter().enumerate().filter(|(_, line)| line.currency == wanted.1);
        let search = |asked| {
            let line = |number| self.of_line((number, lines), (place, others), &facts, wanted.0, asked);
            mine.clone().find_map(|(number, _)| line(number))
        };
        rounding_first.then(|| search(Asked::Rounding)).flatten().or_else(|| search(Asked::Every))
    }

    /// The first mistake with one line that is asked for and gives the amount.
    fn of_line(
        &self,
        (number, lines): (usize, &[Line]),
        (place, others): (usize, &OtherRules),
        facts: &Row<'_>,
        wanted: Decimal,
        asked: Asked,
    ) -> Option<String> {
        let line = &lines[number];
        let schedule = &self.program.components[place].schedules[line.schedule()];
        let dating = dating(schedule, facts);
        let rest = Rest { lines, place: number, schedule };
        let others = dating.date.map(|date| others.on((place, line.schedule()), schedule, date));
        let near = rest.apart().ok().and_then(|rest| self.near(wanted, rest, line, schedule, facts));
        let others = (others.as_deref().unwrap_or_default(), near.as_ref());
        let found = variants::find(schedule, line, &self.tests, (facts, dating), others, asked, |variant| {
            let charge = Charge { fee: &variant.fee, direction: variant.direction, added: variant.added };
            let costing = costing::cost(&charge, &variant.terms, facts, dating).ok()?;
            let priced = (&costing, variant.direction);
            let gives = rest.with(Some(priced), variant.terms.rounding) == Ok(wanted);
            gives.then(|| variant.mistake.to_string())
        });
        let none = || {
            let none = Mistake::NoLine(&schedule.rules[line.rule()].id);
            let left_out = asked == Asked::Every && rest.with(None, schedule.terms.rounding) == Ok(wanted);
            left_out.then(|| none.to_string())
        };
        found.or_else(none)
    }

    /// What tells fees that are far from the amount, where the amounts stand in one currency.
    fn near(
        &self,
        wanted: Decimal,
        rest: Decimal,
        line: &Line,
        schedule: &ScheduleProgram,
        facts: &Row<'_>,
    ) -> Option<Near> {
        let Basis::Attribute(basis) = schedule.terms.basis else { return None };
        let alone = !matches!(schedule.terms.rounding.stage, Stage::Transaction);
        let same = alone && facts.currency() == Some(line.currency);
        let basis = facts.number(basis).ok().filter(|_| same)?;
        Near::new(sub(wanted, rest).ok()?, &schedule.terms.rounding, basis, line.currency)
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
    /// What the other lines come to.
    fn apart(&self) -> Result<Decimal, Overflow> {
        let others = self.lines.iter().enumerate().filter(|(other, _)| *other != self.place);
        sum(others.map(|(_, line)| line.amount))
    }

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
        let apart = sum(others().filter(|line| line.schedule() != own.schedule()).map(|line| line.amount))?;
        let beside: Vec<&Line> = others().filter(|line| line.schedule() == own.schedule()).collect();
        let exact = priced.map(|(costing, direction)| costing::directed(costing.limited, direction));
        let exact = sum(beside.iter().map(|line| line.exact).chain(exact))?;
        let directions = beside.iter().map(|line| self.schedule.rules[line.rule()].direction);
        let mut directions = directions.chain(priced.map(|(_, direction)| direction));
        let credits = directions.all(|direction| direction == Direction::Credit);
        add(apart, costing::rounded_sum(exact, credits, rounding, own.currency))
    }
}

fn dating(schedule: &ScheduleProgram, row: &Row<'_>) -> Dating {
    Dating { unknown_is_no: schedule.unknown_is_no, ..row.dating(schedule.dated_by) }
}
