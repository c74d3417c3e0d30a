//! `*.cases.toml`: each case priced by its own schedule and compared with what it expects.

use crate::compile::compile;
use crate::facts::{Attribute, AttributeId, Batch, ColumnBuilder, Value};
use crate::money::plain;
use crate::price::{ComponentTrace, Reason, State, price, trace};
use crate::program::Program;
use crate::schedule::{Basis, Book, Case, CaseFile, Expect, Loaded};
use std::collections::{BTreeMap, BTreeSet};

/// What came of all cases of a book.
#[derive(Debug)]
pub struct CaseReport {
    /// Cases that hold.
    pub passed: usize,
    /// Cases that do not.
    pub failures: Vec<CaseFailure>,
    /// Rules that a case selected, and all rules.
    pub rules_reached: (usize, usize),
    /// Rules that no case selected, as `schedule/rule`.
    pub rules_missed: Vec<String>,
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
    /// What should come out.
    pub expected: String,
    /// What came out.
    pub got: String,
    /// Why.
    pub trace: Vec<ComponentTrace>,
    /// The program the trace was made with, whose attributes it names.
    pub program: Program,
}

/// Runs every case of a loaded book.
pub fn run_cases(loaded: &Loaded, book: &Book) -> CaseReport {
    let mut report =
        CaseReport { passed: 0, failures: Vec::new(), rules_reached: (0, 0), rules_missed: Vec::new() };
    let mut reached = BTreeSet::new();
    for file in &loaded.cases {
        let program = alone(book, file.schedule);
        for case in &file.cases {
            match run_case(case, file, book, &program, &mut reached) {
                None => report.passed += 1,
                Some(failure) => report.failures.push(failure),
            }
        }
    }
    for schedule in &book.schedules {
        for rule in &schedule.rules {
            report.rules_reached.1 += 1;
            if reached.contains(&(schedule.id.clone(), rule.id.clone())) {
                report.rules_reached.0 += 1;
            } else {
                report.rules_missed.push(format!("{}/{}", schedule.id, rule.id));
            }
        }
    }
    report
}

/// The book with this schedule only, so that a case speaks of it and of no other; and with those of the
/// components that it rests on.
fn alone(book: &Book, schedule: usize) -> Program {
    let own = &book.schedules[schedule];
    let mut schedules = vec![own.clone()];
    let mut open = vec![own];
    while let Some(resting) = open.pop() {
        let Basis::Components(components) = &resting.basis else { continue };
        for below in book.schedules.iter().filter(|below| components.contains(&below.component)) {
            if !schedules.iter().any(|known| known.id == below.id) {
                schedules.push(below.clone());
                open.push(below);
            }
        }
    }
    compile(&Book { schedules, ..book.clone() })
}

fn run_case(
    case: &Case,
    file: &CaseFile,
    book: &Book,
    program: &Program,
    reached: &mut BTreeSet<(String, String)>,
) -> Option<CaseFailure> {
    let schedule = &book.schedules[file.schedule];
    let mut batch = batch_of(book, case);
    let (priced, aggregates) = price(program, &mut batch, &file.fx);
    let lines = priced.lines(0, schedule.component);
    for line in lines {
        reached.insert((schedule.id.clone(), schedule.rules[line.rule].id.clone()));
    }
    let outcome = &priced.outcome(0, schedule.component).state;
    let holds = match (&case.expect, outcome) {
        (Expect::Lines(wanted), State::Lines(_)) => {
            let got = lines.iter().map(|line| (schedule.rules[line.rule].id.as_str(), line.amount));
            got.eq(wanted.iter().map(|(rule, cost)| (rule.as_str(), *cost)))
        }
        (Expect::Unpriced, State::Unproven(reason)) => *reason == Reason::Unpriced,
        (Expect::Unproven(wanted), State::Unproven(reason)) => {
            let text = reason.text(&book.attributes);
            let (kind, detail) = text.split_once(": ").unwrap_or((&text, ""));
            *wanted == text || *wanted == detail || *wanted == kind && kind != "unpriced"
        }
        (Expect::NotCovered, State::NotCovered) => true,
        _ => false,
    };
    if holds {
        return None;
    }
    let got = match outcome {
        State::NotCovered => "not covered by the schedule".to_owned(),
        State::Unproven(reason) => reason.text(&book.attributes),
        State::Lines(_) => {
            let one = |line: &crate::price::Line| {
                format!(
                    "{} {} by {}",
                    plain(line.amount, Some(line.currency)),
                    line.currency,
                    schedule.rules[line.rule].id
                )
            };
            lines.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    };
    Some(CaseFailure {
        path: file.path.clone(),
        name: case.name.clone(),
        given: case
            .given
            .iter()
            .map(|(id, value)| format!("{} = {value}", book.attributes.name(*id)))
            .collect(),
        expected: expected(&case.expect),
        got,
        trace: trace(program, &batch, &file.fx, (&priced, &aggregates), 0),
        program: program.clone(),
    })
}

/// The transaction of the case in the first row, the others below.
fn batch_of(book: &Book, case: &Case) -> Batch {
    let rows: Vec<BTreeMap<AttributeId, &Value>> = std::iter::once(&case.given)
        .chain(&case.others)
        .map(|facts| facts.iter().map(|(id, value)| (*id, value)).collect())
        .collect();
    let column = |(id, attribute): (AttributeId, &Attribute)| {
        let mut builder = ColumnBuilder::new(attribute.kind);
        rows.iter().for_each(|facts| builder.push(facts.get(&id).map(|value| (*value).clone())));
        rows.iter().any(|facts| facts.contains_key(&id)).then(|| builder.finish())
    };
    Batch { rows: rows.len(), columns: book.attributes.iter().map(column).collect() }
}

fn expected(expect: &Expect) -> String {
    match expect {
        Expect::Lines(lines) => {
            lines.iter().map(|(rule, cost)| format!("{cost} by {rule}")).collect::<Vec<_>>().join(", ")
        }
        Expect::Unpriced => "unpriced".to_owned(),
        Expect::Unproven(reason) => format!("unproven: {reason}"),
        Expect::NotCovered => "not covered by the schedule".to_owned(),
    }
}
