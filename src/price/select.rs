//! Which schedules cover a transaction and which of their rules give lines.

use super::costing::{self, Added, Charge, exact};
use super::outcome::{FeePlace, Line, Reason, State};
use super::row::{Dating, Row};
use super::truth::{Tests, Truth};
use crate::facts::AttributeId;
use crate::money::{self, Date, Decimal};
use crate::program::{ComponentProgram, RuleProgram, ScheduleProgram};
use crate::schedule::{Covering, DatedFee, Direction, Fee, Select, Shape, Stage};

/// A schedule that may cover a transaction, and those of its rules that may apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shortlist {
    /// Its place in the component.
    pub schedule: usize,
    /// The rules that may be selected, in order; the others are not in force or not true.
    pub rules: Vec<usize>,
    /// Whether any rule, also one that is left out here, has a fee on the day of the transaction.
    pub in_force: bool,
}

/// The lines of one component, or why there are none; and the day that chose the rate.
///
/// Coverage is settled before anything is priced: while it is open, or two schedules claim a
/// transaction that only one may price, no rule's own trouble is the reason.
pub fn component(
    component: &ComponentProgram,
    shortlists: &[Shortlist],
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> (State<Vec<Line>>, Option<Date>) {
    let mut covering: Vec<&Shortlist> = Vec::new();
    let mut dated = None;
    for shortlist in shortlists {
        let schedule = &component.schedules[shortlist.schedule];
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
        covering.push(shortlist);
    }
    let state = match (covering.as_slice(), component.covering) {
        ([], _) => State::NotCovered,
        ([first, second, ..], Covering::One) => {
            State::Unproven(two_schedules(component, first.schedule, second.schedule))
        }
        (covering, _) => priced(component, covering, tests, row),
    };
    (state, dated)
}

/// Why a transaction that two schedules cover has no price.
pub fn two_schedules(component: &ComponentProgram, first: usize, second: usize) -> Reason {
    let id = |place: usize| component.schedules[place].id.clone();
    Reason::TwoSchedules(Box::new((id(first), id(second))))
}

/// The lines of every covering schedule, or the first reason why one has none.
fn priced(
    component: &ComponentProgram,
    covering: &[&Shortlist],
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> State<Vec<Line>> {
    let mut lines = Vec::new();
    for shortlist in covering {
        match schedule_lines(&component.schedules[shortlist.schedule], shortlist, tests, row) {
            Ok(found) => lines.extend(found),
            Err(reason) => return State::Unproven(reason),
        }
    }
    State::Lines(lines)
}

/// The lines of a schedule that covers the transaction.
fn schedule_lines(
    schedule: &ScheduleProgram,
    shortlist: &Shortlist,
    tests: &Tests<'_>,
    row: &Row<'_>,
) -> Result<Vec<Line>, Reason> {
    let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..row.dating(schedule.dated_by) };
    let date = dating.date.ok_or(Reason::UnknownAttribute(schedule.dated_by))?;
    known_group(&schedule.terms.group, row)?;
    let mut lines = Vec::new();
    let mut any_in_force = shortlist.in_force;
    for number in &shortlist.rules {
        let rule = &schedule.rules[*number];
        let Some((version, fee)) = rule.fee_on(date) else { continue };
        any_in_force = true;
        match tests.predicate(&rule.when, row, dating) {
            Truth::False => continue,
            Truth::Unknown(open) => return Err(open.into()),
            Truth::True => {
                let charge = charge(schedule, (rule, fee), tests, row, dating)?;
                let costing = costing::cost(&charge, &schedule.terms, row, dating)?;
                lines.push(Line {
                    at: FeePlace::new(shortlist.schedule, *number, version),
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
            if let Some(best) = chosen(schedule.select, &lines) {
                lines = vec![lines[best]];
            }
            sum_up(schedule, &mut lines)?;
            Ok(lines)
        }
    }
}

/// A transaction of which it is not known to what group it belongs cannot be rounded with its group.
pub fn known_group(group: &[AttributeId], row: &Row<'_>) -> Result<(), Reason> {
    match group.iter().find(|attribute| row.batch.value(**attribute, row.row).is_none()) {
        Some(attribute) => Err(Reason::UnknownAttribute(*attribute)),
        None => Ok(()),
    }
}

/// Which line is the one with the lowest or highest amount, if only that counts; the first of equal ones.
pub fn chosen(select: Select, lines: &[Line]) -> Option<usize> {
    let best = |better: fn(Decimal, Decimal) -> bool| {
        (0..lines.len()).reduce(
            |best, line| {
                if better(lines[line].amount, lines[best].amount) { line } else { best }
            },
        )
    };
    match select {
        Select::First | Select::All => None,
        Select::Lowest => best(|line, best| line < best),
        Select::Highest => best(|line, best| line > best),
    }
}

/// `per = "transaction"`: the exact sum is rounded, and what rounding adds stands on the last line. A sum
/// of credits alone is rounded as the positive amount it turns round.
pub fn sum_up(schedule: &ScheduleProgram, lines: &mut [Line]) -> Result<(), Reason> {
    let rounding = schedule.terms.rounding;
    if rounding.stage != Stage::Transaction {
        return Ok(());
    }
    let credits = lines.iter().all(|line| schedule.rules[line.rule()].direction == Direction::Credit);
    let Some((last, others)) = lines.split_last_mut() else { return Ok(()) };
    let total = exact(money::sum(others.iter().chain([&*last]).map(|line| line.exact)))?;
    let rounded = costing::rounded_sum(total, credits, rounding, last.currency);
    let others = exact(money::sum(others.iter().map(|line| line.amount)))?;
    last.amount = exact(money::sub(rounded, others))?;
    Ok(())
}

/// What a true rule charges. Where that is not published, no adjustment is asked: none could lead to a price.
pub fn charge<'a>(
    schedule: &'a ScheduleProgram,
    (rule, fee): (&RuleProgram, &'a Fee),
    tests: &Tests<'_>,
    row: &Row<'_>,
    dating: Dating,
) -> Result<Charge<'a>, Reason> {
    if !fee.is_published() {
        return Err(Reason::Unpriced);
    }
    let added = added(schedule, rule, tests, row, dating)?;
    Ok(Charge { fee, direction: rule.direction, added })
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
