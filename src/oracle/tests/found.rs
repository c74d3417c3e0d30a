//! What the comparison has found, one small book each, with the cost worked out by hand.

use super::engine::Engine;
use super::rows;
use super::scenario::Scenario;
use crate::facts::parse_value;
use crate::oracle::{Evaluator, Facts};
use crate::schedule::load_texts;

/// What both evaluators say of each transaction, written as `name = value, …`.
fn costs(book: &str, schedule: &str, transactions: &[&str]) -> Vec<String> {
    let files =
        vec![("book.toml".to_owned(), book.to_owned()), ("fees.toml".to_owned(), schedule.to_owned())];
    let book = load_texts("", files.clone()).book.unwrap();
    let facts = |text: &&str| -> Facts {
        let pairs = text.split(", ").map(|fact| fact.split_once(" = ").unwrap());
        let id = |name: &str| book.attributes.find(name).unwrap();
        pairs
            .map(|(name, value)| (id(name), parse_value(book.attributes.get(id(name)), value).unwrap()))
            .collect()
    };
    let rows: Vec<Facts> = transactions.iter().map(facts).collect();
    let rates = vec![rows::rate("EUR/USD", "2026-05-01", "1.08")];
    let scenario = Scenario { files, book, rates, rows };
    let engine = Engine::new(&scenario);
    let naive = Evaluator::new(&scenario.book, &scenario.rates, &scenario.rows);
    let cost = |row: usize| {
        let cost = engine.cost(row, 0).to_string();
        assert_eq!(cost, naive.costs(row)[0].0.to_string());
        cost
    };
    (0..transactions.len()).map(cost).collect()
}

const BOOK: &str = r#"
language = 1
name = "found"
[components.fee]
schedules = "one"
[attributes]
cashback = { type = "money" }
kilobytes = { type = "decimal" }
[aggregates]
traffic = { sum = "kilobytes", per = ["merchant_id"], period = "month" }
"#;

#[test]
fn a_row_that_spans_steps_without_a_percentage_needs_no_basis() {
    let schedule = r#"
[schedule]
id = "fee"
component = "fee"
currency = "EUR"
basis = "cashback"
rounding = { mode = "half_up", decimals = 2, per = "line" }
[[rule]]
id = "steps"
fee = { tiers = "graduated", on = "traffic", steps = [
    { from = "0", fee = "0.10" }, { from = "10", fee = "0.20" }, { from = "20", fee = "1%" }] }
"#;
    let row = "currency = EUR, merchant_id = m, clearing_date = 2026-05-01, kilobytes = ";
    let costs = costs(
        BOOK,
        schedule,
        &[&format!("transaction_id = t1, {row}15"), &format!("transaction_id = t2, {row}15")],
    );
    assert_eq!(costs, ["fee/steps 0.1 EUR", "unknown_attribute: cashback"]);
}
