//! Checks of a whole book, one file each.

mod duplicates;
mod freshness;
mod overlap;

use super::Book;
use crate::diagnostic::Diagnostic;

pub use freshness::past_review;

/// Adds what is wrong with the book as a whole. Freshness depends on a day and is asked for by itself.
pub fn run(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    duplicates::check(book, diagnostics);
    overlap::check(book, diagnostics);
}
