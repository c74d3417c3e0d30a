//! The cases of a book, run again with another version of one schedule.

use super::case_pricing::{price_case, priced_by};
use crate::compile::compile;
use crate::schedule::{Book, Case, CaseFile, Expect, Loaded, Schedule, Select};
use std::collections::BTreeSet;

/// The case files of a book.
pub struct Trials<'l> {
    files: Vec<Trial<'l>>,
    /// The book without its schedules.
    frame: Book,
    book: &'l Book,
}

/// Rules, each behind the place of its schedule in the book.
type Rules = BTreeSet<(usize, usize)>;

/// One case file.
struct Trial<'l> {
    file: &'l CaseFile,
    /// The schedules that price it.
    places: Vec<usize>,
    /// Its cases, each with the rules that priced it; `None` if something of it is unproven.
    cases: Vec<(&'l Case, Option<Rules>)>,
}

/// What another version of a schedule changes.
#[derive(Clone)]
pub enum Change {
    /// What a rule costs and not when it is true, by the place of the rule.
    Cost(usize),
    /// Anything else: of a rule or of the row of a matrix, by its id, or of the whole schedule.
    Other(Option<String>),
}

impl<'l> Trials<'l> {
    /// All cases of a book.
    pub fn of(loaded: &'l Loaded, book: &'l Book) -> Trials<'l> {
        let mut frame = book.clone();
        frame.schedules.clear();
        let files = loaded.cases.iter().map(|file| Trial::of(file, &frame, book)).collect();
        Trials { files, frame, book }
    }

    /// Whether every case that a change of a schedule may concern holds with the changed one.
    pub fn hold(&self, place: usize, changed: &Schedule, change: &Change) -> bool {
        let concerned = self.files.iter().filter(|trial| trial.places.contains(&place));
        concerned.into_iter().all(|trial| {
            let cases = trial.concerned(place, changed.select, change);
            if cases.is_empty() {
                return true;
            }
            let schedule = |other: &usize| match *other == place {
                true => changed.clone(),
                false => self.book.schedules[*other].clone(),
            };
            let schedules = trial.places.iter().map(schedule).collect();
            let program = compile(&Book { schedules, ..self.frame.clone() });
            let schedule = &self.book.schedules[trial.file.schedule];
            cases.into_iter().all(|case| {
                let priced = price_case(case, &program, &trial.file.fx);
                priced.is_as(&case.expect, schedule, (&program, &trial.file.fx))
            })
        })
    }
}

impl<'l> Trial<'l> {
    fn of(file: &'l CaseFile, frame: &Book, book: &Book) -> Trial<'l> {
        let places = priced_by(book, file.schedule);
        let schedules = places.iter().map(|place| book.schedules[*place].clone()).collect();
        let program = compile(&Book { schedules, ..frame.clone() });
        let rules = |case| price_case(case, &program, &file.fx).rules(&places, book);
        let cases = file.cases.iter().map(|case| (case, rules(case))).collect();
        Trial { file, places, cases }
    }

    /// The cases that a change of a schedule may concern. Where lines do not compete, a cost matters only
    /// to the cases that its rule priced, and to unproven ones, of which it may be the reason. Of any
    /// other change all cases are run, those of its rule or row first: they are the likeliest to fail.
    fn concerned(&self, place: usize, select: Select, change: &Change) -> Vec<&'l Case> {
        let all = self.cases.iter().map(|(case, _)| *case);
        match (change, select) {
            (Change::Cost(rule), Select::First | Select::All) => {
                let is_by = |rules: &Rules| rules.contains(&(place, *rule));
                let priced = self.cases.iter().filter(|(_, rules)| rules.as_ref().is_none_or(is_by));
                priced.map(|(case, _)| *case).collect()
            }
            (Change::Other(Some(rule)), _) => {
                let mut cases: Vec<&Case> = all.collect();
                cases.sort_by_key(|case| !is_by(case, rule));
                cases
            }
            (Change::Cost(_), Select::Lowest | Select::Highest) | (Change::Other(None), _) => all.collect(),
        }
    }
}

/// Whether a case expects a line by a rule, or by a rule of a row.
fn is_by(case: &Case, rule: &str) -> bool {
    let by = |id: &str| id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    matches!(&case.expect, Expect::Lines(lines) if lines.iter().any(|(id, _)| by(id)))
}
