//! The tables by which the rules of a component are selected.

use super::classes::{self, Asked};
use crate::facts::{AttributeId, Value};
use crate::program::{
    Coding, ComponentProgram, KeyPlace, Predicate, ScheduleProgram, Selector, Table, UNKNOWN_CLASS,
};
use crate::schedule::{Accepts, DatedFee, Test};
use std::collections::{BTreeMap, HashMap};

/// A table larger than this many words is left out: what it would have sorted out is asked exactly.
const MOST_WORDS: usize = 1 << 23;

/// Fills in the codings and selectors of a component.
pub fn tabulate(component: &mut ComponentProgram, tests: &[Test]) {
    let mut codings: Vec<Coding> =
        asked(component, tests).iter().map(|(attribute, asked)| classes::coding(*attribute, asked)).collect();
    component.key_words = place(&mut codings);
    let mut tabulator = Tabulator { codings: &codings, tests, passing: HashMap::new() };
    let covers: Vec<&Predicate> = component.schedules.iter().map(|schedule| &schedule.covers).collect();
    // Coverage stays strict also where `unknown = "no"` holds for the rules.
    component.covers = tabulator.selector(&covers, Asking { unknown_is_no: false, day_known: false });
    for schedule in &mut component.schedules {
        let rules: Vec<&Predicate> = schedule.rules.iter().map(|rule| &rule.when).collect();
        let asking = Asking { unknown_is_no: schedule.unknown_is_no, day_known: true };
        let mut selector = tabulator.selector(&rules, asking);
        let in_force = tabulator.in_force(schedule);
        schedule.in_force = selector.tables.len();
        selector.tables.push(in_force);
        schedule.selector = selector;
    }
    component.codings = codings;
}

/// What the conditions of a component ask of each attribute, and the dates on which something begins.
fn asked<'b>(component: &ComponentProgram, tests: &'b [Test]) -> BTreeMap<AttributeId, Asked<'b>> {
    let mut asked: BTreeMap<AttributeId, Asked<'b>> = BTreeMap::new();
    let mut seen = vec![false; tests.len()];
    for schedule in &component.schedules {
        let mut own = Vec::new();
        let rules = schedule.rules.iter().map(|rule| &rule.when);
        let adjustments = schedule.adjustments.iter().map(|adjustment| &adjustment.when);
        std::iter::once(&schedule.covers)
            .chain(rules)
            .chain(adjustments)
            .for_each(|it| it.all_tests(&mut own));
        own.sort_unstable();
        own.dedup();
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
            let Test { attribute, accepts } = &tests[test];
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

/// Gives each coding its bits in the key, and says how many words that has.
fn place(codings: &mut [Coding]) -> usize {
    let mut next = KeyPlace::default();
    for coding in codings {
        let bits = u32::BITS - (coding.count - 1).leading_zeros();
        if next.shift + bits > u64::BITS {
            next = KeyPlace { word: next.word + 1, ..KeyPlace::default() };
        }
        coding.place = KeyPlace { bits, ..next };
        next.shift += bits;
    }
    next.word + 1
}

/// How a list of conditions is asked.
#[derive(Clone, Copy)]
struct Asking {
    /// Conditions on unknown attributes are false.
    unknown_is_no: bool,
    /// They are asked only where the day that chooses the rate is known.
    day_known: bool,
}

struct Tabulator<'b> {
    codings: &'b [Coding],
    tests: &'b [Test],
    /// Which classes pass a test, by test.
    passing: HashMap<usize, Option<Vec<bool>>>,
}

impl Tabulator<'_> {
    fn selector(&mut self, conditions: &[&Predicate], how: Asking) -> Selector {
        let mut asking: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (condition, predicate) in conditions.iter().enumerate() {
            for test in &predicate.tests {
                if let Some(coding) = self.coding(*test) {
                    asking.entry(coding).or_default().entry(condition).or_default().push(*test);
                }
            }
        }
        let mut tables = Vec::new();
        for (coding, asking) in asking {
            let classes = self.codings[coding].count as usize;
            if classes * conditions.len().div_ceil(64) <= MOST_WORDS {
                tables.push(self.table((coding, classes), &asking, conditions.len(), how));
            }
        }
        Selector { conditions: conditions.len(), tables }
    }

    fn table(
        &mut self,
        (coding, classes): (usize, usize),
        asking: &BTreeMap<usize, Vec<usize>>,
        conditions: usize,
        how: Asking,
    ) -> Table {
        let mut free = Table::empty(coding, 1, conditions);
        let others = (0..conditions).filter(|condition| !asking.contains_key(condition));
        others.for_each(|condition| free.insert(0, condition));
        let mut table = Table { words: free.words.repeat(classes), ..free };
        for (condition, tests) in asking {
            let mut left = vec![true; classes];
            for test in tests {
                let accepts = &self.tests[*test].accepts;
                // On an unknown day nothing that changes with the day is false.
                let open = !how.day_known && matches!(accepts, Accepts::Dated(_));
                let passing = self.passing(*test, coding).filter(|_| !open);
                let Some(passing) = passing else { continue };
                left.iter_mut().zip(passing).skip(1).for_each(|(left, passes)| *left &= passes);
                left[UNKNOWN_CLASS as usize] &= match accepts {
                    Accepts::Known(known) => !known,
                    _ => !how.unknown_is_no,
                };
            }
            let left = (0_u32..).zip(left).filter(|(_, left)| *left);
            left.for_each(|(class, _)| table.insert(class, *condition));
        }
        table
    }

    /// The rules that have a fee, by the class of the day that chooses it; none on an unknown day.
    fn in_force(&self, schedule: &ScheduleProgram) -> Table {
        let place = self.codings.iter().position(|coding| coding.attribute == schedule.dated_by);
        let Some((place, coding)) = place.and_then(|place| Some((place, self.codings.get(place)?))) else {
            return Table::default();
        };
        let mut table = Table::empty(place, coding.count as usize, schedule.rules.len());
        for (rule, fees) in schedule.rules.iter().map(|rule| &rule.fees).enumerate() {
            let begin = |dated: &DatedFee| {
                dated.from.map_or(0, |day| classes::lower(&coding.points, &Value::Date(day), true))
            };
            for (version, dated) in fees.iter().enumerate().filter(|(_, dated)| dated.fee.is_some()) {
                let end = fees.get(version + 1).map_or(coding.classes.len(), begin);
                for class in coding.classes.get(begin(dated)..end).unwrap_or_default() {
                    table.insert(*class, rule);
                }
            }
        }
        table
    }

    fn coding(&self, test: usize) -> Option<usize> {
        let Test { attribute, accepts } = &self.tests[test];
        let coded = !matches!(accepts, Accepts::RangeIn(..));
        self.codings.iter().position(|coding| coded && coding.attribute == *attribute)
    }

    fn passing(&mut self, test: usize, coding: usize) -> Option<Vec<bool>> {
        let (accepts, coding) = (&self.tests[test].accepts, &self.codings[coding]);
        self.passing.entry(test).or_insert_with(|| classes::passing(accepts, coding)).clone()
    }
}
