//! Which schedules cover a transaction and which of their rules give lines.

use super::costing::{self, Added, Charge, exact};
use super::outcome::{Line, Reason, State};
use super::row::{Dating, Row};
use super::truth::{Tests, Truth};
use crate::facts::AttributeId;
use crate::money::{self, Date, Decimal};
use crate::program::{ComponentProgram, RuleProgram, ScheduleProgram};
use crate::schedule::{Covering, DatedFee, Direction, Fee, Select, Shape, Stage};

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
        // Coverage stays strict also where `unknown = "no"` holds for the rules.
        let dating = row.dating(schedule.dated_by);
        let covers = tests.predicate(&schedule.covers, row, dating);
        if covers == Truth::False {
            continue;
        }
        dated = dated.or(dating.date);
        if let Truth::Unknown(open) = covers {
            return (State::Unproven(open.into()), dated);
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

/// The lines of a schedule that covers the transaction.
pub fn schedule_lines(
    schedule: &ScheduleProgram,
    place: usize,
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> Result<Vec<Line>, Reason> {
    let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..row.dating(schedule.dated_by) };
    let date = dating.date.ok_or(Reason::UnknownAttribute(schedule.dated_by))?;
    known_group(&schedule.terms.group, row)?;
    let mut lines = Vec::new();
    let mut any_in_force = false;
    for (number, rule) in schedule.rules.iter().enumerate() {
        let Some((version, fee)) = rule.fee_on(date) else { continue };
        any_in_force = true;
        match tests.predicate(&rule.when, row, dating) {
            Truth::False => continue,
            Truth::Unknown(open) => return Err(open.into()),
            Truth::True => {
                let added = added(schedule, rule, tests, row, dating)?;
                let charge = Charge { fee, direction: rule.direction, added };
                let costing = costing::cost(&charge, &schedule.terms, row, dating)?;
                lines.push(Line {
                    schedule: place,
                    rule: number,
                    fee: version,
                    basis: costing.basis,
                    amount: costing.amount,
                    exact: costing::directed(costing.limited, rule.direction),
                    currency: costing::line_currency(&schedule.terms, row)?,
                });
            }
        }
        if schedule.select == Select::First {
            break;
        }
    }
    match (any_in_force, lines.is_empty()) {
        (false, _) => Err(Reason::NoRate(date)),
        (true, true) => Err(Reason::Unpriced),
        (true, false) => {
            choose(schedule.select, &mut lines);
            sum_up(schedule, &mut lines)?;
            Ok(lines)
        }
    }
}

/// A transaction of which it is not known to what group it belongs cannot be rounded with its group.
fn known_group(group: &[AttributeId], row: &Row<'_>) -> Result<(), Reason> {
    match group.iter().find(|attribute| row.batch.value(**attribute, row.row).is_none()) {
        Some(attribute) => Err(Reason::UnknownAttribute(*attribute)),
        None => Ok(()),
    }
}

/// Leaves the line with the lowest or highest amount; the first of equal ones.
fn choose(select: Select, lines: &mut Vec<Line>) {
    let best = match select {
        Select::First | Select::All => return,
        Select::Lowest => {
            lines.iter().copied().reduce(|best, line| if line.amount < best.amount { line } else { best })
        }
        Select::Highest => {
            lines.iter().copied().reduce(|best, line| if line.amount > best.amount { line } else { best })
        }
    };
    *lines = best.into_iter().collect();
}

/// `per = "transaction"`: the exact sum is rounded, and what rounding adds stands on the last line. A sum
/// of credits alone is rounded as the positive amount it turns round.
fn sum_up(schedule: &ScheduleProgram, lines: &mut [Line]) -> Result<(), Reason> {
    let rounding = schedule.terms.rounding;
    if rounding.stage != Stage::Transaction {
        return Ok(());
    }
    let credits = lines.iter().all(|line| schedule.rules[line.rule].direction == Direction::Credit);
    let Some((last, others)) = lines.split_last_mut() else { return Ok(()) };
    let total = exact(money::sum(others.iter().chain([&*last]).map(|line| line.exact)))?;
    let rounded = costing::rounded_sum(total, credits, rounding, last.currency);
    let others = exact(money::sum(others.iter().map(|line| line.amount)))?;
    last.amount = exact(money::sub(rounded, others))?;
    Ok(())
}

/// What the true adjustments in force add to a rule's fee.
pub fn added<'a>(
    schedule: &'a ScheduleProgram,
    rule: &RuleProgram,
    tests: &Tests<'_>,
    row: &Row<'_>,
    dating: Dating,
) -> Result<Added<'a>, Reason> {
    let mut added = Added::default();
    for place in &rule.adjustments {
        let adjustment = &schedule.adjustments[*place];
        let in_force = dating.date.and_then(|date| DatedFee::on(&adjustment.add, date));
        let Some((_, Fee { text, shape: Shape::Plain(plain) })) = in_force else { continue };
        match tests.predicate(&adjustment.when, row, dating) {
            Truth::False => continue,
            Truth::Unknown(open) => return Err(open.into()),
            Truth::True => {}
        }
        if let Some(rate) = plain.rate {
            added.rate = Some(exact(money::add(added.rate.unwrap_or(Decimal::ZERO), rate))?);
        }
        added.fixed.extend(plain.fixed);
        added.names.push((&adjustment.id, text));
    }
    Ok(added)
}
