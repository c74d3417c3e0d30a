//! What each rule priced, and which never did.

use super::stream::Figures;
use crate::money::{Date, Decimal, Overflow};
use crate::program::Program;
use crate::report::{PastReview, RuleUse};
use crate::schedule::Book;

/// Every rule in the order of the book, once per currency it priced in.
pub fn rule_use(program: &Program, figures: &Figures) -> Result<Vec<RuleUse>, Overflow> {
    let mut used = figures.rules.all()?.into_iter().peekable();
    let mut places = 0..;
    let mut rules = Vec::new();
    for component in &program.components {
        for schedule in &component.schedules {
            for rule in &schedule.rules {
                let place = places.next().unwrap_or_default();
                let blank = RuleUse {
                    component: component.name.clone(),
                    schedule: schedule.id.clone(),
                    rule: rule.id.clone(),
                    name: rule.name.clone(),
                    lines: 0,
                    currency: None,
                    expected: Decimal::ZERO,
                };
                if used.peek().is_none_or(|((rule, _), _)| *rule != place) {
                    rules.push(blank.clone());
                }
                while let Some(((_, currency), (lines, expected))) =
                    used.next_if(|((rule, _), _)| *rule == place)
                {
                    rules.push(RuleUse { lines, currency: Some(currency), expected, ..blank.clone() });
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
