//! Both evaluators price the same transactions of random books.

use super::constructs::{CONSTRUCTS, OUTCOMES, Seen};
use super::engine::Engine;
use super::scenario::{Numbers, Scenario, failing, numbers, simplest};
use crate::facts::AttributeId;
use crate::money::{Decimal, Mode};
use crate::oracle::{Cost, Evaluator, Exact};
use std::cell::RefCell;

const BOOKS: u32 = 1000;
const ROWS_PER_BOOK: usize = 60;

/// Compares what both say of every transaction, and counts what came up.
pub fn agree(scenario: &Scenario, seen: &mut Seen) -> Result<(), String> {
    let engine = Engine::new(scenario);
    let naive = Evaluator::new(&scenario.book, &scenario.rates, &scenario.rows);
    for (what, count) in naive.notes.seen() {
        seen.add(what, count);
    }
    for row in 0..scenario.rows.len() {
        for aggregate in &scenario.book.aggregates {
            let (total, own) =
                (engine.total(aggregate.attribute, row), naive.total(aggregate.attribute, row));
            if !same_total(total, own.as_ref()) {
                if total.is_none() && naive.notes.too_long() {
                    seen.add("a total has too many digits", 1);
                    return Ok(());
                }
                return Err(differ(scenario, row, Part::Total(aggregate.attribute), &total, &own));
            }
        }
        if naive.repeats(row) {
            continue;
        }
        seen.add("transactions", 1);
        agree_on_row(scenario, (&engine, &naive), row, seen)?;
    }
    Ok(())
}

fn agree_on_row(
    scenario: &Scenario,
    (engine, naive): (&Engine<'_>, &Evaluator<'_>),
    row: usize,
    seen: &mut Seen,
) -> Result<(), String> {
    for (component, (cost, notes)) in naive.costs(row).into_iter().enumerate() {
        let priced = engine.cost(row, component);
        if priced == cost {
            seen.add(outcome(&cost), 1);
            if notes.seen().contains_key("unpublished") {
                seen.add("unpublished", 1);
            }
            if matches!(cost, Cost::Lines(_)) {
                notes.seen().into_iter().for_each(|(what, count)| seen.add(what, count));
            }
        } else if notes.too_long() && outcome(&priced) == "too_many_digits" {
            // What rests on this component is not known to the engine either.
            seen.add("excused: too_many_digits", 1);
            return Ok(());
        } else {
            return Err(differ(scenario, row, Part::Component(component), &Some(priced), &Some(cost)));
        }
    }
    Ok(())
}

/// A total without an end is right if it lies between the same numbers with 12 decimals.
fn same_total(total: Option<Decimal>, naive: Option<&Exact>) -> bool {
    let (Some(total), Some(naive)) = (total.map(Exact::of), naive) else {
        return total.is_none() && naive.is_none();
    };
    let below = |number: &Exact| number.rounded(Mode::Floor, 12);
    total == *naive || !naive.fits(86, 24) && below(&total) == below(naive) && below(&total) != total
}

enum Part {
    Total(AttributeId),
    Component(usize),
}

fn differ<E: std::fmt::Display, N: std::fmt::Display>(
    scenario: &Scenario,
    row: usize,
    part: Part,
    engine: &Option<E>,
    naive: &Option<N>,
) -> String {
    let name = match part {
        Part::Total(attribute) => scenario.book.attributes.name(attribute),
        Part::Component(component) => &scenario.book.components[component].name,
    };
    let said = |it: Option<String>| it.unwrap_or_else(|| "unknown".to_owned());
    let (engine, naive) =
        (said(engine.as_ref().map(ToString::to_string)), said(naive.as_ref().map(ToString::to_string)));
    let scenario = scenario.print(row);
    let message =
        format!("\n{scenario}\n# ---- {name} of transaction {row}\nengine: {engine}\nnaive:  {naive}\n");
    message
}

fn outcome(cost: &Cost) -> String {
    match cost {
        Cost::NotCovered => "not_covered".to_owned(),
        Cost::Lines(lines) if lines.len() > 1 => "several_lines".to_owned(),
        Cost::Lines(_) => "line".to_owned(),
        Cost::Unproven(reason) if reason.contains('/') => "no_fx".to_owned(),
        Cost::Unproven(reason) => reason.split(':').next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn the_engine_agrees_with_a_naive_reading_of_the_language_on_random_books() {
    let books = std::env::var("TRUEUP_ORACLE_BOOKS").ok().and_then(|text| text.parse().ok()).unwrap_or(BOOKS);
    let seen = RefCell::new(Seen::default());
    let compared = |(numbers, rows): &Numbers| agree(&Scenario::new(numbers, rows), &mut seen.borrow_mut());
    if let Some((why, input)) = failing(books, 0, numbers(ROWS_PER_BOOK), |input| compared(&input)) {
        let simplest = simplest(input, |input| compared(input).err());
        panic!("{}", if simplest.is_empty() { why } else { simplest });
    }
    let seen = seen.into_inner();
    if books >= BOOKS {
        seen.require(&["transactions"], 20_000);
        seen.require(&OUTCOMES, 500);
        seen.require(&CONSTRUCTS, 40);
    }
    // An engine with so many digits as this one has may give up only where a number is too long, and seldom.
    let gave_up = seen.count("excused: too_many_digits") + seen.count("a total has too many digits");
    assert!(gave_up <= seen.count("transactions") / 500, "{gave_up} times: {:#?}", seen.0);
}
