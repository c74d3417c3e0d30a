//! A month in the United States and one in Europe at published fees: every planted fault is found, nothing else is disputed,
//! what stays unproven is what the READMEs say, and the reports are the same to the byte.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{
    assert_golden, assert_planted_are_found, copy, files, only_report, records, repository, say, summary,
};
use std::collections::{BTreeMap, BTreeSet};

/// Runs a scenario on a copy of it and of the book, which lie to each other as in the repository.
fn the_report_is_the_golden_one(scenario: &str) {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("fixtures").join(scenario);
    copy(&repository().join("fixtures").join(scenario), &folder);
    copy(&repository().join("fee_schedules"), &top.path().join("fee_schedules"));
    let said = say(&folder, &["run"]);
    assert_eq!(said.status, 1, "the scenario lies outside its gates\n{}{}", said.out, said.err);
    assert_golden(&files(&only_report(&folder, scenario)), scenario);
}

#[test]
fn the_american_report_is_the_golden_one_to_the_byte() {
    the_report_is_the_golden_one("us");
}

#[test]
fn the_european_report_is_the_golden_one_to_the_byte() {
    the_report_is_the_golden_one("eu");
}

#[test]
fn every_planted_fault_is_found_with_its_kind_and_the_generators_amounts_and_nothing_else_is_disputed() {
    let american = assert_planted_are_found("us");
    let european = assert_planted_are_found("eu");
    let all: BTreeSet<_> = american.union(&european).collect();
    assert_eq!(all.len(), 6, "every disputed kind is planted: {all:?}");
    assert!(american.len() >= 5 && european.len() >= 5);
}

/// How many costs of a component are unproven, by reason.
fn unproven(scenario: &str, component: &str) -> BTreeMap<String, usize> {
    let mut reasons = BTreeMap::new();
    for row in records(&repository().join("reports").join(scenario).join("discrepancies.csv")) {
        if row["verdict"] == "unproven" && row["component"] == component {
            let reason = row["cause"].split(':').next().unwrap().to_owned();
            *reasons.entry(reason).or_default() += 1;
        }
    }
    reasons
}

#[test]
fn as_many_costs_are_unproven_as_the_generator_counts() {
    let told = |scenario: &str, number: usize, before: &str, after: &str| {
        let page = repository().join("fixtures").join(scenario).join("README.md");
        let page = std::fs::read_to_string(page).unwrap().replace('\n', " ").replace("  ", " ");
        let sentence = format!("{before}{number}{after}");
        assert!(page.contains(&sentence), "the README of {scenario} does not say `{sentence}`");
    };
    let american = unproven("us", "interchange");
    told("us", american["unknown_attribute"], "**Not known.** ", " sales in July");
    let sales = |row: &BTreeMap<String, String>| row["dated"].as_str() < "2026-07-01";
    let open = records(&repository().join("reports/us/discrepancies.csv"));
    let before = open.iter().filter(|row| row["component"] == "interchange" && sales(row)).count();
    told("us", before, "the interchange of ", " of them is unproven");
    told("us", american["unpriced"] + american["no_rate"] - before, "**Not published.** ", " sales in July");
    told(
        "eu",
        unproven("eu", "interchange")["unknown_attribute"],
        "the interchange of ",
        " sales is neither",
    );
    told("eu", unproven("eu", "scheme_fee")["unpriced"], "on prepaid cards: ", " sales.");
}

#[test]
fn almost_all_of_the_billed_money_is_proven() {
    for (scenario, least) in [("us", "0.98"), ("eu", "0.999")] {
        let summary = summary(&repository().join("reports").join(scenario));
        let coverage = summary["coverage"]["total"].as_str().unwrap().to_owned();
        assert!(coverage.as_str() >= least, "{scenario}: {coverage}");
    }
}
