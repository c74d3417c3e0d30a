//! The groups of a comparison whose sum is rounded and not their lines: `per = "group"`.

use crate::facts::{Batch, Value};
use crate::money::{self, Currency, Decimal, Overflow};
use crate::price::{Line, Priced, State};
use crate::program::{Program, ScheduleProgram};
use crate::reconcile::{InGroup, RoundedGroup};
use crate::schedule::{Decimals, Direction, Stage};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Every group, and the one that rounds each cost.
#[derive(Default)]
pub struct Groups {
    /// The groups, in the order of component, schedule and values.
    pub rounded: Vec<RoundedGroup>,
    of_cost: HashMap<(usize, usize), InGroup>,
}

/// Component, schedule, and the values that the transactions of a group share.
type Place = (usize, usize, Vec<Value>);

#[derive(Default)]
struct Sum {
    rows: Vec<usize>,
    exact: Decimal,
    debits: bool,
}

impl Groups {
    /// The groups of all rows but those of `repeated`. Where the input is not `complete`, because a row was
    /// rejected, no group is known in full.
    pub fn of(
        program: &Program,
        batch: &Batch,
        priced: &Priced,
        repeated: &HashSet<usize>,
        complete: bool,
    ) -> Result<Groups, Overflow> {
        let mut groups = Groups::default();
        for (component, declared) in program.components.iter().enumerate() {
            for (place, schedule) in declared.schedules.iter().enumerate() {
                if schedule.terms.rounding.stage == Stage::Group {
                    let rows = (0..batch.rows).filter(|row| !repeated.contains(row));
                    groups.add(program, batch, priced, (component, place, schedule), rows, complete)?;
                }
            }
        }
        Ok(groups)
    }

    /// The group that rounds the cost of a row and component.
    pub fn of_cost(&self, row: usize, component: usize) -> Option<InGroup> {
        self.of_cost.get(&(row, component)).copied()
    }

    fn add(
        &mut self,
        program: &Program,
        batch: &Batch,
        priced: &Priced,
        (component, place, schedule): (usize, usize, &ScheduleProgram),
        rows: impl Iterator<Item = usize>,
        complete: bool,
    ) -> Result<(), Overflow> {
        let mut sums: BTreeMap<(Place, Currency), Sum> = BTreeMap::new();
        let mut open: BTreeSet<Vec<Value>> = BTreeSet::new();
        let mut all_open = !complete;
        for row in rows {
            let values = schedule.terms.group.iter().map(|attribute| batch.value(*attribute, row));
            let values: Option<Vec<Value>> = values.collect();
            if let State::Unproven(_) = priced.outcome(row, component).state {
                // It may belong to the group, so the sum of that is not known; without values, to any.
                all_open |= values.is_none();
                open.extend(values);
                continue;
            }
            let lines = priced.lines(row, component);
            // Lines of several schedules are billed as one, so none of them can be told apart.
            let alone = lines.iter().all(|line| line.schedule == place);
            let (Some(values), Some(first), true) = (values, lines.first(), alone) else { continue };
            let sum = sums.entry(((component, place, values), first.currency)).or_default();
            sum.add(row, lines, schedule)?;
        }
        for (((component, _, values), currency), sum) in sums {
            let known = !all_open && !open.contains(&values);
            let names = schedule.terms.group.iter().zip(&values);
            let names = names.map(|(id, value)| format!("{} = {value}", program.attributes.name(*id)));
            let unit = Decimal::new(1, currency.minor_unit());
            let in_group = InGroup { group: self.rounded.len(), unit };
            self.of_cost.extend(sum.rows.iter().map(|row| ((*row, component), in_group)));
            self.rounded.push(RoundedGroup {
                name: names.collect::<Vec<_>>().join(", "),
                rounded: known.then(|| sum.rounded(schedule, currency)),
            });
        }
        Ok(())
    }
}

impl Sum {
    fn add(&mut self, row: usize, lines: &[Line], schedule: &ScheduleProgram) -> Result<(), Overflow> {
        self.rows.push(row);
        for line in lines {
            self.exact = money::add(self.exact, line.exact)?;
            self.debits |= schedule.rules[line.rule].direction == Direction::Debit;
        }
        Ok(())
    }

    /// A sum of credits alone is rounded as the positive amount that it turns round.
    fn rounded(&self, schedule: &ScheduleProgram, currency: Currency) -> Decimal {
        let rounding = schedule.terms.rounding;
        let decimals = match rounding.decimals {
            Decimals::Fixed(decimals) => decimals,
            Decimals::Currency => currency.minor_unit(),
        };
        match self.debits {
            true => money::round(self.exact, rounding.mode, decimals),
            false => -money::round(-self.exact, rounding.mode, decimals),
        }
    }
}
