//! Which schedules cover a transaction and which of their rules give lines.

use super::costing;
use super::outcome::{Line, Reason, State};
use super::truth::{Tests, Truth};
use crate::facts::Batch;
use crate::money::{Currency, Date, FxTable};
use crate::program::{ComponentProgram, RuleProgram, ScheduleProgram};
use crate::schedule::{Covering, Fee, Select};

/// One transaction and all that its pricing may look at.
pub struct Row<'a> {
    pub batch: &'a Batch,
    pub fx: &'a FxTable,
    /// The batch's currencies by dictionary code.
    pub currencies: &'a [Option<Currency>],
    pub row: usize,
}

/// The lines of one component, or why there are none; and the day that chose the rate.
///
/// Coverage is settled before anything is priced: while it is open, or two schedules claim a
/// transaction that only one may price, no rule's own trouble is the reason.
pub fn component(
    component: &ComponentProgram,
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> (State<Vec<Line>>, Option<Date>) {
    let mut covering: Vec<(usize, &ScheduleProgram)> = Vec::new();
    let mut dated = None;
    for (place, schedule) in component.schedules.iter().enumerate() {
        let covers = tests.predicate(&schedule.covers, row.row);
        if covers == Truth::False {
            continue;
        }
        dated = dated.or_else(|| row.batch.date(schedule.dated_by, row.row));
        if let Truth::Unknown(attribute) = covers {
            return (State::Unproven(Reason::UnknownAttribute(attribute)), dated);
        }
        covering.push((place, schedule));
    }
    let state = match (covering.as_slice(), component.covering) {
        ([], _) => State::NotCovered,
        ([(_, first), (_, second), ..], Covering::One) => {
            State::Unproven(Reason::TwoSchedules(first.id.clone(), second.id.clone()))
        }
        (covering, _) => priced(covering, tests, row),
    };
    (state, dated)
}

/// The lines of every covering schedule, or the first reason why one has none.
fn priced(covering: &[(usize, &ScheduleProgram)], tests: &Tests<'_>, row: &Row<'_>) -> State<Vec<Line>> {
    let mut lines = Vec::new();
    for (place, schedule) in covering {
        match schedule_lines(schedule, *place, tests, row) {
            Ok(found) => lines.extend(found),
            Err(reason) => return State::Unproven(reason),
        }
    }
    State::Lines(lines)
}

fn schedule_lines(
    schedule: &ScheduleProgram,
    place: usize,
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> Result<Vec<Line>, Reason> {
    let date =
        row.batch.date(schedule.dated_by, row.row).ok_or(Reason::UnknownAttribute(schedule.dated_by))?;
    let mut lines = Vec::new();
    let mut any_in_force = false;
    for (number, rule) in schedule.rules.iter().enumerate() {
        let Some((version, fee)) = rule.fee_on(date) else { continue };
        any_in_force = true;
        match tests.predicate(&rule.when, row.row) {
            Truth::False => continue,
            Truth::Unknown(_) if schedule.unknown_is_no => continue,
            Truth::Unknown(attribute) => return Err(Reason::UnknownAttribute(attribute)),
            Truth::True => lines.push(line(schedule, place, (number, rule), (version, fee), row, date)?),
        }
        if schedule.select == Select::First {
            break;
        }
    }
    match (any_in_force, lines.is_empty()) {
        (false, _) => Err(Reason::NoRate(date)),
        (true, true) => Err(Reason::Unpriced),
        (true, false) => Ok(lines),
    }
}

fn line(
    schedule: &ScheduleProgram,
    place: usize,
    (number, rule): (usize, &RuleProgram),
    (version, fee): (usize, &Fee),
    row: &Row<'_>,
    date: Date,
) -> Result<Line, Reason> {
    let costing = costing::cost(fee, rule.direction, schedule.terms, row, date)?;
    Ok(Line {
        schedule: place,
        rule: number,
        fee: version,
        basis: costing.basis,
        amount: costing.amount,
        currency: costing::line_currency(schedule.terms, row)?,
    })
}
