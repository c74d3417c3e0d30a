//! One transaction, what was billed for it, and what that is.

use super::{comparison, lagging, pairs, shown, tolerating};

const SALE: &str = "id=T1 event=sale funding=credit amount=100.00";

#[test]
fn several_lines_of_one_pair_add_up() {
    let lines =
        ["T1 sale interchange 0.70 EUR", "T1 sale interchange 0.20 EUR", "T1 sale interchange 0.10 EUR"];
    assert_eq!(pairs(&[SALE], &lines), ["interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR"]);
    let with_credit = ["T1 sale interchange 1.20 EUR", "T1 sale interchange -0.10 EUR"];
    assert_eq!(
        pairs(&[SALE], &with_credit),
        ["interchange overbilled, expected 1.00, billed 1.10, variance 0.10 EUR"]
    );
}

#[test]
fn each_component_is_a_pair_of_its_own() {
    let visa = "id=T1 event=sale funding=credit amount=100.00 network=visa";
    let lines = ["T1 sale scheme_fee 0.04 EUR", "T1 sale interchange 1.00 EUR", "T1 sale tax 0.21 EUR"];
    assert_eq!(
        pairs(&[visa], &lines),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "scheme_fee underbilled, expected 0.05, billed 0.04, variance -0.01 EUR",
            "tax unexpected, expected -, billed 0.21, variance 0.21 EUR",
        ]
    );
}

#[test]
fn what_nothing_covers_is_no_pair_until_it_is_billed() {
    let decline = "id=T1 event=decline funding=credit amount=100.00";
    assert_eq!(pairs(&[decline], &[]), Vec::<String>::new());
    assert_eq!(
        pairs(&[decline], &["T1 decline interchange 0.02 EUR"]),
        ["interchange unexpected, expected -, billed 0.02, variance 0.02 EUR"]
    );
}

#[test]
fn an_expected_cost_of_zero_needs_no_line() {
    let debit = "id=T1 event=sale funding=debit amount=100.00";
    assert_eq!(pairs(&[debit], &[]), ["interchange exact, expected 0.00, billed -, variance 0.00 EUR"]);
    assert_eq!(
        pairs(&[debit], &["T1 sale interchange 0.01 EUR"]),
        ["interchange overbilled, expected 0.00, billed 0.01, variance 0.01 EUR"]
    );
}

#[test]
fn a_wrong_currency_gives_one_row_for_each_currency() {
    assert_eq!(
        pairs(&[SALE], &["T1 sale interchange 1.08 USD"]),
        [
            "interchange wrong_currency, expected 1.00, billed -, variance -1.00 EUR (billed in USD, expected in EUR)",
            "interchange wrong_currency, expected -, billed 1.08, variance 1.08 USD (billed in USD, expected in EUR)",
        ]
    );
    let two = ["T1 sale interchange 1.08 USD", "T1 sale interchange 0.85 GBP"];
    assert_eq!(
        pairs(&[SALE], &two),
        [
            "interchange wrong_currency, expected 1.00, billed -, variance -1.00 EUR (billed in GBP and USD, expected in EUR)",
            "interchange wrong_currency, expected -, billed 0.85, variance 0.85 GBP (billed in GBP, expected in EUR)",
            "interchange wrong_currency, expected -, billed 1.08, variance 1.08 USD (billed in USD, expected in EUR)",
        ]
    );
}

#[test]
fn money_in_the_right_currency_is_compared_though_more_was_billed_in_another() {
    let lines = ["T1 sale interchange 0.50 USD", "T1 sale interchange 1.00 EUR"];
    assert_eq!(
        pairs(&[SALE], &lines),
        [
            "interchange exact, expected 1.00, billed 1.00, variance 0.00 EUR",
            "interchange wrong_currency, expected -, billed 0.50, variance 0.50 USD (billed in USD, expected in EUR)",
        ]
    );
}

#[test]
fn an_unproven_cost_has_no_variance_whatever_was_billed() {
    let unknown = "id=T1 event=sale amount=100.00";
    let unpriced = "id=T2 event=sale funding=charge amount=100.00";
    let no_fx = "id=T3 event=sale funding=credit amount=100.00 currency=USD";
    assert_eq!(
        pairs(&[unknown, unpriced, no_fx], &[]),
        [
            "interchange unknown_attribute, expected -, billed -, variance - (unknown_attribute: funding)",
            "interchange unpriced, expected -, billed -, variance - (unpriced)",
            "interchange no_rate, expected -, billed -, variance - (no_rate: USD/EUR 2026-05-01)",
        ]
    );
    let lines =
        ["T1 sale interchange 1.00 EUR", "T2 sale interchange 0.00 EUR", "T3 sale interchange 0.93 EUR"];
    assert_eq!(
        pairs(&[unknown, unpriced, no_fx], &lines),
        [
            "interchange unknown_attribute, expected -, billed 1.00, variance - EUR (unknown_attribute: funding)",
            "interchange unpriced, expected -, billed 0.00, variance - EUR (unpriced)",
            "interchange no_rate, expected -, billed 0.93, variance - EUR (no_rate: USD/EUR 2026-05-01)",
        ]
    );
}

#[test]
fn an_unproven_cost_that_is_billed_in_two_currencies_is_unproven_in_both() {
    let lines = ["T1 sale interchange 1.00 EUR", "T1 sale interchange 1.08 USD"];
    assert_eq!(
        pairs(&["id=T1 event=sale funding=charge amount=100.00"], &lines),
        [
            "interchange unpriced, expected -, billed 1.00, variance - EUR (unpriced)",
            "interchange unpriced, expected -, billed 1.08, variance - USD (unpriced)",
        ]
    );
}

#[test]
fn absence_is_a_discrepancy_only_past_its_lag() {
    let unbilled = ["interchange unbilled, expected 1.00, billed -, variance -1.00 EUR"];
    let not_yet = ["interchange not_yet_billed, expected 1.00, billed -, variance - EUR (not_yet_billed)"];
    let with = |terms| shown(&comparison(&[SALE], &[], &[], &terms));
    assert_eq!(pairs(&[SALE], &[]), unbilled, "no lag is declared");
    assert_eq!(with(lagging("interchange", 62, "2026-07-02")), not_yet, "62 days after 1 May");
    assert_eq!(with(lagging("interchange", 62, "2026-07-03")), unbilled, "63 days after 1 May");
    assert_eq!(with(lagging("scheme_fee", 62, "2026-05-02")), unbilled, "the lag of another component");
}

#[test]
fn what_is_billed_inside_the_lag_is_compared() {
    let terms = lagging("interchange", 62, "2026-05-02");
    assert_eq!(
        shown(&comparison(&[SALE], &[], &["T1 sale interchange 0.99 EUR"], &terms)),
        ["interchange underbilled, expected 1.00, billed 0.99, variance -0.01 EUR"]
    );
    assert_eq!(
        shown(&comparison(&[SALE], &[], &["T1 sale interchange 0.99 USD"], &terms))[0],
        "interchange wrong_currency, expected 1.00, billed -, variance -1.00 EUR (billed in USD, expected in EUR)"
    );
}

#[test]
fn a_tolerance_holds_both_ways_to_the_last_digit_and_for_its_component_alone() {
    let kind = |amount: &str, component| {
        let line = format!("T1 sale interchange {amount} EUR");
        let shown = shown(&comparison(&[SALE], &[], &[line.as_str()], &tolerating(component, "0.01")));
        shown[0].split([' ', ',']).nth(1).unwrap().to_owned()
    };
    assert_eq!(kind("1.01", "interchange"), "within_tolerance");
    assert_eq!(kind("0.99", "interchange"), "within_tolerance");
    assert_eq!(kind("1.00", "interchange"), "exact");
    assert_eq!(kind("1.010000000001", "interchange"), "overbilled");
    assert_eq!(kind("0.989999999999", "interchange"), "underbilled");
    assert_eq!(kind("1.01", "scheme_fee"), "overbilled");
}
