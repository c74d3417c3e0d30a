//! The compiled evaluator by stage, over a million transactions in memory, with books of 100, 1,000 and
//! 10,000 rules on 8 attributes each. One thread.
//!
//!     cargo bench --bench evaluate
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::counter::ItemsCount;
use std::fmt::Write as _;
use std::sync::OnceLock;
use trueup::compile::compile;
use trueup::facts::{AttributeId, Attributes, Batch, Column, ColumnBuilder, Value, id};
use trueup::money::{Currency, Date, Decimal, FxTable};
use trueup::price::{Aggregates, Evaluator};
use trueup::program::Program;
use trueup::schedule;

const TRANSACTIONS: usize = 1_000_000;
/// As a run hands them over.
const BATCH_ROWS: usize = 65_536;
const RULES: [usize; 3] = [100, 1_000, 10_000];

const COUNTRIES: [&str; 24] = [
    "NL", "DE", "BE", "FR", "GB", "US", "ES", "IT", "PL", "SE", "DK", "NO", "FI", "AT", "CH", "IE", "PT",
    "CZ", "GR", "HU", "RO", "BG", "JP", "CA",
];
const PRODUCTS: [&str; 10] = [
    "classic",
    "gold",
    "platinum",
    "infinite",
    "business",
    "corporate",
    "purchasing",
    "rewards",
    "signature",
    "world",
];
const ENTRIES: [&str; 5] = ["ecommerce", "contactless", "chip", "keyed", "moto"];

fn main() {
    divan::main();
}

/// A small generator with a fixed seed: the same transactions in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// The first values come up far more often than the last, as in payments.
    fn skewed<T: Copy>(&mut self, values: &[T]) -> T {
        let mut most = values.len() as u64;
        for _ in 0..2 {
            most = self.roll(most) + 1;
        }
        values[usize::try_from(most - 1).unwrap()]
    }
}

fn mccs() -> Vec<String> {
    (0..300).map(|number| format!("{:04}", 1000 + number * 29)).collect()
}

/// Rules on 8 attributes, most of them narrow; the last of each network takes what is left.
fn book(rules: usize) -> Program {
    let mut dice = Dice(7);
    let mccs = mccs();
    let mccs: Vec<&str> = mccs.iter().map(String::as_str).collect();
    let mut text = String::from(
        "[schedule]\nid = \"all\"\ncomponent = \"interchange\"\ncurrency = \"EUR\"\nselect = \"first\"\n\
         dated_by = \"clearing_date\"\nrounding = { mode = \"half_up\", decimals = 2, per = \"line\" }\n\
         [covers]\nevent = [\"sale\", \"refund\"]\n",
    );
    for rule in 0..rules - 1 {
        let list = |values: Vec<&str>| {
            let mut values: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            values.sort();
            values.dedup();
            values.join(", ")
        };
        let countries = list((0..4).map(|_| dice.skewed(&COUNTRIES)).collect());
        let products = list((0..3).map(|_| dice.skewed(&PRODUCTS)).collect());
        let entries = list((0..2).map(|_| dice.skewed(&ENTRIES)).collect());
        let codes = list((0..12).map(|_| dice.skewed(&mccs)).collect());
        let network = dice.skewed(&["visa", "mastercard", "amex"]);
        let funding = dice.skewed(&["debit", "credit", "prepaid"]);
        let (low, rate) = (dice.roll(40) * 5, 20 + dice.roll(250));
        writeln!(
            text,
            "[[rule]]\nid = \"r{rule}\"\nwhen = {{ network = \"{network}\", funding = \"{funding}\", \
             product = [{products}], issuer_country = [{countries}], mcc = [{codes}], entry = [{entries}], \
             amount = {{ at_least = \"{low}\", below = \"{}\" }}, token = {} }}\n\
             [rule.fee]\n2024-01-01 = \"{}.{:02}% + 0.05, max 12.00\"\n2026-05-{:02} = \"{}.{:02}% + 0.10, max 12.00\"",
            low + 150,
            dice.roll(2) == 0,
            rate / 100,
            rate % 100,
            1 + dice.roll(28),
            rate / 100,
            rate % 100,
        )
        .unwrap();
    }
    text += "[[rule]]\nid = \"rest\"\nwhen = {}\nfee = \"1.20% + 0.10\"\n";
    let head = "language = 1\nname = \"many\"\n[components.interchange]\nschedules = \"one\"\n";
    let files = vec![("book.toml".to_owned(), head.to_owned()), ("all.toml".to_owned(), text)];
    let loaded = schedule::load_texts("", files);
    compile(&loaded.book.expect("the book has no faults"))
}

fn program(rules: usize) -> &'static Program {
    static PROGRAMS: [OnceLock<Program>; 3] = [const { OnceLock::new() }; 3];
    let place = RULES.iter().position(|known| *known == rules).unwrap();
    PROGRAMS[place].get_or_init(|| book(rules))
}

/// The transactions in batches, each with dictionaries of its own.
fn batches() -> &'static Vec<Batch> {
    static BATCHES: OnceLock<Vec<Batch>> = OnceLock::new();
    BATCHES.get_or_init(|| {
        let attributes = &program(RULES[0]).attributes;
        let mut dice = Dice(2026);
        let starts = (0..TRANSACTIONS).step_by(BATCH_ROWS);
        starts.map(|start| batch(attributes, BATCH_ROWS.min(TRANSACTIONS - start), &mut dice)).collect()
    })
}

fn column(attributes: &Attributes, id: AttributeId, rows: usize, mut value: impl FnMut() -> Value) -> Column {
    let mut builder = ColumnBuilder::new(attributes.get(id).kind);
    (0..rows).for_each(|_| builder.push(Some(value())));
    builder.finish()
}

fn batch(attributes: &Attributes, rows: usize, dice: &mut Dice) -> Batch {
    let mccs = mccs();
    let mccs: Vec<&str> = mccs.iter().map(String::as_str).collect();
    let mut columns: Vec<Option<Column>> = vec![None; attributes.len()];
    let symbols: [(AttributeId, &[&str]); 8] = [
        (id::EVENT, &["sale", "sale", "sale", "refund"]),
        (id::CURRENCY, &["EUR", "EUR", "EUR", "USD"]),
        (id::NETWORK, &["visa", "mastercard", "amex"]),
        (id::FUNDING, &["debit", "credit", "prepaid"]),
        (id::PRODUCT, &PRODUCTS),
        (id::ISSUER_COUNTRY, &COUNTRIES),
        (id::MCC, &mccs),
        (id::ENTRY, &ENTRIES),
    ];
    for (id, values) in symbols {
        let symbol = || Value::Symbol(dice.skewed(values).to_owned());
        columns[id.0] = Some(column(attributes, id, rows, symbol));
    }
    let token = || Value::Flag(dice.roll(3) == 0);
    columns[id::TOKEN.0] = Some(column(attributes, id::TOKEN, rows, token));
    let amount = || {
        let cents = dice.roll(200) * dice.roll(200) + 100;
        Value::Decimal(Decimal::new(i64::try_from(cents).unwrap(), 2))
    };
    columns[id::AMOUNT.0] = Some(column(attributes, id::AMOUNT, rows, amount));
    let day = || {
        let day = u32::try_from(dice.roll(31)).unwrap() + 1;
        Value::Date(Date::from_ymd_opt(2026, 5, day).unwrap())
    };
    columns[id::CLEARING_DATE.0] = Some(column(attributes, id::CLEARING_DATE, rows, day));
    Batch { rows, columns }
}

fn rates() -> FxTable {
    let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::parse("USD").unwrap());
    let mut fx = FxTable::default();
    for day in 1..=31 {
        fx.insert(Date::from_ymd_opt(2026, 5, day).unwrap(), eur, usd, "1.1234".parse().unwrap());
    }
    fx
}

/// The class of every value that a condition asks for.
#[divan::bench(args = RULES, sample_count = 5)]
fn coding(bencher: divan::Bencher, rules: usize) {
    let (evaluator, batches) = (Evaluator::new(program(rules)), batches());
    let code = |batch: &Batch| evaluator.code(batch, 0..batch.rows);
    bencher.counter(ItemsCount::new(TRANSACTIONS)).bench_local(|| batches.iter().map(code).sum::<usize>());
}

/// Coding, and finding the rules that may apply.
#[divan::bench(args = RULES, sample_count = 5)]
fn selecting(bencher: divan::Bencher, rules: usize) {
    let (evaluator, batches) = (Evaluator::new(program(rules)), batches());
    let select = |batch: &Batch| evaluator.select(batch, 0..batch.rows);
    bencher.counter(ItemsCount::new(TRANSACTIONS)).bench_local(|| batches.iter().map(select).sum::<usize>());
}

/// All of it: lines and reasons.
#[divan::bench(args = RULES, sample_count = 5)]
fn pricing(bencher: divan::Bencher, rules: usize) {
    let batches = batches();
    let (fx, aggregates) = (rates(), Aggregates::default());
    bencher.counter(ItemsCount::new(TRANSACTIONS)).bench_local(|| {
        let evaluator = Evaluator::new(program(rules));
        let price = |batch: &Batch| {
            let priced = evaluator.price(batch, &fx, &aggregates, 0..batch.rows);
            let rows = priced.rows();
            evaluator.give_back(priced);
            rows
        };
        batches.iter().map(price).sum::<usize>()
    });
}

/// Tables of a book, once per run.
#[divan::bench(args = RULES, sample_count = 2)]
fn loading(bencher: divan::Bencher, rules: usize) {
    bencher.bench_local(|| book(rules).tests.len());
}
