//! The groups of a comparison whose sum is rounded and not their lines: `per = "group"`.

use crate::facts::{Batch, Value};
use crate::money::{self, Currency, Decimal, FxTable, Overflow};
use crate::price::{Aggregates, Line, Priced, Repricer, State, rounded_sum};
use crate::program::{Program, ScheduleProgram};
use crate::reconcile::{InGroup, RoundedGroup};
use crate::schedule::{Direction, Stage};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Every group, and the one that rounds each cost.
#[derive(Default)]
pub struct Groups {
    /// The groups, in the order of component, schedule and values.
    pub rounded: Vec<RoundedGroup>,
    of_cost: HashMap<(usize, usize), InGroup>,
}

/// What groups are made of.
pub struct Grouped<'a> {
    pub program: &'a Program,
    pub batch: &'a Batch,
    pub fx: &'a FxTable,
    pub aggregates: &'a Aggregates,
    pub priced: &'a Priced,
    /// The rows that are compared.
    pub rows: Vec<usize>,
    /// A row or a line of the input was rejected, so that no group is known in full.
    pub incomplete: bool,
}

/// The values that the transactions of a group share.
type Values = Vec<Value>;

/// The costs of one group.
#[derive(Default)]
struct Sum {
    /// Each row, with how many of its lines are rounded with the group.
    rows: Vec<(usize, u32)>,
    exact: Decimal,
    /// Lines of other schedules on the same rows, which are billed with them.
    others: Decimal,
    debits: bool,
    /// A line of another group is billed with them, or the sum has more digits than can be held exactly.
    unknown: bool,
}

impl Groups {
    /// The groups of all rows.
    pub fn of(grouped: &Grouped<'_>) -> Result<Groups, Overflow> {
        let mut groups = Groups::default();
        let components = grouped.program.components.iter().enumerate();
        let schedules = components.flat_map(|(component, declared)| {
            declared.schedules.iter().enumerate().map(move |(place, schedule)| (component, place, schedule))
        });
        let rounded = schedules.filter(|(.., schedule)| schedule.terms.rounding.stage == Stage::Group);
        let rounded: Vec<(usize, usize, &ScheduleProgram)> = rounded.collect();
        if rounded.is_empty() {
            return Ok(groups);
        }
        let Grouped { program, batch, fx, aggregates, priced, .. } = *grouped;
        let repricer = Repricer::new(program, batch, fx, (priced, aggregates));
        for schedule in rounded {
            groups.add(grouped, &repricer, schedule)?;
        }
        Ok(groups)
    }

    /// The group that rounds the cost of a row and component.
    pub fn of_cost(&self, row: usize, component: usize) -> Option<InGroup> {
        self.of_cost.get(&(row, component)).copied()
    }

    fn add(
        &mut self,
        grouped: &Grouped<'_>,
        repricer: &Repricer<'_>,
        (component, place, schedule): (usize, usize, &ScheduleProgram),
    ) -> Result<(), Overflow> {
        let schedules = &grouped.program.components[component].schedules;
        let mut sums: BTreeMap<(Values, Currency), Sum> = BTreeMap::new();
        let mut open: BTreeSet<Values> = BTreeSet::new();
        let mut all_open = grouped.incomplete;
        for row in &grouped.rows {
            let values = schedule.terms.group.iter().map(|id| grouped.batch.value(*id, *row));
            let values: Option<Values> = values.collect();
            if let State::Unproven(_) = grouped.priced.outcome(*row, component).state {
                // It may belong to the group, so the sum of that is not known; without values, to any.
                if repricer.may_cover(*row, schedule) {
                    all_open |= values.is_none();
                    open.extend(values);
                }
                continue;
            }
            let lines = grouped.priced.lines(*row, component);
            let own = lines.iter().find(|line| line.schedule == place);
            let (Some(values), Some(own)) = (values, own) else { continue };
            let sum = sums.entry((values, own.currency)).or_default();
            sum.add(*row, lines, place, schedules);
        }
        for ((values, currency), sum) in sums {
            let known = !all_open && !open.contains(&values) && !sum.unknown;
            let names = schedule.terms.group.iter().zip(&values);
            let names =
                names.map(|(id, value)| format!("{} = {value}", grouped.program.attributes.name(*id)));
            for (row, lines) in &sum.rows {
                let unit = Decimal::new(1, currency.minor_unit());
                let bound = money::mul(unit, Decimal::from(*lines))?;
                let group = self.rounded.len();
                // Of a row whose lines two groups round, neither is compared exactly; its bound is that of both.
                let known = self.of_cost.get(&(*row, component)).copied();
                let known = known.unwrap_or(InGroup { group, bound: Decimal::ZERO });
                let bound = money::add(known.bound, bound)?;
                self.of_cost.insert((*row, component), InGroup { bound, ..known });
            }
            self.rounded.push(RoundedGroup {
                name: names.collect::<Vec<_>>().join(", "),
                sum: if known { sum.rounded(schedule, currency).ok() } else { None },
            });
        }
        Ok(())
    }
}

impl Sum {
    fn add(&mut self, row: usize, lines: &[Line], place: usize, schedules: &[ScheduleProgram]) {
        let mut count = 0;
        for line in lines {
            let schedule = &schedules[line.schedule];
            if line.schedule == place {
                count += 1;
                self.exact = self.plus(self.exact, line.exact);
                self.debits |= schedule.rules[line.rule].direction == Direction::Debit;
            } else {
                self.unknown |= schedule.terms.rounding.stage == Stage::Group;
                self.others = self.plus(self.others, line.amount);
            }
        }
        self.rows.push((row, count));
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
