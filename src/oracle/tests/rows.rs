//! Random transactions and exchange rates.

use super::tape::Tape;
use crate::facts::{Attribute, AttributeId, Attributes, Batch, ColumnBuilder, parse_value};
use crate::money::{Currency, FxTable, parse};
use crate::oracle::{Facts, Rate};

/// The values that transactions take, at and around what conditions ask for.
const FACTS: [(&str, &[&str]); 21] = [
    ("event", &["sale", "refund", "chargeback", "decline"]),
    ("network", &["visa", "mastercard", "amex", "jcb"]),
    ("funding", &["credit", "debit", "prepaid", "charge"]),
    ("product", &["classic", "gold", "Gold", "platinum"]),
    ("issuer_country", &["NL", "DE", "US", "GB"]),
    ("merchant_country", &["NL", "DE", "US"]),
    ("currency", &["EUR", "USD", "JPY", "KWD"]),
    ("mcc", &["5541", "5542", "0763", "3000", "3299", "3300", "3302", "5411"]),
    ("token", &["true", "false"]),
    ("fraud", &["true", "false"]),
    (
        "amount",
        &[
            "0", "0.01", "9.99", "10", "10.01", "45", "100", "500", "999.99", "1000", "1000.01", "7.125",
            "-20",
        ],
    ),
    ("cashback", &["0", "4.99", "5", "20.005", "30"]),
    ("kilobytes", &["0", "1.5", "1.51", "10.5", "10.501", "3", "7"]),
    ("instalments", &["0", "1", "2", "12", "13"]),
    ("clearing_date", &DAYS),
    ("authorization_date", &["2026-04-30", "2026-05-01", "2026-05-02", "2026-05-08", "2026-05-10"]),
    ("merchant_id", &["m1", "m2", "m1", "m2", "m3"]),
    ("batch_id", &["b1", "b2"]),
    ("transaction_id", &["t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"]),
    ("volume", &["0", "500", "999.99", "1000"]),
    ("items", &["0", "2", "7"]),
];
const DAYS: [&str; 9] = [
    "2026-04-30",
    "2026-05-01",
    "2026-05-05",
    "2026-05-08",
    "2026-05-09",
    "2026-05-19",
    "2026-05-01",
    "2026-06-01",
    "2025-12-31",
];
/// Totals that rows bring along; only a few rows do.
const GIVEN: [&str; 2] = ["volume", "items"];
/// The last number says whether a row repeats the one before it.
pub const NUMBERS_PER_ROW: usize = FACTS.len() + 1;

const RATES: [(&str, &[&str]); 7] = [
    ("EUR/USD", &["1.08", "1.1", "0.92"]),
    ("USD/EUR", &["0.93", "1.25"]),
    ("EUR/JPY", &["160", "163.5"]),
    ("USD/JPY", &["148.5", "3"]),
    ("KWD/EUR", &["2.99", "3"]),
    ("KWD/USD", &["3.2"]),
    ("JPY/KWD", &["0.0021"]),
];
const RATE_DAYS: [&str; 4] = ["2026-05-01", "2026-05-05", "2026-05-02", "2026-04-24"];
/// No day of a transaction is more than a week after one of these.
const ALL_RATE_DAYS: [&str; 6] =
    ["2026-04-24", "2026-05-01", "2026-05-08", "2026-05-15", "2026-05-29", "2025-12-29"];

/// Transactions, each out of its own numbers.
pub fn facts(attributes: &Attributes, row_numbers: &[Vec<u8>]) -> Vec<Facts> {
    let mut rows: Vec<Facts> = Vec::new();
    for numbers in row_numbers {
        let repeated = rows.last().filter(|_| numbers[FACTS.len()] >= 240);
        let row = repeated.cloned().unwrap_or_else(|| one_row(attributes, numbers));
        rows.push(row);
    }
    rows
}

/// A fact is unknown for the highest sixteenth of its number, else a value of its pool.
fn one_row(attributes: &Attributes, numbers: &[u8]) -> Facts {
    let known = FACTS.iter().zip(numbers).filter(|((name, _), number)| match GIVEN.contains(name) {
        true => **number >= 250,
        false => **number < 240,
    });
    let fact = |((name, pool), number): (&(&str, &[&str]), &u8)| {
        let id = attributes.find(name)?;
        let text = pool[usize::from(*number) % pool.len()];
        Some((id, parse_value(attributes.get(id), text).unwrap()))
    };
    known.filter_map(fact).collect()
}

/// A fact that no transaction has, as if the input had no such column.
pub fn missing(tape: &mut Tape<'_>) -> Option<&'static str> {
    tape.chance(3).then(|| FACTS[tape.below(FACTS.len())].0)
}

/// The transactions as the engine takes them; a fact that none of them has gets no column.
pub fn batch(attributes: &Attributes, rows: &[Facts]) -> Batch {
    let column = |(id, attribute): (AttributeId, &Attribute)| {
        let mut builder = ColumnBuilder::new(attribute.kind);
        rows.iter().for_each(|facts| builder.push(facts.get(&id).cloned()));
        rows.iter().any(|facts| facts.contains_key(&id)).then(|| builder.finish())
    };
    Batch { rows: rows.len(), columns: attributes.iter().map(column).collect() }
}

/// A few rates, or all that the transactions can need.
pub fn rates(tape: &mut Tape<'_>) -> Vec<Rate> {
    if tape.chance(5) {
        let day = |(number, day): (usize, &&str)| {
            RATES.map(|(pair, pool)| rate(pair, day, pool[number % pool.len()]))
        };
        return ALL_RATE_DAYS.iter().enumerate().flat_map(day).collect();
    }
    let mut rates: Vec<Rate> = Vec::new();
    for _ in 0..tape.below(12) {
        let (pair, pool) = RATES[tape.below(RATES.len())];
        let rate = rate(pair, tape.one(&RATE_DAYS), tape.one(pool));
        // Of two rates for one day the first stands.
        if !rates.iter().any(|known| (known.date, known.from, known.to) == (rate.date, rate.from, rate.to)) {
            rates.push(rate);
        }
    }
    rates
}

/// `EUR/USD` of a day.
pub fn rate(pair: &str, day: &str, rate: &str) -> Rate {
    let (from, to) = pair.split_once('/').unwrap();
    Rate {
        date: day.parse().unwrap(),
        from: Currency::parse(from).unwrap(),
        to: Currency::parse(to).unwrap(),
        rate: parse(rate).unwrap(),
    }
}

pub fn fx(rates: &[Rate]) -> FxTable {
    let mut fx = FxTable::default();
    for rate in rates {
        fx.insert(rate.date, rate.from, rate.to, rate.rate);
    }
    fx
}
