//! Floor 3: Book → Program.

mod classes;
mod joined;
mod selection;
mod tables;

use crate::program::{
    AdjustmentProgram, AggregateProgram, ComponentProgram, LineTerms, Predicate, Program, RuleProgram,
    ScheduleProgram, Selection, Selector,
};
use crate::schedule::{Adjustment, Aggregate, Book, Condition, Fee, Rule, Schedule, Test};
use hashbrown::HashMap;

/// Compiles a book without faults.
pub fn compile(book: &Book) -> Program {
    let mut tests = Tests::default();
    let mut components: Vec<ComponentProgram> = book
        .components
        .iter()
        .map(|component| ComponentProgram {
            name: component.name.clone(),
            covering: component.covering,
            schedules: Vec::new(),
            codings: Vec::new(),
            covers: Selector::default(),
        })
        .collect();
    for source in &book.schedules {
        let compiled = schedule(source, &mut tests);
        components[source.component].schedules.push(compiled);
    }
    let aggregates = book.aggregates.iter().map(|source| aggregate(source, book, &mut tests)).collect();
    let tests = tests.list;
    components.iter_mut().for_each(|component| selection::tabulate(component, &tests));
    Program {
        attributes: book.attributes.clone(),
        derived: book.derived.clone(),
        aggregates,
        components,
        tests,
    }
}

/// Every distinct test once.
#[derive(Default)]
struct Tests {
    list: Vec<Test>,
    places: HashMap<Test, usize>,
}

impl Tests {
    fn place(&mut self, test: &Test) -> usize {
        if let Some(place) = self.places.get(test) {
            return *place;
        }
        self.list.push(test.clone());
        self.places.insert(test.clone(), self.list.len() - 1);
        self.list.len() - 1
    }
}

fn aggregate(source: &Aggregate, book: &Book, tests: &mut Tests) -> AggregateProgram {
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

fn schedule(source: &Schedule, tests: &mut Tests) -> ScheduleProgram {
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
        selection: Selection::default(),
    }
}

fn adjustment(source: &Adjustment, tests: &mut Tests) -> AdjustmentProgram {
    AdjustmentProgram { id: source.id.clone(), when: predicate(&source.when, tests), add: source.add.clone() }
}

fn rule(source: &Rule, adjustments: &[Adjustment], tests: &mut Tests) -> RuleProgram {
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

fn predicate(source: &Condition, tests: &mut Tests) -> Predicate {
    let own = source.tests.iter().map(|test| tests.place(test)).collect();
    let any =
        source.any.iter().map(|branches| branches.iter().map(|branch| predicate(branch, tests)).collect());
    Predicate { tests: own, any: any.collect() }
}
