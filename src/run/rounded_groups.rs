//! The groups of a comparison whose sum is rounded and not their lines: `per = "group"`.

use crate::facts::{Batch, Value};
use crate::money::{self, Currency, Decimal, Overflow};
use crate::price::{Line, Priced, Repricer, State, rounded_sum};
use crate::program::{Program, ScheduleProgram};
use crate::reconcile::{InGroup, RoundedGroup};
use crate::schedule::{Direction, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// The values that the transactions of a group share.
type Values = Vec<Value>;

/// Component and place of the schedule, values, currency.
type Key = (usize, usize, Values, Currency);

/// The costs of all groups while they are added up; parts of them add up.
#[derive(Debug, Clone, Default)]
pub struct GroupSums {
    sums: BTreeMap<Key, Sum>,
    /// Groups to which a cost may belong that is not known.
    open: BTreeSet<(usize, usize, Values)>,
    /// Schedules all groups of which may have such a cost.
    all_open: BTreeSet<(usize, usize)>,
}

/// The costs of one group.
#[derive(Debug, Clone, Default)]
struct Sum {
    exact: Decimal,
    /// Lines of other schedules on the same rows, which are billed with them.
    others: Decimal,
    debits: bool,
    /// A line of another group is billed with them, or the sum has more digits than can be held exactly.
    unknown: bool,
}

/// Every group, and where it is found.
#[derive(Debug, Default)]
pub struct Groups {
    /// The groups, in the order of component, schedule and values.
    pub rounded: Vec<RoundedGroup>,
    places: BTreeMap<Key, usize>,
}

/// The schedules whose sums are rounded: component, place, and the schedule.
fn rounded(program: &Program) -> impl Iterator<Item = (usize, usize, &ScheduleProgram)> {
    let components = program.components.iter().enumerate();
    let schedules = components.flat_map(|(component, declared)| {
        declared.schedules.iter().enumerate().map(move |(place, schedule)| (component, place, schedule))
    });
    schedules.filter(|(.., schedule)| schedule.terms.rounding.stage == Stage::Group)
}

/// Whether a book has any such schedule.
pub fn has_groups(program: &Program) -> bool {
    rounded(program).next().is_some()
}

impl GroupSums {
    /// Adds the costs of some rows.
    pub fn add(
        &mut self,
        program: &Program,
        batch: &Batch,
        priced: &Priced,
        repricer: &Repricer<'_>,
        rows: &[usize],
    ) {
        for (component, place, schedule) in rounded(program) {
            let schedules = &program.components[component].schedules;
            for row in rows {
                let values = values(schedule, batch, *row);
                if let State::Unproven(_) = priced.outcome(*row, component).state {
                    // It may belong to the group, so the sum of that is not known; without values, to any.
                    if repricer.may_cover(*row, schedule) {
                        match values {
                            None => self.all_open.insert((component, place)),
                            Some(values) => self.open.insert((component, place, values)),
                        };
                    }
                    continue;
                }
                let lines = priced.lines(*row, component);
                let own = lines.iter().find(|line| is_of(line, place));
                let (Some(values), Some(own)) = (values, own) else { continue };
                let sum = self.sums.entry((component, place, values, own.currency)).or_default();
                sum.add(lines, place, schedules);
            }
        }
    }

    /// Adds the costs of other rows.
    pub fn merge(&mut self, other: GroupSums) {
        for (key, more) in other.sums {
            let sum = self.sums.entry(key).or_default();
            sum.exact = sum.plus(sum.exact, more.exact);
            sum.others = sum.plus(sum.others, more.others);
            sum.debits |= more.debits;
            sum.unknown |= more.unknown;
        }
        self.open.extend(other.open);
        self.all_open.extend(other.all_open);
    }

    /// The groups. `incomplete`: a row or a line of the input was rejected, so that no group is known in full.
    pub fn finish(self, program: &Program, incomplete: bool) -> Groups {
        let mut groups = Groups::default();
        for ((component, place, values, currency), sum) in self.sums {
            let schedule = &program.components[component].schedules[place];
            let open = incomplete
                || self.all_open.contains(&(component, place))
                || self.open.contains(&(component, place, values.clone()));
            let names = schedule.terms.group.iter().zip(&values);
            let names = names.map(|(id, value)| format!("{} = {value}", program.attributes.name(*id)));
            let name = names.collect::<Vec<_>>().join(", ");
            let known = !open && !sum.unknown;
            let sum = if known { sum.rounded(schedule, currency).ok() } else { None };
            groups.places.insert((component, place, values, currency), groups.rounded.len());
            groups.rounded.push(RoundedGroup { name, sum });
        }
        groups
    }
}

impl Groups {
    /// The group that rounds the cost of a row and component. Of a row whose lines two groups round, neither is
    /// compared exactly; its bound is that of both.
    pub fn of_cost(
        &self,
        program: &Program,
        batch: &Batch,
        priced: &Priced,
        (row, component): (usize, usize),
    ) -> Option<InGroup> {
        let mut found: Option<InGroup> = None;
        for (_, place, schedule) in rounded(program).filter(|(own, ..)| *own == component) {
            let lines = || priced.lines(row, component).iter().filter(|line| is_of(line, place));
            let Some((values, first)) = values(schedule, batch, row).zip(lines().next()) else { continue };
            let Some(group) = self.places.get(&(component, place, values, first.currency)) else { continue };
            let unit = Decimal::new(1, first.currency.minor_unit());
            // So few lines times a minor unit cannot have too many digits.
            let bound = money::mul(unit, Decimal::from(lines().count())).unwrap_or(unit);
            let known = found.unwrap_or(InGroup { group: *group, bound: Decimal::ZERO });
            found = Some(InGroup { bound: money::add(known.bound, bound).unwrap_or(bound), ..known });
        }
        found
    }
}

fn is_of(line: &Line, place: usize) -> bool {
    line.schedule() == place
}

fn values(schedule: &ScheduleProgram, batch: &Batch, row: usize) -> Option<Values> {
    schedule.terms.group.iter().map(|id| batch.value(*id, row)).collect()
}

impl Sum {
    fn add(&mut self, lines: &[Line], place: usize, schedules: &[ScheduleProgram]) {
        for line in lines {
            let schedule = &schedules[line.schedule()];
            if is_of(line, place) {
                self.exact = self.plus(self.exact, line.exact);
                self.debits |= schedule.rules[line.rule()].direction == Direction::Debit;
            } else {
                self.unknown |= schedule.terms.rounding.stage == Stage::Group;
                self.others = self.plus(self.others, line.amount);
            }
        }
    }

    fn plus(&mut self, sum: Decimal, amount: Decimal) -> Decimal {
        money::add(sum, amount).unwrap_or_else(|_| {
            self.unknown = true;
            sum
        })
    }

    fn rounded(&self, schedule: &ScheduleProgram, currency: Currency) -> Result<Decimal, Overflow> {
        let rounded = rounded_sum(self.exact, !self.debits, schedule.terms.rounding, currency);
        money::add(rounded, self.others)
    }
}
