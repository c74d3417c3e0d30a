//! Expected against billed: what becomes of each pair, and that nothing is lost.
#![cfg(test)]

mod conservation;
mod duplicates;
mod events;
mod events_unknown;
mod kinds;
mod no_transaction;
mod rounding;
mod several_rows;

use std::collections::BTreeMap;
use trueup::compile::compile;
use trueup::facts::{Batch, BilledFor, BilledLine, ColumnBuilder, Origin, parse_value};
use trueup::money::{Currency, Date, FxTable, parse, plain};
use trueup::price::BATCH_ROWS;
use trueup::program::Program;
use trueup::reconcile::{Pair, Terms, Tolerance};
use trueup::run::{Comparison, Setting, compare};
use trueup::schedule::load_texts;

const BOOK: &str = r#"
language = 1
name = "Acme"
rounding = { mode = "half_up", decimals = 2, per = "line" }
[components.interchange]
schedules = "one"
[components.scheme_fee]
schedules = "all"
"#;
/// A credit card costs one percent, a debit card nothing, and another card has no rule.
const INTERCHANGE: &str = r#"
[schedule]
id = "interchange"
component = "interchange"
currency = "EUR"
[covers]
event = ["sale", "refund"]
[[rule]]
id = "credit"
when = { event = "sale", funding = "credit" }
fee = "1.00%"
[[rule]]
id = "debit"
when = { event = "sale", funding = "debit" }
fee = "0"
[[rule]]
id = "refund"
when = { event = "refund" }
fee = "0.10"
"#;
const SCHEME_FEE: &str = r#"
[schedule]
id = "scheme-fee"
component = "scheme_fee"
currency = "EUR"
[covers]
event = "sale"
network = "visa"
[[rule]]
id = "flat"
fee = "0.05"
"#;

fn program() -> Program {
    program_of(&[BOOK, INTERCHANGE, SCHEME_FEE])
}

/// A program of `book.toml` and schedules.
fn program_of(texts: &[&str]) -> Program {
    let name = |place: usize| if place == 0 { "book.toml".to_owned() } else { format!("{place}.toml") };
    let files = texts.iter().enumerate().map(|(place, text)| (name(place), (*text).to_owned()));
    compile(&load_texts("", files.collect()).book.unwrap())
}

/// Transactions as `id=T1 event=sale funding=credit amount=100.00`; what is not said is usual or unknown.
fn transactions(program: &Program, rows: &[&str]) -> Batch {
    let usual = "network=amex currency=EUR clearing_date=2026-05-01";
    let facts = rows.iter().map(|row| {
        let pairs = usual.split_whitespace().chain(row.split_whitespace());
        pairs.map(|pair| pair.split_once('=').unwrap()).collect::<BTreeMap<_, _>>()
    });
    let facts: Vec<_> = facts.collect();
    let columns = program.attributes.iter().map(|(_, attribute)| {
        let mut builder = ColumnBuilder::new(attribute.kind);
        let name = if attribute.name == "transaction_id" { "id" } else { attribute.name.as_str() };
        for row in &facts {
            builder.push(row.get(name).map(|text| parse_value(attribute, text).unwrap()));
        }
        Some(builder.finish())
    });
    Batch { rows: rows.len(), columns: columns.collect() }
}

/// A billed line as `T1 sale interchange 1.00 EUR`, `-` for no event, `row 0 …` for a cost that stands in
/// the row of the transaction itself; then, where they are known, `line=`, `as=` and `on=`. With `none=` the
/// row it stands in is no usable transaction, and why.
fn billed(text: &str) -> BilledLine {
    let words: Vec<&str> = text.split_whitespace().collect();
    let said = |key: &str| words.iter().find_map(|word| word.strip_prefix(key)).map(str::to_owned);
    let event = |text: &str| Some(text.to_owned()).filter(|event| event != "-");
    let billed_for = match (words[0], said("none=")) {
        (id, Some(reason)) => {
            BilledFor::NoTransaction { transaction_id: id.to_owned(), event: event(words[1]), reason }
        }
        ("row", None) => BilledFor::Row(words[1].parse().unwrap()),
        (id, None) => BilledFor::Id { transaction_id: id.to_owned(), event: event(words[1]) },
    };
    BilledLine {
        billed_for,
        component: words[2].to_owned(),
        amount: parse(words[3]).unwrap(),
        currency: Currency::parse(words[4]).unwrap(),
        billed_as: said("as="),
        billed_on: said("on=").map(|day| day.parse().unwrap()),
        merchant_id: None,
        line_id: said("line="),
        origin: Origin { file: 0, row: 2 },
    }
}

fn comparison(rows: &[&str], line_ids: &[&str], lines: &[&str], terms: &Terms) -> Comparison {
    comparison_by(&program(), rows, line_ids, lines, terms)
}

fn comparison_by(
    program: &Program,
    rows: &[&str],
    line_ids: &[&str],
    lines: &[&str],
    terms: &Terms,
) -> Comparison {
    let lines: Vec<BilledLine> = lines.iter().map(|line| billed(line)).collect();
    let ids: Vec<Option<String>> = line_ids.iter().map(|id| Some((*id).to_owned())).collect();
    let mut batch = transactions(program, rows);
    let fx = FxTable::default();
    let setting = Setting { program, fx: &fx, terms, totals: None, batch_rows: BATCH_ROWS };
    compare(&setting, &mut batch, &ids, &lines).unwrap()
}

/// Each pair as `interchange overbilled, expected 1.00, billed 1.10, variance 0.10 EUR`, and the reason.
fn shown(comparison: &Comparison) -> Vec<String> {
    let pair = |pair: &Pair| {
        let amount = |amount| amount_text(amount, pair.currency);
        let mut text = format!(
            "{} {}, expected {}, billed {}, variance {}",
            comparison.paired.components[pair.component],
            pair.kind.name(),
            amount(pair.expected),
            amount(pair.billed),
            amount(pair.variance)
        );
        if let Some(currency) = pair.currency {
            text += &format!(" {currency}");
        }
        if !pair.reason.is_empty() {
            text += &format!(" ({})", pair.reason);
        }
        text
    };
    comparison.paired.pairs.iter().map(pair).collect()
}

fn amount_text(amount: Option<trueup::money::Decimal>, currency: Option<Currency>) -> String {
    amount.map_or("-".to_owned(), |amount| plain(amount, currency))
}

/// The pairs of transactions and billed lines under strict terms: no tolerance, no lag.
fn pairs(rows: &[&str], lines: &[&str]) -> Vec<String> {
    shown(&comparison(rows, &[], lines, &Terms::default()))
}

fn tolerating(component: &str, absolute: &str) -> Terms {
    let tolerance = Tolerance { absolute: parse(absolute).unwrap() };
    Terms { tolerance: [(component.to_owned(), tolerance)].into(), ..Terms::default() }
}

fn lagging(component: &str, days: i64, as_of: &str) -> Terms {
    let as_of: Date = as_of.parse().unwrap();
    Terms { lag_days: [(component.to_owned(), days)].into(), as_of: Some(as_of), ..Terms::default() }
}
