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
