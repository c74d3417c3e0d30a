//! Checks of a whole book, one file each.

mod adjustments;
mod covered;
mod currencies;
mod duplicates;
mod freshness;
mod gaps;
mod moves;
mod overlap;
mod rates;
mod shadowed;
mod shown;
mod space;
mod steps;
#[cfg(test)]
mod tests;
mod unlikely;
mod unused;

use super::{Book, Schedule};
use crate::diagnostic::{Code, Diagnostic};
use crate::money::FxTable;
use covered::Covered;
use space::Budget;

pub use freshness::past_review;
pub use shown::{Shown, show};

/// So much work may the proofs about one schedule take.
const STEPS: u64 = 50_000_000;

/// Adds what forbids the use of the book as a whole. Freshness depends on a day and is asked for by itself.
pub fn run(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    duplicates::check(book, diagnostics);
    overlap::check(book, diagnostics);
}

/// Everything suspicious about a book that can be used: proved, and never guessed. `fx`: the exchange rates that its amounts
/// in other currencies are held against. What a schedule says is meant is left out.
pub fn prove(book: &Book, fx: Option<&FxTable>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    unused::check(book, &mut found);
    overlap::undecided(book, &mut found);
    for schedule in &book.schedules {
        let mut own = of_schedule(book, schedule, fx);
        own.retain(|finding| !is_meant(schedule, finding.code));
        found.extend(own);
    }
    found
}

fn of_schedule(book: &Book, schedule: &Schedule, fx: Option<&FxTable>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let covered = Covered::new(book, schedule);
    let mut budget = Budget::new(STEPS);
    shadowed::check(&covered, &mut budget, &mut found);
    gaps::check(&covered, &mut budget, &mut found);
    rates::check(&covered, &mut budget, &mut found);
    adjustments::check(&covered, &mut budget, &mut found);
    steps::check(&covered, &mut budget, &mut found);
    moves::check(&covered, &mut budget, &mut found);
    unlikely::check(&covered, &mut budget, &mut found);
    if let Some(fx) = fx {
        currencies::check(schedule, fx, &mut found);
    }
    found
}

/// Whether `allow` names findings of this code.
fn is_meant(schedule: &Schedule, code: Code) -> bool {
    schedule.allow.iter().any(|(name, _)| Code::parse(name) == Some(code))
}
