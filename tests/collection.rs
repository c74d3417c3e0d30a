//! The shipped collection of published fees: without a fault or a finding that is not meant, and with a case for every
//! rule, column, step and date. So is the book of a blended contract, which cannot stand in it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{repository, say};

/// Sources are fresh until the next release of the networks, whatever the day on which the tests run.
const AS_OF: &str = "2026-11-25";

#[test]
fn the_collection_has_no_fault_and_every_gap_or_overlap_in_it_is_meant() {
    let said = say(repository(), &["check", "fee_schedules", "--deny", "warnings", "--as-of", AS_OF]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

#[test]
fn every_rule_column_step_and_date_of_the_collection_is_reached_by_a_case_that_holds() {
    let said = say(repository(), &["test", "fee_schedules", "--coverage", "--coverage-at-least", "100%"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

#[test]
fn the_blended_contract_has_no_fault_and_is_reached_by_cases_that_hold() {
    let book = "fixtures/blended/fee_schedules";
    let said = say(repository(), &["check", book, "--deny", "warnings", "--as-of", AS_OF]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    let said = say(repository(), &["test", book, "--coverage", "--coverage-at-least", "100%"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}
