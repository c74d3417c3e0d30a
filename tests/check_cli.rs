//! `trueup check` on the command line: levels, formats, exchange rates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{Said, edit, project, say};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A day on which one source of the starter's book is past its review.
const LATE: [&str; 3] = ["check", "--as-of", "2030-01-01"];

fn check(folder: &Path, arguments: &[&str]) -> Said {
    say(folder, &[&LATE, arguments].concat())
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}\n{}", said.out, said.err))
}

/// A project whose cases name a rule that is not there, so that one diagnostic is an error.
fn broken() -> tempfile::TempDir {
    let folder = project();
    edit(&folder.path().join("fee_schedules/acme_markup.toml"), "[covers]", "[cover]");
    folder
}

#[test]
fn a_warning_is_an_error_if_denied_and_not_told_if_allowed() {
    let folder = project();
    let plain = check(folder.path(), &[]);
    assert!(plain.status == 0 && plain.out.ends_with("no errors\n"), "{}{}", plain.out, plain.err);
    assert!(plain.err.contains("[T107] Warning"), "{}", plain.err);
    let stale = plain.err.matches("[T107]").count();
    for denied in ["T107", "source-past-review", "warnings", "shadowed-rule,t107"] {
        let said = check(folder.path(), &["--deny", denied]);
        assert_eq!((said.status, said.out.as_str()), (3, ""), "--deny {denied}: {}", said.err);
        assert!(said.err.contains("[T107] Error") && said.err.contains(", 0 warnings;"), "{}", said.err);
    }
    for flags in [&["--allow", "T107"][..], &["--deny", "warnings", "--allow", "source-past-review"]] {
        let said = check(folder.path(), flags);
        assert_eq!(said.err, format!("0 errors, 0 warnings, {stale} allowed\n"));
        assert!(said.status == 0 && said.out.ends_with("no errors\n"), "{}", said.out);
    }
    let said = json(&check(folder.path(), &["--deny", "warnings", "--format", "json"]));
    assert_eq!((&said["diagnostics"][0]["severity"], &said["allowed"]), (&"error".into(), &0.into()));
    let said = json(&check(folder.path(), &["--allow", "T107", "--format", "json"]));
    assert_eq!((said["diagnostics"].as_array().unwrap().len(), &said["allowed"]), (0, &stale.into()));
}

#[test]
fn levels_that_make_no_sense_are_refused_all_at_once() {
    let folder = project();
    let said = check(folder.path(), &["--deny", "shadowd-rule,T501", "--allow", "T201", "--allow", "T501"]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    for part in ["did you mean `shadowed-rule`?", "--allow T201: T201 is an error", "both denied and allowed"]
    {
        assert!(said.err.contains(part), "`{part}` is not in:\n{}", said.err);
    }
}

#[test]
fn json_tells_where_a_fault_ends_and_what_belongs_to_it() {
    let folder = project();
    let path = folder.path().join("fee_schedules/acme_markup.toml");
    fs::copy(&path, folder.path().join("fee_schedules/again.toml")).unwrap();
    let said = json(&check(folder.path(), &["--format", "json"]));
    let faults = said["diagnostics"].as_array().unwrap();
    let doubled = faults.iter().find(|fault| fault["code"] == "T103").unwrap();
    assert_eq!((&doubled["name"], &doubled["proof"]), (&"duplicate-id".into(), &serde_json::json!({})));
    let [first] = doubled["related"].as_array().unwrap().as_slice() else { panic!("{doubled:#}") };
    assert_eq!(
        (&first["file"], &first["message"]),
        (&"fee_schedules/acme_markup.toml".into(), &"called so here".into())
    );
    let text = fs::read_to_string(&path).unwrap();
    let number = |key: &str| first[key].as_u64().unwrap() as usize;
    assert_eq!(number("line"), number("end_line"));
    let line = text.lines().nth(number("line") - 1).unwrap();
    assert_eq!(&line[number("column") - 1..number("end_column") - 1], "acme-markup");
}

#[test]
fn sarif_has_a_rule_for_every_code_and_a_result_for_every_diagnostic() {
    let folder = broken();
    let here = folder.path().canonicalize().unwrap();
    let whole = here.join("fee_schedules");
    for book in ["fee_schedules", "./fee_schedules/../fee_schedules", whole.to_str().unwrap()] {
        let said = check(&here, &["--format", "sarif", book]);
        assert_eq!((said.status, said.err.as_str()), (3, ""));
        let log = json(&said);
        let run = &log["runs"][0];
        assert_eq!((&log["version"], &run["columnKind"]), (&"2.1.0".into(), &"unicodeCodePoints".into()));
        let result =
            run["results"].as_array().unwrap().iter().find(|found| found["ruleId"] == "T002").unwrap();
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!((&rule["id"], &rule["name"]), (&"T002".into(), &"unknown-key".into()));
        assert_eq!(
            (&result["level"], &rule["defaultConfiguration"]["level"]),
            (&"error".into(), &"error".into())
        );
        assert!(
            result["message"]["text"].as_str().unwrap().contains(". Help: did you mean `covers`?"),
            "{result:#}"
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "fee_schedules/acme_markup.toml", "{book}");
        let region = &place["region"];
        assert_eq!((&region["startColumn"], &region["endColumn"]), (&2.into(), &7.into()), "{region}");
    }
    let denied = json(&check(project().path(), &["--format", "sarif", "--deny", "warnings"]));
    assert_eq!(denied["runs"][0]["results"][0]["level"], "error");
}

#[test]
fn a_finding_keeps_its_fingerprint_when_its_lines_move() {
    let folder = broken();
    let fingerprints = || -> Vec<Value> {
        let log = json(&check(folder.path(), &["--format", "sarif"]));
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let before = fingerprints();
    edit(&folder.path().join("fee_schedules/acme_markup.toml"), "[schedule]", "# moved\n\n[schedule]");
    assert_eq!(fingerprints(), before);
    let distinct: std::collections::BTreeSet<String> = before.iter().map(Value::to_string).collect();
    assert_eq!(distinct.len(), before.len(), "each its own");
}

#[test]
fn exchange_rates_for_a_check_must_be_readable() {
    let folder = project();
    assert_eq!(check(folder.path(), &["--fx", "data/fx.csv"]).status, 0);
    let said = check(folder.path(), &["--fx", "data/nowhere.csv"]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
    assert!(said.err.contains("data/nowhere.csv"), "{}", said.err);
}

#[test]
fn a_check_that_is_not_possible_is_a_sarif_log_of_a_failed_invocation() {
    let folder = project();
    for (arguments, part) in
        [(["--fx", "data/nowhere.csv"], "data/nowhere.csv"), (["nodir", "--fx=data/fx.csv"], "nodir")]
    {
        let said = check(folder.path(), &[&arguments[..], &["--format", "sarif"]].concat());
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains(part), "{}", said.err);
        let run = &json(&said)["runs"][0];
        let invocation = &run["invocations"][0];
        assert_eq!(invocation["executionSuccessful"], false, "{run:#}");
        let told = &invocation["toolExecutionNotifications"][0];
        assert_eq!(told["level"], "error");
        assert!(told["message"]["text"].as_str().unwrap().contains(part), "{told:#}");
        assert_eq!(run["results"], Value::Null, "no results are not the same as none found");
    }
}

#[test]
fn a_book_that_is_not_there_is_told_without_a_word_of_a_config() {
    let said = check(project().path(), &["nodir"]);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("(check the path)") && !said.err.contains("config"), "{}", said.err);
}
