//! Floor 3: Book → Program.

use crate::program::{
    AdjustmentProgram, AggregateProgram, ComponentProgram, LineTerms, Predicate, Program, RuleProgram,
    ScheduleProgram,
};
use crate::schedule::{Adjustment, Aggregate, Book, Condition, Fee, Rule, Schedule, Test};

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
    let aggregates = book.aggregates.iter().map(|source| aggregate(source, book, &mut tests)).collect();
    Program {
        attributes: book.attributes.clone(),
        derived: book.derived.clone(),
        aggregates,
        components,
        tests,
    }
}

fn aggregate(source: &Aggregate, book: &Book, tests: &mut Vec<Test>) -> AggregateProgram {
    let rules = book.schedules.iter().flat_map(|schedule| &schedule.rules);
    let mut fees = rules.flat_map(|rule| &rule.fees).filter_map(|dated| dated.fee.as_ref());
    AggregateProgram {
        attribute: source.attribute,
        measure: source.measure,
        filter: predicate(&source.filter, tests),
        per: source.per.clone(),
        period: source.period,
        dated_by: source.dated_by,
        currency: source.currency,
        graduated: fees.any(|fee| is_graduated_on(fee, source)),
    }
}

fn is_graduated_on(fee: &Fee, aggregate: &Aggregate) -> bool {
    fee.shape.graduated_on() == Some(aggregate.attribute)
        || fee.shape.parts().into_iter().any(|part| is_graduated_on(part, aggregate))
}

fn schedule(source: &Schedule, tests: &mut Vec<Test>) -> ScheduleProgram {
    ScheduleProgram {
        id: source.id.clone(),
        terms: LineTerms {
            currency: source.currency,
            basis: source.basis.clone(),
            rounding: source.rounding,
            group: source.group.clone(),
        },
        select: source.select,
        dated_by: source.dated_by,
        unknown_is_no: source.unknown_is_no,
        covers: predicate(&source.covers, tests),
        rules: source.rules.iter().map(|rule| self::rule(rule, &source.adjustments, tests)).collect(),
        adjustments: source.adjustments.iter().map(|source| adjustment(source, tests)).collect(),
    }
}

fn adjustment(source: &Adjustment, tests: &mut Vec<Test>) -> AdjustmentProgram {
    AdjustmentProgram { id: source.id.clone(), when: predicate(&source.when, tests), add: source.add.clone() }
}

fn rule(source: &Rule, adjustments: &[Adjustment], tests: &mut Vec<Test>) -> RuleProgram {
    let mine = adjustments.iter().enumerate().filter(|(_, adjustment)| adjustment.is_for(&source.id));
    RuleProgram {
        id: source.id.clone(),
        name: source.name.clone(),
        when: predicate(&source.when, tests),
        fees: source.fees.clone(),
        direction: source.direction,
        billed_as: source.billed_as.clone(),
        adjustments: mine.map(|(place, _)| place).collect(),
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
