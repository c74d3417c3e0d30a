//! How the schedules and rules of a component are selected.

use super::classes::{self, Asked};
use super::tables::{Days, Tabulator};
use crate::facts::{AttributeId, Value};
use crate::program::{Coding, ComponentProgram, Predicate, ScheduleProgram, Selection};
use crate::schedule::{Accepts, DatedFee, Test};
use std::collections::BTreeMap;

/// Fills in the codings and selectors of a component.
pub fn tabulate(component: &mut ComponentProgram, tests: &[Test]) {
    let asked = asked(component, tests);
    let codings: Vec<Coding> =
        asked.iter().map(|(attribute, asked)| classes::coding(*attribute, asked)).collect();
    let mut tabulator = Tabulator::new(&codings, tests);
    let covers: Vec<&Predicate> = component.schedules.iter().map(|schedule| &schedule.covers).collect();
    // Coverage stays strict also where `unknown = "no"` holds for the rules, and is asked on unknown days too.
    component.covers = tabulator.selector(&covers, None, false, &[]);
    for schedule in &mut component.schedules {
        schedule.selection = selection(schedule, &mut tabulator);
    }
    component.codings = codings;
}

fn selection(schedule: &ScheduleProgram, tabulator: &mut Tabulator<'_>) -> Selection {
    let place = |attribute: AttributeId| {
        tabulator.codings.iter().position(|coding| coding.attribute == attribute).unwrap_or_default()
    };
    let day = place(schedule.dated_by);
    let group = schedule.terms.group.iter().map(|attribute| place(*attribute)).collect();
    let Some(coding) = tabulator.codings.get(day) else { return Selection::default() };
    let rated: Vec<Vec<bool>> = schedule.rules.iter().map(|rule| rated(&rule.fees, coding)).collect();
    let in_force = (0..coding.count as usize).map(|class| rated.iter().any(|rated| rated[class])).collect();
    let rules: Vec<&Predicate> = schedule.rules.iter().map(|rule| &rule.when).collect();
    let adjustments: Vec<&Predicate> =
        schedule.adjustments.iter().map(|adjustment| &adjustment.when).collect();
    let added: Vec<Vec<bool>> =
        schedule.adjustments.iter().map(|adjustment| self::rated(&adjustment.add, coding)).collect();
    let no = schedule.unknown_is_no;
    Selection {
        rules: tabulator.selector(&rules, Some(Days { coding: day }), no, &rated),
        adjustments: tabulator.selector(&adjustments, Some(Days { coding: day }), no, &added),
        in_force,
        day,
        group,
    }
}

/// For each class of the day that chooses the rate whether there is a fee; none on an unknown day.
fn rated(fees: &[DatedFee], coding: &Coding) -> Vec<bool> {
    let begin = |dated: &DatedFee| {
        dated.from.map_or(0, |day| classes::lower(&coding.points, &Value::Date(day), true))
    };
    let mut rated = vec![false; coding.count as usize];
    for (version, dated) in fees.iter().enumerate().filter(|(_, dated)| dated.fee.is_some()) {
        let end = fees.get(version + 1).map_or(coding.classes.len(), begin);
        for class in coding.classes.get(begin(dated)..end).unwrap_or_default() {
            rated[*class as usize] = true;
        }
    }
    rated
}

/// What the conditions of a component ask of each attribute, and the dates on which something begins.
fn asked<'b>(component: &ComponentProgram, tests: &'b [Test]) -> BTreeMap<AttributeId, Asked<'b>> {
    let mut asked: BTreeMap<AttributeId, Asked<'b>> = BTreeMap::new();
    let mut seen = vec![false; tests.len()];
    for schedule in &component.schedules {
        let own = tests_of(schedule);
        let fees = schedule.rules.iter().flat_map(|rule| &rule.fees);
        let added = schedule.adjustments.iter().flat_map(|adjustment| &adjustment.add);
        let dating = asked.entry(schedule.dated_by).or_default();
        dating.days.extend(fees.chain(added).filter_map(|dated| dated.from));
        for test in &own {
            if let Accepts::Dated(periods) = &tests[*test].accepts {
                dating.days.extend(periods.iter().filter_map(|period| period.from));
            }
        }
        for attribute in &schedule.terms.group {
            asked.entry(*attribute).or_default();
        }
        for test in own.into_iter().filter(|test| !std::mem::replace(&mut seen[*test], true)) {
            let Test { attribute, accepts, .. } = &tests[test];
            match accepts {
                Accepts::RangeIn(..) => {}
                Accepts::Dated(periods) => {
                    let accepts = periods.iter().map(|period| &period.accepts);
                    asked.entry(*attribute).or_default().accepts.extend(accepts);
                }
                accepts => asked.entry(*attribute).or_default().accepts.push(accepts),
            }
        }
    }
    asked
}

/// The tests that tables are made of; what stands in branches of `any` is asked exactly.
fn tests_of(schedule: &ScheduleProgram) -> Vec<usize> {
    let rules = schedule.rules.iter().map(|rule| &rule.when);
    let adjustments = schedule.adjustments.iter().map(|adjustment| &adjustment.when);
    let conditions = std::iter::once(&schedule.covers).chain(rules).chain(adjustments);
    let mut tests: Vec<usize> = conditions.flat_map(|condition| &condition.tests).copied().collect();
    tests.sort_unstable();
    tests.dedup();
    tests
}
