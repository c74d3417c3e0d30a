//! What each rule priced, and which never did.

use super::facade::Comparison;
use crate::money::{Currency, Date, Decimal, Overflow, add};
use crate::program::Program;
use crate::report::{PastReview, RuleUse};
use crate::schedule::Book;
use std::collections::BTreeMap;

/// Component, schedule and rule.
type Place = (usize, usize, usize);

/// Every rule in the order of the book, once per currency it priced in.
pub fn rule_use(program: &Program, comparison: &Comparison) -> Result<Vec<RuleUse>, Overflow> {
    let mut used: BTreeMap<Place, BTreeMap<Currency, (u64, Decimal)>> = BTreeMap::new();
    for row in 0..comparison.priced.rows() {
        for component in 0..program.components.len() {
            for line in comparison.priced.lines(row, component) {
                let by_currency = used.entry((component, line.schedule, line.rule)).or_default();
                let (lines, expected) = by_currency.entry(line.currency).or_default();
                *lines += 1;
                *expected = add(*expected, line.amount)?;
            }
        }
    }
    let mut rules = Vec::new();
    for (c, component) in program.components.iter().enumerate() {
        for (s, schedule) in component.schedules.iter().enumerate() {
            for (r, rule) in schedule.rules.iter().enumerate() {
                let blank = RuleUse {
                    component: component.name.clone(),
                    schedule: schedule.id.clone(),
                    rule: rule.id.clone(),
                    name: rule.name.clone(),
                    lines: 0,
                    currency: None,
                    expected: Decimal::ZERO,
                };
                match used.get(&(c, s, r)) {
                    None => rules.push(blank),
                    Some(by_currency) => {
                        rules.extend(by_currency.iter().map(|(currency, (lines, expected))| RuleUse {
                            lines: *lines,
                            currency: Some(*currency),
                            expected: *expected,
                            ..blank.clone()
                        }))
                    }
                }
            }
        }
    }
    Ok(rules)
}

/// Schedules whose review day lies before the day of the run.
pub fn past_review(book: &Book, as_of: Option<Date>) -> Vec<PastReview> {
    let due = |schedule: &crate::schedule::Schedule| {
        let review_by = schedule.review_by.filter(|day| as_of.is_some_and(|as_of| *day < as_of))?;
        Some(PastReview {
            schedule: schedule.id.clone(),
            source: schedule.source.clone(),
            verified_on: schedule.verified_on,
            review_by,
        })
    };
    book.schedules.iter().filter_map(due).collect()
}
