//! Both evaluators price the same transactions of random books.

use super::books::{Tape, book};
use super::evaluator::{Cost, Evaluator, Facts, Line, Rate};
use super::exact::Exact;
use super::rows;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use trueup::compile::compile;
use trueup::diagnostic::draw_all;
use trueup::facts::Attributes;
use trueup::price::{Priced, State, price};
use trueup::program::Program;
use trueup::schedule::{Book, load_texts};

const BOOKS: u32 = 450;
const ROWS_PER_BOOK: usize = 60;
const NUMBERS_PER_BOOK: usize = 700;

/// A random book with exchange rates and transactions.
pub struct Scenario {
    pub files: Vec<(String, String)>,
    pub book: Book,
    pub rates: Vec<Rate>,
    pub rows: Vec<Facts>,
}

impl Scenario {
    pub fn new(numbers: &[u16], row_numbers: &[Vec<u8>]) -> Scenario {
        let mut tape = Tape::new(numbers);
        let files = book(&mut tape);
        let loaded = load_texts("", files.clone());
        let book = loaded.book.unwrap_or_else(|| {
            panic!(
                "the generator wrote a faulty book:\n{}",
                draw_all(&loaded.diagnostics, &loaded.sources, false)
            )
        });
        let rates = rows::rates(&mut tape);
        let mut rows: Vec<Facts> =
            row_numbers.iter().map(|numbers| rows::facts(&book.attributes, numbers)).collect();
        rows::without_column(&book.attributes, &mut tape, &mut rows);
        Scenario { files, book, rates, rows }
    }

    pub fn print(&self, row: &Facts) -> String {
        let files: Vec<String> =
            self.files.iter().map(|(name, text)| format!("# ---- {name}\n{text}")).collect();
        let rate = |rate: &Rate| format!("{} 1 {} = {} {}\n", rate.date, rate.from, rate.rate, rate.to);
        let rates: String = self.rates.iter().map(rate).collect();
        let name = |id| self.book.attributes.name(id);
        let facts: String = row.iter().map(|(id, value)| format!("{} = {value}\n", name(*id))).collect();
        format!("{}\n# ---- rates\n{rates}\n# ---- transaction\n{facts}", files.join("\n"))
    }
}

/// Random numbers for a book, and for up to so many transactions.
pub fn numbers(most_rows: usize) -> impl Strategy<Value = (Vec<u16>, Vec<Vec<u8>>)> {
    let book = vec(any::<u16>(), 0..=NUMBERS_PER_BOOK);
    (book, vec(vec(any::<u8>(), rows::FACT_COUNT), 1..=most_rows))
}

/// Runs a property on so many random inputs, the same ones each time, and fails in its own words on
/// the simplest input that so many steps find.
pub fn hold<S: Strategy>(
    cases: u32,
    max_shrink_iters: u32,
    inputs: S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    match TestRunner::new_with_rng(config, rng).run(&inputs, property) {
        Ok(()) => {}
        Err(TestError::Fail(message, _)) => panic!("{message}"),
        Err(TestError::Abort(message)) => panic!("gave up: {message}"),
    }
}

/// What the engine says, in the words of the naive evaluator.
fn engine_cost(
    program: &Program,
    attributes: &Attributes,
    priced: &Priced,
    (row, component): (usize, usize),
) -> Cost {
    match &priced.outcome(row, component).state {
        State::NotCovered => Cost::NotCovered,
        State::Unproven(reason) => Cost::Unproven(reason.text(attributes)),
        State::Lines(_) => {
            let line = |line: &trueup::price::Line| {
                let schedule = &program.components[component].schedules[line.schedule];
                Line {
                    schedule: schedule.id.clone(),
                    rule: schedule.rules[line.rule].id.clone(),
                    amount: Exact::of(line.amount),
                    currency: line.currency,
                }
            };
            Cost::Lines(priced.lines(row, component).iter().map(line).collect())
        }
    }
}

/// Every outcome there is; each must come up often, or agreement is agreement about nothing.
const KINDS: [&str; 8] = [
    "not_covered",
    "line",
    "several_lines",
    "unpriced",
    "unknown_attribute",
    "no_rate",
    "no_fx",
    "two_schedules",
];

/// How often each outcome came up.
type Seen = BTreeMap<String, u32>;

fn kind(cost: &Cost) -> String {
    match cost {
        Cost::NotCovered => "not_covered".to_owned(),
        Cost::Lines(lines) if lines.len() > 1 => "several_lines".to_owned(),
        Cost::Lines(_) => "line".to_owned(),
        Cost::Unproven(reason) if reason.contains('/') => "no_fx".to_owned(),
        Cost::Unproven(reason) => reason.split(':').next().unwrap_or_default().to_owned(),
    }
}

fn agree(scenario: &Scenario, seen: &mut Seen) -> Result<(), TestCaseError> {
    let Scenario { book, rates, rows, .. } = scenario;
    let program = compile(book);
    let mut batch = rows::batch(&book.attributes, rows);
    let priced = price(&program, &mut batch, &rows::fx(rates));
    let evaluator = Evaluator { book, rates };
    for (row, facts) in rows.iter().enumerate() {
        for (component, naive) in evaluator.costs(facts).into_iter().enumerate() {
            *seen.entry(kind(&naive)).or_default() += 1;
            let engine = engine_cost(&program, &book.attributes, &priced, (row, component));
            if engine != naive {
                let name = &book.components[component].name;
                let book = scenario.print(facts);
                let message = format!("\n{book}\n# ---- {name}\nengine: {engine}\nnaive:  {naive}\n");
                return Err(TestCaseError::fail(message));
            }
        }
    }
    Ok(())
}

#[test]
fn the_engine_agrees_with_a_naive_reading_of_the_language_on_random_books() {
    let books = std::env::var("TRUEUP_ORACLE_BOOKS").ok().and_then(|text| text.parse().ok()).unwrap_or(BOOKS);
    let seen = RefCell::new(Seen::new());
    hold(books, 3000, numbers(ROWS_PER_BOOK), |(numbers, rows)| {
        agree(&Scenario::new(&numbers, &rows), &mut seen.borrow_mut())
    });
    let seen = seen.into_inner();
    for kind in KINDS {
        assert!(seen.get(kind).is_some_and(|count| *count > 300), "{kind} hardly came up: {seen:?}");
    }
}
