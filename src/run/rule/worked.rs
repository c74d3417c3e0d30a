//! A transaction that a rule prices, worked out step by step.

use crate::compile::compile;
use crate::facts::{AttributeId, Attributes, Value, parse_value};
use crate::money::{Date, FxTable};
use crate::price::{ComponentTrace, RuleTrace, ScheduleTrace, Tried};
use crate::program::Program;
use crate::run::case_pricing::{PricedCase, price_case, priced_by};
use crate::schedule::{Book, Case, CaseFile, DatedFee, Expect, Fee, Loaded};

/// A transaction that a rule prices.
#[derive(Debug)]
pub struct Worked {
    /// Where it comes from.
    pub by: WorkedBy,
    /// Its facts: attribute and value.
    pub facts: Vec<(String, String)>,
    /// How many other transactions stand beside it, which totals over a period count.
    pub others: usize,
    /// What its schedule makes of it.
    pub schedule: ScheduleTrace,
    /// The place of the rule among those that were tried.
    pub rule: usize,
    /// The names that reasons refer to.
    pub attributes: Attributes,
}

/// Where a worked example comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkedBy {
    /// A case, which a person has worked out: its name, its file and line.
    Case(String, String, usize),
    /// The search that `check` proves with.
    Search,
}

impl Worked {
    /// What became of the rule.
    pub fn rule(&self) -> &RuleTrace {
        &self.schedule.rules[self.rule]
    }
}

/// What makes a case a good example: the fee that is in force prices it, and its name shows the arithmetic.
type Merit = (bool, bool);

/// The best of the cases that reach a rule; without any, a transaction that was found for it, if it is priced by it.
pub fn example(
    loaded: &Loaded,
    book: &Book,
    (place, rule): (usize, usize),
    (as_of, found): (Date, Option<Vec<(String, String)>>),
) -> Option<Worked> {
    let program = program_of(book, place);
    let version =
        |day: Date| DatedFee::on(&book.schedules[place].rules[rule].fees, day).map(|(version, _)| version);
    let in_force = version(as_of);
    let files = loaded.cases.iter().filter(|file| file.schedule == place);
    let cases = files.flat_map(|file| file.cases.iter().map(move |case| (file, case)));
    let mut best: Option<(Merit, &CaseFile, &Case, PricedCase)> = None;
    for (file, case) in cases {
        let priced = price_case(case, &program, &file.fx);
        if !reaches(&priced, (&program, file), book, (place, rule)) {
            continue;
        }
        let is_current = priced.date(&book.schedules[place]).and_then(version) == in_force;
        let merit = (is_current, case.name.contains('='));
        if best.as_ref().is_none_or(|(before, ..)| merit > *before) {
            best = Some((merit, file, case, priced));
        }
    }
    if let Some((_, file, case, priced)) = best {
        let (line, _) = loaded.sources.position(&case.span);
        let by = WorkedBy::Case(case.name.clone(), file.path.clone(), line);
        return worked(by, case, &priced, (&program, &file.fx), book, (place, rule));
    }
    let case = case_of(&found?, &program.attributes)?;
    let (priced, fx) = (price_case(&case, &program, &FxTable::default()), FxTable::default());
    let example = worked(WorkedBy::Search, &case, &priced, (&program, &fx), book, (place, rule))?;
    let rule = example.rule();
    let is_told = rule.tried == Tried::Selected || rule.fee.as_deref() == Some(Fee::UNPUBLISHED);
    is_told.then_some(example)
}

fn program_of(book: &Book, place: usize) -> Program {
    let schedules = priced_by(book, place).into_iter().map(|place| book.schedules[place].clone()).collect();
    compile(&Book { schedules, ..book.clone() })
}

/// Whether a case is priced by a rule, or has no price because what the rule charges is not published.
fn reaches(
    priced: &PricedCase,
    (program, file): (&Program, &CaseFile),
    book: &Book,
    (place, rule): (usize, usize),
) -> bool {
    let schedule = &book.schedules[place];
    priced.lines(schedule).iter().any(|line| line.rule() == rule)
        || priced.unpublished(program, &file.fx, schedule).iter().any(|(own, _)| *own == rule)
}

fn worked(
    by: WorkedBy,
    case: &Case,
    priced: &PricedCase,
    (program, fx): (&Program, &FxTable),
    book: &Book,
    (place, rule): (usize, usize),
) -> Option<Worked> {
    let component = book.schedules[place].component;
    let traced: ComponentTrace = priced.trace(program, fx).into_iter().nth(component)?;
    // The schedule of a case comes first in its program.
    let schedule = traced.schedules.into_iter().next()?;
    schedule.rules.get(rule)?;
    let fact = |(id, value): &(AttributeId, Value)| (book.attributes.name(*id).to_owned(), value.to_string());
    Some(Worked {
        by,
        facts: case.given.iter().map(fact).collect(),
        others: case.others.len(),
        schedule,
        rule,
        attributes: book.attributes.clone(),
    })
}

/// Facts as a case; what is computed from others is left to them.
fn case_of(facts: &[(String, String)], attributes: &Attributes) -> Option<Case> {
    let fact = |(name, text): &(String, String)| {
        let id = attributes.find(name)?;
        Some((id, parse_value(attributes.get(id), text).ok()?))
    };
    let given = facts.iter().map(fact).collect::<Option<Vec<(AttributeId, Value)>>>()?;
    let span = crate::diagnostic::Span { source: crate::diagnostic::SourceId(0), range: 0..0 };
    let expect = Expect::Lines(Vec::new());
    Some(Case { name: String::new(), given, others: Vec::new(), expect, span })
}
