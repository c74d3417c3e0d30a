//! The cases of a book, run again with another version of one schedule.

use super::case_pricing::{price_case, priced_by};
use crate::compile::compile;
use crate::schedule::{Book, Case, CaseFile, Expect, Loaded, Schedule};

/// The case files of a book, each with the schedules that price it.
pub struct Trials<'l> {
    files: Vec<(&'l CaseFile, Vec<usize>)>,
    /// The book without its schedules.
    frame: Book,
    book: &'l Book,
}

impl<'l> Trials<'l> {
    /// All cases of a book.
    pub fn of(loaded: &'l Loaded, book: &'l Book) -> Trials<'l> {
        let files = loaded.cases.iter().map(|file| (file, priced_by(book, file.schedule))).collect();
        let mut frame = book.clone();
        frame.schedules.clear();
        Trials { files, frame, book }
    }

    /// Whether every case that a schedule has a part in holds with another version of it. Cases of `rule`,
    /// or of this row of a matrix, are tried first: they are the likeliest to fail.
    pub fn hold(&self, place: usize, changed: &Schedule, rule: Option<&str>) -> bool {
        let concerned = self.files.iter().filter(|(_, places)| places.contains(&place));
        concerned.into_iter().all(|(file, places)| {
            let schedule = |other: &usize| match *other == place {
                true => changed.clone(),
                false => self.book.schedules[*other].clone(),
            };
            let schedules = places.iter().map(schedule).collect();
            let program = compile(&Book { schedules, ..self.frame.clone() });
            let schedule = &self.book.schedules[file.schedule];
            let mut cases: Vec<&Case> = file.cases.iter().collect();
            cases.sort_by_key(|case| rule.is_some_and(|rule| !is_by(case, rule)));
            cases.into_iter().all(|case| {
                let priced = price_case(case, &program, &file.fx);
                priced.is_as(&case.expect, schedule, &self.book.attributes)
            })
        })
    }
}

/// Whether a case expects a line by a rule, or by a rule of a row.
fn is_by(case: &Case, rule: &str) -> bool {
    let by = |id: &str| id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    matches!(&case.expect, Expect::Lines(lines) if lines.iter().any(|(id, _)| by(id)))
}
