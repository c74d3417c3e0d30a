//! The compiled evaluator against the one that asks every condition of every rule, on random books.

use super::constructs::Seen;
use super::rows;
use super::scenario::{Numbers, Scenario, failing, numbers, simplest};
use crate::compile::compile;
use crate::facts::{AttributeId, Column, Value, id};
use crate::price::{Evaluator, Priced, State, aggregate, derive, price_by_rows};
use crate::schedule::{Accepts, Book, Rule, Test, ValueSet};
use std::cell::RefCell;
use std::collections::HashSet;

const BOOKS: u32 = 1000;
const ROWS_PER_BOOK: usize = 60;
/// What is learnt of some rows must hold for those of the next call.
const ROWS_PER_CALL: usize = 25;

fn outcome(book: &Book, priced: &Priced, row: usize, component: usize) -> String {
    let outcome = priced.outcome(row, component);
    let state = match &outcome.state {
        State::NotCovered => "not covered".to_owned(),
        State::Unproven(reason) => reason.text(&book.attributes),
        State::Lines(_) => format!("{:?}", priced.lines(row, component)),
    };
    format!("{state}, dated {:?}", outcome.dated)
}

/// The book with so many copies of each rule, most of which ask for one thing more: so many that their sets
/// are compared in blocks, or looked up by marks.
fn larger(mut book: Book, copies: usize) -> Book {
    let asked: [(AttributeId, &[&str]); 3] = [
        (id::MCC, &["5541", "0763", "3299", "1111"]),
        (id::PRODUCT, &["gold", "Gold", "classic", "other"]),
        (id::ISSUER_COUNTRY, &["NL", "DE", "US", "FR", "GB"]),
    ];
    let more = |copy: usize| {
        let (attribute, pool) = asked[copy % asked.len()];
        let value = Value::Symbol(pool[copy / asked.len() % pool.len()].to_owned());
        let set = ValueSet { values: [value].into(), mcc_ranges: Vec::new() };
        Test { attribute, accepts: Accepts::OneOf(set), written: Vec::new() }
    };
    for schedule in &mut book.schedules {
        let copy = |(copy, rule): (usize, &Rule)| {
            let mut rule = Rule { id: format!("{}-{copy}", rule.id), ..rule.clone() };
            if copy % 50 != 49 {
                rule.when.tests.push(more(copy * 7 / 5));
            }
            rule
        };
        let many = schedule.rules.len() * copies;
        schedule.rules = schedule.rules.iter().cycle().take(many).enumerate().map(copy).collect();
    }
    book
}

fn agree(scenario: &Scenario, seen: &mut Seen) -> Result<(), String> {
    let book = &scenario.book;
    let program = compile(book);
    let fx = rows::fx(&scenario.rates);
    let mut batch = rows::batch(&book.attributes, &scenario.rows);
    // Texts without a dictionary are tested too, one by one.
    if batch.rows.is_multiple_of(3)
        && let Some(products) = &mut batch.columns[id::PRODUCT.0]
    {
        let text = |row| products.value(row).map(|value| value.to_string()).unwrap_or_default();
        let texts: Vec<String> = (0..batch.rows).map(text).collect();
        *products = Column::Texts(texts.iter().map(String::as_str).collect());
    }
    derive(&program.derived, &mut batch);
    let aggregates = aggregate(&program, &batch, &fx, &HashSet::new());
    aggregates.enter(&program.attributes, &mut batch);
    let slow = price_by_rows(&program, &batch, &fx, &aggregates);
    let evaluator = Evaluator::new(&program);
    // The second time it has met every combination of classes.
    for start in (0..2).flat_map(|_| (0..batch.rows).step_by(ROWS_PER_CALL)) {
        let rows = start..batch.rows.min(start + ROWS_PER_CALL);
        let quick = evaluator.price(&batch, &fx, &aggregates, rows.clone());
        for row in rows.clone() {
            for (component, named) in book.components.iter().enumerate() {
                let same = quick.outcome(row - start, component).dated == slow.outcome(row, component).dated
                    && quick.lines(row - start, component) == slow.lines(row, component);
                let (quick, slow) =
                    (outcome(book, &quick, row - start, component), outcome(book, &slow, row, component));
                if !same
                    || slow.starts_with("[Line") != quick.starts_with("[Line")
                    || !slow.starts_with("[Line") && slow != quick
                {
                    let (name, shown) = (&named.name, scenario.print(row));
                    return Err(format!(
                        "\n{shown}\n# ---- {name} of transaction {row}\ncompiled: {quick}\nby rows:  {slow}\n"
                    ));
                }
                seen.add("outcomes", 1);
            }
        }
    }
    seen.add("asked exactly", u32::try_from(evaluator.asked_exactly()).unwrap());
    Ok(())
}

#[test]
fn the_compiled_evaluator_says_what_asking_every_condition_says() {
    let books = std::env::var("TRUEUP_ORACLE_BOOKS").ok().and_then(|text| text.parse().ok()).unwrap_or(BOOKS);
    let seen = RefCell::new(Seen::default());
    let compared = |(numbers, rows): &Numbers| agree(&Scenario::new(numbers, rows), &mut seen.borrow_mut());
    if let Some((why, input)) = failing(books, 0, numbers(ROWS_PER_BOOK), |input| compared(&input)) {
        let simplest = simplest(input, |input| compared(input).err());
        panic!("{}", if simplest.is_empty() { why } else { simplest });
    }
    let seen = seen.into_inner();
    let (outcomes, asked) = (seen.count("outcomes"), seen.count("asked exactly"));
    assert!(asked > 0 && asked * 2 < outcomes, "{asked} of {outcomes} outcomes were asked exactly");
}

#[test]
fn it_says_the_same_of_books_with_many_rules() {
    for (copies, books) in [(30, 60), (700, 12)] {
        let seen = RefCell::new(Seen::default());
        let compared = |(numbers, rows): Numbers| {
            let mut scenario = Scenario::new(&numbers, &rows);
            scenario.book = larger(scenario.book, copies);
            agree(&scenario, &mut seen.borrow_mut())
        };
        let different = failing(books, 0, numbers(40), compared);
        assert!(
            different.is_none(),
            "{copies} copies: {}",
            different.map(|(why, _)| why).unwrap_or_default()
        );
        let seen = seen.into_inner();
        assert!(seen.count("asked exactly") * 2 < seen.count("outcomes"));
    }
}
