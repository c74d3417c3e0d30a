//! Costs that are rounded as a group: lines within one minor unit, the group exactly.

use super::{comparison_by, program_of, shown};
use trueup::program::Program;
use trueup::reconcile::{Terms, Tolerance};

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
    program_of(&[BOOK, SCHEDULE])
}

/// The kinds of the pairs by another book.
fn kinds(texts: &[&str], rows: &[&str], lines: &[&str], terms: &Terms) -> Vec<String> {
    let pairs = shown(&comparison_by(&program_of(texts), rows, &[], lines, terms));
    pairs.iter().map(|pair| pair.split([' ', ',']).nth(1).unwrap().to_owned()).collect()
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

const ALL: &str = r#"
language = 1
name = "batches"
[components.scheme_fee]
schedules = "all"
"#;
const PER_BATCH: &str = r#"
[schedule]
id = "per-batch"
component = "scheme_fee"
currency = "EUR"
select = "all"
rounding = { mode = "half_up", decimals = 2, per = "group", group = ["batch_id"] }
[covers]
network = "amex"
"#;

#[test]
fn what_another_schedule_bills_with_a_line_belongs_to_the_sum_of_its_group() {
    let by_amount = format!("{PER_BATCH}[[rule]]\nid = \"share\"\nfee = \"0.0153%\"");
    let per_item = r#"
[schedule]
id = "item"
component = "scheme_fee"
currency = "EUR"
rounding = { mode = "half_up", decimals = 2, per = "line" }
[covers]
product = "gold"
[[rule]]
id = "item"
fee = "0.10"
"#;
    let rows =
        ["id=T1 product=gold amount=123.45 batch_id=B1", "id=T2 product=plain amount=70.00 batch_id=B1"];
    let right = ["T1 - scheme_fee 0.12 EUR", "T2 - scheme_fee 0.01 EUR"];
    let book = [ALL, by_amount.as_str(), per_item];
    assert_eq!(kinds(&book, &rows, &right, &Terms::default()), ["within_rounding", "within_rounding"]);
    let wrong = ["T1 - scheme_fee 0.12 EUR", "T2 - scheme_fee 0.02 EUR"];
    assert_eq!(kinds(&book, &rows, &wrong, &Terms::default()), ["overbilled", "overbilled"]);
}

#[test]
fn the_rows_of_a_transaction_may_lie_in_two_groups_and_neither_is_disputed_for_it() {
    let by_amount = format!("{PER_BATCH}[[rule]]\nid = \"share\"\nfee = \"0.0153%\"");
    let rows = [
        "id=T3 event=sale amount=123.45 batch_id=B2",
        "id=T3 event=sale amount=50.00 batch_id=B3",
        "id=T4 event=sale amount=123.45 batch_id=B3",
    ];
    let lines = ["T3 sale scheme_fee 0.02 EUR", "T3 sale scheme_fee 0.01 EUR", "T4 sale scheme_fee 0.02 EUR"];
    let found = kinds(&[ALL, &by_amount], &rows, &lines, &Terms::default());
    assert_eq!(found, ["within_rounding", "within_rounding"]);
}

#[test]
fn the_bound_is_one_minor_unit_for_each_line() {
    let rules: String =
        ["a", "b", "c"].iter().map(|id| format!("[[rule]]\nid = \"{id}\"\nfee = \"0.014\"\n")).collect();
    let book = format!("{PER_BATCH}{rules}");
    let rows = ["id=T1 amount=1.00 batch_id=B1", "id=T2 amount=1.00 batch_id=B1"];
    let lines = ["T1 - scheme_fee 0.03 EUR", "T2 - scheme_fee 0.05 EUR"];
    let found = kinds(&[ALL, &book], &rows, &lines, &Terms::default());
    assert_eq!(found, ["within_rounding", "within_rounding"], "0.084 in all, rounded 0.08");
}

#[test]
fn only_an_exact_sum_excuses_a_line_that_is_not_billed() {
    let book = format!("{PER_BATCH}[[rule]]\nid = \"small\"\nfee = \"0.10% + 0.003\"");
    let rows = ["id=T1 amount=1.00 batch_id=B1", "id=T2 batch_id=B1"];
    assert_eq!(kinds(&[ALL, &book], &rows, &[], &Terms::default()), ["unbilled", "unknown_attribute"]);
    assert_eq!(
        kinds(&[ALL, &book], &rows[..1], &[], &Terms::default()),
        ["within_rounding"],
        "0.004 is 0.00"
    );
}

#[test]
fn an_unproven_cost_of_another_schedule_does_not_keep_a_group_from_being_compared() {
    let by_amount = format!("{PER_BATCH}[[rule]]\nid = \"share\"\nfee = \"1%\"");
    let other = PER_BATCH.replace("per-batch", "other").replace("amex", "visa")
        + "[[rule]]\nid = \"share\"\nfee = \"1%\"";
    let rows = ["id=T1 amount=1.40 batch_id=B1", "id=T2 amount=1.40 batch_id=B1", "id=T3 network=visa"];
    let lines = ["T1 - scheme_fee 0.02 EUR", "T2 - scheme_fee 0.02 EUR"];
    let found = kinds(&[ALL, &by_amount, &other], &rows, &lines, &Terms::default());
    assert_eq!(found, ["overbilled", "overbilled", "unknown_attribute"]);
    let incomplete = Terms { incomplete: true, ..Terms::default() };
    let found = kinds(&[ALL, &by_amount], &rows[..2], &lines, &incomplete);
    assert_eq!(found, ["within_rounding", "within_rounding"], "a rejected row may belong to the batch");
}

#[test]
fn a_line_within_its_tolerance_counts_in_the_sum_of_its_group() {
    let book = format!("{PER_BATCH}[[rule]]\nid = \"item\"\nfee = \"0.012\"");
    let rows = ["id=T1 amount=1.00 batch_id=B1", "id=T2 amount=1.00 batch_id=B1"];
    let tolerance = Tolerance { absolute: "0.02".parse().unwrap() };
    let terms = Terms { tolerance: [("scheme_fee".to_owned(), tolerance)].into(), ..Terms::default() };
    let lines = ["T1 - scheme_fee 0.03 EUR", "T2 - scheme_fee 0.02 EUR"];
    let found = kinds(&[ALL, &book], &rows, &lines, &terms);
    assert_eq!(found, ["within_tolerance", "overbilled"], "0.05 is more than 0.02 above 0.02");
}

#[test]
fn a_group_that_is_billed_too_much_disputes_the_lines_that_are() {
    let book = format!("{PER_BATCH}[[rule]]\nid = \"small\"\nfee = \"0.10%\"");
    let rows = ["id=T1 amount=1.00 batch_id=B1", "id=T2 amount=1.00 batch_id=B1"];
    let lines = ["T1 - scheme_fee 0.01 EUR", "T2 - scheme_fee 0 EUR"];
    let found = kinds(&[ALL, &book], &rows, &lines, &Terms::default());
    assert_eq!(found, ["overbilled", "within_rounding"]);
}
