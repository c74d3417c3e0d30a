//! Transactions that stand in several rows: partial refunds, several captures, and plain repetition.

use super::{comparison, pairs, shown};
use trueup::reconcile::{Repeat, Terms};

const REFUND_40: &str = "id=T1 event=refund funding=credit amount=40.00";
const REFUND_60: &str = "id=T1 event=refund funding=credit amount=60.00";
const SALE: &str = "id=T1 event=sale funding=credit amount=100.00";
const BOTH_EXACT: &str = "interchange exact, expected 0.20, billed 0.20, variance 0.00 EUR";

#[test]
fn two_partial_refunds_of_one_id_add_up() {
    assert_eq!(pairs(&[REFUND_40, REFUND_60], &["T1 refund interchange 0.20 EUR"]), [BOTH_EXACT]);
    let lines = ["T1 refund interchange 0.12 EUR", "T1 refund interchange 0.08 EUR"];
    assert_eq!(pairs(&[REFUND_40, REFUND_60], &lines), [BOTH_EXACT]);
}

#[test]
fn equal_costs_of_two_partial_refunds_are_no_duplicates() {
    let rows = ["row 0 interchange 0.10 EUR", "row 1 interchange 0.10 EUR"];
    assert_eq!(pairs(&[REFUND_40, REFUND_60], &rows), [BOTH_EXACT]);
    let line = "T1 refund interchange 0.10 EUR";
    assert_eq!(pairs(&[REFUND_40, REFUND_60], &[line, line]), [BOTH_EXACT]);
}

#[test]
fn one_line_more_than_there_are_rows_is_a_duplicate() {
    let line = "T1 refund interchange 0.10 EUR";
    assert_eq!(
        pairs(&[REFUND_40, REFUND_60], &[line, line, line]),
        [BOTH_EXACT, "interchange duplicate, expected -, billed 0.10, variance 0.10 EUR"]
    );
}

#[test]
fn one_line_id_is_one_line_however_many_rows_there_are() {
    let line = "T1 refund interchange 0.10 EUR line=17";
    assert_eq!(
        pairs(&[REFUND_40, REFUND_60], &[line, line]),
        [
            "interchange underbilled, expected 0.20, billed 0.10, variance -0.10 EUR",
            "interchange duplicate, expected -, billed 0.10, variance 0.10 EUR",
        ]
    );
}

#[test]
fn two_rows_of_which_one_is_unproven_are_unproven_together() {
    let charge = "id=T1 event=sale funding=charge amount=40.00";
    assert_eq!(
        pairs(&[SALE, charge], &["T1 sale interchange 1.00 EUR"]),
        ["interchange unpriced, expected -, billed 1.00, variance - EUR (unpriced)"]
    );
}

#[test]
fn a_repeated_row_is_not_priced_twice_and_is_told() {
    let comparison =
        comparison(&[SALE, REFUND_40, SALE], &[], &["T1 sale interchange 1.00 EUR"], &Terms::default());
    assert_eq!(comparison.repeats, [Repeat { row: 2, of: 0 }]);
    assert_eq!(
        shown(&comparison),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "interchange unbilled, expected 0.10, billed -, variance -0.10 EUR",
        ]
    );
}

#[test]
fn a_repeated_row_that_carries_its_cost_again_is_a_duplicate() {
    assert_eq!(
        pairs(&[SALE, SALE], &["row 0 interchange 1.00 EUR", "row 1 interchange 1.00 EUR"]),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "interchange duplicate, expected -, billed 1.00, variance 1.00 EUR",
        ]
    );
}

#[test]
fn equal_rows_with_line_ids_of_their_own_are_two_transactions() {
    let comparison =
        comparison(&[SALE, SALE], &["a", "b"], &["T1 sale interchange 2.00 EUR"], &Terms::default());
    assert_eq!(comparison.repeats, []);
    assert_eq!(shown(&comparison), ["interchange exact, expected 2.00, billed 2.00, variance 0.00 EUR"]);
}

#[test]
fn rows_that_differ_in_any_fact_are_no_repetition() {
    let later = "id=T1 event=sale funding=credit amount=100.00 clearing_date=2026-05-02";
    let comparison = comparison(&[SALE, later], &[], &["T1 sale interchange 2.00 EUR"], &Terms::default());
    assert_eq!(comparison.repeats, []);
    assert_eq!(shown(&comparison), ["interchange exact, expected 2.00, billed 2.00, variance 0.00 EUR"]);
}

#[test]
fn rows_without_an_id_are_not_one_transaction() {
    let nameless = "event=sale funding=credit amount=100.00";
    let comparison = comparison(&[nameless, nameless], &[], &[], &Terms::default());
    assert_eq!(comparison.repeats, []);
    let unbilled = "interchange unbilled, expected 1.00, billed -, variance -1.00 EUR";
    assert_eq!(shown(&comparison), [unbilled, unbilled]);
}

#[test]
fn equal_rows_that_are_billed_under_a_line_id_each_are_two_transactions() {
    let lines = ["T1 sale interchange 1.00 EUR line=1", "T1 sale interchange 1.00 EUR line=2"];
    let comparison = comparison(&[SALE, SALE], &[], &lines, &Terms::default());
    assert_eq!(comparison.repeats, []);
    assert_eq!(comparison.paired.several_rows, [(0, 2)]);
    assert_eq!(shown(&comparison), ["interchange exact, expected 2.00, billed 2.00, variance 0.00 EUR"]);
}

#[test]
fn a_line_without_event_says_as_well_that_equal_rows_are_billed_apart() {
    let lines = ["T1 - interchange 1.00 EUR line=1", "T1 - interchange 1.00 EUR line=2"];
    let repeats = |rows: &[&str]| comparison(rows, &[], &lines, &Terms::default()).repeats;
    assert_eq!(repeats(&[SALE, SALE]), []);
    let of_two_events = [SALE, SALE, REFUND_40];
    assert_eq!(repeats(&of_two_events), [Repeat { row: 1, of: 0 }], "one line may be the refund's");
}

#[test]
fn several_line_ids_of_one_component_do_not_make_two_rows_of_one() {
    let visa = "id=T1 event=sale funding=credit amount=100.00 network=visa";
    let lines = [
        "T1 sale interchange 1.00 EUR line=1",
        "T1 sale scheme_fee 0.02 EUR line=2",
        "T1 sale scheme_fee 0.03 EUR line=3",
    ];
    let comparison = comparison(&[visa, visa], &[], &lines, &Terms::default());
    assert_eq!(comparison.repeats, [Repeat { row: 1, of: 0 }]);
    assert_eq!(comparison.paired.several_rows, []);
}

#[test]
fn a_row_that_comes_again_with_the_same_line_id_repeats_and_its_cost_is_a_duplicate() {
    let lines = ["row 0 interchange 1.00 EUR line=a", "row 1 interchange 1.00 EUR line=a"];
    let comparison = comparison(&[SALE, SALE], &["a", "a"], &lines, &Terms::default());
    assert_eq!(comparison.repeats, [Repeat { row: 1, of: 0 }]);
    assert_eq!(shown(&comparison)[1], "interchange duplicate, expected -, billed 1.00, variance 1.00 EUR");
}

#[test]
fn thousands_of_rows_of_one_id_are_told_apart_in_time_and_named_once() {
    let rows: Vec<String> = (0..20_000)
        .map(|row| format!("id=T1 event=sale funding=credit amount={}.00", row % 19_999))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let comparison = comparison(&rows, &[], &[], &Terms::default());
    assert_eq!(comparison.repeats, [Repeat { row: 19_999, of: 0 }]);
    assert_eq!(comparison.paired.several_rows, [(0, 19_999)]);
}
