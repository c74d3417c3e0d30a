//! The page of one schedule.

use super::{counts, history, tables};
use crate::money::Date;
use crate::report::pages::{AdjustmentRow, GroupRow, SchedulePage};
use crate::schedule::words::{self, AdjustmentWords, Clause, Words};
use crate::schedule::{Book, Condition, Loaded, Notes, Schedule, notes};

pub fn page(schedule: &Schedule, path: String, loaded: &Loaded, book: &Book, as_of: Date) -> SchedulePage {
    let words = Words::new(book, as_of);
    let text = loaded.sources.text(schedule.span.source);
    let Notes { confidence, missing, encoding, remarks } = notes(text);
    let programmes = tables::programmes(schedule);
    let title = if schedule.title.is_empty() { &schedule.id } else { &schedule.title };
    SchedulePage {
        path,
        id: schedule.id.clone(),
        title: title.clone(),
        component: book.components[schedule.component].name.clone(),
        source: schedule.source.clone(),
        verified_on: schedule.verified_on,
        review_by: schedule.review_by,
        is_past_review: schedule.review_by.is_some_and(|day| day < as_of),
        confidence,
        missing,
        encoding,
        remarks,
        terms: terms(schedule, book),
        covers: sentences(&words.condition(&schedule.covers)),
        history: history::history(&programmes, &words),
        tables: tables::tables(&programmes, text, &words),
        adjustments: adjustments(schedule, &words),
        groups: groups(schedule, &words),
        allowed: schedule.allow.clone(),
        counts: counts::counts(&programmes),
    }
}

pub fn sentences(clauses: &[Clause]) -> Vec<String> {
    clauses.iter().map(Clause::to_string).collect()
}

fn terms(schedule: &Schedule, book: &Book) -> Vec<(&'static str, String)> {
    let mut terms = vec![
        ("currency", words::currency(schedule.currency)),
        ("percentages of", words::basis(schedule, book)),
        ("rounding", words::rounding(schedule, &book.attributes)),
        ("dated by", book.attributes.name(schedule.dated_by).to_owned()),
        ("selects", words::select(schedule.select).to_owned()),
    ];
    if schedule.unknown_is_no {
        terms.push(("unknown facts", "a condition on one is false".to_owned()));
    }
    terms
}

fn adjustments(schedule: &Schedule, words: &Words<'_>) -> Vec<AdjustmentRow> {
    let row = |AdjustmentWords { id, add, when, to }: AdjustmentWords| AdjustmentRow {
        id,
        adds: add.iter().map(|version| (version.charge.to_string(), version.from)).collect(),
        when: sentences(&when),
        to,
    };
    schedule.adjustments.iter().map(|adjustment| row(words.adjustment(adjustment))).collect()
}

/// The groups that are too long for the sentences that name them.
fn groups(schedule: &Schedule, words: &Words<'_>) -> Vec<GroupRow> {
    let rules = schedule.rules.iter().map(|rule| &rule.when);
    let adjustments = schedule.adjustments.iter().map(|adjustment| &adjustment.when);
    let all: Vec<&Condition> = [&schedule.covers].into_iter().chain(rules).chain(adjustments).collect();
    let long = words.groups(all).into_iter().filter(|group| !group.is_short());
    long.map(|group| GroupRow { since: group.since(words.day()), name: group.name, members: group.members })
        .collect()
}
