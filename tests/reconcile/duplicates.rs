//! Lines that are billed twice.

use super::pairs;

const SALE: &str = "id=T1 event=sale funding=credit amount=100.00";
const EXACT: &str = "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR";
const DUPLICATE: &str = "interchange duplicate, expected -, billed 1.00, variance 1.00 EUR";
const ADDED_UP: &str = "interchange overbilled, expected 1.00, billed 2.00, variance 1.00 EUR";

#[test]
fn an_identical_line_is_a_duplicate_each_time() {
    let line = "T1 sale interchange 1.00 EUR";
    assert_eq!(pairs(&[SALE], &[line, line]), [EXACT, DUPLICATE]);
    assert_eq!(pairs(&[SALE], &[line, line, line]), [EXACT, DUPLICATE, DUPLICATE]);
    let written_otherwise = "T1 sale interchange 1.000 EUR";
    assert_eq!(pairs(&[SALE], &[line, written_otherwise]), [EXACT, DUPLICATE]);
}

#[test]
fn an_identical_line_with_the_same_line_id_is_a_duplicate() {
    let line = "T1 sale interchange 1.00 EUR line=17 as=IC on=2026-05-03";
    assert_eq!(pairs(&[SALE], &[line, line]), [EXACT, DUPLICATE]);
}

#[test]
fn lines_with_ids_of_their_own_are_no_duplicates() {
    let lines = ["T1 sale interchange 1.00 EUR line=17", "T1 sale interchange 1.00 EUR line=18"];
    assert_eq!(pairs(&[SALE], &lines), [ADDED_UP]);
}

#[test]
fn lines_that_are_called_otherwise_or_billed_on_another_day_are_no_duplicates() {
    let names = ["T1 sale interchange 1.00 EUR as=IC", "T1 sale interchange 1.00 EUR as=IC-FIX"];
    assert_eq!(pairs(&[SALE], &names), [ADDED_UP]);
    let days = ["T1 sale interchange 1.00 EUR on=2026-05-03", "T1 sale interchange 1.00 EUR on=2026-05-04"];
    assert_eq!(pairs(&[SALE], &days), [ADDED_UP]);
}

#[test]
fn a_duplicate_without_transaction_is_still_a_duplicate() {
    let line = "T9 - interchange 1.00 EUR";
    assert_eq!(
        pairs(&[], &[line, line]),
        ["interchange unexpected, expected -, billed 1.00, variance 1.00 EUR", DUPLICATE]
    );
}

#[test]
fn a_duplicate_of_an_unproven_cost_is_disputed_all_the_same() {
    let line = "T1 sale interchange 1.00 EUR";
    assert_eq!(
        pairs(&["id=T1 event=sale funding=charge amount=100.00"], &[line, line]),
        ["interchange unpriced, expected -, billed 1.00, variance - EUR (unpriced)", DUPLICATE]
    );
}

#[test]
fn equal_amounts_of_other_components_and_events_are_no_duplicates() {
    let visa = "id=T1 event=sale funding=credit amount=5.00 network=visa";
    let refund = "id=T1 event=refund funding=credit amount=5.00";
    let lines =
        ["T1 sale interchange 0.05 EUR", "T1 sale scheme_fee 0.05 EUR", "T1 refund interchange 0.05 EUR"];
    assert_eq!(
        pairs(&[visa, refund], &lines),
        [
            "interchange exact, expected 0.05, billed 0.05, variance 0.00 EUR",
            "scheme_fee exact, expected 0.05, billed 0.05, variance 0.00 EUR",
            "interchange underbilled, expected 0.10, billed 0.05, variance -0.05 EUR",
        ]
    );
}

#[test]
fn as_many_alike_lines_as_the_expected_cost_has_room_for_are_no_duplicates() {
    let line = "T1 sale interchange 0.50 EUR";
    assert_eq!(pairs(&[SALE], &[line, line]), [EXACT]);
    let duplicate = "interchange duplicate, expected -, billed 0.50, variance 0.50 EUR";
    assert_eq!(pairs(&[SALE], &[line, line, line]), [EXACT, duplicate]);
    let third = "T1 sale interchange 0.34 EUR";
    assert_eq!(
        pairs(&[SALE], &[third, third, third]),
        [
            "interchange underbilled, expected 1.00, billed 0.68, variance -0.32 EUR",
            "interchange duplicate, expected -, billed 0.34, variance 0.34 EUR",
        ]
    );
}

#[test]
fn what_is_a_duplicate_does_not_depend_on_the_order_of_lines() {
    let (half, rest) = ("T1 sale interchange 0.30 EUR", "T1 sale interchange 0.70 EUR");
    let found = [EXACT, "interchange duplicate, expected -, billed 0.30, variance 0.30 EUR"];
    assert_eq!(pairs(&[SALE], &[half, half, rest]), found);
    assert_eq!(pairs(&[SALE], &[rest, half, half]), found);
}

#[test]
fn alike_lines_of_one_line_id_or_in_another_currency_are_duplicates_though_there_is_room() {
    let half = "T1 sale interchange 0.50 EUR line=17";
    assert_eq!(
        pairs(&[SALE], &[half, half])[1],
        "interchange duplicate, expected -, billed 0.50, variance 0.50 EUR"
    );
    let dollars = "T1 sale interchange 0.50 USD";
    assert_eq!(
        pairs(&[SALE], &[dollars, dollars])[2],
        "interchange duplicate, expected -, billed 0.50, variance 0.50 USD"
    );
}
