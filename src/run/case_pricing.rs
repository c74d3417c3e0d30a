//! One case priced: by its own schedule, and by those that it rests on.

use super::cases::not_published;
use crate::facts::{Attribute, AttributeId, Attributes, Batch, ColumnBuilder, Value};
use crate::money::{Date, FxTable, plain};
use crate::price::{
    Aggregates, ComponentTrace, Costing, Line, Priced, Reason, Repricer, State, price, trace,
};
use crate::program::Program;
use crate::schedule::{Basis, Book, Case, DatedFee, Expect, Schedule};
use std::collections::{BTreeMap, BTreeSet};

/// A case that has been priced; the first row is its transaction, the others are those beside it.
pub struct PricedCase {
    batch: Batch,
    priced: Priced,
    aggregates: Aggregates,
}

/// The places of the schedules that price a case: its own first, so that a case speaks of it and of no
/// other, then those of the components that it rests on.
pub fn priced_by(book: &Book, schedule: usize) -> Vec<usize> {
    let mut places = vec![schedule];
    let mut next = 0;
    while let Some(resting) = places.get(next) {
        next += 1;
        let Basis::Components(components) = &book.schedules[*resting].basis else { continue };
        for (place, below) in book.schedules.iter().enumerate() {
            if components.contains(&below.component) && !places.contains(&place) {
                places.push(place);
            }
        }
    }
    places
}

/// Prices a case with a program of the schedules that price it.
pub fn price_case(case: &Case, program: &Program, fx: &FxTable) -> PricedCase {
    let mut batch = batch_of(&program.attributes, case);
    let (priced, aggregates) = price(program, &mut batch, fx);
    PricedCase { batch, priced, aggregates }
}

impl PricedCase {
    /// The lines by the schedule that the case speaks of.
    pub fn lines(&self, schedule: &Schedule) -> &[Line] {
        self.priced.lines(0, schedule.component)
    }

    /// The rules that gave lines, each behind the place of its schedule in the book, which the program was
    /// made of; `None` if a component is unproven.
    pub fn rules(&self, places: &[usize], book: &Book) -> Option<BTreeSet<(usize, usize)>> {
        let mut rules = BTreeSet::new();
        for component in 0..book.components.len() {
            if matches!(self.priced.outcome(0, component).state, State::Unproven(_)) {
                return None;
            }
            let own = places.iter().filter(|place| book.schedules[**place].component == component);
            let own: Vec<usize> = own.copied().collect();
            rules.extend(
                self.priced.lines(0, component).iter().map(|line| (own[line.schedule()], line.rule())),
            );
        }
        Some(rules)
    }

    /// The lines by the schedule that the case speaks of, with their arithmetic.
    pub fn costings(
        &self,
        program: &Program,
        fx: &FxTable,
        schedule: &Schedule,
    ) -> Vec<(Line, Option<Costing>)> {
        let repricer = Repricer::new(program, &self.batch, fx, (&self.priced, &self.aggregates));
        let costing = |line: &Line| (*line, repricer.costing((0, schedule.component), line));
        self.lines(schedule).iter().map(costing).collect()
    }

    /// The day that chooses the rates of a schedule.
    pub fn date(&self, schedule: &Schedule) -> Option<Date> {
        self.batch.date(schedule.dated_by, 0)
    }

    /// Why it costs what it does.
    pub fn trace(&self, program: &Program, fx: &FxTable) -> Vec<ComponentTrace> {
        trace(program, &self.batch, fx, (&self.priced, &self.aggregates), 0)
    }

    /// The rules by which the case has no price, because what they charge is not published: the place of each, and of
    /// the fee in force. Conditions are asked again, of such cases alone.
    pub fn unpublished(&self, program: &Program, fx: &FxTable, schedule: &Schedule) -> Vec<(usize, usize)> {
        let component = schedule.component;
        let is_unpriced = self.priced.outcome(0, component).state == State::Unproven(Reason::Unpriced);
        let Some(date) = self.date(schedule).filter(|_| is_unpriced) else { return Vec::new() };
        let traced = self.trace(program, fx);
        let Some(own) = traced[component].schedules.first() else { return Vec::new() };
        let is_true = own.rules.iter().enumerate().filter(|(_, rule)| rule.when.holds == Some(true));
        let version = |place: usize| {
            let (version, fee) = DatedFee::on(&schedule.rules[place].fees, date)?;
            (!fee.is_published()).then_some((place, version))
        };
        is_true.filter_map(|(place, _)| version(place)).collect()
    }

    /// Whether what came out is what the case expects.
    pub fn is_as(&self, expect: &Expect, schedule: &Schedule, by: (&Program, &FxTable)) -> bool {
        match (expect, &self.priced.outcome(0, schedule.component).state) {
            (Expect::Lines(wanted), State::Lines(_)) => {
                let lines = self.lines(schedule).iter();
                let got = lines.map(|line| (schedule.rules[line.rule()].id.as_str(), line.amount));
                got.eq(wanted.iter().map(|(rule, cost)| (rule.as_str(), *cost)))
            }
            (Expect::Unpriced(None), State::Unproven(reason)) => *reason == Reason::Unpriced,
            (Expect::Unpriced(Some(rule)), State::Unproven(Reason::Unpriced)) => {
                let unpublished = self.unpublished(by.0, by.1, schedule);
                unpublished.iter().any(|(place, _)| schedule.rules[*place].id == *rule)
            }
            (Expect::Unproven(wanted), State::Unproven(reason)) => {
                let text = reason.text(&by.0.attributes);
                let (kind, detail) = text.split_once(": ").unwrap_or((&text, ""));
                *wanted == text || *wanted == detail || *wanted == kind && kind != "unpriced"
            }
            (Expect::NotCovered, State::NotCovered) => true,
            _ => false,
        }
    }

    /// What came out, in words.
    pub fn got(&self, schedule: &Schedule, by: (&Program, &FxTable)) -> String {
        match &self.priced.outcome(0, schedule.component).state {
            State::NotCovered => "not covered by the schedule".to_owned(),
            State::Unproven(reason) => {
                let unpublished = self.unpublished(by.0, by.1, schedule);
                match unpublished.first() {
                    Some((place, _)) => not_published(&schedule.rules[*place].id),
                    None => reason.text(&by.0.attributes),
                }
            }
            State::Lines(_) => {
                let one = |line: &Line| {
                    let amount = plain(line.amount, Some(line.currency));
                    format!("{amount} {} by {}", line.currency, schedule.rules[line.rule()].id)
                };
                self.lines(schedule).iter().map(one).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// The transaction of the case in the first row, the others below.
fn batch_of(attributes: &Attributes, case: &Case) -> Batch {
    let rows: Vec<BTreeMap<AttributeId, &Value>> = std::iter::once(&case.given)
        .chain(&case.others)
        .map(|facts| facts.iter().map(|(id, value)| (*id, value)).collect())
        .collect();
    let column = |(id, attribute): (AttributeId, &Attribute)| {
        let mut builder = ColumnBuilder::new(attribute.kind);
        rows.iter().for_each(|facts| builder.push(facts.get(&id).map(|value| (*value).clone())));
        rows.iter().any(|facts| facts.contains_key(&id)).then(|| builder.finish())
    };
    Batch { rows: rows.len(), columns: attributes.iter().map(column).collect() }
}
