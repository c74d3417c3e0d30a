//! Which transaction a billed line belongs to.

use super::pairs;

const SALE: &str = "id=T1 event=sale funding=credit amount=100.00";
const REFUND: &str = "id=T1 event=refund funding=credit amount=100.00";

#[test]
fn a_line_without_event_belongs_to_the_only_event_of_its_transaction() {
    assert_eq!(
        pairs(&[REFUND], &["T1 - interchange 0.10 EUR"]),
        ["interchange exact, expected 0.10, billed 0.10, variance 0.00 EUR"]
    );
}

#[test]
fn a_line_of_one_event_is_not_paired_with_another() {
    assert_eq!(
        pairs(&[SALE], &["T1 refund interchange 0.10 EUR"]),
        [
            "interchange unbilled, expected 1.00, billed -, variance -1.00 EUR",
            "interchange unexpected, expected -, billed 0.10, variance 0.10 EUR",
        ]
    );
}

#[test]
fn a_line_of_an_event_that_has_no_transaction_does_not_make_the_only_event_doubtful() {
    assert_eq!(
        pairs(&[SALE], &["T1 refund interchange 0.10 EUR", "T1 - interchange 1.00 EUR"]),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "interchange unexpected, expected -, billed 0.10, variance 0.10 EUR",
        ]
    );
}

#[test]
fn lines_without_transaction_are_unexpected_and_add_up_by_their_id() {
    assert_eq!(
        pairs(&[], &["T9 - interchange 0.10 EUR", "T8 - interchange 0.30 EUR", "T9 - interchange 0.20 EUR"]),
        [
            "interchange unexpected, expected -, billed 0.30, variance 0.30 EUR",
            "interchange unexpected, expected -, billed 0.30, variance 0.30 EUR",
        ]
    );
}

#[test]
fn ids_are_compared_exactly() {
    assert_eq!(
        pairs(&[SALE], &["t1 sale interchange 1.00 EUR"])[1],
        "interchange unexpected, expected -, billed 1.00, variance 1.00 EUR"
    );
}

#[test]
fn a_cost_in_the_row_of_its_transaction_needs_no_id_to_find_it() {
    assert_eq!(
        pairs(&[SALE, REFUND], &["row 1 interchange 0.10 EUR", "row 0 interchange 1.02 EUR"]),
        [
            "interchange overbilled, expected 1.00, billed 1.02, variance 0.02 EUR",
            "interchange exact, expected 0.10, billed 0.10, variance 0.00 EUR",
        ]
    );
}
