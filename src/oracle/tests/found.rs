//! What the comparison has found, one small book each, with the cost worked out by hand.

use super::engine::Engine;
use super::rows;
use super::scenario::Scenario;
use crate::facts::parse_value;
use crate::oracle::{Evaluator, Facts};
use crate::schedule::load_texts;

/// What both evaluators say of each transaction, written as `name = value, …`, by this basis and fee.
fn costs(basis: &str, fee: &str, transactions: &[&str]) -> Vec<String> {
    let schedule = SCHEDULE.replace("BASIS", basis).replace("FEE", fee);
    let files = vec![("book.toml".to_owned(), BOOK.to_owned()), ("fees.toml".to_owned(), schedule)];
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
        let (own, notes) = naive.costs(row).remove(0);
        assert!(cost == own.to_string() || cost == "too_many_digits" && notes.too_long(), "{cost}, {own}");
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

const SCHEDULE: &str = r#"
[schedule]
id = "fee"
component = "fee"
currency = "EUR"
basis = "BASIS"
rounding = { mode = "ceiling", decimals = 2, per = "line" }
[[rule]]
id = "steps"
fee = FEE
"#;

#[test]
fn a_row_that_spans_steps_without_a_percentage_needs_no_basis() {
    let fee = r#"{ tiers = "graduated", on = "traffic", steps = [
        { from = "0", fee = "0.10" }, { from = "10", fee = "0.20" }, { from = "20", fee = "1%" }] }"#;
    let row = "currency = EUR, merchant_id = m, clearing_date = 2026-05-01, kilobytes = 15";
    let rows = ["t1", "t2"].map(|id| format!("transaction_id = {id}, {row}"));
    let costs = costs("cashback", fee, &rows.each_ref().map(String::as_str));
    assert_eq!(costs, ["fee/steps 0.1 EUR", "unknown_attribute: cashback"]);
}

#[test]
fn a_quotient_without_an_end_is_not_added_to_digits_behind_those_that_are_known() {
    let cost = |first: &str| {
        let fee = r#"{ tiers = "graduated", on = "traffic", steps = [
            { from = "0", fee = "FIRST" }, { from = "1", fee = "0%" }] }"#;
        let row = "transaction_id = t1, currency = EUR, merchant_id = m, clearing_date = 2026-05-01, kilobytes = 3, amount = 100";
        costs("amount", &fee.replace("FIRST", first), &[row]).remove(0)
    };
    // A third of 1.00, and what makes it 0.34 or a hair more: rounded up, that is 0.35.
    assert_eq!(cost("1% + 0.0066"), "fee/steps 0.34 EUR");
    assert_eq!(cost("1% + 0.006666666666666666666667"), "fee/steps 0.35 EUR");
    assert_eq!(cost("1% + 0.0066666666666666666666666667"), "too_many_digits");
    assert_eq!(cost("1%, min 0.3333333333333333333333333333"), "too_many_digits");
}
