//! Two schedules of a component that takes one per transaction, and a transaction that both cover.

use super::space::{Answer, Budget, Builder, Mode, Question, Regions, Space, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Book, Component, Covering, Schedule};

/// So much work may the pairs of one component take.
const STEPS: u64 = 20_000_000;

/// Adds an error for each pair that covers a common transaction.
pub fn check(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    each_pair(book, |pair, answer| {
        if let Answer::Found(point) = answer {
            let facts = point.facts(pair.space, &book.attributes);
            diagnostics.push(pair.overlap().proof(facts));
        }
    });
}

/// Adds a warning for each pair of which it cannot be said.
pub fn undecided(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    each_pair(book, |pair, answer| match answer {
        Answer::Found(_) | Answer::None(_) => {}
        Answer::WithRates { .. } => {
            let help = "an amount is converted before it is compared: name the transaction's `currency` beside it in both [covers]";
            diagnostics.push(pair.undecided("depends on exchange rates").help(help));
        }
        Answer::Undecided => {
            let help = "there are too many combinations to try: name an attribute outside of `any` that keeps them apart";
            diagnostics.push(pair.undecided("could not be decided").help(help));
        }
    });
}

/// Two schedules of one component.
struct Pair<'b> {
    component: &'b Component,
    space: &'b Space,
    first: &'b Schedule,
    second: &'b Schedule,
}

impl Pair<'_> {
    fn overlap(&self) -> Diagnostic {
        let Pair { first, second, component, .. } = self;
        let message = format!(
            "`{}` and `{}` cover the same transactions, but `{}` takes one schedule per transaction",
            first.id, second.id, component.name
        );
        Diagnostic::error(Code::SchedulesOverlap, message)
            .at(second.span.clone(), "the proof is covered by this one")
            .at(first.span.clone(), "and by this one")
            .help(format!("narrow one [covers], or declare `schedules = \"all\"` for {}", component.name))
    }

    fn undecided(&self, why: &str) -> Diagnostic {
        let Pair { first, second, .. } = self;
        let message = format!("whether `{}` and `{}` cover a common transaction {why}", first.id, second.id);
        Diagnostic::warning(Code::Undecided, message)
            .at(second.span.clone(), "neither shown nor excluded")
            .at(first.span.clone(), "together with this one")
    }
}

fn each_pair(book: &Book, mut told: impl FnMut(&Pair<'_>, Answer)) {
    for (place, component) in book.components.iter().enumerate() {
        let schedules: Vec<&Schedule> =
            book.schedules.iter().filter(|schedule| schedule.component == place).collect();
        if component.covering == Covering::All || schedules.len() < 2 {
            continue;
        }
        let space = space_of(book, &schedules);
        let covered: Vec<Regions> =
            schedules.iter().map(|schedule| space.holds(&schedule.covers, mode(schedule))).collect();
        let mut budget = Budget::new(STEPS);
        for (place, first) in schedules.iter().enumerate() {
            for (number, second) in schedules.iter().enumerate().skip(place + 1) {
                if first.id == second.id {
                    continue;
                }
                let answer = match meet(&covered[place], &covered[number]) {
                    None => Answer::Undecided,
                    Some(from) => space.ask(&Question { from, avoid: Vec::new() }, &mut budget),
                };
                told(&Pair { component, space: &space, first, second }, answer);
            }
        }
    }
}

/// Coverage is strict: an unknown attribute leaves it open whatever the schedule says about its rules.
fn mode(schedule: &Schedule) -> Mode {
    Mode { dated_by: schedule.dated_by, unknown_is_no: false }
}

/// Everything that one of the schedules asks before it covers a transaction; and the days of their rates, so that
/// the proof has one of today.
fn space_of(book: &Book, schedules: &[&Schedule]) -> Space {
    let mut builder = Builder::new(book);
    for schedule in schedules {
        builder.condition(&schedule.covers, mode(schedule));
        let newest = schedule.rules.iter().flat_map(|rule| &rule.fees).filter_map(|dated| dated.from).max();
        builder.day(schedule.dated_by, newest);
    }
    builder.build()
}
