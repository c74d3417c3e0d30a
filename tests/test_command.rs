//! `trueup test`: what the cases of a book reach, what they would not notice, and how a failure is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{copy_of, edit, repository, say};
use serde_json::Value;
use std::fs;
use std::path::Path;

const BOOK: &str = r#"language = 1
name = "book"
[components.interchange]
schedules = "one"
[components.tax]
schedules = "one"
[aggregates]
volume = { sum = "amount", per = ["merchant_id"], period = "month", dated_by = "clearing_date", currency = "EUR" }
[rounding]
mode = "half_up"
decimals = 4
per = "line"
"#;

/// Something of every kind that cases can reach.
const EVERY_KIND: &str = r#"[schedule]
id = "eu"
component = "interchange"
currency = "EUR"

[[rule]]
id = "dated"
when = { channel = "card_present", funding = "debit" }
[rule.fee]
2026-01-01 = "0.20%"
2026-03-01 = "0.25% + 0.10"
2026-06-01 = "withdrawn"

[[rule]]
id = "bands"
when = { mcc = "5541" }
fee = { bands = "amount", steps = [
    { below = "1000", fee = "0.02%" },
    { fee = { lesser_of = ["0.40%", "4.50"] } },
] }

[[rule]]
id = "tiers"
when = { mcc = "5542" }
[rule.fee]
2026-01-01 = { tiers = "graduated", on = "volume", steps = [
    { from = "0", fee = "0.60%" },
    { from = "1000", fee = "0.40%" },
    { from = "2000", fee = "0.20%" },
] }

[[rule]]
id = "never"
when = { mcc = "5543" }
fee = "0.01"

[[matrix]]
by = "funding"
columns = ["credit", "prepaid", "charge"]
[[matrix.row]]
id = "shop"
when = { channel = "card_present" }
fees = ["0.30%", "0.20%", "n/a"]
[[matrix.row]]
id = "online"
when = { channel = "card_not_present" }
fees = ["0.35%", "0.25%", "n/a"]

[[adjustment]]
id = "token"
when = { token = true }
add = "-0.05%"
[[adjustment]]
id = "weak"
when = { authenticated = false }
[adjustment.add]
2026-01-01 = "0.01%"
2026-04-01 = "0.02%"
"#;

const EVERY_KIND_CASES: &str = r#"schedule = "eu"
[given]
amount = "100.00"
currency = "EUR"
clearing_date = 2026-02-01
merchant_id = "m"
token = false
authenticated = true
[[case]]
name = "the first of two rates"
given = { channel = "card_present", funding = "debit" }
expect = { rule = "dated", cost = "0.20" }
[[case]]
name = "the upper band, by its cheaper part"
given = { channel = "card_not_present", funding = "debit", mcc = "5541", amount = "2000.00" }
expect = { rule = "bands", cost = "4.50" }
[[case]]
name = "a sale that spans two steps"
given = { channel = "card_not_present", funding = "debit", mcc = "5542", transaction_id = "b" }
others = [ { channel = "card_not_present", transaction_id = "a", amount = "950.00" } ]
expect = { rule = "tiers", cost = "0.50" }
[[case]]
name = "a weak login in a shop"
given = { channel = "card_present", funding = "credit", mcc = "5999", authenticated = false }
expect = { rule = "shop/credit", cost = "0.31" }
"#;

/// A schedule and one that rests on it.
const SALE: &str = r#"[schedule]
id = "sale"
component = "interchange"
currency = "EUR"
[[rule]]
id = "large"
when = { amount = { at_least = "100.00" } }
fee = "1.50% + 0.10, max 2.00"
[[rule]]
id = "small"
fee = "12.5bp"
"#;
const TAX: &str = r#"[schedule]
id = "tax"
component = "tax"
currency = "EUR"
basis = ["interchange"]
[[rule]]
id = "vat"
fee = "21%"
"#;
const TIGHT_CASES: &str = r#"schedule = "sale"
[given]
currency = "EUR"
clearing_date = 2026-02-01
[[case]]
name = "from the bound on the large fee applies"
given = { amount = "100.00" }
expect = { rule = "large", cost = "1.60" }
[[case]]
name = "one cent below it the small fee applies"
given = { amount = "99.99" }
expect = { rule = "small", cost = "0.1250" }
[[case]]
name = "the cap holds"
given = { amount = "1000.00" }
expect = { rule = "large", cost = "2.00" }
"#;
const TAX_CASES: &str = r#"schedule = "tax"
[given]
currency = "EUR"
clearing_date = 2026-02-01
[[case]]
name = "tax on the interchange"
given = { amount = "100.00" }
expect = { rule = "vat", cost = "0.3360" }
"#;

/// A folder with a book.
fn book(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("book.toml"), BOOK).unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

fn every_kind() -> tempfile::TempDir {
    book(&[("eu.toml", EVERY_KIND), ("eu.cases.toml", EVERY_KIND_CASES)])
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let said = say(folder, &[&["test", ".", "--format", "json"], arguments].concat());
    serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}{}", said.out, said.err))
}

#[test]
fn what_no_case_reaches_is_listed_with_its_place() {
    let folder = every_kind();
    let told = json(folder.path(), &["--coverage"]);
    assert_eq!(told["failed"], 0, "{told:#}");
    let missed: Vec<String> = told["coverage"]["missed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thing| {
            format!(
                "{} {} {}",
                thing["line"],
                thing["kind"].as_str().unwrap(),
                thing["what"].as_str().unwrap()
            )
        })
        .collect();
    let wanted = [
        "33 rules eu/never",
        "41 rules eu/shop/prepaid",
        "45 rules eu/online/credit",
        "45 rules eu/online/prepaid",
        "39 columns eu, the column prepaid",
        "18 steps eu/bands, the step below 1000 (0.02%)",
        "19 steps eu/bands, the step from 1000, part 1 (0.40%)",
        "29 steps eu/tiers from 2026-01-01, the step from 2000 (0.20%)",
        "11 dates eu/dated from 2026-03-01 (0.25% + 0.10)",
        "58 dates eu, the adjustment weak from 2026-04-01 (0.02%)",
        "50 adjustments eu, the adjustment token",
    ];
    assert_eq!(missed, wanted);
    let reached =
        |kind: &str| (told["coverage"][kind]["reached"].clone(), told["coverage"][kind]["of"].clone());
    assert_eq!(reached("rules"), (4.into(), 8.into()), "n/a is no rule");
    assert_eq!(reached("columns"), (1.into(), 2.into()), "a column without any fee is none");
    assert_eq!(reached("steps"), (4.into(), 7.into()));
    assert_eq!(reached("dates"), (3.into(), 5.into()), "what is withdrawn is no fee");
    assert_eq!(reached("adjustments"), (1.into(), 2.into()));
    assert_eq!(reached("all"), (13.into(), 24.into()));
    assert_eq!(told["coverage"]["all"]["share"], "0.5416");
    let said = say(folder.path(), &["test", ".", "--coverage"]).out;
    for part in
        ["./eu.toml:33: no case reaches eu/never\n", "4 of 8  50.0%", "The cases reach 13 of 24: 54.1%"]
    {
        assert!(said.contains(part), "`{part}` is not in:\n{said}");
    }
}

#[test]
fn the_status_says_whether_the_cases_reach_enough() {
    let folder = every_kind();
    let status = |percent: &str| say(folder.path(), &["test", ".", "--coverage-at-least", percent]).status;
    // 13 of 24 is 54.1666…
    assert_eq!((status("54.1666%"), status("54.166667"), status("0"), status("100%")), (0, 3, 0, 3));
    let said = say(folder.path(), &["test", ".", "--coverage-at-least", "60.0%"]).out;
    assert!(said.contains("13 of 24: 54.1%, which is LESS than 60%"), "{said}");
    let told = json(folder.path(), &["--coverage-at-least", "60%"]);
    assert_eq!(
        (&told["coverage"]["at_least"], &told["coverage"]["is_enough"]),
        (&"60%".into(), &false.into())
    );
    for wrong in ["9x", "101%", "-1", "0,5", "1e1", "", "90%%", "54.1666667%"] {
        let said = say(folder.path(), &["test", ".", &format!("--coverage-at-least={wrong}")]);
        assert!(said.status == 2 && said.err.contains("--coverage-at-least"), "{wrong}: {}", said.err);
    }
}

fn survivors(told: &Value) -> Vec<String> {
    let list = told["mutation"]["survivors"].as_array().unwrap_or_else(|| panic!("{told:#}"));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.iter()
        .map(|found| {
            let could_be: Vec<String> = found["could_be"].as_array().unwrap().iter().map(text).collect();
            let (place, figure) = (text(&found["place"]), text(&found["figure"]));
            format!("{} {place}: {figure} -> {}", found["line"], could_be.join(" "))
        })
        .collect()
}

#[test]
fn cases_at_every_boundary_leave_no_figure_that_could_be_another() {
    let folder = book(&[
        ("sale.toml", SALE),
        ("sale.cases.toml", TIGHT_CASES),
        ("tax.toml", TAX),
        ("tax.cases.toml", TAX_CASES),
    ]);
    let told = json(folder.path(), &["--mutate"]);
    assert_eq!(survivors(&told), Vec::<String>::new());
    assert_eq!((&told["mutation"]["caught"], &told["mutation"]["survived"]), (&12.into(), &0.into()));
}

#[test]
fn a_hole_in_the_cases_shows_as_a_figure_that_could_be_another() {
    let folder = book(&[("sale.toml", SALE), ("sale.cases.toml", TIGHT_CASES)]);
    let cases = folder.path().join("sale.cases.toml");
    edit(
        &cases,
        "\"99.99\" }\nexpect = { rule = \"small\", cost = \"0.1250\" }",
        "\"3.00\" }\nexpect = { rule = \"small\", cost = \"0.0038\" }",
    );
    edit(
        &cases,
        "\"1000.00\" }\nexpect = { rule = \"large\", cost = \"2.00\" }",
        "\"120.00\" }\nexpect = { rule = \"large\", cost = \"1.90\" }",
    );
    let wanted = [
        "6 sale/large: amount at least 100.00 -> 99.99",
        "8 sale/large: max 2.00 -> 2.01 1.99",
        "11 sale/small: 12.5bp -> 12.6bp",
    ];
    let told = json(folder.path(), &["--mutate"]);
    assert_eq!(survivors(&told), wanted);
    assert_eq!((&told["mutation"]["caught"], &told["mutation"]["survived"]), (&6.into(), &4.into()));
    let said = say(folder.path(), &["test", ".", "--mutate"]);
    assert_eq!(said.status, 0, "what could be another is told, and no fault");
    for part in [
        "./sale.toml:8: sale/large: max 2.00 could be 2.01 or 1.99: no case fails\n",
        "6 make a case fail, 4 do not",
    ] {
        assert!(said.out.contains(part), "`{part}` is not in:\n{}", said.out);
    }
    assert_eq!(said.err, "", "no progress is drawn into a pipe");
}

#[test]
fn a_case_of_a_schedule_that_rests_on_another_notices_a_change_there() {
    let folder = book(&[("sale.toml", SALE), ("tax.toml", TAX), ("tax.cases.toml", TAX_CASES)]);
    let left = survivors(&json(folder.path(), &["--mutate"]));
    // The case pays 1.50% + 0.10 of 100.00, and tax on it.
    for figure in ["1.50%", "0.10", "21%"] {
        assert!(!left.iter().any(|found| found.contains(&format!(": {figure} "))), "{figure} in {left:?}");
    }
    assert!(left.contains(&"11 sale/small: 12.5bp -> 12.6bp 12.4bp".to_owned()), "{left:?}");
}

#[test]
fn every_kind_of_figure_is_changed_by_one_in_its_last_digit() {
    let folder = every_kind();
    fs::write(folder.path().join("eu.cases.toml"), "schedule = \"eu\"\n").unwrap();
    edit(&folder.path().join("eu.toml"), "fee = \"0.01\"", "fee = \"0.0023 per amount, min EUR 0.010\"");
    edit(
        &folder.path().join("eu.toml"),
        "{ channel = \"card_present\" }\nfees",
        "{ amount = { above = \"5\" } }\nfees",
    );
    let left = survivors(&json(folder.path(), &["--mutate"]));
    for wanted in [
        "10 eu/dated: from 2026-01-01 -> 2026-01-02 2025-12-31",
        "12 eu/dated: from 2026-06-01 -> 2026-06-02 2026-05-31",
        "11 eu/dated from 2026-03-01: 0.25% -> 0.26% 0.24%",
        "11 eu/dated from 2026-03-01: 0.10 -> 0.11 0.09",
        "18 eu/bands: below 1000 -> 1001 999",
        "19 eu/bands: 4.50 -> 4.51 4.49",
        "28 eu/tiers from 2026-01-01: from 1000 -> 1001 999",
        "35 eu/never: 0.0023 per amount -> 0.0024 per amount 0.0022 per amount",
        "35 eu/never: min EUR 0.010 -> EUR 0.011 EUR 0.009",
        "41 eu/shop: amount above 5 -> 6 4",
        "43 eu/shop/prepaid: 0.20% -> 0.21% 0.19%",
        "52 eu, the adjustment token: -0.05% -> -0.04% -0.06%",
        "58 eu, the adjustment weak from 2026-04-01: 0.02% -> 0.03% 0.01%",
    ] {
        assert_eq!(left.iter().filter(|found| *found == wanted).count(), 1, "{wanted} in {left:#?}");
    }
}

#[test]
fn what_a_row_of_a_matrix_says_once_changes_in_all_its_rules() {
    let schedule = r#"[schedule]
id = "table"
component = "interchange"
currency = "EUR"
[[matrix]]
by = "funding"
columns = ["credit", "debit"]
[[matrix.row]]
id = "large"
when = { amount = { at_least = "100" } }
[matrix.row.fees]
2026-02-01 = ["n/a", "0.20"]
2026-03-01 = ["0.30", "0.20"]
"#;
    let cases = r#"schedule = "table"
[given]
currency = "EUR"
amount = "100"
funding = "debit"
clearing_date = 2026-02-01
[[case]]
name = "from the first day on"
expect = { rule = "large/debit", cost = "0.20" }
[[case]]
name = "and not a day before"
given = { clearing_date = 2026-01-31 }
expect = { unproven = "no_rate: 2026-01-31" }
[[case]]
name = "nor one unit below"
given = { amount = "99" }
expect = { unpriced = true }
"#;
    let folder = book(&[("table.toml", schedule), ("table.cases.toml", cases)]);
    let wanted = [
        "13 table/large: from 2026-03-01 -> 2026-03-02 2026-02-28",
        "13 table/large/credit from 2026-03-01: 0.30 -> 0.31 0.29",
        "13 table/large/debit from 2026-03-01: 0.20 -> 0.21 0.19",
    ];
    assert_eq!(survivors(&json(folder.path(), &["--mutate"])), wanted);
}

#[test]
fn a_true_rule_that_costs_more_than_the_lowest_is_not_reached() {
    let schedule = r#"[schedule]
id = "best"
component = "interchange"
currency = "EUR"
select = "lowest"
[[rule]]
id = "low"
fee = { greater_of = ["0.10", "0.20"] }
[[rule]]
id = "high"
fee = { greater_of = ["0.30", "0.40"] }
"#;
    let cases = r#"schedule = "best"
[[case]]
name = "the lowest"
given = { amount = "100.00", currency = "EUR", clearing_date = 2026-02-01 }
expect = { rule = "low", cost = "0.20" }
"#;
    let folder = book(&[("best.toml", schedule), ("best.cases.toml", cases)]);
    let told = json(folder.path(), &["--coverage"]);
    let missed: Vec<&str> = told["coverage"]["missed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|thing| thing["what"].as_str().unwrap())
        .collect();
    let wanted =
        ["best/high", "best/low, part 1 (0.10)", "best/high, part 1 (0.30)", "best/high, part 2 (0.40)"];
    assert_eq!(missed, wanted);
}

#[test]
fn a_fee_that_lost_to_a_lower_one_is_noticed_when_it_would_win() {
    let schedule = r#"[schedule]
id = "best"
component = "interchange"
currency = "EUR"
select = "lowest"
[[rule]]
id = "high"
fee = "0.21"
[[rule]]
id = "low"
fee = "0.20"
"#;
    let cases = r#"schedule = "best"
[[case]]
name = "the lowest"
given = { amount = "100.00", currency = "EUR", clearing_date = 2026-02-01 }
expect = { rule = "low", cost = "0.20" }
"#;
    let folder = book(&[("best.toml", schedule), ("best.cases.toml", cases)]);
    // At 0.20 the first of equal ones would be `high`.
    assert_eq!(survivors(&json(folder.path(), &["--mutate"])), ["8 best/high: 0.21 -> 0.22"]);
}

#[test]
fn no_figure_is_changed_while_a_case_fails() {
    let folder = book(&[("sale.toml", SALE), ("sale.cases.toml", TIGHT_CASES)]);
    edit(&folder.path().join("sale.cases.toml"), "cost = \"1.60\"", "cost = \"1.61\"");
    let said = say(folder.path(), &["test", ".", "--mutate"]);
    assert_eq!(said.status, 3);
    assert!(said.out.contains("No figure was changed, because a case fails already"), "{}", said.out);
    assert_eq!(json(folder.path(), &["--mutate"])["mutation"], Value::Null);
}

#[test]
fn a_failing_case_tells_the_transactions_beside_it_and_its_trace() {
    let folder = every_kind();
    edit(&folder.path().join("eu.cases.toml"), "cost = \"0.50\"", "cost = \"0.51\"");
    let said = say(folder.path(), &["test", "."]);
    assert!(said.status == 3 && said.out.contains("transaction_id = a, amount = 950.00"), "{}", said.out);
    let failure = &json(folder.path(), &[])["failures"][0];
    let beside = failure["others"][0].as_array().unwrap();
    assert!(beside.contains(&"amount = 950.00".into()), "{failure:#}");
    let rules = failure["components"][0]["schedules"][0]["rules"].as_array().unwrap();
    let priced = rules.iter().find(|rule| rule["rule"] == "tiers").unwrap();
    assert_eq!(priced["costing"]["amount"], "0.50", "{failure:#}");
}

#[test]
fn a_case_about_a_fee_that_is_not_published_may_name_its_rule_and_is_told_which_it_is() {
    let cases = repository().join("fixtures/language/unpublished/first.cases.toml");
    let with_cases = |from: &str, to: &str| {
        let folder = tempfile::tempdir().unwrap();
        for file in ["book.toml", "first.toml"] {
            fs::copy(cases.with_file_name(file), folder.path().join(file)).unwrap();
        }
        fs::copy(&cases, folder.path().join("first.cases.toml")).unwrap();
        edit(&folder.path().join("first.cases.toml"), from, to);
        say(folder.path(), &["test", "."])
    };
    let named = "expect = { unpriced = true, rule = \"fuel\" }";
    let other = with_cases(named, "expect = { unpriced = true, rule = \"retail/gold\" }");
    assert_eq!(other.status, 3);
    assert!(other.out.contains("unpriced, as the fee of retail/gold is not published"), "{}", other.out);
    assert!(other.out.contains("unpriced, as the fee of fuel is not published"), "{}", other.out);
    assert!(other.out.contains("fuel: true, but its fee is not published"), "{}", other.out);
    let unnamed = with_cases(named, "expect = { unpriced = true }");
    assert_eq!((unnamed.status, unnamed.err.as_str()), (0, ""), "{}", unnamed.out);
    let missing = with_cases(named, "expect = { unpriced = true, rule = \"feul\" }");
    assert_eq!(missing.status, 3);
    assert!(missing.err.contains("T402") && missing.err.contains("did you mean `fuel`?"), "{}", missing.err);
    // Also in a case that fails, what is selected without a price is reached.
    let priced = with_cases(named, "expect = { rule = \"other\", cost = \"2.00\" }");
    assert!(priced.out.contains("1 fail; 4 of 4 rules reached"), "{}", priced.out);
}

#[test]
fn the_cases_of_the_example_reach_nearly_all_of_its_book() {
    let fixture = repository().join("fixtures/quickstart");
    let said = say(&fixture, &["test", "fee_schedules", "--coverage-at-least", "95%"]);
    assert!(said.status == 0 && said.out.contains("which is at least 95%"), "{}", said.out);
}

/// The example of a manual page that begins with a command: the lines shown of what it prints.
fn shown(command: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join("docs/manual/test.md")).unwrap();
    let block = text.split("```console\n").find_map(|block| block.strip_prefix(&format!("$ {command}\n")));
    let block = block.unwrap_or_else(|| panic!("no example of `{command}`"));
    block.split("```").next().unwrap().lines().map(str::to_owned).collect()
}

fn assert_shows(command: &str, printed: &str) {
    let mut lines = printed.lines();
    for line in shown(command).iter().filter(|line| line.trim() != "…") {
        assert!(lines.any(|known| known == line), "shows `{line}` where it is not printed:\n{printed}");
    }
}

#[test]
fn the_manual_shows_what_the_program_prints() {
    let folder = copy_of("quickstart");
    let printed = |arguments: &[&str]| {
        let said = say(folder.path(), &[&["test", "fee_schedules"], arguments].concat());
        said.out.replace("fee_schedules/", "fixtures/quickstart/fee_schedules/")
    };
    assert_shows("trueup test fixtures/quickstart/fee_schedules", &printed(&[]));

    let cases = folder.path().join("fee_schedules/acme_markup.cases.toml");
    let whole = fs::read_to_string(&cases).unwrap();
    fs::write(&cases, whole.replace("cost = \"0.52\"", "cost = \"0.58\"")).unwrap();
    assert_shows("trueup test", &say(folder.path(), &["test"]).out);

    fs::write(&cases, &whole[..whole.rfind("[[case]]").unwrap()]).unwrap();
    let both = printed(&["--coverage", "--mutate"]);
    assert_shows("trueup test fixtures/quickstart/fee_schedules --coverage --mutate", &both);
}
