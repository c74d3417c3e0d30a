//! `*.cases.toml`: each case priced by its own schedule and compared with what it expects.

use super::case_pricing::{price_case, priced_by};
use super::coverage::{Coverage, ThingKind};
use super::reached::Reached;
use super::tally::Tally;
use crate::compile::compile;
use crate::facts::{AttributeId, Attributes, Value};
use crate::price::ComponentTrace;
use crate::program::Program;
use crate::schedule::{Book, Case, CaseFile, Expect, Loaded};

/// What came of all cases of a book.
#[derive(Debug)]
pub struct CaseReport {
    /// Cases that hold.
    pub passed: usize,
    /// Cases that do not.
    pub failures: Vec<CaseFailure>,
    /// What the cases reach, whether they hold or not.
    pub coverage: Coverage,
}

/// A case that does not hold.
#[derive(Debug)]
pub struct CaseFailure {
    /// The file.
    pub path: String,
    /// The case.
    pub name: String,
    /// The transaction, as `attribute = value`.
    pub given: Vec<String>,
    /// The other transactions, which aggregates count.
    pub others: Vec<Vec<String>>,
    /// What should come out.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// Why.
    pub trace: Vec<ComponentTrace>,
    /// The program the trace was made with, whose attributes it names.
    pub program: Program,
}

impl CaseReport {
    /// Rules that a case reaches, and all rules.
    pub fn rules(&self) -> Tally {
        self.coverage.tally(ThingKind::Rule)
    }

    /// Rules that no case reaches, as `schedule/rule`.
    pub fn rules_missed(&self) -> Vec<&str> {
        let rules = self.coverage.missed().filter(|thing| thing.kind == ThingKind::Rule);
        rules.map(|thing| thing.text.as_str()).collect()
    }
}

/// Runs every case of a loaded book.
pub fn run_cases(loaded: &Loaded, book: &Book) -> CaseReport {
    let (mut passed, mut failures, mut reached) = (0, Vec::new(), Reached::default());
    for file in &loaded.cases {
        let places = priced_by(book, file.schedule);
        let schedules = places.into_iter().map(|place| book.schedules[place].clone()).collect();
        let program = compile(&Book { schedules, ..book.clone() });
        for case in &file.cases {
            match run_case(case, file, book, &program, &mut reached) {
                None => passed += 1,
                Some(failure) => failures.push(failure),
            }
        }
    }
    CaseReport { passed, failures, coverage: Coverage::of(book, &loaded.sources, &reached) }
}

fn run_case(
    case: &Case,
    file: &CaseFile,
    book: &Book,
    program: &Program,
    reached: &mut Reached,
) -> Option<CaseFailure> {
    let schedule = &book.schedules[file.schedule];
    let priced = price_case(case, program, &file.fx);
    let lines = priced.costings(program, &file.fx, schedule);
    reached.add(file.schedule, schedule, &lines, priced.date(schedule));
    reached.add_unpublished(file.schedule, &priced.unpublished(program, &file.fx, schedule));
    if priced.is_as(&case.expect, schedule, (program, &file.fx)) {
        return None;
    }
    Some(CaseFailure {
        path: file.path.clone(),
        name: case.name.clone(),
        given: facts(&case.given, &book.attributes),
        others: case.others.iter().map(|other| facts(other, &book.attributes)).collect(),
        expected: expected(&case.expect),
        got: priced.got(schedule, (program, &file.fx)),
        trace: priced.trace(program, &file.fx),
        program: program.clone(),
    })
}

fn facts(facts: &[(AttributeId, Value)], attributes: &Attributes) -> Vec<String> {
    facts.iter().map(|(id, value)| format!("{} = {value}", attributes.name(*id))).collect()
}

/// That a rule was selected which has no price.
pub(super) fn not_published(rule: &str) -> String {
    format!("unpriced, as the fee of {rule} is not published")
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Lines(lines) => {
            lines.iter().map(|(rule, cost)| format!("{cost} by {rule}")).collect::<Vec<_>>().join(", ")
        }
        Expect::Unpriced(None) => "unpriced".to_owned(),
        Expect::Unpriced(Some(rule)) => not_published(rule),
        Expect::Unproven(reason) => format!("unproven: {reason}"),
        Expect::NotCovered => "not covered by the schedule".to_owned(),
    }
}
