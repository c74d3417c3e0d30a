//! The command line: exit statuses, help, formats, explanations, expected costs alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{edit, only_report, project, records, repository, say, trueup};
use std::fs;

#[test]
fn every_exit_status_has_its_meaning() {
    let folder = project();
    let status = |arguments: &[&str]| say(folder.path(), arguments).status;
    assert_eq!(status(&["run"]), 0, "within the gates");
    edit(&folder.path().join("trueup.toml"), "EUR = \"50.00\"", "EUR = \"0.01\"");
    assert_eq!(status(&["run"]), 1, "outside the gates");
    assert_eq!(status(&["run", "nowhere.toml"]), 2, "could not run");
    assert_eq!(status(&["run", "--no-such-flag"]), 2, "bad flags");
    edit(&folder.path().join("fee_schedules/acme_markup.cases.toml"), "cost = \"0.58\"", "cost = \"0.59\"");
    assert_eq!(status(&["test"]), 3, "a case is wrong");
    edit(&folder.path().join("fee_schedules/acme_markup.toml"), "[covers]", "[cover]");
    assert_eq!(status(&["check"]), 3, "the book is wrong");
    assert_eq!(status(&["run"]), 3, "the book is wrong");
}

#[test]
fn every_command_has_help_with_an_example() {
    for command in ["init", "run", "price", "check", "test", "explain", "docs"] {
        let said = say(repository(), &[command, "--help"]);
        assert_eq!(said.status, 0);
        assert!(said.out.contains("Example"), "{command}:\n{}", said.out);
        assert!(!said.out.contains("PathBuf") && !said.out.contains("Option<"), "{command}:\n{}", said.out);
    }
}

#[test]
fn a_failing_case_shows_given_expected_got_and_the_rules_tried() {
    let folder = project();
    edit(&folder.path().join("fee_schedules/acme_markup.cases.toml"), "cost = \"0.58\"", "cost = \"0.59\"");
    let said = say(folder.path(), &["test"]);
    for part in ["amount = 200.00", "0.59 by sale", "0.58 EUR by sale", "0.25% + EUR 0.08", "27 hold, 1 fail"]
    {
        assert!(said.out.contains(part), "`{part}` is not in:\n{}", said.out);
    }
}

#[test]
fn results_are_json_where_asked_for() {
    let folder = project();
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&say(folder.path(), arguments).out).unwrap()
    };
    assert_eq!(json(&["test", "--format", "json"])["failed"], 0);
    assert_eq!(json(&["run", "--format", "json"])["summary"]["exit_code"], 0);
    assert_eq!(json(&["explain", "T301", "--format", "json"])["title"], "malformed fee");
    let found = records(&only_report(folder.path(), "acme-nightly").join("discrepancies.csv"));
    let row =
        found.iter().find(|row| row["kind"] == "overbilled" && row["component"] == "interchange").unwrap();
    let traced = json(&["explain", "--transaction", &row["transaction_id"], "--format", "json"]);
    let rules =
        traced["transactions"][0]["components"][0]["schedules"][0]["rules"].as_array().unwrap().clone();
    let selected = rules.iter().find(|rule| rule["selected"] == true).unwrap();
    assert_eq!(selected["costing"]["amount"].as_str(), Some(row["expected"].as_str()), "{traced:#}");
    let data = "data/settlement_detail_report_batch_1.csv";
    let priced = json(&[
        "price",
        "--book",
        "fee_schedules",
        "--transactions",
        data,
        "--profile",
        "adyen-settlement-details",
        "--set",
        "merchant_country=NL",
        "--set",
        "channel=card_not_present",
        "--fx",
        "data/fx.csv",
        "--out",
        "expected.csv",
        "--format",
        "json",
    ]);
    assert_eq!((priced["unpriced"].as_u64(), priced["rejected"].as_u64()), (Some(1), Some(0)), "{priced}");
    edit(&folder.path().join("fee_schedules/acme_markup.toml"), "[covers]", "[cover]");
    let checked = json(&["check", "--format", "json"]);
    let fault = &checked["diagnostics"][0];
    assert_eq!((fault["code"].as_str(), fault["severity"].as_str()), (Some("T002"), Some("error")));
    assert_eq!(fault["file"], "fee_schedules/acme_markup.toml");
    assert!(fault["line"].as_u64().unwrap() > 1 && fault["column"] == 2, "{fault}");
}

#[test]
fn the_log_is_json_lines_on_stderr_and_no_progress_is_drawn_into_a_pipe() {
    let folder = project();
    let said = say(folder.path(), &["run", "--log-format", "json"]);
    let lines: Vec<serde_json::Value> =
        said.err.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line["fields"]["message"] == "report published"), "{}", said.err);
    assert!(!said.out.contains('\u{1b}') && !said.err.contains('\u{1b}'));
}

#[test]
fn a_code_is_explained_by_its_page() {
    let said = say(repository(), &["explain", "t301"]);
    assert_eq!((said.status, said.out.lines().next()), (0, Some("# T301 malformed fee")));
    let by_name = say(repository(), &["explain", "malformed-fee"]);
    assert_eq!((by_name.status, by_name.out), (0, said.out));
    let misspelt = say(repository(), &["explain", "malformed-fees"]);
    assert!(
        misspelt.status == 2 && misspelt.err.contains("did you mean `malformed-fee`?"),
        "{}",
        misspelt.err
    );
    let unknown = say(repository(), &["explain", "T999"]);
    assert!(unknown.status == 2 && unknown.err.contains("`T201`"), "{}", unknown.err);
}

#[test]
fn a_transaction_is_explained_rule_by_rule_down_to_the_rounding() {
    let folder = project();
    say(folder.path(), &["run"]);
    let found = records(&only_report(folder.path(), "acme-nightly").join("discrepancies.csv"));
    let row =
        found.iter().find(|row| row["kind"] == "overbilled" && row["component"] == "interchange").unwrap();
    let said =
        say(folder.path(), &["explain", "--transaction", &row["transaction_id"], "--config", "trueup.toml"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let expected = format!("interchange: {} {}", row["expected"], row["currency"]);
    for part in ["row ", "wanted", "selected", "percentage  ", "rounded", &row["fee"], &expected] {
        assert!(said.out.contains(part), "`{part}` is not in:\n{}", said.out);
    }
    let nobody = say(folder.path(), &["explain", "--transaction", "nobody"]);
    assert!(nobody.status == 2 && nobody.err.contains("nobody"), "{}", nobody.err);
}

#[test]
fn expected_costs_alone_are_one_row_per_line_and_one_per_reason() {
    let folder = tempfile::tempdir().unwrap();
    let book = repository().join("fixtures/quickstart/fee_schedules");
    fs::write(
        folder.path().join("t.csv"),
        "transaction_id,event,amount,currency,network,funding,segment,merchant_country,issuer_country,channel,clearing_date,shelf\n\
         a,sale,100.00,EUR,visa,debit,consumer,NL,DE,card_not_present,2026-05-20,7\n\
         b,sale,100.00,EUR,visa,,consumer,NL,DE,card_not_present,2026-05-20,7\n\
         c,sale,100.00,EUR,visa,debit,consumer,NL,DE,card_not_present,2025-05-20,7\n",
    )
    .unwrap();
    let price = |out: &str| {
        let book = book.to_str().unwrap();
        trueup(folder.path(), &["price", "--book", book, "--transactions", "t.csv", "--out", out])
            .output()
            .unwrap()
    };
    let said = kit::said(&price("expected.csv"));
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.err.contains("shelf"), "columns that are no attribute are named: {}", said.err);
    let text = fs::read_to_string(folder.path().join("expected.csv")).unwrap();
    let wanted = "transaction_id,event,component,schedule,rule,fee,expected,currency,reason\n\
        a,sale,interchange,eea-consumer-interchange,eea-debit,0.20%,0.20,EUR,\n\
        a,sale,scheme_fee,acme-scheme-assessment,visa-international,0.030% + EUR 0.01,0.04,EUR,\n\
        a,sale,markup,acme-markup,sale,0.22% + EUR 0.08,0.30,EUR,\n\
        b,sale,interchange,,,,,,unknown_attribute: funding\n\
        b,sale,scheme_fee,acme-scheme-assessment,visa-international,0.030% + EUR 0.01,0.04,EUR,\n\
        b,sale,markup,acme-markup,sale,0.22% + EUR 0.08,0.30,EUR,\n\
        c,sale,interchange,eea-consumer-interchange,eea-debit,0.20%,0.20,EUR,\n\
        c,sale,scheme_fee,acme-scheme-assessment,visa-international,0.030% + EUR 0.01,0.04,EUR,\n\
        c,sale,markup,,,,,,no_rate: 2025-05-20\n";
    assert_eq!(text, wanted);
    assert_eq!(kit::said(&price("expected.parquet")).status, 0);
    assert_eq!(kit::said(&price("expected.txt")).status, 2);
    assert!(!folder.path().join("expected.txt").exists());
}
