//! Billed lines whose event, or whose transaction's event, is not known: nothing is disputed for want of it.

use super::pairs;

const SALE: &str = "id=T1 event=sale funding=credit amount=100.00 network=visa";
const REFUND: &str = "id=T1 event=refund funding=credit amount=100.00";
const UNKNOWN: &str = "id=T1 funding=credit amount=100.00";

#[test]
fn a_line_of_an_event_joins_the_row_whose_event_is_unknown() {
    assert_eq!(
        pairs(&[UNKNOWN], &["T1 sale interchange 1.00 EUR"]),
        ["interchange unknown_attribute, expected -, billed 1.00, variance - EUR (unknown_attribute: event)"]
    );
    let of_another = UNKNOWN.replace("T1", "T2");
    assert_eq!(
        pairs(&[&of_another], &["T1 sale interchange 1.00 EUR"])[1],
        "interchange unexpected, expected -, billed 1.00, variance 1.00 EUR"
    );
}

#[test]
fn a_line_of_an_event_prefers_the_row_of_that_event() {
    assert_eq!(
        pairs(&[UNKNOWN, SALE], &["T1 sale interchange 1.00 EUR"])[1],
        "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR"
    );
}

#[test]
fn a_line_of_an_event_is_not_unexpected_where_a_row_of_unknown_event_may_be_its_own() {
    assert_eq!(
        pairs(&[UNKNOWN], &["T1 sale scheme_fee 0.05 EUR"])[1],
        "scheme_fee unknown_attribute, expected -, billed 0.05, variance - EUR (unknown_attribute: event)"
    );
}

#[test]
fn equal_lines_of_two_events_are_no_duplicates_where_the_row_has_none() {
    assert_eq!(
        pairs(&[UNKNOWN], &["T1 sale interchange 0.10 EUR", "T1 refund interchange 0.10 EUR"]),
        ["interchange unknown_attribute, expected -, billed 0.20, variance - EUR (unknown_attribute: event)"]
    );
}

#[test]
fn a_line_without_event_belongs_to_the_only_event_that_expects_its_component() {
    let both_exact = [
        "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
        "scheme_fee exact, expected 0.05, billed 0.05, variance 0.00 EUR",
        "interchange exact, expected 0.10, billed 0.10, variance 0.00 EUR",
    ];
    let lines =
        ["T1 sale interchange 1.00 EUR", "T1 refund interchange 0.10 EUR", "T1 - scheme_fee 0.05 EUR"];
    assert_eq!(pairs(&[SALE, REFUND], &lines), both_exact);
    let unpriced = "id=T1 event=sale funding=charge amount=100.00";
    let decline = "id=T1 event=decline funding=charge amount=100.00";
    assert_eq!(
        pairs(&[unpriced, decline], &["T1 - interchange 0.05 EUR"]),
        ["interchange unpriced, expected -, billed 0.05, variance - EUR (unpriced)"]
    );
}

#[test]
fn a_line_without_event_is_unproven_where_several_events_may_be_meant() {
    let line = "T1 - interchange 0.10 EUR";
    let lines = ["T1 sale interchange 1.00 EUR", line, line];
    assert_eq!(
        pairs(&[SALE, REFUND], &lines),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "scheme_fee unbilled, expected 0.05, billed -, variance -0.05 EUR",
            "interchange unpriced, expected 0.10, billed -, variance - EUR (ambiguous_event: refund, sale)",
            "interchange unpriced, expected -, billed 0.20, variance - EUR (ambiguous_event: refund, sale)",
        ]
    );
    assert_eq!(
        pairs(&[SALE, REFUND], &["T1 - tax 0.10 EUR"])[3],
        "tax unpriced, expected -, billed 0.10, variance - EUR (ambiguous_event: refund, sale)"
    );
}
