//! Totals over a period: a first pass over the transactions, batch by batch, before anything is priced.

use super::aggregate::{Aggregates, Gap};
use super::row::{self, Dating, Row};
use super::standing::{Entry, Standings};
use super::truth::{Open, Tests, Truth, in_currency};
use crate::facts::{AttributeId, Batch, Kind, Value, id};
use crate::money::{self, Currency, Date, Decimal, FxTable, Overflow};
use crate::program::{AggregateProgram, Program};
use crate::schedule::{AggregatePeriod, Measure};
use std::collections::{BTreeMap, HashMap, HashSet};

const NO_KEY: &str = "without a place: a fact that says whose total it belongs to is unknown";
const NO_AMOUNT: &str = "not counted: the amount to add is unknown";
const NO_FILTER: &str = "not counted: a fact that `where` asks for is unknown";
const NO_FX: &str = "without a total: an exchange rate to add it up is missing";
const MIXED: &str = "without a total: its amounts are in several currencies and the aggregate names none";
const NO_SHARE: &str = "without a share: the whole is zero";
const TOO_LONG: &str = "without a total: it has more digits than can be held exactly";

/// Whose total, and of which period.
type Key = (Vec<Value>, Option<Date>);

type Gaps = BTreeMap<&'static str, usize>;

/// Every aggregate of a program while it is added up. Its memory grows with the keys and, for graduated tiers
/// alone, with the rows.
#[derive(Debug, Clone)]
pub struct Counting<'a> {
    program: &'a Program,
    sums: Vec<Sums>,
}

/// The sums of one aggregate.
#[derive(Debug, Clone, Default)]
struct Sums {
    places: HashMap<Key, usize>,
    totals: Vec<Total>,
    gaps: Gaps,
    /// What each row adds, where graduated tiers need to know.
    entries: Vec<Entry>,
}

/// The total of one key.
#[derive(Debug, Clone, Default)]
struct Total {
    rows: usize,
    part: Decimal,
    whole: Decimal,
    currency: Option<Option<Currency>>,
    broken: Option<&'static str>,
}

/// What a row adds.
enum Adds {
    /// To the whole, and whether also to the part that the filter selects; of a currency that all must share.
    Amount(Decimal, bool, Option<Option<Currency>>),
    Nothing,
    /// The total cannot be known without it.
    Breaks(&'static str),
}

/// One aggregate over one batch.
struct Pass<'a> {
    aggregate: &'a AggregateProgram,
    /// It adds up amounts, which have a currency.
    is_money: bool,
    tests: &'a Tests<'a>,
    row: Row<'a>,
}

impl<'a> Counting<'a> {
    /// Nothing counted yet.
    pub fn new(program: &'a Program) -> Counting<'a> {
        Counting { program, sums: vec![Sums::default(); program.aggregates.len()] }
    }

    /// Counts rows of a batch. Those of `left_out` repeat another one and add nothing. `number` gives the place of a
    /// row in the order of the whole input, and whether another may have its id and event.
    pub fn count(
        &mut self,
        batch: &Batch,
        fx: &FxTable,
        rows: &[usize],
        left_out: &HashSet<usize>,
        number: &dyn Fn(usize) -> (u64, bool),
    ) {
        each(self.program, batch, fx, |place, pass| {
            let sums = &mut self.sums[place];
            for row in rows {
                pass.count(*row, left_out.contains(row), sums, number);
            }
        });
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: Counting<'_>) {
        for (sums, more) in self.sums.iter_mut().zip(other.sums) {
            sums.merge(more);
        }
    }

    /// The totals, once everything is counted.
    pub fn finish(self) -> Totals<'a> {
        let program = self.program;
        let done = self.sums.into_iter().zip(&program.aggregates).map(|(sums, aggregate)| {
            let mut gaps = sums.gaps;
            let mut values = Vec::with_capacity(sums.totals.len());
            for total in &sums.totals {
                let value = total.value(aggregate.measure);
                if let Err(why) = value {
                    *gaps.entry(why).or_default() += total.rows;
                }
                values.push(value.ok());
            }
            let standings = aggregate.graduated.then(|| Standings::of(sums.entries, &values));
            Done { places: sums.places, values, gaps, standings }
        });
        Totals { program, done: done.collect() }
    }
}

/// The totals of all transactions.
#[derive(Debug)]
pub struct Totals<'a> {
    program: &'a Program,
    done: Vec<Done>,
}

#[derive(Debug)]
struct Done {
    places: HashMap<Key, usize>,
    values: Vec<Option<Decimal>>,
    gaps: Gaps,
    standings: Option<Standings>,
}

impl Totals<'_> {
    /// What was left out, and totals that are unknown.
    pub fn gaps(&self) -> Vec<Gap> {
        let done = self.program.aggregates.iter().zip(&self.done);
        let gaps = done.flat_map(|(aggregate, done)| {
            let attribute = aggregate.attribute;
            done.gaps.iter().map(move |(why, rows)| Gap { attribute, why, rows: *rows })
        });
        gaps.collect()
    }

    /// The totals of the rows of a batch; `number` as for [`Counting::count`]. Gaps are not told again.
    pub fn of(&self, batch: &Batch, fx: &FxTable, number: &dyn Fn(usize) -> u64) -> Aggregates {
        let mut found = Aggregates::default();
        each(self.program, batch, fx, |place, pass| {
            let (done, attribute) = (&self.done[place], pass.aggregate.attribute);
            let (mut totals, mut standings) = (Vec::new(), Vec::new());
            for row in 0..batch.rows {
                let given = batch.decimal(attribute, row);
                let of_key = || {
                    let place = done.places.get(&pass.key(row)?)?;
                    done.values[*place]
                };
                totals.push(given.or_else(of_key));
                if let Some(known) = &done.standings {
                    let own = given.map(|begins| super::Standing {
                        begins,
                        adds: pass.key(row).and_then(|_| pass.adds_to_part(row)),
                    });
                    standings.push(own.or_else(|| known.of_row(number(row))));
                }
            }
            found.totals.insert(attribute, totals);
            if done.standings.is_some() {
                found.standings.insert(attribute, standings);
            }
        });
        found
    }
}

/// Does something for each aggregate of a program on a batch.
fn each(program: &Program, batch: &Batch, fx: &FxTable, mut work: impl FnMut(usize, &Pass<'_>)) {
    if program.aggregates.is_empty() {
        return;
    }
    let tests = Tests::bind(program, batch);
    let currencies = row::currencies(batch);
    let none = Aggregates::default();
    let row = Row { batch, fx, currencies: &currencies, aggregates: &none, row: 0, earlier: &[] };
    for (place, aggregate) in program.aggregates.iter().enumerate() {
        let kind = aggregate.measure.attribute().map(|attribute| program.attributes.get(attribute).kind);
        work(place, &Pass { aggregate, is_money: kind == Some(Kind::Money), tests: &tests, row });
    }
}

impl Pass<'_> {
    fn count(&self, row: usize, left_out: bool, sums: &mut Sums, number: &dyn Fn(usize) -> (u64, bool)) {
        let Some(key) = self.key(row) else {
            if !self.leaves_out(row) {
                *sums.gaps.entry(NO_KEY).or_default() += 1;
            }
            return;
        };
        let next = sums.totals.len();
        let place = *sums.places.entry(key).or_insert(next);
        if place == next {
            sums.totals.push(Total::default());
        }
        let total = &mut sums.totals[place];
        total.rows += 1;
        let mut adds = None;
        if !left_out {
            match self.adds(row, &mut sums.gaps) {
                Adds::Nothing => {}
                Adds::Breaks(why) => total.breaks(why),
                Adds::Amount(amount, in_part, currency) => {
                    total.in_currency(currency);
                    total.add(amount, in_part).unwrap_or_else(|_| total.breaks(TOO_LONG));
                    adds = in_part.then_some(amount);
                }
            }
        }
        if self.aggregate.graduated {
            sums.entries.push(self.entry(row, place, adds, number));
        }
    }

    fn entry(
        &self,
        row: usize,
        key: usize,
        adds: Option<Decimal>,
        number: &dyn Fn(usize) -> (u64, bool),
    ) -> Entry {
        let batch = self.row.batch;
        let (number, may_be_equal) = number(row);
        let facts = (0..batch.columns.len()).map(|place| batch.value(AttributeId(place), row));
        Entry {
            key,
            date: batch.date(self.aggregate.dated_by, row),
            id: batch.symbol(id::TRANSACTION_ID, row).map(Into::into),
            event: batch.symbol(id::EVENT, row).map(Into::into),
            adds,
            facts: if may_be_equal { facts.collect() } else { Vec::new() },
            number,
        }
    }

    fn key(&self, row: usize) -> Option<Key> {
        let batch = self.row.batch;
        let values = self.aggregate.per.iter().map(|attribute| batch.value(*attribute, row));
        let values = values.collect::<Option<Vec<Value>>>()?;
        let date = batch.date(self.aggregate.dated_by, row);
        let period = self.aggregate.period;
        // One that runs for ever has no day to be in.
        let start = if period == AggregatePeriod::All { None } else { Some(period.start(date?)?) };
        Some((values, start))
    }

    /// Whether `where` is false, so that nothing of a row is missing in a total.
    fn leaves_out(&self, row: usize) -> bool {
        !self.is_share() && self.in_part(&Row { row, ..self.row }) == Truth::False
    }

    fn is_share(&self) -> bool {
        matches!(self.aggregate.measure, Measure::ShareOf(_))
    }

    fn in_part(&self, row: &Row<'_>) -> Truth {
        self.tests.predicate(&self.aggregate.filter, row, row.dating(self.aggregate.dated_by))
    }

    fn adds(&self, row: usize, gaps: &mut Gaps) -> Adds {
        let row = &Row { row, ..self.row };
        let dating = row.dating(self.aggregate.dated_by);
        let in_part = match self.in_part(row) {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown(Open::Attribute(_)) => {
                *gaps.entry(NO_FILTER).or_default() += 1;
                false
            }
            Truth::Unknown(_) => return Adds::Breaks(NO_FX),
        };
        if !in_part && !self.is_share() {
            return Adds::Nothing;
        }
        match self.amount(row, dating) {
            Ok((amount, currency)) => Adds::Amount(amount, in_part, currency),
            Err(Open::Attribute(_)) => {
                *gaps.entry(NO_AMOUNT).or_default() += 1;
                Adds::Nothing
            }
            Err(Open::NoFx(..)) => Adds::Breaks(NO_FX),
            Err(Open::TooManyDigits) => Adds::Breaks(TOO_LONG),
        }
    }

    fn adds_to_part(&self, row: usize) -> Option<Decimal> {
        match self.adds(row, &mut Gaps::new()) {
            Adds::Amount(amount, true, _) => Some(amount),
            _ => None,
        }
    }

    /// The amount, and the currency that all amounts of its total must share.
    fn amount(&self, row: &Row<'_>, dating: Dating) -> Result<(Decimal, Option<Option<Currency>>), Open> {
        let Some(attribute) = self.aggregate.measure.attribute() else { return Ok((Decimal::ONE, None)) };
        let amount = row.batch.decimal(attribute, row.row).ok_or(Open::Attribute(attribute))?;
        if let Some(currency) = self.aggregate.currency {
            return Ok((in_currency(amount, currency, row, dating)?, None));
        }
        Ok((amount, self.is_money.then(|| row.currency())))
    }
}

impl Sums {
    fn merge(&mut self, more: Sums) {
        let mut places = vec![0; more.totals.len()];
        for (key, place) in more.places {
            let next = self.totals.len();
            let own = *self.places.entry(key).or_insert(next);
            if own == next {
                self.totals.push(Total::default());
            }
            places[place] = own;
        }
        for (total, place) in more.totals.into_iter().zip(&places) {
            self.totals[*place].merge(&total);
        }
        for (why, rows) in more.gaps {
            *self.gaps.entry(why).or_default() += rows;
        }
        let entries = more.entries.into_iter().map(|entry| Entry { key: places[entry.key], ..entry });
        self.entries.extend(entries);
    }
}

impl Total {
    /// There is no total; of several reasons the same one is told, whatever the order of the rows.
    fn breaks(&mut self, why: &'static str) {
        self.broken = Some(self.broken.map_or(why, |known| known.min(why)));
    }

    fn in_currency(&mut self, currency: Option<Option<Currency>>) {
        let Some(currency) = currency else { return };
        if *self.currency.get_or_insert(currency) != currency {
            self.breaks(MIXED);
        }
    }

    fn add(&mut self, amount: Decimal, in_part: bool) -> Result<(), Overflow> {
        self.whole = money::add(self.whole, amount)?;
        if in_part {
            self.part = money::add(self.part, amount)?;
        }
        Ok(())
    }

    fn merge(&mut self, more: &Total) {
        self.rows += more.rows;
        self.in_currency(more.currency);
        more.broken.into_iter().for_each(|why| self.breaks(why));
        let sums = money::add(self.whole, more.whole)
            .and_then(|whole| Ok((whole, money::add(self.part, more.part)?)));
        match sums {
            Ok((whole, part)) => (self.whole, self.part) = (whole, part),
            Err(Overflow) => self.breaks(TOO_LONG),
        }
    }

    /// The total, or why there is none.
    fn value(&self, measure: Measure) -> Result<Decimal, &'static str> {
        if let Some(why) = self.broken {
            return Err(why);
        }
        match measure {
            Measure::Sum(_) | Measure::Count => Ok(self.part),
            Measure::ShareOf(_) if self.whole.is_zero() => Err(NO_SHARE),
            Measure::ShareOf(_) => {
                money::divide(self.part, self.whole).map(|share| share.value).map_err(|_| TOO_LONG)
            }
        }
    }
}
