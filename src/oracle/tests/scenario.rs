//! A random book with exchange rates and transactions, and how properties are tried on many.

use super::tape::Tape;
use super::{books, rows};
use crate::diagnostic::draw_all;
use crate::oracle::{Facts, Rate};
use crate::schedule::{Book, Covering, load_texts};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// The exchange rates, the declarations and each schedule take theirs from a part of their own; more
/// parts than a book needs make books that run out of numbers rare.
const PARTS: usize = 30;
const NUMBERS_PER_PART: usize = 1000;

/// A book with exchange rates and transactions.
pub struct Scenario {
    /// The files of the book, to be shown.
    pub files: Vec<(String, String)>,
    pub book: Book,
    pub rates: Vec<Rate>,
    pub rows: Vec<Facts>,
}

impl Scenario {
    pub fn new(numbers: &[Vec<u16>], row_numbers: &[Vec<u8>]) -> Scenario {
        let mut tape = Tape::new(numbers);
        tape.next_part();
        let rates = rows::rates(&mut tape);
        let missing = rows::missing(&mut tape);
        let files = books::book(&mut tape);
        // Two schedules that cover one transaction are a fault of the book, and pricing must bear it all the same.
        let all = |text: &String| text.replace("schedules = \"one\"", "schedules = \"all\"");
        let loaded = load_texts("", files.iter().map(|(name, text)| (name.clone(), all(text))).collect());
        let show = || {
            let faults = draw_all(&loaded.diagnostics, &loaded.sources, false);
            format!("the generator wrote a faulty book:\n{faults}")
        };
        let mut book = loaded.book.as_ref().unwrap_or_else(|| panic!("{}", show())).clone();
        let interchange = book.components.iter_mut().find(|component| component.name == "interchange");
        interchange.into_iter().for_each(|component| component.covering = Covering::One);
        let mut rows = rows::facts(&book.attributes, row_numbers);
        if let Some(missing) = missing.and_then(|name| book.attributes.find(name)) {
            rows.iter_mut().for_each(|facts| drop(facts.remove(&missing)));
        }
        Scenario { files, book, rates, rows }
    }

    /// The book, the rates and the transactions: one of them, or all where they are added up.
    pub fn print(&self, row: usize) -> String {
        let files: Vec<String> =
            self.files.iter().map(|(name, text)| format!("# ---- {name}\n{text}")).collect();
        let rate = |rate: &Rate| format!("{} 1 {} = {} {}\n", rate.date, rate.from, rate.rate, rate.to);
        let rates: String = self.rates.iter().map(rate).collect();
        let mut text = format!("{}\n# ---- rates\n{rates}\n", files.join("\n"));
        for (place, facts) in self.rows.iter().enumerate() {
            if place == row || !self.book.aggregates.is_empty() {
                text += &format!("# ---- transaction {place}\n{}\n", self.print_facts(facts));
            }
        }
        text
    }

    fn print_facts(&self, facts: &Facts) -> String {
        let name = |id| self.book.attributes.name(id);
        facts.iter().map(|(id, value)| format!("{} = {value}", name(*id))).collect::<Vec<_>>().join(", ")
    }
}

/// Numbers for a book in parts, and for its transactions.
pub type Numbers = (Vec<Vec<u16>>, Vec<Vec<u8>>);

/// Random numbers for a book, and for up to so many transactions.
pub fn numbers(most_rows: usize) -> impl Strategy<Value = Numbers> {
    let book = vec(vec(any::<u16>(), 0..=NUMBERS_PER_PART), 0..=PARTS);
    (book, vec(vec(any::<u8>(), rows::NUMBERS_PER_ROW), 1..=most_rows))
}

/// Tries a property on so many random inputs, the same ones each time. If one fails: why, and the input,
/// simpler if so many steps could make it so.
pub fn failing<S: Strategy>(
    cases: u32,
    max_shrink_iters: u32,
    inputs: S,
    property: impl Fn(S::Value) -> Result<(), String>,
) -> Option<(String, S::Value)> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let property = |input| property(input).map_err(TestCaseError::fail);
    match TestRunner::new_with_rng(config, rng).run(&inputs, property) {
        Ok(()) => None,
        Err(TestError::Fail(message, input)) => Some((message.to_string(), input)),
        Err(TestError::Abort(message)) => panic!("gave up: {message}"),
    }
}

/// Why the simplest scenario fails that is made of a failing one: transactions are taken away, and numbers
/// of the book made zero, many at a time and then one by one.
pub fn simplest((mut parts, mut rows): Numbers, fails: impl Fn(&Numbers) -> Option<String>) -> String {
    let mut why = String::new();
    loop {
        let before = (parts.clone(), rows.clone());
        for size in [16, 4, 1] {
            let mut at = 0;
            while at < rows.len() {
                let rest = [&rows[..at], &rows[rows.len().min(at + size)..]].concat();
                let fewer = (parts.clone(), rest);
                match Some(&fewer).filter(|fewer| !fewer.1.is_empty()).and_then(&fails) {
                    Some(message) => (why, (parts, rows)) = (message, fewer),
                    None => at += size,
                }
            }
        }
        for (part, size) in (0..parts.len()).flat_map(|part| [1000, 64, 8, 1].map(|size| (part, size))) {
            for at in (0..parts[part].len()).step_by(size) {
                let end = parts[part].len().min(at + size);
                let mut simpler = (parts.clone(), rows.clone());
                simpler.0[part][at..end].fill(0);
                if simpler.0 != parts
                    && let Some(message) = fails(&simpler)
                {
                    (why, (parts, rows)) = (message, simpler);
                }
            }
        }
        if before == (parts.clone(), rows.clone()) {
            return why;
        }
    }
}
