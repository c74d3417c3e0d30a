//! Reference files end to end: facts joined onto transactions by a key.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{Said, edit, only_report, published, records, say, summary};
use std::fs;
use std::path::Path;

const BOOK: &str = r#"
language = 1
name     = "reference"
[components.markup]
schedules = "one"
[attributes]
tier = { type = "code", values = ["gold", "plain"] }
plan = { type = "text" }
[derived]
domestic = { same = ["issuer_country", "merchant_country"] }
[rounding]
mode     = "half_up"
decimals = "currency"
per      = "line"
"#;

const SCHEDULE: &str = r#"
[schedule]
id        = "markup"
component = "markup"
currency  = "EUR"
select    = "first"
dated_by  = "clearing_date"
[covers]
event = "sale"
[[rule]]
id   = "planned"
when = { plan = "P9" }
[rule.fee]
2026-01-01 = "9%"
[[rule]]
id   = "gold"
when = { tier = "gold" }
[rule.fee]
2026-01-01 = "1%"
[[rule]]
id   = "plain"
when = { tier = "plain" }
[rule.fee]
2026-01-01 = "2%"
"#;

const CONFIG: &str = r#"
[run]
name    = "reference"
book    = "book"
reports = "reports"
[transactions]
files   = ["transactions.csv"]
profile = "trueup"
set     = { plan = "P1" }
[reference.merchants]
file = "merchants.csv"
key  = "merchant_id"
"#;

/// A project with these merchants, and transactions of 100 EUR with these merchants and tiers of their own.
fn project(merchants: &str, transactions: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    fs::create_dir(folder.path().join("book")).unwrap();
    write("book/book.toml", BOOK);
    write("book/markup.toml", SCHEDULE);
    write("trueup.toml", CONFIG);
    write("merchants.csv", merchants);
    let mut text = "transaction_id,event,amount,currency,clearing_date,merchant_id,tier\n".to_owned();
    for (id, merchant, tier) in transactions {
        text.push_str(&format!("{id},sale,100.00,EUR,2026-05-01,{merchant},{tier}\n"));
    }
    write("transactions.csv", &text);
    folder
}

/// `id rule expected reason`, one per expected cost or reason why there is none.
fn expected(folder: &Path) -> Vec<String> {
    let file = folder.join("expected.csv");
    if !file.exists() {
        let arguments = "price --book book --transactions transactions.csv --set plan=P1 \
                         --merchants merchants.csv --out expected.csv";
        let said = say(folder, &arguments.split_whitespace().collect::<Vec<_>>());
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let cells = ["transaction_id", "rule", "expected", "reason"];
    records(&file)
        .iter()
        .map(|row| {
            cells
                .map(|name| row[name].as_str())
                .into_iter()
                .filter(|cell| !cell.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect()
}

/// The facts that `trueup explain` tells of a transaction.
fn facts(folder: &Path, id: &str) -> serde_json::Value {
    let said = say(folder, &["explain", "--transaction", id, "--format", "json"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let told: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    told["transactions"][0]["facts"].clone()
}

/// `file row column: reason (value)` of each reject.
fn rejects(file: &Path) -> Vec<String> {
    let line = |row: &std::collections::BTreeMap<String, String>| {
        format!("{} {} {}: {} ({})", row["file"], row["row"], row["column"], row["reason"], row["value"])
    };
    records(file).iter().map(line).collect()
}

fn runs(folder: &Path) -> Said {
    let said = say(folder, &["run"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    said
}

#[test]
fn facts_are_filled_by_the_key_and_what_a_transaction_says_itself_stays() {
    let folder = project(
        "Merchant_ID,tier,plan,merchant_country\nM1,Gold,P9,nl\nm1,plain,,\n",
        &[("filled", "M1", ""), ("own", "M1", "plain"), ("unlisted", "M1", "silver"), ("small", "m1", "")],
    );
    let wanted = [
        "filled gold 1.00",
        "own plain 2.00",
        // A tier that the book does not know is a tier all the same, and no other takes its place.
        "unlisted unknown_attribute: tier",
        "small plain 2.00",
    ];
    assert_eq!(expected(folder.path()), wanted, "the set plan P1 stays, so nothing is priced by P9");
    let facts = facts(folder.path(), "filled");
    assert_eq!((facts["tier"].as_str(), facts["plan"].as_str()), (Some("gold"), Some("P1")));
    assert_eq!(facts["merchant_country"], "NL");
}

#[test]
fn a_key_that_is_not_there_leaves_the_facts_unknown_and_is_counted() {
    let folder =
        project("merchant_id,tier\nM1,gold\n", &[("t1", "M1", ""), ("t2", "M2", ""), ("t3", "", "")]);
    assert_eq!(
        expected(folder.path()),
        ["t1 gold 1.00", "t2 unknown_attribute: tier", "t3 unknown_attribute: tier"]
    );
    let said = runs(folder.path());
    let note = "[reference.merchants]: the `merchant_id` of 1 of 3 transactions is not there";
    assert!(said.err.contains(note), "{}", said.err);
    let rows = &summary(&only_report(folder.path(), "reference"))["rows"];
    assert_eq!((&rows["read"], &rows["priced"], &rows["unpriced"]), (&3.into(), &1.into(), &2.into()));
}

#[test]
fn rows_that_contradict_each_other_leave_only_what_they_disagree_on_unknown() {
    let folder = project(
        "merchant_id,tier,merchant_country\n\
         M1,gold,NL\n\
         M1,plain,NL\n\
         M2,gold,\n\
         M2,gold,BE\n\
         M1,gold,NL\n",
        &[("t1", "M1", ""), ("t2", "M2", "")],
    );
    assert_eq!(expected(folder.path()), ["t1 unknown_attribute: tier", "t2 gold 1.00"]);
    assert_eq!(facts(folder.path(), "t1")["merchant_country"], "NL");
    assert_eq!(facts(folder.path(), "t2")["merchant_country"], "BE", "an empty cell contradicts nothing");
    let reason = "has another `tier` than on earlier rows, the first being row 2 of merchants.csv; \
                  which of them holds cannot be told, so it is unknown";
    let wanted = [3, 6].map(|row| format!("merchants.csv {row} merchant_id: {reason} (M1)"));
    runs(folder.path());
    assert_eq!(rejects(&only_report(folder.path(), "reference").join("rejects.csv")), wanted);
    assert_eq!(rejects(&folder.path().join("expected.rejects.csv")), wanted);
}

#[test]
fn a_bad_row_is_a_reject_and_no_transaction() {
    let folder = project(
        "merchant_id,tier,mcc,authorization_date\n\
         M1,gold,5411,2026-02-30\n\
         M2,gold,5411\n\
         ,gold,5411,\n\
         M4,silver,5411,2026-02-28\n\
         M5,gold,,\n",
        &[("t1", "M1", ""), ("t4", "M4", ""), ("t5", "M5", "")],
    );
    assert_eq!(
        expected(folder.path()),
        ["t1 unknown_attribute: tier", "t4 unknown_attribute: tier", "t5 gold 1.00"]
    );
    let said = runs(folder.path());
    assert!(said.err.contains("[reference.merchants]: 3 rows are rejected"), "{}", said.err);
    let report = only_report(folder.path(), "reference");
    assert_eq!(
        rejects(&report.join("rejects.csv")),
        [
            "merchants.csv 2 authorization_date: is not a date such as 2026-05-01 (2026-02-30)",
            "merchants.csv 3 : the row has 3 cells, the header has 4 ()",
            "merchants.csv 4 merchant_id: gives no `merchant_id` ()",
        ]
    );
    let summary = summary(&report);
    let rows = serde_json::json!({ "read": 3, "priced": 1, "unpriced": 2, "rejected": 0, "other": 0 });
    assert_eq!(summary["rows"], rows);
    let unknown = serde_json::json!([{ "attribute": "tier", "value": "silver", "rows": 1 }]);
    assert_eq!(summary["unknown_values"], unknown);
}

#[test]
fn a_reference_is_an_input_that_the_run_id_depends_on() {
    let folder = project("merchant_id,tier\nM1,gold\n", &[("t1", "M1", "")]);
    runs(folder.path());
    let report = only_report(folder.path(), "reference");
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(report.join("manifest.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let input = inputs.iter().find(|input| input["role"] == "reference").unwrap();
    assert_eq!((&input["path"], &input["rows"]), (&"merchants.csv".into(), &1.into()));
    edit(&folder.path().join("merchants.csv"), "gold", "plain");
    runs(folder.path());
    assert_eq!(published(folder.path(), "reference").len(), 2, "other facts, another run");
}

#[test]
fn one_reference_may_give_the_key_of_the_next_and_several_files_are_one_reference() {
    let folder = project(
        "merchant_id,merchant_country\nM1,nl\nM2,BE\n",
        &[("t1", "M1", ""), ("t2", "M2", ""), ("t3", "M3", "")],
    );
    let countries = "[reference.countries]\nfile = [\"country-*.csv\"]\nkey = \"merchant_country\"\n";
    fs::write(folder.path().join("trueup.toml"), format!("{CONFIG}{countries}")).unwrap();
    fs::write(folder.path().join("country-1.csv"), "merchant_country,tier\nNL,gold\n").unwrap();
    fs::write(folder.path().join("country-2.csv"), "acquirer_country,merchant_country\nDE,NL\n").unwrap();
    let told = facts(folder.path(), "t1");
    assert_eq!((&told["tier"], &told["acquirer_country"]), (&"gold".into(), &"DE".into()));
    let said = runs(folder.path());
    for note in [
        "[reference.merchants]: the `merchant_id` of 1",
        "[reference.countries]: the `merchant_country` of 1",
    ] {
        assert!(said.err.contains(note), "{note}\n{}", said.err);
    }
}

#[test]
fn a_reference_does_not_change_how_a_profile_reads_the_transactions() {
    let folder = project("merchant_id,tier\nM1,gold\nM2,plain\n", &[("t1", "M1", "gold"), ("t2", "M1", "")]);
    let profile = "[profile]\nname = \"own\"\ntitle = \"Own\"\n[attributes]\n\
        transaction_id = \"transaction_id\"\nevent = \"event\"\namount = \"amount\"\ncurrency = \"currency\"\n\
        clearing_date = \"clearing_date\"\nmerchant_id = \"merchant_id\"\n\
        tier = { column = \"tier\", values = { gold = \"plain\" } }\n";
    fs::create_dir(folder.path().join("profiles")).unwrap();
    fs::write(folder.path().join("profiles/own.toml"), profile).unwrap();
    edit(&folder.path().join("trueup.toml"), "profile = \"trueup\"", "profile = \"own\"");
    assert_eq!(facts(folder.path(), "t1")["tier"], "plain");
    assert_eq!(facts(folder.path(), "t2")["tier"], "gold");
}

#[test]
fn a_missing_key_column_is_told_with_the_closest_header() {
    let folder = project("merchnt_id,tier\nM1,gold\n", &[("t1", "M1", "")]);
    let said = say(folder.path(), &["run"]);
    assert_eq!(said.status, 2);
    for part in
        ["merchants.csv", "[reference.merchants]", "no column `merchant_id`; the closest is `merchnt_id`"]
    {
        assert!(said.err.contains(part), "`{part}` is not in:\n{}", said.err);
    }
}

#[test]
fn columns_that_a_reference_cannot_give_are_named_and_left_alone() {
    let folder =
        project("merchant_id,tier,event,domestic,city\nM1,gold,refund,true,Ghent\n", &[("t1", "M1", "")]);
    let said = runs(folder.path());
    let none = "merchants.csv: columns that are no attribute are left alone: `city`";
    let own = "only a transaction has, or that are computed, are left alone: `event`, `domestic`";
    assert!(said.err.contains(none) && said.err.contains(own), "{}", said.err);
    let facts = facts(folder.path(), "t1");
    assert_eq!((&facts["event"], facts.get("domestic")), (&"sale".into(), None));
}

#[test]
fn faults_of_a_reference_in_the_config_are_told_with_what_was_meant() {
    let refused = |from: &str, to: &str, parts: &[&str]| {
        let folder = project("merchant_id,tier\nM1,gold\n", &[("t1", "M1", "")]);
        edit(&folder.path().join("trueup.toml"), from, to);
        let said = say(folder.path(), &["run"]);
        assert_eq!(said.status, 2, "{}", said.err);
        for part in parts {
            assert!(said.err.contains(part), "`{part}` is not in:\n{}", said.err);
        }
    };
    let key = "key  = \"merchant_id\"";
    refused(key, "key = \"merchantid\"", &["T201", "no attribute is called `merchantid`", "`merchant_id`?"]);
    refused(key, "key = \"domestic\"", &["T204", "`domestic` is computed"]);
    refused(key, "", &["T003", "[reference.merchants] has no `key`"]);
    refused("file =", "fils =", &["T002", "did you mean `file`?"]);
    refused("[reference.merchants]", "[reference]", &["T004", "such as [reference.merchants]"]);
    refused("merchants.csv", "merchant.csv", &["no file matches `merchant.csv`"]);
}

#[test]
fn a_key_that_no_transaction_has_is_said() {
    let folder = project("merchant_id,tier\nM1,gold\n", &[("t1", "", "plain")]);
    let said = runs(folder.path());
    assert!(said.err.contains("no transaction has a `merchant_id`, so nothing is joined\n"), "{}", said.err);
}

#[test]
fn a_reference_before_the_one_that_gives_its_key_is_told_where_to_stand() {
    let folder = project("merchant_id,tier\nM1,gold\n", &[("t1", "", "plain")]);
    edit(
        &folder.path().join("trueup.toml"),
        "key  = \"merchant_id\"",
        "key = \"merchant_id\"\n[reference.plans]\nfile = \"plans.csv\"\nkey = \"plan\"",
    );
    fs::write(folder.path().join("plans.csv"), "plan,merchant_id\nP1,M1\n").unwrap();
    let said = runs(folder.path());
    let told = "no transaction has a `merchant_id`, so nothing is joined; [reference.plans] gives it: put [reference.merchants] behind it";
    assert!(said.err.contains(told), "{}", said.err);
}
