//! Random transactions and exchange rates.

use super::books::Tape;
use super::evaluator::{Facts, Rate};
use trueup::facts::{Attributes, Batch, ColumnBuilder, parse_value};
use trueup::money::{Currency, FxTable, parse};

/// The values that transactions take, at and around what conditions ask for.
const FACTS: [(&str, &[&str]); 15] = [
    ("event", &["sale", "refund", "chargeback", "decline"]),
    ("network", &["visa", "mastercard", "amex", "jcb"]),
    ("funding", &["credit", "debit", "prepaid", "charge"]),
    ("product", &["classic", "gold", "Gold", "platinum"]),
    ("issuer_country", &["NL", "DE", "US", "GB"]),
    ("merchant_country", &["NL", "DE", "US"]),
    ("currency", &["EUR", "USD", "JPY", "KWD"]),
    ("mcc", &["5541", "5542", "0763", "3000", "3299", "3300", "3302", "5411"]),
    ("token", &["true", "false"]),
    (
        "amount",
        &["0", "0.01", "9.99", "10", "10.01", "45", "100", "500", "999.99", "1000", "1000.01", "7.125"],
    ),
    ("cashback", &["0", "4.99", "5", "20.005", "30"]),
    ("kilobytes", &["0", "1.5", "1.51", "10.5", "10.501", "2"]),
    ("instalments", &["0", "1", "2", "12", "13"]),
    ("clearing_date", &["2026-04-30", "2026-05-01", "2026-05-05", "2026-05-08", "2026-05-09", "2026-05-19"]),
    ("authorization_date", &["2026-04-30", "2026-05-01", "2026-05-02", "2026-05-08", "2026-05-10"]),
];
pub const FACT_COUNT: usize = FACTS.len();
/// The inverses have few digits before the point, so that every product is held exactly.
const RATES: [(&str, &[&str]); 5] = [
    ("EUR/USD", &["1.08", "1.1", "0.92"]),
    ("USD/EUR", &["0.93", "1.25"]),
    ("EUR/JPY", &["160", "163.5"]),
    ("USD/JPY", &["148.5", "3"]),
    ("KWD/EUR", &["2.99", "3"]),
];
const RATE_DAYS: [&str; 4] = ["2026-05-01", "2026-05-05", "2026-05-02", "2026-04-24"];

/// One transaction out of one number per fact: unknown for the highest sixteenth, else a value of the pool.
pub fn facts(attributes: &Attributes, numbers: &[u8]) -> Facts {
    let known = FACTS.iter().zip(numbers).filter(|(_, number)| **number < 240);
    let fact = |((name, pool), number): (&(&str, &[&str]), &u8)| {
        let id = attributes.find(name).unwrap();
        let text = pool[usize::from(*number) % pool.len()];
        (id, parse_value(attributes.get(id), text).unwrap())
    };
    known.map(fact).collect()
}

/// Takes one fact away from all transactions, as if the input had no such column.
pub fn without_column(attributes: &Attributes, tape: &mut Tape<'_>, rows: &mut [Facts]) {
    if tape.chance(3) {
        let (name, _) = FACTS[tape.below(FACTS.len())];
        let id = attributes.find(name).unwrap();
        rows.iter_mut().for_each(|facts| drop(facts.remove(&id)));
    }
}

/// The transactions as the engine takes them; a fact that none of them has gets no column.
pub fn batch(attributes: &Attributes, rows: &[Facts]) -> Batch {
    let column = |(id, attribute): (_, &trueup::facts::Attribute)| {
        let mut builder = ColumnBuilder::new(attribute.kind);
        rows.iter().for_each(|facts| builder.push(facts.get(&id).cloned()));
        rows.iter().any(|facts| facts.contains_key(&id)).then(|| builder.finish())
    };
    Batch { rows: rows.len(), columns: attributes.iter().map(column).collect() }
}

pub fn rates(tape: &mut Tape<'_>) -> Vec<Rate> {
    let mut rates: Vec<Rate> = Vec::new();
    for _ in 0..tape.below(9) {
        let (pair, pool) = RATES[tape.below(RATES.len())];
        let (from, to) = pair.split_once('/').unwrap();
        let rate = Rate {
            date: tape.one(&RATE_DAYS).parse().unwrap(),
            from: Currency::parse(from).unwrap(),
            to: Currency::parse(to).unwrap(),
            rate: parse(tape.one(pool)).unwrap(),
        };
        // Of two rates for one day the first stands.
        if !rates.iter().any(|known| (known.date, known.from, known.to) == (rate.date, rate.from, rate.to)) {
            rates.push(rate);
        }
    }
    rates
}

pub fn fx(rates: &[Rate]) -> FxTable {
    let mut fx = FxTable::default();
    for rate in rates {
        fx.insert(rate.date, rate.from, rate.to, rate.rate);
    }
    fx
}
