//! `price` over a million generated transactions with the book of the quickstart, beside a bare
//! exact sum over the same amounts, so that the figures are a ratio of one run.
//!
//!     cargo bench --bench price
#![allow(clippy::unwrap_used, clippy::expect_used)]

use divan::counter::ItemsCount;
use std::path::Path;
use trueup::compile::compile;
use trueup::facts::{AttributeId, Attributes, Batch, ColumnBuilder, Value, id};
use trueup::money::{Currency, Date, Decimal, FxTable, sum};
use trueup::price::price;
use trueup::program::Program;
use trueup::schedule;

const TRANSACTIONS: usize = 1_000_000;

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

    fn pick<'a>(&mut self, values: &[&'a str]) -> &'a str {
        let place = self.roll(values.len() as u64);
        values[usize::try_from(place).unwrap()]
    }
}

struct Columns<'a> {
    attributes: &'a Attributes,
    builders: Vec<Option<ColumnBuilder>>,
}

impl Columns<'_> {
    fn push(&mut self, id: AttributeId, value: Option<Value>) {
        let kind = self.attributes.get(id).kind;
        self.builders[id.0].get_or_insert_with(|| ColumnBuilder::new(kind)).push(value);
    }

    fn symbol(&mut self, id: AttributeId, value: &str) {
        let known = !value.is_empty();
        self.push(id, known.then(|| Value::Symbol(value.to_owned())));
    }
}

/// Skewed as payments are: mostly domestic debit sales in euro, one in 200 with an unknown funding.
fn transactions(attributes: &Attributes) -> Batch {
    let mut columns = Columns { attributes, builders: (0..attributes.len()).map(|_| None).collect() };
    let mut dice = Dice(2026);
    for row in 0..TRANSACTIONS {
        columns.symbol(id::TRANSACTION_ID, &format!("T{row:08}"));
        columns.symbol(id::EVENT, if dice.roll(25) == 0 { "refund" } else { "sale" });
        columns.symbol(id::MERCHANT_COUNTRY, "NL");
        columns.symbol(id::CHANNEL, "card_not_present");
        columns.symbol(id::SEGMENT, "consumer");
        columns.symbol(id::CURRENCY, if dice.roll(8) == 0 { "USD" } else { "EUR" });
        columns.symbol(id::NETWORK, dice.pick(&["visa", "visa", "mastercard"]));
        let funding = dice.pick(&["debit", "debit", "debit", "credit"]);
        columns.symbol(id::FUNDING, if dice.roll(200) == 0 { "" } else { funding });
        columns
            .symbol(id::ISSUER_COUNTRY, dice.pick(&["NL", "NL", "NL", "NL", "DE", "BE", "FR", "US", "GB"]));
        let amount = Decimal::new(i64::try_from(dice.roll(20_000)).unwrap() + 100, 2);
        columns.push(id::AMOUNT, Some(Value::Decimal(amount)));
        let day = u32::try_from(dice.roll(31)).unwrap() + 1;
        columns.push(id::CLEARING_DATE, Date::from_ymd_opt(2026, 5, day).map(Value::Date));
    }
    let columns = columns.builders.into_iter().map(|builder| builder.map(ColumnBuilder::finish)).collect();
    Batch { rows: TRANSACTIONS, columns }
}

fn program() -> Program {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/quickstart/fee_schedules");
    compile(&schedule::load(&book, "").unwrap().book.expect("the quickstart's book has no faults"))
}

fn rates() -> FxTable {
    let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::parse("USD").unwrap());
    let mut fx = FxTable::default();
    for day in 1..=31 {
        fx.insert(Date::from_ymd_opt(2026, 5, day).unwrap(), eur, usd, "1.1234".parse().unwrap());
    }
    fx
}

#[divan::bench(args = [1, 2], sample_count = 5)]
fn price_a_million(bencher: divan::Bencher, threads: usize) {
    let program = program();
    let fx = rates();
    let mut batch = transactions(&program.attributes);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    bencher
        .counter(ItemsCount::new(TRANSACTIONS))
        .bench_local(|| pool.install(|| price(&program, &mut batch, &fx).0.rows()));
}

#[divan::bench(sample_count = 5)]
fn sum_a_million(bencher: divan::Bencher) {
    let batch = transactions(&program().attributes);
    bencher
        .counter(ItemsCount::new(TRANSACTIONS))
        .bench_local(|| sum((0..batch.rows).filter_map(|row| batch.decimal(id::AMOUNT, row))));
}
