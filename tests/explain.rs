//! What `trueup explain` says of transactions that use every construct of the language: `fixtures/explain/`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{copy_of, records, repository, say};
use serde_json::Value;
use std::fs;
use trueup::money::{Decimal, Mode, mul, parse, round, sum};

fn ids() -> Vec<String> {
    let rows = records(&repository().join("fixtures/explain/data/transactions.csv"));
    rows.iter().map(|row| row["transaction_id"].clone()).collect()
}

#[test]
fn every_construct_is_explained_as_a_person_has_read_it() {
    let folder = copy_of("explain");
    let mut different = Vec::new();
    for id in ids() {
        let said = say(folder.path(), &["explain", "--transaction", &id]);
        assert_eq!(said.status, 0, "{id}: {}", said.err);
        let golden = repository().join("fixtures/explain/told").join(format!("{id}.txt"));
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&golden, &said.out).unwrap();
        }
        if fs::read_to_string(&golden).ok().as_ref() != Some(&said.out) {
            different.push(format!("{id}:\n{}", said.out));
        }
    }
    let told = fs::read_dir(repository().join("fixtures/explain/told")).unwrap();
    assert_eq!(told.count(), ids().len(), "one text for each transaction");
    assert!(different.is_empty(), "told otherwise than fixtures/explain/told:\n{}", different.join("\n"));
}

/// A rule of a book, and the name of the text that tells everything about it.
const RULES: [(&str, &str, &str); 9] = [
    ("fixtures/quickstart/fee_schedules", "acme-markup/sale", "changed-by-date"),
    ("fixtures/quickstart/fee_schedules", "eea-consumer-interchange/inter-regional-remote-credit", "groups"),
    ("fixtures/explain/fee_schedules", "sales/remote/consumer", "matrix-with-adjustments"),
    ("fixtures/explain/fee_schedules", "sales/launch-offer", "withdrawn"),
    ("fixtures/explain/fee_schedules", "sales/arranged", "any"),
    ("fixtures/explain/fee_schedules", "graduated/by-volume", "graduated"),
    ("fixtures/explain/fee_schedules", "tax-on-fees/standard-rate", "no-example"),
    ("fixtures/language/unpublished", "first/retail/gold", "unpublished-before"),
    ("fixtures/language/thresholds", "dollars/cashback", "threshold-in-a-currency"),
];

const TODAY: &str = "2026-11-25";

#[test]
fn a_rule_is_told_with_its_history_its_conditions_and_an_example_as_a_person_has_read_it() {
    let mut different = Vec::new();
    for (book, rule, name) in RULES {
        let said = say(repository(), &["explain", "--rule", rule, "--book", book, "--as-of", TODAY]);
        assert_eq!(said.status, 0, "{rule}: {}", said.err);
        let golden = repository().join("fixtures/explain/rules").join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            fs::write(&golden, &said.out).unwrap();
        }
        if fs::read_to_string(&golden).ok().as_ref() != Some(&said.out) {
            different.push(format!("{name}:\n{}", said.out));
        }
    }
    assert!(different.is_empty(), "told otherwise than fixtures/explain/rules:\n{}", different.join("\n"));
}

#[test]
fn the_day_chooses_which_rate_of_a_rule_is_in_force_and_which_case_is_its_example() {
    let told = |day: &str| -> Value {
        let book = ["--book", "fixtures/quickstart/fee_schedules", "--format", "json"];
        let rule = ["explain", "--rule", "acme-markup/sale", "--as-of", day];
        serde_json::from_str(&say(repository(), &[rule.as_slice(), &book].concat()).out).unwrap()
    };
    for (day, fee, case) in [
        ("2025-12-31", Value::Null, "2026-01-01"),
        ("2026-05-15", Value::from("0.25% + EUR 0.08"), "2026-01-01"),
        ("2026-05-16", Value::from("0.22% + EUR 0.08"), "2026-05-16"),
    ] {
        let rule = told(day);
        assert_eq!(rule["fee"], fee, "{day}");
        let current: Vec<&Value> = list(&rule["fees"]).iter().filter(|fee| fee["current"] == true).collect();
        assert_eq!(current.len(), usize::from(!fee.is_null()), "{day}: {rule:#}");
        if day != "2025-12-31" {
            assert_eq!(rule["example"]["rule"]["fee"], fee, "{day}: its example is priced by it");
            assert!(rule["example"]["date"].as_str().unwrap() >= case, "{day}: {rule:#}");
        }
        assert_adds_up(&rule["example"]["rule"]["costing"], day);
    }
}

#[test]
fn a_rule_that_is_not_there_comes_with_what_may_be_meant() {
    let cases = [
        ("slaes/fuel", "the book has no schedule `slaes`; did you mean `sales`?"),
        ("sales/fule", "the schedule `sales` has no rule `fule`; did you mean `fuel`?"),
        (
            "sales/remote",
            "`remote` is the row of a matrix, with the rules sales/remote/consumer, sales/remote/commercial",
        ),
        ("sales", "`sales` is a schedule with 8 rules; name one of them, such as sales/fuel"),
    ];
    for (rule, wanted) in cases {
        let said =
            say(repository(), &["explain", "--rule", rule, "--book", "fixtures/explain/fee_schedules"]);
        assert_eq!((said.status, said.err.trim()), (2, format!("error: {wanted}").as_str()));
    }
}

/// A number that JSON holds as a text.
fn amount(value: &Value) -> Decimal {
    parse(value.as_str().unwrap_or_else(|| panic!("{value} is no text"))).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// The parts add up to the whole, which floor and cap bound, and which the declared mode rounds.
fn assert_adds_up(costing: &Value, id: &str) {
    let addends = list(&costing["addends"]).iter().map(|part| amount(&part["amount"]));
    let percentage = costing["percentage"].as_str().map(|_| amount(&costing["percentage"]));
    assert_eq!(sum(addends.chain(percentage)).unwrap(), amount(&costing["whole"]), "{id}: {costing:#}");
    if let (Some(_), true) = (costing["rate"].as_str(), costing["rounding"]["per"] != "term") {
        let product = mul(amount(&costing["rate"]), amount(&costing["basis"])).unwrap();
        assert_eq!(product, amount(&costing["percentage_exact"]), "{id}: {costing:#}");
    }
    let mut limited = amount(&costing["whole"]);
    if !costing["floor"].is_null() {
        limited = limited.max(amount(&costing["floor"]["amount"]));
    }
    if !costing["cap"].is_null() {
        limited = limited.min(amount(&costing["cap"]["amount"]));
    }
    assert_eq!(limited, amount(&costing["after_limits"]), "{id}: {costing:#}");
    let rounding = &costing["rounding"];
    let (mode, decimals) = match rounding["per"].as_str().unwrap() {
        "line" => {
            let named = |(name, _): &&(&str, Mode)| rounding["mode"] == **name;
            let mode = Mode::ALL.iter().find(named).unwrap().1;
            (mode, u32::try_from(rounding["decimals"].as_u64().unwrap()).unwrap())
        }
        _ => (Mode::HalfEven, 12),
    };
    let rounded = round(limited, mode, decimals);
    let signed = if costing["direction"] == "credit" { -rounded } else { rounded };
    assert_eq!(signed, amount(&costing["amount"]), "{id}: {costing:#}");
}

#[test]
fn json_has_the_figures_of_the_text_and_they_add_up() {
    let folder = copy_of("explain");
    let mut worked_out = 0;
    for id in ids() {
        let told = say(folder.path(), &["explain", "--transaction", &id]).out;
        let said = say(folder.path(), &["explain", "--transaction", &id, "--format", "json"]);
        let json: Value = serde_json::from_str(&said.out).unwrap();
        let traced = &json["transactions"][0];
        for total in list(&traced["totals"]).iter().filter(|total| !total["value"].is_null()) {
            assert!(told.contains(total["value"].as_str().unwrap()), "{id}: {total} in:\n{told}");
        }
        for component in list(&traced["components"]) {
            let mut lines: Vec<String> = Vec::new();
            for schedule in list(&component["schedules"]) {
                for rule in list(&schedule["rules"]) {
                    if rule["selected"] == true {
                        lines.push(format!("{}/{}", schedule["schedule"], rule["rule"]));
                        assert_adds_up(&rule["costing"], &id);
                        let rounded = rule["costing"]["amount"].as_str().unwrap();
                        let is_credit = rule["costing"]["direction"] == "credit";
                        let positive = if is_credit { rounded.trim_start_matches('-') } else { rounded };
                        let currency = rule["costing"]["currency"].as_str().unwrap();
                        assert!(told.contains(&format!("→ {positive} {currency}")), "{id}: {rule:#}\n{told}");
                        worked_out += 1;
                    }
                }
                let lacks = |miss: &Value| miss["lacks"].as_u64().unwrap();
                assert!(list(&schedule["near_misses"]).is_sorted_by_key(lacks), "{id}: {schedule:#}");
            }
            let line = |line: &Value| format!("{}/{}", line["schedule"], line["rule"]);
            let mut given: Vec<String> = list(&component["lines"]).iter().map(line).collect();
            lines.sort();
            given.sort();
            assert_eq!(lines, given, "{id}: what is selected is what gives a line");
            for line in list(&component["lines"]) {
                assert!(told.contains(line["amount"].as_str().unwrap()), "{id}: {line} in:\n{told}");
            }
        }
    }
    assert!(worked_out > 40, "{worked_out}");
}

/// The examples of a manual page: the command, and the lines shown of what it prints.
fn examples(page: &str) -> Vec<(Vec<String>, Vec<String>)> {
    let text = fs::read_to_string(repository().join(page)).unwrap();
    let blocks = text.split("```console\n").skip(1).map(|block| block.split("```").next().unwrap());
    let example = |block: &str| {
        let (command, shown) = block.split_once('\n').unwrap();
        let words = command.strip_prefix("$ trueup ").unwrap().split(' ').map(str::to_owned).collect();
        (words, shown.lines().map(str::to_owned).collect())
    };
    blocks.map(example).collect()
}

#[test]
fn the_manual_shows_what_the_program_prints() {
    for (command, shown) in examples("docs/manual/explain.md") {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let printed = say(repository(), &words).out;
        let mut printed_lines = printed.lines();
        for line in shown.iter().filter(|line| line.trim() != "…") {
            assert!(
                printed_lines.any(|known| known == line),
                "{}: shows `{line}` where it is not printed:\n{printed}",
                words.join(" ")
            );
        }
    }
}
