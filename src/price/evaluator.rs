//! The compiled evaluator: the key of each transaction names its plan, and the plan its cost.

use super::aggregate::Aggregates;
use super::keys::Keys;
use super::memo::Memo;
use super::outcome::{Line, Priced, Reason, State};
use super::plan::{Known, Plan, Planner, Selected, Sketch, Unproven};
use super::row::{self, Currencies, Row};
use super::select;
use super::swift::{Pricing, Rates};
use super::truth::Tests;
use crate::facts::Batch;
use crate::money::{Currency, Date, FxTable};
use crate::program::{ComponentProgram, Program};
use hashbrown::HashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows whose keys are read in one go: few enough to stay in the nearest cache.
const CHUNK_ROWS: usize = 1024;
/// Plans of one component that are kept; books have far fewer.
const MOST_PLANS: usize = 1 << 20;

/// Prices batches of transactions with one program. What it learns of one batch speeds up the next, and never
/// changes a result.
pub struct Evaluator<'p> {
    program: &'p Program,
    /// What was learnt by workers that are not pricing now.
    spare: Mutex<Vec<Vec<Learnt>>>,
    asked_exactly: AtomicUsize,
}

/// The plans of one component, by key.
struct Learnt {
    memo: Memo,
    plans: Vec<Plan>,
    places: HashMap<Sketch, u32>,
}

/// A batch whose columns are looked up.
pub struct Bound<'b> {
    batch: &'b Batch,
    fx: &'b FxTable,
    aggregates: &'b Aggregates,
    known_currencies: Vec<Option<Currency>>,
    tests: Tests<'b>,
    keys: Vec<Keys<'b>>,
}

impl<'p> Evaluator<'p> {
    /// For a compiled book.
    pub fn new(program: &'p Program) -> Evaluator<'p> {
        Evaluator { program, spare: Mutex::default(), asked_exactly: AtomicUsize::new(0) }
    }

    /// How many outcomes needed conditions asked one by one, or decimals, so far: ordinary books and
    /// transactions need few.
    pub fn asked_exactly(&self) -> usize {
        self.asked_exactly.load(Ordering::Relaxed)
    }

    /// Prices some rows for every component, on the calling thread. Derived attributes and aggregates must be
    /// in the batch already.
    pub fn price(&self, batch: &Batch, fx: &FxTable, aggregates: &Aggregates, rows: Range<usize>) -> Priced {
        self.price_bound(&self.bind(batch, fx, aggregates), rows)
    }

    /// Looks up each distinct symbol of a batch once.
    pub fn bind<'b>(&'b self, batch: &'b Batch, fx: &'b FxTable, aggregates: &'b Aggregates) -> Bound<'b> {
        let components = self.program.components.iter();
        Bound {
            batch,
            fx,
            aggregates,
            known_currencies: row::currencies(batch),
            tests: Tests::on_demand(self.program, batch),
            keys: components.map(|component| Keys::bind(component, batch)).collect(),
        }
    }

    /// As [`Evaluator::price`], for a batch that is bound.
    pub fn price_bound(&self, bound: &Bound<'_>, rows: Range<usize>) -> Priced {
        let room = rows.len();
        let run = self.run(bound, room, |run, learnt| {
            run.each(rows, learnt, |run, (component, row), plan| run.component(component, row, plan));
        });
        run.priced
    }

    /// The first step of pricing alone: the keys of some rows, as how many words they have in all.
    pub fn keys(&self, batch: &Batch, rows: Range<usize>) -> usize {
        let (mut keys, mut words) = (Vec::new(), 0);
        for component in &self.program.components {
            let reader = Keys::bind(component, batch);
            for chunk in chunks(rows.clone()) {
                reader.read(chunk, &mut keys);
                words += std::hint::black_box(&keys).len();
            }
        }
        words
    }

    /// The first two steps of pricing alone: the rules of each key, as how many outcomes are priced by one.
    pub fn select(&self, batch: &Batch, fx: &FxTable, aggregates: &Aggregates, rows: Range<usize>) -> usize {
        let mut by_one = 0;
        self.run(&self.bind(batch, fx, aggregates), 0, |run, learnt| {
            run.each(rows, learnt, |_, _, plan| by_one += usize::from(matches!(plan.known, Known::Line(_))));
        });
        by_one
    }

    fn run<'b>(
        &'b self,
        bound: &'b Bound<'b>,
        rows: usize,
        work: impl FnOnce(&mut Run<'b>, &mut [Learnt]),
    ) -> Run<'b> {
        let spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let components = &self.program.components;
        let mut learnt = spare.unwrap_or_else(|| components.iter().map(Learnt::new).collect());
        let mut run = Run {
            program: self.program,
            bound,
            currencies: Currencies::new(bound.batch, &bound.known_currencies),
            rates: Rates::new(bound.fx),
            priced: Priced::with_capacity(components.len(), rows),
            lines: Vec::new(),
            exact: 0,
        };
        work(&mut run, &mut learnt);
        self.asked_exactly.fetch_add(run.exact, Ordering::Relaxed);
        self.spare.lock().unwrap_or_else(PoisonError::into_inner).push(learnt);
        run
    }
}

impl Learnt {
    fn new(component: &ComponentProgram) -> Learnt {
        Learnt { memo: Memo::new(component.key_words), plans: Vec::new(), places: HashMap::new() }
    }
}

fn chunks(rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    rows.clone().step_by(CHUNK_ROWS).map(move |start| start..rows.end.min(start + CHUNK_ROWS))
}

/// One worker on its rows.
struct Run<'a> {
    program: &'a Program,
    bound: &'a Bound<'a>,
    currencies: Currencies<'a>,
    rates: Rates<'a>,
    priced: Priced,
    /// The lines of one component before all are known.
    lines: Vec<Line>,
    /// How often a component was asked exactly.
    exact: usize,
}

impl Run<'_> {
    /// Finds the plan of each row and component, in order.
    fn each(
        &mut self,
        rows: Range<usize>,
        learnt: &mut [Learnt],
        mut act: impl FnMut(&mut Self, (usize, usize), &Plan),
    ) {
        let mut keys = vec![Vec::new(); learnt.len()];
        let mut key = Vec::new();
        for chunk in chunks(rows) {
            let readers = self.bound.keys.iter().zip(&mut keys);
            readers.for_each(|(reader, keys)| reader.read(chunk.clone(), keys));
            for row in chunk.clone() {
                for (place, (learnt, keys)) in learnt.iter_mut().zip(&keys).enumerate() {
                    let at = row - chunk.start;
                    let key = if keys.len() == chunk.len() {
                        &keys[at..=at]
                    } else {
                        key.clear();
                        key.extend(keys.iter().skip(at).step_by(chunk.len()));
                        key.as_slice()
                    };
                    let plan = match learnt.memo.find(key) {
                        Some(plan) => plan,
                        None => self.learn(place, row, key, learnt),
                    };
                    act(self, (place, row), &learnt.plans[plan as usize]);
                }
            }
        }
    }

    /// Finds out what a key that is new says of a component, by asking its first transaction exactly.
    fn learn(&self, place: usize, row: usize, key: &[u64], learnt: &mut Learnt) -> u32 {
        let component = &self.program.components[place];
        let classes: Vec<u32> = component.codings.iter().map(|coding| coding.place.class(key)).collect();
        let (tests, row) = (&self.bound.tests, &self.row(row, &[]));
        let planner = Planner { program: self.program, component, tests, row, classes: &classes };
        let (sketch, added) = planner.sketch();
        if learnt.plans.len() >= MOST_PLANS {
            *learnt = Learnt::new(component);
        }
        let plan = match learnt.places.get(&sketch) {
            Some(plan) => *plan,
            None => {
                let plan = u32::try_from(learnt.plans.len()).unwrap_or(u32::MAX);
                learnt.plans.push(sketch.clone().plan(component, &added));
                learnt.places.insert(sketch, plan);
                plan
            }
        };
        learnt.memo.insert(key, plan);
        plan
    }

    /// Adds what a component comes to on a row.
    #[inline]
    fn component(&mut self, place: usize, row: usize, plan: &Plan) {
        let dated = plan.dated.and_then(|attribute| self.bound.batch.date(attribute, row));
        match &plan.known {
            Known::NotCovered => return self.priced.push_not_covered(),
            Known::Line(swift) => {
                let mut pricing = Pricing {
                    batch: self.bound.batch,
                    currencies: self.currencies,
                    rates: &mut self.rates,
                    priced: &self.priced,
                };
                if let Some(line) = swift.line(row, true, &mut pricing) {
                    return self.priced.push_line(line, dated);
                }
            }
            Known::Lines(selected, end) => {
                if self.lines(place, row, selected).is_some() {
                    return match end {
                        None => self.priced.push_lines(&self.lines, dated),
                        Some(why) => self.priced.push_unproven(self.reason(why, row), dated),
                    };
                }
            }
            Known::Nothing => {}
        }
        self.exactly(place, row, plan);
    }

    /// Puts the lines of every schedule into `self.lines`, if whole numbers can hold them.
    fn lines(&mut self, place: usize, row: usize, selected: &[Selected]) -> Option<()> {
        self.lines.clear();
        for Selected { schedule, lines } in selected {
            let start = self.lines.len();
            for swift in lines {
                let mut pricing = Pricing {
                    batch: self.bound.batch,
                    currencies: self.currencies,
                    rates: &mut self.rates,
                    priced: &self.priced,
                };
                self.lines.push(swift.line(row, lines.len() == 1, &mut pricing)?);
            }
            let schedule = &self.program.components[place].schedules[*schedule];
            if let Some(best) = select::chosen(schedule.select, &self.lines[start..]) {
                self.lines.swap(start, start + best);
                self.lines.truncate(start + 1);
            }
            if lines.len() > 1 {
                select::sum_up(schedule, &mut self.lines[start..]).ok()?;
            }
        }
        Some(())
    }

    fn reason(&self, why: &Unproven, row: usize) -> Reason {
        match why {
            Unproven::Because(reason) => reason.clone(),
            Unproven::NoRate(by) => {
                let date: Option<Date> = self.bound.batch.date(*by, row);
                date.map_or(Reason::UnknownAttribute(*by), Reason::NoRate)
            }
        }
    }

    /// Asks every condition that is not known to be false, and does the arithmetic in decimals.
    fn exactly(&mut self, place: usize, row: usize, plan: &Plan) {
        self.exact += 1;
        let earlier = self.priced.begun();
        let facts = self.row(row, &earlier);
        let component = &self.program.components[place];
        let (state, dated) = select::component(component, &plan.candidates, &self.bound.tests, &facts);
        match state {
            State::NotCovered => self.priced.push_not_covered(),
            State::Lines(lines) => self.priced.push_lines(&lines, dated),
            State::Unproven(reason) => self.priced.push_unproven(reason, dated),
        }
    }

    fn row<'r>(&'r self, row: usize, earlier: &'r [State<Vec<Line>>]) -> Row<'r> {
        let Bound { batch, fx, aggregates, .. } = self.bound;
        Row { batch, fx, currencies: &self.bound.known_currencies, aggregates, row, earlier }
    }
}
