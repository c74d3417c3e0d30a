//! What rows bill that are no usable transaction.

use super::{comparison, pairs, shown};
use trueup::money::parse;
use trueup::reconcile::{Terms, coverage};

const SALE: &str = "id=T1 event=sale funding=credit amount=100.00";
const EXACT: &str = "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR";

#[test]
fn it_is_unproven_and_never_paired_with_a_transaction_of_the_same_id() {
    let lines =
        ["T1 sale interchange 1.00 EUR", "T1 sale interchange 1.00 EUR none=transaction_rejected line=7"];
    assert_eq!(
        pairs(&[SALE], &lines),
        [EXACT, "interchange unpriced, expected -, billed 1.00, variance - EUR (transaction_rejected)"]
    );
}

#[test]
fn it_adds_up_by_id_event_and_reason_without_duplicates() {
    let rejected = "T9 sale interchange 1.00 EUR none=transaction_rejected line=7";
    let lines = [
        rejected,
        "T9 sale scheme_fee 0.05 EUR none=transaction_rejected",
        rejected,
        "T9 sale interchange 2.00 USD none=transaction_rejected",
        "T9 sale interchange 0.30 EUR none=other_row:Fee",
        "T9 refund interchange 0.40 EUR none=transaction_rejected",
        "T9 sale interchange 0.50 EUR",
    ];
    assert_eq!(
        pairs(&[], &lines),
        [
            "interchange unpriced, expected -, billed 2.00, variance - EUR (transaction_rejected)",
            "interchange unpriced, expected -, billed 2.00, variance - USD (transaction_rejected)",
            "scheme_fee unpriced, expected -, billed 0.05, variance - EUR (transaction_rejected)",
            "interchange unpriced, expected -, billed 0.30, variance - EUR (other_row:Fee)",
            "interchange unpriced, expected -, billed 0.40, variance - EUR (transaction_rejected)",
            "interchange unexpected, expected -, billed 0.50, variance 0.50 EUR",
        ]
    );
}

#[test]
fn it_lowers_the_coverage() {
    let lines = ["T1 sale interchange 1.00 EUR", "T2 sale interchange 3.00 EUR none=transaction_rejected"];
    let comparison = comparison(&[SALE], &[], &lines, &Terms::default());
    assert_eq!(shown(&comparison)[0], EXACT);
    assert_eq!(coverage(&comparison.paired, None), Ok(parse("0.25").ok()));
}
