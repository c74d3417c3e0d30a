//! Totals over a period: a first pass over the transactions, before anything is priced.

use super::row::{self, Dating, Row};
use super::truth::{Open, Tests, Truth, in_currency};
use crate::facts::{AttributeId, Attributes, Batch, Column, Kind, Value, id};
use crate::money::{self, Currency, Date, Decimal, FxTable, Overflow};
use crate::program::{AggregateProgram, Program};
use crate::schedule::Measure;
use std::collections::{BTreeMap, HashSet};

/// The totals of a batch. They may also be handed in, computed over more transactions than the batch has.
#[derive(Debug, Clone, Default)]
pub struct Aggregates {
    /// The total of each aggregate on each row; unknown where its key is, or where it has no sum.
    pub totals: BTreeMap<AttributeId, Vec<Option<Decimal>>>,
    /// For graduated tiers: what each row finds, and what it adds.
    pub standings: BTreeMap<AttributeId, Vec<Option<Standing>>>,
    /// What was left out, and totals that are unknown.
    pub gaps: Vec<Gap>,
}

/// Where a transaction finds a running total.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The total of the transactions before it.
    pub begins: Decimal,
    /// What it adds; `None` if the aggregate does not count it.
    pub adds: Option<Decimal>,
}

/// What an aggregate could not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The aggregate.
    pub attribute: AttributeId,
    /// Why, as the end of a sentence.
    pub why: &'static str,
    /// How many transactions it concerns.
    pub rows: usize,
}

impl Gap {
    /// The gap as the log tells it: `monthly_volume: 3 transactions are not counted: …`.
    pub fn text(&self, attributes: &Attributes) -> String {
        let transactions = if self.rows == 1 { "transaction" } else { "transactions" };
        format!("{}: {} {transactions} {}", attributes.name(self.attribute), self.rows, self.why)
    }
}

const NO_KEY: &str = "without a place: a fact that says whose total it belongs to is unknown";
const NO_AMOUNT: &str = "not counted: the amount to add is unknown";
const NO_FILTER: &str = "not counted: a fact that `where` asks for is unknown";
const NO_FX: &str = "without a total: an exchange rate to add it up is missing";
const MIXED: &str = "without a total: its amounts are in several currencies and the aggregate names none";
const NO_SHARE: &str = "without a share: the whole is zero";
const TOO_LONG: &str = "without a total: it has more digits than can be held exactly";

impl Aggregates {
    /// The total on a row.
    pub fn total(&self, attribute: AttributeId, row: usize) -> Option<Decimal> {
        self.totals.get(&attribute)?[row]
    }

    /// Where a row finds the running total.
    pub fn standing(&self, attribute: AttributeId, row: usize) -> Option<Standing> {
        self.standings.get(&attribute)?[row]
    }

    /// Puts the totals into the columns of the batch, where conditions and fees look for them.
    pub fn enter(&self, attributes: &Attributes, batch: &mut Batch) {
        for (attribute, totals) in &self.totals {
            let whole = |total: &Option<Decimal>| i64::try_from(total.as_ref()?.normalize().mantissa()).ok();
            let column = match attributes.get(*attribute).kind {
                Kind::Integer => Column::Integers(totals.iter().map(whole).collect()),
                _ => Column::Decimals(totals.clone()),
            };
            batch.columns.resize(batch.columns.len().max(attribute.0 + 1), None);
            batch.columns[attribute.0] = Some(column);
        }
    }
}

/// Whose total, and of which period.
type Key = (Vec<Value>, Option<Date>);

/// The total of one key.
#[derive(Default)]
struct Total {
    rows: Vec<usize>,
    part: Decimal,
    whole: Decimal,
    currency: Option<Option<Currency>>,
    broken: Option<&'static str>,
}

/// What a row adds.
enum Adds {
    /// To the whole, and whether also to the part that the filter selects.
    Amount(Decimal, bool),
    Nothing,
    /// The total cannot be known without it.
    Breaks(&'static str),
}

/// Computes every aggregate of a program. A total that the batch has already stays: it is what a row's
/// total is or, for graduated tiers, what the row finds. Rows of `left_out` repeat another one and are not counted;
/// derived attributes must be there.
pub fn aggregate(program: &Program, batch: &Batch, fx: &FxTable, left_out: &HashSet<usize>) -> Aggregates {
    let mut aggregates = Aggregates::default();
    if program.aggregates.is_empty() {
        return aggregates;
    }
    let tests = Tests::bind(program, batch);
    let currencies = row::currencies(batch);
    let none = Aggregates::default();
    let row = Row { batch, fx, currencies: &currencies, aggregates: &none, row: 0, earlier: &[] };
    for aggregate in &program.aggregates {
        let kind = aggregate.measure.attribute().map(|attribute| program.attributes.get(attribute).kind);
        let pass = Pass { aggregate, is_money: kind == Some(Kind::Money), tests: &tests, row, left_out };
        pass.run(&mut aggregates);
    }
    aggregates
}

/// One aggregate over all rows.
struct Pass<'a> {
    aggregate: &'a AggregateProgram,
    /// It adds up amounts, which have a currency.
    is_money: bool,
    tests: &'a Tests<'a>,
    row: Row<'a>,
    left_out: &'a HashSet<usize>,
}

impl Pass<'_> {
    fn run(&self, found: &mut Aggregates) {
        let rows = self.row.batch.rows;
        let mut gaps: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut by_key: BTreeMap<Key, Total> = BTreeMap::new();
        let mut adds: Vec<Option<Decimal>> = vec![None; rows];
        for (place, adds) in adds.iter_mut().enumerate() {
            let row = Row { row: place, ..self.row };
            let Some(key) = self.key(&row) else {
                *gaps.entry(NO_KEY).or_default() += 1;
                continue;
            };
            let total = by_key.entry(key).or_default();
            total.rows.push(place);
            if self.left_out.contains(&place) {
                continue;
            }
            match self.adds(&row, total, &mut gaps) {
                Adds::Nothing => {}
                Adds::Breaks(why) => total.breaks(why),
                Adds::Amount(amount, in_part) => {
                    total.add(amount, in_part).unwrap_or_else(|_| total.breaks(TOO_LONG));
                    *adds = in_part.then_some(amount);
                }
            }
        }
        let mut totals = vec![None; rows];
        let mut standings = vec![None; if self.aggregate.graduated { rows } else { 0 }];
        for total in by_key.into_values() {
            match total.value(self.aggregate.measure) {
                Ok(value) => {
                    total.rows.iter().for_each(|row| totals[*row] = Some(value));
                    if self.aggregate.graduated {
                        self.stand(&total, &adds, &mut standings);
                    }
                }
                Err(why) => *gaps.entry(why).or_default() += total.rows.len(),
            }
        }
        let attribute = self.aggregate.attribute;
        for row in 0..rows {
            let Some(given) = self.row.batch.decimal(attribute, row) else { continue };
            totals[row] = Some(given);
            if let Some(standing) = standings.get_mut(row) {
                *standing = Some(Standing { begins: given, adds: adds[row] });
            }
        }
        found.totals.insert(attribute, totals);
        if self.aggregate.graduated {
            found.standings.insert(attribute, standings);
        }
        found.gaps.extend(gaps.into_iter().map(|(why, rows)| Gap { attribute, why, rows }));
    }

    fn key(&self, row: &Row<'_>) -> Option<Key> {
        let values = self.aggregate.per.iter().map(|attribute| row.batch.value(*attribute, row.row));
        let values = values.collect::<Option<Vec<Value>>>()?;
        let date = row.batch.date(self.aggregate.dated_by, row.row);
        let period = self.aggregate.period;
        // One that runs for ever has no day to be in.
        let start =
            if period == crate::schedule::AggregatePeriod::All { None } else { Some(period.start(date?)?) };
        Some((values, start))
    }

    fn adds(&self, row: &Row<'_>, total: &mut Total, gaps: &mut BTreeMap<&'static str, usize>) -> Adds {
        let dating = row.dating(self.aggregate.dated_by);
        let in_part = match self.tests.predicate(&self.aggregate.filter, row, dating) {
            Truth::True => true,
            Truth::False => false,
            Truth::Unknown(Open::Attribute(_)) => {
                *gaps.entry(NO_FILTER).or_default() += 1;
                false
            }
            Truth::Unknown(_) => return Adds::Breaks(NO_FX),
        };
        let is_share = matches!(self.aggregate.measure, Measure::ShareOf(_));
        if !in_part && !is_share {
            return Adds::Nothing;
        }
        match self.amount(row, dating, total) {
            Ok(amount) => Adds::Amount(amount, in_part),
            Err(Open::Attribute(_)) => {
                *gaps.entry(NO_AMOUNT).or_default() += 1;
                Adds::Nothing
            }
            Err(Open::NoFx(..)) => Adds::Breaks(NO_FX),
            Err(Open::TooManyDigits) => Adds::Breaks(TOO_LONG),
        }
    }

    fn amount(&self, row: &Row<'_>, dating: Dating, total: &mut Total) -> Result<Decimal, Open> {
        let Some(attribute) = self.aggregate.measure.attribute() else { return Ok(Decimal::ONE) };
        let amount = row.batch.decimal(attribute, row.row).ok_or(Open::Attribute(attribute))?;
        if let Some(currency) = self.aggregate.currency {
            return in_currency(amount, currency, row, dating);
        }
        if self.is_money {
            let currency = row.currency();
            if *total.currency.get_or_insert(currency) != currency {
                total.breaks(MIXED);
            }
        }
        Ok(amount)
    }

    /// The running total that each row finds, in the order of date, then transaction id. What is equal in
    /// both is put in order by its event, what it adds, and at last all its facts, so that the order of
    /// the input does not matter.
    fn stand(&self, total: &Total, adds: &[Option<Decimal>], standings: &mut [Option<Standing>]) {
        let batch = self.row.batch;
        let mut rows = total.rows.clone();
        rows.sort_by(|left, right| {
            let first = |row: usize| {
                let date = batch.date(self.aggregate.dated_by, row);
                let id = batch.symbol(id::TRANSACTION_ID, row);
                (date, id, batch.symbol(id::EVENT, row), adds[row])
            };
            let facts =
                |row: usize| (0..batch.columns.len()).map(move |place| batch.value(AttributeId(place), row));
            first(*left).cmp(&first(*right)).then_with(|| facts(*left).cmp(facts(*right)))
        });
        let mut begins = Some(Decimal::ZERO);
        for row in rows {
            let Some(found) = begins else { break };
            standings[row] = Some(Standing { begins: found, adds: adds[row] });
            begins = money::add(found, adds[row].unwrap_or_default()).ok();
        }
    }
}

impl Total {
    /// There is no total; of several reasons the same one is told, whatever the order of the rows.
    fn breaks(&mut self, why: &'static str) {
        self.broken = Some(self.broken.map_or(why, |known| known.min(why)));
    }

    fn add(&mut self, amount: Decimal, in_part: bool) -> Result<(), Overflow> {
        self.whole = money::add(self.whole, amount)?;
        if in_part {
            self.part = money::add(self.part, amount)?;
        }
        Ok(())
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
