//! Transactions at the edges of a book: made out of the values that its own conditions and fees name.

use super::rows;
use crate::facts::{Attribute, AttributeId, Kind, Value, id, parse_value};
use crate::money::{Date, Decimal};
use crate::oracle::{Facts, Rate};
use crate::schedule::{
    Accepts, Basis, Book, CaseFile, Condition, DatedFee, Derived, Fee, LineCurrency, Range, Shape, Step,
    ValueSet,
};
use std::collections::{BTreeMap, BTreeSet};

/// The values of each attribute that a book looks at: those it names, their neighbours and another one.
pub struct Edges<'b> {
    book: &'b Book,
    values: BTreeMap<AttributeId, BTreeSet<Value>>,
    /// The transactions of its cases, to be varied, each with the place of the schedule that the case speaks of.
    cases: Vec<(usize, Facts)>,
}

impl<'b> Edges<'b> {
    pub fn of(book: &'b Book, files: &[CaseFile]) -> Edges<'b> {
        let given = |facts: &Vec<(AttributeId, Value)>| facts.iter().cloned().collect();
        let cases = files.iter().flat_map(|file| file.cases.iter().map(|case| (file.schedule, case)));
        let cases = cases.map(|(schedule, case)| (schedule, given(&case.given))).collect();
        let mut edges = Edges { book, values: BTreeMap::new(), cases };
        edges.texts(id::CURRENCY, &["EUR", "USD", "JPY"]);
        edges.texts(id::AMOUNT, &["0", "0.01", "10", "33.33", "100", "1234.56"]);
        edges.texts(id::TRANSACTION_ID, &["t1", "t2", "t3"]);
        for schedule in &book.schedules {
            edges.condition(&schedule.covers, schedule.dated_by);
            edges.texts(schedule.dated_by, &["2026-05-01"]);
            for attribute in &schedule.group {
                edges.other(*attribute);
            }
            if let Basis::Attribute(attribute) = schedule.basis {
                edges.texts(attribute, &["0", "20"]);
            }
            if let LineCurrency::Fixed(currency) = schedule.currency {
                edges.texts(id::CURRENCY, &[currency.code()]);
            }
            for rule in &schedule.rules {
                edges.condition(&rule.when, schedule.dated_by);
                edges.fees(&rule.fees, schedule.dated_by);
            }
            for adjustment in &schedule.adjustments {
                edges.condition(&adjustment.when, schedule.dated_by);
                edges.fees(&adjustment.add, schedule.dated_by);
            }
        }
        for aggregate in &book.aggregates {
            edges.condition(&aggregate.filter, aggregate.dated_by);
            aggregate.per.iter().for_each(|attribute| edges.other(*attribute));
            edges.texts(aggregate.dated_by, &["2026-05-01", "2026-05-02", "2026-06-01"]);
        }
        edges.derived();
        let named: Vec<AttributeId> = edges.values.keys().copied().collect();
        named.into_iter().for_each(|attribute| edges.other(attribute));
        edges.values.retain(|attribute, _| !book.attributes.get(*attribute).derived);
        edges
    }

    /// How many numbers make a transaction.
    pub fn numbers_per_row(&self) -> usize {
        self.values.len() + 1
    }

    /// A transaction of a case with some facts changed, or one that is random throughout. The cases are those of one
    /// schedule, or of all. The more facts a book knows, the rarer each is changed, so that a row stays near its case.
    pub fn row(&self, numbers: &[u16], schedule: Option<usize>) -> Facts {
        let (first, numbers) = numbers.split_first().unwrap();
        let cases = self.cases.iter().filter(|(of, _)| schedule.is_none_or(|schedule| schedule == *of));
        let cases: Vec<&Facts> = cases.map(|(_, facts)| facts).collect();
        let place = usize::from(*first) % (cases.len() + cases.len() / 3 + 1);
        let case = cases.get(place).copied();
        let mut facts = case.cloned().unwrap_or_default();
        let ways = (self.values.len() * 4 / 3).max(16);
        for ((attribute, values), number) in self.values.iter().zip(numbers) {
            let (way, choice) = (usize::from(*number) % ways, usize::from(*number) / ways);
            match way {
                0 => drop(facts.remove(attribute)),
                1..=3 => drop(facts.insert(*attribute, nth(values, choice))),
                _ if case.is_none() => drop(facts.insert(*attribute, nth(values, choice))),
                _ => {}
            }
        }
        facts
    }

    /// Exchange rates for half of the days that transactions can have.
    pub fn rates(&self) -> Vec<Rate> {
        let days: BTreeSet<Date> = self.values.values().flatten().filter_map(day).collect();
        let of_day = |day: &Date| {
            let day = day.to_string();
            [("EUR/USD", "1.08"), ("USD/JPY", "148.5"), ("EUR/JPY", "160.2")]
                .map(|(pair, rate)| rows::rate(pair, &day, rate))
        };
        days.iter().step_by(2).flat_map(of_day).collect()
    }

    fn add(&mut self, attribute: AttributeId, values: impl IntoIterator<Item = Value>) {
        self.values.entry(attribute).or_default().extend(values);
    }

    fn texts(&mut self, attribute: AttributeId, texts: &[&str]) {
        let known = self.book.attributes.get(attribute);
        self.add(attribute, texts.iter().filter_map(|text| parse_value(known, text).ok()));
    }

    fn condition(&mut self, condition: &Condition, dated_by: AttributeId) {
        for test in &condition.tests {
            self.accepts(test.attribute, &test.accepts, dated_by);
        }
        for branch in condition.any.iter().flatten() {
            self.condition(branch, dated_by);
        }
    }

    fn accepts(&mut self, attribute: AttributeId, accepts: &Accepts, dated_by: AttributeId) {
        match accepts {
            Accepts::OneOf(set) | Accepts::NoneOf(set) => self.set(attribute, set),
            Accepts::Range(range) | Accepts::RangeIn(range, _) => self.range(attribute, range),
            Accepts::Dated(periods) => {
                for period in periods {
                    self.accepts(attribute, &period.accepts, dated_by);
                    self.around(dated_by, period.from.map(Value::Date));
                }
            }
            Accepts::Known(_) => self.other(attribute),
        }
    }

    fn set(&mut self, attribute: AttributeId, set: &ValueSet) {
        self.add(attribute, set.values.iter().cloned());
        for end in set.mcc_ranges.iter().flat_map(|(low, high)| [low, high]) {
            let code: i64 = end.parse().unwrap();
            let near = (code - 1).max(0)..=(code + 1).min(9999);
            self.add(attribute, near.map(|code| Value::Symbol(format!("{code:04}"))));
        }
    }

    fn range(&mut self, attribute: AttributeId, range: &Range) {
        let ends = range.lower.iter().chain(&range.upper).map(|bound| bound.value.clone());
        self.around(attribute, ends);
    }

    fn fees(&mut self, fees: &[DatedFee], dated_by: AttributeId) {
        for dated in fees {
            self.around(dated_by, dated.from.map(Value::Date));
            if let Some(fee) = &dated.fee {
                self.fee(fee);
            }
        }
    }

    fn fee(&mut self, fee: &Fee) {
        match &fee.shape {
            Shape::Plain(plain) => {
                if let Some(part) = plain.per_unit {
                    self.texts(part.attribute, &["0", "1", "2.5", "12"]);
                }
            }
            Shape::Unpublished => {}
            Shape::LesserOf(parts) | Shape::GreaterOf(parts) => parts.iter().for_each(|part| self.fee(part)),
            Shape::Bands(bands) => self.steps(bands.by, &bands.steps),
            Shape::Tiers(tiers) => {
                let mut measured = self.book.aggregates.iter().filter(|known| known.attribute == tiers.on);
                let measured = measured.next().and_then(|aggregate| aggregate.measure.attribute());
                self.steps(measured.unwrap_or(id::AMOUNT), &tiers.steps);
            }
        }
    }

    fn steps(&mut self, attribute: AttributeId, steps: &[Step]) {
        for step in steps {
            let end = step.below.map(Value::Decimal);
            self.around(attribute, end);
            self.fee(&step.fee);
        }
    }

    /// Values with the next one on both sides.
    fn around(&mut self, attribute: AttributeId, values: impl IntoIterator<Item = Value>) {
        let kind = self.book.attributes.get(attribute).kind;
        for value in values {
            let near = match &value {
                Value::Integer(number) => [number - 1, *number, number + 1].map(Value::Integer).to_vec(),
                Value::Decimal(number) if kind == Kind::Integer => {
                    let number: i64 = number.trunc().to_string().parse().unwrap();
                    [number - 1, number, number + 1].map(Value::Integer).to_vec()
                }
                Value::Decimal(number) => {
                    let unit = Decimal::new(1, 2);
                    [number - unit, *number, number + unit].map(Value::Decimal).to_vec()
                }
                Value::Date(day) => {
                    day.pred_opt().into_iter().chain([*day]).chain(day.succ_opt()).map(Value::Date).collect()
                }
                other => vec![other.clone()],
            };
            self.add(attribute, near);
        }
    }

    /// What derived attributes rest on: countries that may be the same, days that are so far apart.
    fn derived(&mut self) {
        for derivation in &self.book.derived {
            let values = |edges: &Edges<'_>, of| edges.values.get(&of).cloned().unwrap_or_default();
            match derivation.from {
                Derived::Same(left, right) => {
                    self.other(left);
                    let shared: Vec<Value> =
                        values(self, left).into_iter().chain(values(self, right)).collect();
                    self.add(left, shared.clone());
                    self.add(right, shared);
                }
                Derived::Days { from, to } => {
                    let first: Vec<Value> =
                        values(self, from).into_iter().chain(values(self, to)).take(3).collect();
                    let distances = values(self, derivation.attribute);
                    let apart = |(start, distance): (&Value, &Value)| match (start, distance) {
                        (Value::Date(start), Value::Integer(days)) => {
                            Some(Value::Date(*start + chrono::Days::new(days.unsigned_abs())))
                        }
                        _ => None,
                    };
                    let pairs =
                        first.iter().flat_map(|start| distances.iter().map(move |days| (start, days)));
                    self.add(to, pairs.filter_map(apart).collect::<Vec<_>>());
                    self.add(from, first);
                }
            }
        }
    }

    /// A value that the book does not name.
    fn other(&mut self, attribute: AttributeId) {
        let known: &Attribute = self.book.attributes.get(attribute);
        let spare: Vec<&str> = match known.kind {
            Kind::Code => known.codes.iter().map(String::as_str).collect(),
            Kind::Text => vec!["another", "one more"],
            Kind::Flag => vec!["true", "false"],
            Kind::Integer | Kind::Decimal | Kind::Money => vec!["3"],
            Kind::Date => vec!["2026-03-03"],
            Kind::Country => vec!["BR"],
            Kind::Currency => vec!["EUR", "USD", "JPY"],
            Kind::Mcc => vec!["7011"],
        };
        let named = self.values.get(&attribute).cloned().unwrap_or_default();
        let spare: Vec<Value> = spare.iter().filter_map(|text| parse_value(known, text).ok()).collect();
        let most = if matches!(known.kind, Kind::Code) { 1 } else { spare.len() };
        self.add(attribute, spare.into_iter().filter(|value| !named.contains(value)).take(most));
    }
}

fn nth(values: &BTreeSet<Value>, choice: usize) -> Value {
    values.iter().nth(choice % values.len()).unwrap().clone()
}

fn day(value: &Value) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}
