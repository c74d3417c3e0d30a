//! Floor 3: Book → Program.

use crate::program::{ComponentProgram, LineTerms, Predicate, Program, RuleProgram, ScheduleProgram};
use crate::schedule::{Book, Condition, Rule, Schedule, Test};

/// Compiles a book without faults.
pub fn compile(book: &Book) -> Program {
    let mut tests = Vec::new();
    let mut components: Vec<ComponentProgram> = book
        .components
        .iter()
        .map(|component| ComponentProgram {
            name: component.name.clone(),
            covering: component.covering,
            schedules: Vec::new(),
        })
        .collect();
    for source in &book.schedules {
        let compiled = schedule(source, &mut tests);
        components[source.component].schedules.push(compiled);
    }
    Program { attributes: book.attributes.clone(), derived: book.derived.clone(), components, tests }
}

fn schedule(source: &Schedule, tests: &mut Vec<Test>) -> ScheduleProgram {
    ScheduleProgram {
        id: source.id.clone(),
        terms: LineTerms { currency: source.currency, basis: source.basis, rounding: source.rounding },
        select: source.select,
        dated_by: source.dated_by,
        unknown_is_no: source.unknown_is_no,
        covers: predicate(&source.covers, tests),
        rules: source.rules.iter().map(|source| rule(source, tests)).collect(),
    }
}

fn rule(source: &Rule, tests: &mut Vec<Test>) -> RuleProgram {
    RuleProgram {
        id: source.id.clone(),
        name: source.name.clone(),
        when: predicate(&source.when, tests),
        fees: source.fees.clone(),
        direction: source.direction,
        billed_as: source.billed_as.clone(),
    }
}

fn predicate(source: &Condition, tests: &mut Vec<Test>) -> Predicate {
    let mut place = |test: &Test| match tests.iter().position(|known| known == test) {
        Some(place) => place,
        None => {
            tests.push(test.clone());
            tests.len() - 1
        }
    };
    let own = source.tests.iter().map(&mut place).collect();
    let any =
        source.any.iter().map(|branches| branches.iter().map(|branch| predicate(branch, tests)).collect());
    Predicate { tests: own, any: any.collect() }
}
