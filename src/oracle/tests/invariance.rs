//! Neither the number of threads nor the order of the rows changes what a transaction costs.

use super::rows;
use super::scenario::{Scenario, failing, numbers};
use crate::compile::compile;
use crate::facts::{Batch, Value, id};
use crate::price::{Line, Priced, State, price};
use crate::schedule::Book;

/// More than two hand-overs of rows to the threads.
const ROWS: usize = 10_000;
const BOOKS: u32 = 6;

/// Each row's outcomes, without the places that its lines have among those of all rows.
fn outcomes(book: &Book, priced: &Priced) -> Vec<Vec<(String, Vec<Line>)>> {
    let outcome = |row: usize, component: usize| {
        let outcome = priced.outcome(row, component);
        let state = match &outcome.state {
            State::NotCovered => "not covered".to_owned(),
            State::Lines(_) => "lines".to_owned(),
            State::Unproven(reason) => reason.text(&book.attributes),
        };
        (format!("{state} {:?}", outcome.dated), priced.lines(row, component).to_vec())
    };
    (0..priced.rows())
        .map(|row| (0..book.components.len()).map(|component| outcome(row, component)).collect())
        .collect()
}

fn priced_by(threads: usize, scenario: &Scenario, batch: &Batch) -> Vec<Vec<(String, Vec<Line>)>> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let program = compile(&scenario.book);
    let fx = rows::fx(&scenario.rates);
    outcomes(&scenario.book, &pool.install(|| price(&program, &mut batch.clone(), &fx).0))
}

#[test]
fn one_thread_and_two_price_every_row_alike_and_so_does_another_order_of_the_rows() {
    let different = failing(BOOKS, 50, numbers(40), |(book_numbers, row_numbers)| {
        let many: Vec<Vec<u8>> = row_numbers.iter().cycle().take(ROWS).cloned().collect();
        let mut scenario = Scenario::new(&book_numbers, &many);
        // Of two rows that say the same, the first in the input is the first in a running total.
        for (place, facts) in scenario.rows.iter_mut().enumerate() {
            facts.insert(id::TRANSACTION_ID, Value::Symbol(format!("t{place}")));
        }
        let attributes = &scenario.book.attributes;
        let one = priced_by(1, &scenario, &rows::batch(attributes, &scenario.rows));
        let two = priced_by(2, &scenario, &rows::batch(attributes, &scenario.rows));
        let backwards: Vec<_> = scenario.rows.iter().rev().cloned().collect();
        let mut turned = priced_by(2, &scenario, &rows::batch(attributes, &backwards));
        turned.reverse();
        for row in 0..scenario.rows.len() {
            if one[row] != two[row] || one[row] != turned[row] {
                let (one, two, turned) = (&one[row], &two[row], &turned[row]);
                let message = format!("transaction {row}\none: {one:?}\ntwo: {two:?}\nturned: {turned:?}");
                return Err(message);
            }
        }
        Ok(())
    });
    assert!(different.is_none(), "{}", different.unwrap().0);
}
