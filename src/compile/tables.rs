//! Tables from class to the conditions that may hold.

use super::classes;
use super::joined::{bits, joined};
use crate::facts::Value;
use crate::money::Date;
use crate::program::{Coding, FEW_WORDS, Factor, Predicate, Selector, Table, UNKNOWN_CLASS};
use crate::schedule::{Accepts, Test};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

/// A table larger than this many words is left out: what it would have sorted out is asked exactly.
const MOST_WORDS: usize = 1 << 23;

/// For each class whether it passes a test, if any does.
type Passing = Option<Rc<Vec<bool>>>;

/// Makes the tables of one component.
pub struct Tabulator<'b> {
    pub codings: &'b [Coding],
    tests: &'b [Test],
    /// Which classes pass a test, by test and period.
    passing: HashMap<(usize, Option<Date>), Passing>,
}

/// The day that chooses the rate, where it is known.
#[derive(Clone, Copy)]
pub struct Days {
    /// The place of its coding.
    pub coding: usize,
}

/// A table in the making: for each condition and period which classes leave it open or true.
struct Draft {
    coding: usize,
    /// On which days another period begins.
    begins: Vec<Date>,
    /// `None`: it asks nothing of this attribute.
    left: Vec<Option<Vec<Vec<bool>>>>,
    /// Whether an unknown value leaves a condition true.
    unasked: Vec<bool>,
}

impl<'b> Tabulator<'b> {
    pub fn new(codings: &'b [Coding], tests: &'b [Test]) -> Tabulator<'b> {
        Tabulator { codings, tests, passing: HashMap::new() }
    }

    /// The selector of some conditions. `days`: they are asked only where that day is known, and `rated` says for
    /// each condition and class of the day whether it exists then.
    pub fn selector(
        &mut self,
        conditions: &[&Predicate],
        days: Option<Days>,
        unknown_is_no: bool,
        rated: &[Vec<bool>],
    ) -> Selector {
        let mut whole: Vec<bool> = conditions.iter().map(|condition| condition.any.is_empty()).collect();
        let mut asking: BTreeMap<usize, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
        for (condition, predicate) in conditions.iter().enumerate() {
            for test in &predicate.tests {
                match self.coding(*test, days) {
                    Some(coding) => {
                        asking.entry(coding).or_default().entry(condition).or_default().push(*test);
                    }
                    None => whole[condition] = false,
                }
            }
        }
        if let Some(days) = days {
            asking.entry(days.coding).or_default();
        }
        let mut drafts = Vec::new();
        for (coding, asking) in asking {
            let begins = self.begins(&asking);
            let sets = self.codings[coding].count as usize * (begins.len() + 1);
            if sets * Selector::width_of(conditions.len()) > MOST_WORDS {
                asking.into_keys().for_each(|condition| whole[condition] = false);
                continue;
            }
            let mut draft = self.draft((coding, begins), &asking, conditions.len(), unknown_is_no);
            if days.is_some_and(|days| days.coding == coding) {
                draft.only(rated);
            }
            drafts.push(draft);
        }
        self.finished(drafts, &whole, days)
    }

    /// The days on which other values begin to pass.
    fn begins(&self, asking: &BTreeMap<usize, Vec<usize>>) -> Vec<Date> {
        let mut begins = BTreeSet::new();
        for test in asking.values().flatten() {
            if let Accepts::Dated(periods) = &self.tests[*test].accepts {
                begins.extend(periods.iter().filter_map(|period| period.from));
            }
        }
        begins.into_iter().collect()
    }

    fn draft(
        &mut self,
        (coding, begins): (usize, Vec<Date>),
        asking: &BTreeMap<usize, Vec<usize>>,
        conditions: usize,
        unknown_is_no: bool,
    ) -> Draft {
        let classes = self.codings[coding].count as usize;
        let mut draft =
            Draft { coding, begins, left: vec![None; conditions], unasked: vec![true; conditions] };
        let periods: Vec<Date> = std::iter::once(Date::MIN).chain(draft.begins.iter().copied()).collect();
        for (condition, tests) in asking {
            let mut left = vec![vec![true; classes]; periods.len()];
            for test in tests {
                let unknown = match &self.tests[*test].accepts {
                    Accepts::Known(known) => !known,
                    _ => {
                        draft.unasked[*condition] = false;
                        !unknown_is_no
                    }
                };
                for (left, day) in left.iter_mut().zip(&periods) {
                    let passing = self.passing(*test, coding, *day);
                    let known = left.iter_mut().enumerate().skip(1);
                    known.for_each(|(class, left)| {
                        *left &= passing.as_ref().is_some_and(|passing| passing[class]);
                    });
                    left[UNKNOWN_CLASS as usize] &= unknown;
                }
            }
            draft.left[*condition] = Some(left);
        }
        draft
    }

    /// The place of the coding that decides a test, if one does: on unknown days none decides a dated one.
    fn coding(&self, test: usize, days: Option<Days>) -> Option<usize> {
        let Test { attribute, accepts, .. } = &self.tests[test];
        let open = match accepts {
            Accepts::RangeIn(..) => true,
            Accepts::Dated(_) => days.is_none(),
            _ => false,
        };
        self.codings.iter().position(|coding| !open && coding.attribute == *attribute)
    }

    /// Which classes pass a test on a day; `None` if none does.
    fn passing(&mut self, test: usize, coding: usize, day: Date) -> Passing {
        let accepts = &self.tests[test].accepts;
        let is_dated = matches!(accepts, Accepts::Dated(_));
        let accepts = accepts.on(Some(day));
        let coding = &self.codings[coding];
        let found = || Some(Rc::new(classes::passing(accepts?, coding)?));
        self.passing.entry((test, is_dated.then_some(day))).or_insert_with(found).clone()
    }

    /// Fills the tables of conditions in their order.
    fn finished(&self, mut drafts: Vec<Draft>, whole: &[bool], days: Option<Days>) -> Selector {
        let order = self.order(&drafts, whole.len());
        let unasked =
            |draft: &Draft| (draft.coding, bits(order.iter().map(|condition| draft.unasked[*condition])));
        let unasked = drafts.iter().map(unasked).collect();
        let tables = drafts.drain(..).map(|draft| self.table(&draft, &order, days)).collect();
        let tables = joined(tables, Selector::width_of(order.len()));
        let whole = bits(order.iter().map(|condition| whole[*condition]));
        let order: Vec<u32> =
            order.into_iter().filter_map(|condition| u32::try_from(condition).ok()).collect();
        let mut lowest: Vec<u32> = order.iter().step_by(64).copied().collect();
        // Sets may be wider, but nothing stands there.
        lowest.resize(Selector::width_of(order.len()), u32::MAX);
        Selector { unasked, whole, lowest, order, tables }
    }

    /// Few conditions in their own order; many in one that brings those together which ask the same of the attributes
    /// with the fewest classes. Each word is in the order of the conditions, and so are the words by their first ones, so
    /// that the first condition that holds is found early.
    fn order(&self, drafts: &[Draft], conditions: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..conditions).collect();
        if Selector::width_of(conditions) <= FEW_WORDS {
            return order;
        }
        let mut by_size: Vec<&Draft> = drafts.iter().collect();
        by_size.sort_by_key(|draft| self.codings[draft.coding].count);
        order.sort_by(|one, two| {
            let compare = |draft: &&Draft| draft.left[*one].cmp(&draft.left[*two]);
            by_size.iter().map(compare).find(|order| order.is_ne()).unwrap_or_else(|| one.cmp(two))
        });
        let mut words: Vec<Vec<usize>> = order.chunks(64).map(<[usize]>::to_vec).collect();
        words.iter_mut().for_each(|word| word.sort_unstable());
        // One that is not full stays the last.
        let full = conditions / 64;
        words[..full].sort_unstable_by_key(|word| word.first().copied());
        words.concat()
    }

    fn table(&self, draft: &Draft, order: &[usize], days: Option<Days>) -> Table {
        let (classes, count) = (self.codings[draft.coding].count as usize, draft.begins.len() + 1);
        let width = Selector::width_of(order.len());
        let mut free = bits(order.iter().map(|condition| draft.left[*condition].is_none()));
        free.resize(width, 0);
        let mut sets = free.repeat(classes * count);
        for (place, condition) in order.iter().enumerate() {
            let Some(left) = &draft.left[*condition] else { continue };
            for (period, left) in left.iter().enumerate() {
                for class in (0..classes).filter(|class| left[*class]) {
                    sets[(class * count + period) * width + place / 64] |= 1 << (place % 64);
                }
            }
        }
        let adds = (0_u32..).step_by(count).take(classes).collect();
        let mut factors = vec![Factor { coding: draft.coding, adds }];
        if let Some(days) = days.filter(|_| count > 1) {
            factors.push(Factor { coding: days.coding, adds: self.periods(days, &draft.begins) });
        }
        Table { factors, sets, marks: Vec::new() }
    }

    /// The period of each class of the day; of the unknown day the first, which nobody asks for.
    fn periods(&self, days: Days, begins: &[Date]) -> Vec<u32> {
        let coding = &self.codings[days.coding];
        let mut periods = vec![0; coding.count as usize];
        let starts = begins.iter().map(|day| classes::lower(&coding.points, &Value::Date(*day), true));
        let starts: Vec<usize> = starts.collect();
        for (position, class) in coding.classes.iter().enumerate() {
            let begun = starts.partition_point(|start| *start <= position);
            periods[*class as usize] = u32::try_from(begun).unwrap_or(0);
        }
        periods
    }
}

impl Draft {
    /// Leaves a condition only the classes in which it exists; this is the table of the day.
    fn only(&mut self, rated: &[Vec<bool>]) {
        let periods = self.begins.len() + 1;
        for (left, rated) in self.left.iter_mut().zip(rated) {
            let always = || vec![vec![true; rated.len()]; periods];
            for left in left.get_or_insert_with(always) {
                left.iter_mut().zip(rated).for_each(|(left, rated)| *left &= rated);
            }
        }
    }
}
