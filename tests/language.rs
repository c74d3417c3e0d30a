//! What the fee schedule language says, sentence by sentence: the books and cases of `fixtures/language/`, and in
//! `sentences.toml` which of them proves what.
#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use trueup::compile::compile;
use trueup::diagnostic::draw_all;
use trueup::facts::{Attribute, Batch, ColumnBuilder, Value, parse_value};
use trueup::money::FxTable;
use trueup::price::price;
use trueup::run::{CaseReport, run_cases};
use trueup::schedule::{Loaded, load, load_texts};

fn books() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/language");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut books: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    books.sort();
    books
}

fn topic(book: &Path) -> String {
    book.file_name().unwrap().to_string_lossy().into_owned()
}

fn loaded(folder: &Path) -> Loaded {
    let loaded = load(folder, &topic(folder)).unwrap();
    assert!(loaded.diagnostics.is_empty(), "{}", draw_all(&loaded.diagnostics, &loaded.sources, false));
    loaded
}

fn run(folder: &Path) -> CaseReport {
    let loaded = loaded(folder);
    run_cases(&loaded, loaded.book.as_ref().unwrap())
}

#[test]
fn every_case_of_the_language_holds() {
    let mut failures = String::new();
    for book in books() {
        for failure in run(&book).failures {
            failures += &format!(
                "{}: {}\n  given    {}\n  expected {}\n  got      {}\n",
                failure.path,
                failure.name,
                failure.given.join(", "),
                failure.expected,
                failure.got
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_rule_of_the_language_books_is_selected_by_a_case() {
    for book in books() {
        let report = run(&book);
        assert!(report.passed > 0, "{} has no case", topic(&book));
        assert_eq!(report.rules_missed(), Vec::<&str>::new(), "{}", topic(&book));
    }
}

/// One sentence of the language and what proves it.
struct Sentence {
    says: String,
    entry: toml::Table,
}

impl Sentence {
    fn list(&self, key: &str) -> Vec<&str> {
        let items = self.entry.get(key).and_then(toml::Value::as_array);
        items.into_iter().flatten().filter_map(toml::Value::as_str).collect()
    }
}

fn root(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn table(file: &str) -> toml::Table {
    toml::from_str(&fs::read_to_string(root(file)).unwrap()).unwrap()
}

fn sentences() -> Vec<Sentence> {
    let all = table("fixtures/language/sentences.toml");
    let entries = all["sentence"].as_array().unwrap().iter().map(|entry| entry.as_table().unwrap().clone());
    entries.map(|entry| Sentence { says: entry["says"].as_str().unwrap().to_owned(), entry }).collect()
}

/// How the messages of all single faults begin.
fn faults_told() -> BTreeSet<String> {
    let files = [("faults.toml", "says"), ("unsupported.toml", "refused")];
    let told = |(file, key): (&str, &str)| -> Vec<String> {
        let all = table(&format!("fixtures/diagnostics/{file}"));
        all["case"].as_array().unwrap().iter().map(|case| case[key].as_str().unwrap().to_owned()).collect()
    };
    files.into_iter().flat_map(told).collect()
}

/// Every case as `folder/file: name`.
fn case_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for book in books() {
        for file in loaded(&book).cases {
            let place = file.path.trim_end_matches(".cases.toml");
            names.extend(file.cases.iter().map(|case| format!("{place}: {}", case.name)));
        }
    }
    names
}

#[test]
fn every_sentence_of_the_language_has_a_case_a_fault_or_a_test_that_is_there() {
    let (cases, faults) = (case_names(), faults_told());
    let is_code = |name: &str| root("fixtures/diagnostics").join(name).join("drawn.txt").exists();
    let is_test = |name: &str| {
        let (file, test) = name.split_once("::").unwrap();
        fs::read_to_string(root(file)).unwrap_or_default().contains(&format!("fn {test}()"))
    };
    let mut missing = String::new();
    for sentence in sentences() {
        let proofs = [
            ("cases", &(|name: &str| cases.contains(name)) as &dyn Fn(&str) -> bool),
            ("faults", &|name| is_code(name) || faults.contains(name)),
            ("tests", &is_test),
        ];
        let mut proved = ["refused", "no_behaviour"].iter().any(|key| sentence.entry.contains_key(*key));
        for (key, is_there) in proofs {
            for name in sentence.list(key) {
                proved = true;
                if !is_there(name) {
                    missing += &format!("{}: {key} has no `{name}`\n", sentence.says);
                }
            }
        }
        if !proved {
            missing += &format!("{}: nothing proves it\n", sentence.says);
        }
    }
    assert!(missing.is_empty(), "\n{missing}");
}

/// The contract that the language is written against is kept beside the checkout. Where it is, each of its words must
/// stand in a sentence of the list, in order.
#[test]
fn the_sentences_are_those_of_the_contract_where_it_lies_beside_the_checkout() {
    let Ok(contract) = fs::read_to_string(root("../shared/design/schedule-language.md")) else {
        eprintln!(
            "the contract does not lie beside this checkout: whether a sentence is missing was not compared"
        );
        return;
    };
    let in_one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_heading = |line: &&str| line.starts_with('#') && line.contains("# ") && !line.contains(".toml");
    let lines: Vec<&str> = contract.lines().filter(|line| !is_heading(line)).collect();
    let contract = in_one_line(&lines.join("\n"));
    let mut at = 0;
    let is_said =
        |sentence: &&Sentence| !["refused", "added"].iter().any(|key| sentence.entry.contains_key(*key));
    for sentence in sentences().iter().filter(is_said) {
        for (place, words) in sentence.says.split(" [...] ").enumerate() {
            let words = in_one_line(words);
            let found = contract[at..].find(&words);
            let found = found.unwrap_or_else(|| panic!("no longer in the contract: {words}"));
            let between = contract[at..at + found].replace("```toml", "");
            let skipped = between.chars().any(char::is_alphanumeric);
            assert!(place > 0 || !skipped, "no sentence of the list says: {between}");
            at += found + words.len();
        }
    }
    let rest = contract[at..].trim_start_matches([' ', '`']);
    assert!(rest.starts_with("Fees that belong to a month"), "no sentence of the list says: {rest}");
}

#[test]
fn what_a_total_could_not_count_is_reported() {
    let loaded = loaded(&root("fixtures/language/aggregates"));
    let book = loaded.book.as_ref().unwrap();
    let program = compile(book);
    let id = |name: &str| book.attributes.find(name).unwrap();
    let mut batch = Batch { rows: 3, columns: vec![None; book.attributes.iter().count()] };
    let mut column = |name: &str, values: [Option<Value>; 3]| {
        let mut builder = ColumnBuilder::new(book.attributes.get(id(name)).kind);
        values.into_iter().for_each(|value| builder.push(value));
        batch.columns[id(name).0] = Some(builder.finish());
    };
    let text = |value: &str| Some(Value::Symbol(value.to_owned()));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 5, 14).map(Value::Date);
    column("merchant_id", [text("M1"), None, text("M1")]);
    column("clearing_date", [day.clone(), day.clone(), day]);
    column("amount", [Some(Value::Decimal("10.00".parse().unwrap())), None, None]);
    let (_, aggregates) = price(&program, &mut batch, &FxTable::default());
    let gaps = aggregates.gaps.iter().filter(|gap| gap.attribute == id("one_currency"));
    let told: Vec<(&str, usize)> = gaps.map(|gap| (gap.why, gap.rows)).collect();
    let is_told = |why: &str| told.iter().any(|(told, rows)| told.contains(why) && *rows == 1);
    assert!(is_told("whose total it belongs to is unknown"), "{told:?}");
    assert!(is_told("the amount to add is unknown"), "{told:?}");
}

const TOTALS: &str = r#"
language = 1
name = "totals"
[components.markup]
schedules = "one"
[attributes]
fraud = { type = "flag" }
[aggregates]
volume = { sum = "amount", where = { fraud = false }, per = ["merchant_id"], period = "month" }
share  = { share_of = "amount", where = { fraud = true }, per = ["merchant_id"], period = "month" }
"#;

#[test]
fn what_a_total_could_not_count_is_counted_and_told_in_words() {
    let book = load_texts("", vec![("book.toml".to_owned(), TOTALS.to_owned())]).book.unwrap();
    // merchant, amount, fraud; in May all of them
    let rows = [
        ("", "1.00", "false"),
        ("", "1.00", "true"),
        ("", "1.00", "false"),
        ("M1", "", "false"),
        ("M1", "1.00", ""),
        ("M1", "1.00", ""),
        ("M2", "0", "false"),
        ("M2", "0", "true"),
        ("M2", "0", "true"),
    ];
    let column = |(id, attribute): (_, &Attribute)| {
        let text = |(merchant, amount, fraud): &(&'static str, &'static str, &'static str)| match attribute
            .name
            .as_str()
        {
            "merchant_id" => *merchant,
            "amount" => *amount,
            "fraud" => *fraud,
            "clearing_date" => "2026-05-14",
            _ => "",
        };
        let mut builder = ColumnBuilder::new(attribute.kind);
        let value = |row| Some(text(row)).filter(|text| !text.is_empty());
        let parsed = |text| parse_value(book.attributes.get(id), text).ok();
        rows.iter().for_each(|row| builder.push(value(row).and_then(parsed)));
        Some(builder.finish())
    };
    let columns = book.attributes.iter().map(column).collect();
    let (_, aggregates) =
        price(&compile(&book), &mut Batch { rows: rows.len(), columns }, &FxTable::default());
    let told: Vec<String> = aggregates.gaps.iter().map(|gap| gap.text(&book.attributes)).collect();
    assert_eq!(
        told,
        [
            "volume: 2 transactions not counted: a fact that `where` asks for is unknown",
            "volume: 1 transaction not counted: the amount to add is unknown",
            "volume: 2 transactions without a place: a fact that says whose total it belongs to is unknown",
            "share: 2 transactions not counted: a fact that `where` asks for is unknown",
            "share: 1 transaction not counted: the amount to add is unknown",
            "share: 3 transactions without a place: a fact that says whose total it belongs to is unknown",
            "share: 3 transactions without a share: the whole is zero",
        ]
    );
}
