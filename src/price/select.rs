//! Which schedules cover a transaction and which of their rules give lines.

use super::costing;
use super::outcome::{Line, Reason, State};
use super::truth::{Tests, Truth};
use crate::facts::Batch;
use crate::money::{Date, FxTable};
use crate::program::{ComponentProgram, RuleProgram, ScheduleProgram};
use crate::schedule::{Covering, Fee, Select};

/// One transaction and all that its pricing may look at.
pub struct Row<'a> {
    pub batch: &'a Batch,
    pub fx: &'a FxTable,
    pub row: usize,
}

/// The lines of one component, or why there are none; and the day that chose the rate.
pub fn component(
    component: &ComponentProgram,
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> (State<Vec<Line>>, Option<Date>) {
    let mut lines = Vec::new();
    let mut covering: Option<&ScheduleProgram> = None;
    let mut dated = None;
    for (place, schedule) in component.schedules.iter().enumerate() {
        match tests.predicate(&schedule.covers, row.row) {
            Truth::False => continue,
            Truth::Unknown(attribute) => {
                let date = row.batch.date(schedule.dated_by, row.row);
                return (State::Unproven(Reason::UnknownAttribute(attribute)), dated.or(date));
            }
            Truth::True => {}
        }
        if let Some(first) = covering
            && component.covering == Covering::One
        {
            let reason = Reason::TwoSchedules(first.id.clone(), schedule.id.clone());
            return (State::Unproven(reason), dated);
        }
        covering = Some(schedule);
        dated = dated.or_else(|| row.batch.date(schedule.dated_by, row.row));
        match schedule_lines(schedule, place, tests, row) {
            Ok(found) => lines.extend(found),
            Err(reason) => return (State::Unproven(reason), dated),
        }
    }
    match covering {
        None => (State::NotCovered, None),
        Some(_) => (State::Lines(lines), dated),
    }
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
