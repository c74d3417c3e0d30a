//! Costs that are rounded as a group: lines within one minor unit, the group exactly.

use super::{comparison_by, shown};
use trueup::compile::compile;
use trueup::program::Program;
use trueup::reconcile::{Terms, Tolerance};
use trueup::schedule::load_texts;

const BOOK: &str = r#"
language = 1
name = "batches"
[components.scheme_fee]
schedules = "one"
"#;
const SCHEDULE: &str = r#"
[schedule]
id = "batch-rounded"
component = "scheme_fee"
currency = "EUR"
rounding = { mode = "half_up", decimals = 2, per = "group", group = ["batch_id"] }
[[rule]]
id = "sale"
when = { event = "sale" }
fee = "0.13%"
[[rule]]
id = "refund"
when = { event = "refund", product = { known = true } }
fee = "0.13%"
"#;
/// Exactly 0.0130, 0.0260 and 0.0065: 0.0455 in all, rounded 0.05.
const ROWS: [&str; 3] = [
    "id=T1 event=sale amount=10.00 batch_id=B1",
    "id=T2 event=sale amount=20.00 batch_id=B1",
    "id=T3 event=sale amount=5.00 batch_id=B1",
];

fn program() -> Program {
    let files = [("book.toml", BOOK), ("schedule.toml", SCHEDULE)];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    compile(&load_texts("", files.to_vec()).book.unwrap())
}

fn pairs(rows: &[&str], lines: &[&str], terms: &Terms) -> Vec<String> {
    shown(&comparison_by(&program(), rows, &[], lines, terms))
}

#[test]
fn lines_of_a_group_that_adds_up_are_within_rounding() {
    let lines = ["T1 sale scheme_fee 0.01 EUR", "T2 sale scheme_fee 0.03 EUR", "T3 sale scheme_fee 0.01 EUR"];
    assert_eq!(
        pairs(&ROWS, &lines, &Terms::default()),
        [
            "scheme_fee within_rounding, expected 0.013, billed 0.01, variance -0.003 EUR",
            "scheme_fee within_rounding, expected 0.026, billed 0.03, variance 0.004 EUR",
            "scheme_fee within_rounding, expected 0.0065, billed 0.01, variance 0.0035 EUR",
        ]
    );
}

#[test]
fn a_group_that_does_not_add_up_is_disputed_though_each_line_is_near() {
    let lines = ["T1 sale scheme_fee 0.02 EUR", "T2 sale scheme_fee 0.03 EUR", "T3 sale scheme_fee 0.01 EUR"];
    let wrong = "(batch_id = B1: billed 0.06, its rounded sum is 0.05)";
    let found = pairs(&ROWS, &lines, &Terms::default());
    assert_eq!(
        found,
        [
            format!("scheme_fee overbilled, expected 0.013, billed 0.02, variance 0.007 EUR {wrong}"),
            format!("scheme_fee overbilled, expected 0.026, billed 0.03, variance 0.004 EUR {wrong}"),
            format!("scheme_fee overbilled, expected 0.0065, billed 0.01, variance 0.0035 EUR {wrong}"),
        ]
    );
    let tolerance = Tolerance { absolute: "0.01".parse().unwrap() };
    let terms = Terms { tolerance: [("scheme_fee".to_owned(), tolerance)].into(), ..Terms::default() };
    let tolerated = pairs(&ROWS, &lines, &terms);
    assert!(tolerated.iter().all(|pair| pair.contains("within_rounding")), "{tolerated:?}");
}

#[test]
fn the_bound_of_a_line_is_one_minor_unit_and_no_more() {
    let at_bound = pairs(&ROWS[..1], &["T1 sale scheme_fee 0.023 EUR"], &Terms::default());
    assert!(at_bound[0].contains("batch_id = B1: billed 0.023, its rounded sum is 0.01"), "{at_bound:?}");
    let above = pairs(&ROWS[..1], &["T1 sale scheme_fee 0.0231 EUR"], &Terms::default());
    assert_eq!(above, ["scheme_fee overbilled, expected 0.013, billed 0.0231, variance 0.0101 EUR"]);
}

#[test]
fn a_share_too_small_to_be_billed_is_no_missing_line() {
    let rows = ["id=T1 event=sale amount=10.00 batch_id=B1", "id=T2 event=sale amount=1.00 batch_id=B1"];
    assert_eq!(
        pairs(&rows, &["T1 sale scheme_fee 0.01 EUR"], &Terms::default()),
        [
            "scheme_fee within_rounding, expected 0.013, billed 0.01, variance -0.003 EUR",
            "scheme_fee within_rounding, expected 0.0013, billed -, variance -0.0013 EUR",
        ]
    );
}

#[test]
fn a_group_with_an_unproven_cost_is_not_compared_and_no_line_is_disputed_for_it() {
    let rows = [ROWS[0], "id=T9 event=refund amount=100.00 batch_id=B1"];
    let lines = ["T1 sale scheme_fee 0.02 EUR", "T9 refund scheme_fee 0.13 EUR"];
    assert_eq!(
        pairs(&rows, &lines, &Terms::default()),
        [
            "scheme_fee within_rounding, expected 0.013, billed 0.02, variance 0.007 EUR \
             (batch_id = B1: not compared as a whole, for not all of it is proven)",
            "scheme_fee unpriced, expected -, billed 0.13, variance - EUR (unpriced)",
        ]
    );
}

#[test]
fn a_transaction_whose_group_is_unknown_is_unproven() {
    let rows = ["id=T1 event=sale amount=10.00"];
    assert_eq!(
        pairs(&rows, &["T1 sale scheme_fee 0.01 EUR"], &Terms::default()),
        [
            "scheme_fee unknown_attribute, expected -, billed 0.01, variance - EUR (unknown_attribute: batch_id)"
        ]
    );
}

#[test]
fn each_group_is_compared_by_itself() {
    let rows = [ROWS[0], "id=T2 event=sale amount=20.00 batch_id=B2"];
    let lines = ["T1 sale scheme_fee 0.02 EUR", "T2 sale scheme_fee 0.03 EUR"];
    let found = pairs(&rows, &lines, &Terms::default());
    assert!(found[0].contains("overbilled") && found[0].contains("batch_id = B1"), "{found:?}");
    assert!(found[1].contains("within_rounding"), "{found:?}");
}
