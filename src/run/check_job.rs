//! Checking a book: everything that is wrong with it, at the levels that were asked for.

use super::error::RunError;
use crate::diagnostic::{Diagnostic, Levelled, Levels, Sources};
use crate::money::{Date, FxTable};
use crate::schedule::{self, Loaded};
use crate::source::{expand, read_fx};
use std::path::{Path, PathBuf};

/// What to check, and how strictly.
#[derive(Debug, Clone)]
pub struct CheckRequest {
    /// The book's folder.
    pub book: PathBuf,
    /// The day on which sources must be fresh.
    pub as_of: Date,
    /// Which warnings count as errors, and which are not told.
    pub levels: Levels,
    /// The exchange rates that amounts in other currencies are held against; none if unknown.
    pub fx: Option<FxTable>,
}

/// What was found.
#[derive(Debug)]
pub struct CheckOutcome {
    /// What is to be told, and how much was left out.
    pub found: Levelled,
    /// The texts that the diagnostics point into.
    pub sources: Sources,
    /// The book's name and size; `None` if it cannot be used.
    pub book: Option<BookSize>,
}

/// A book in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSize {
    /// Its name.
    pub name: String,
    /// Schedules.
    pub schedules: usize,
    /// Rules of all schedules.
    pub rules: usize,
    /// Cases of all files.
    pub cases: usize,
}

impl CheckOutcome {
    /// Whether anything told is an error, denied warnings included.
    pub fn has_errors(&self) -> bool {
        self.found.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads the exchange rates for a check from files, or patterns of them; without any, none are known.
pub fn fx_for_check(patterns: &[String]) -> Result<Option<FxTable>, RunError> {
    if patterns.is_empty() {
        return Ok(None);
    }
    Ok(Some(read_fx(&expand(patterns, Path::new(""))?)?.table))
}

/// Checks a book. Its faults are in the result; only a folder that cannot be read is an error.
pub fn check_book(request: &CheckRequest) -> Result<CheckOutcome, RunError> {
    let folder = &request.book;
    let loaded = schedule::load(folder, &folder.to_string_lossy())
        .map_err(RunError::io("cannot read the book", folder))?;
    let size = size(&loaded);
    let mut diagnostics = loaded.diagnostics;
    if let Some(book) = &loaded.book {
        diagnostics.extend(schedule::past_review(book, request.as_of));
        diagnostics.extend(schedule::prove(book, request.fx.as_ref()));
    }
    Ok(CheckOutcome { found: request.levels.apply(diagnostics), sources: loaded.sources, book: size })
}

fn size(loaded: &Loaded) -> Option<BookSize> {
    let book = loaded.book.as_ref()?;
    Some(BookSize {
        name: book.name.clone(),
        schedules: book.schedules.len(),
        rules: book.schedules.iter().map(|schedule| schedule.rules.len()).sum(),
        cases: loaded.cases.iter().map(|file| file.cases.len()).sum(),
    })
}
