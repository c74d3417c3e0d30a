//! The README of each example and the list of planted faults.

use crate::fault::{Fault, Planted};
use crate::row::{Mark, Row};
use crate::scenario::Example;
use rust_decimal::Decimal;
use std::fmt::Write;

const QUICKSTART: &str = include_str!("quickstart.md");
const STARTER: &str = include_str!("starter.md");

/// The README of `fixtures/quickstart`.
pub(crate) fn quickstart(example: &Example, faults: &[Fault]) -> String {
    QUICKSTART
        .replace("{counts}", &counts(example))
        .replace("{faults}", &fault_table(example, faults))
        .replace("{overbilled}", &overbilled(example))
        .replace("{wallets}", &marked(example, |mark| matches!(mark, Mark::Wallet(_))))
        .replace("{text_amount}", &marked(example, |mark| mark == Mark::TextAmount))
        .replace("{unknown_type}", &marked(example, |mark| mark == Mark::UnknownType))
        .replace("{broken_net}", &marked(example, |mark| mark == Mark::BrokenNet))
        .replace("{lines}", &line_table(&example.planted))
}

/// The README of `fixtures/starter`, which becomes that of a new project.
pub(crate) fn starter(example: &Example, faults: &[Fault]) -> String {
    STARTER
        .replace("{faults}", &fault_table(example, faults))
        .replace("{wallets}", &marked(example, |mark| matches!(mark, Mark::Wallet(_))))
        .replace("{lines}", &line_table(&example.planted))
}

/// `planted.csv`: one row per wrong cost.
pub(crate) fn planted_csv(planted: &[Planted]) -> String {
    let mut text = "fault,transaction_id,event,component,kind,expected,billed,currency\n".to_owned();
    for one in planted {
        let Planted { fault, transaction_id, event, component, kind, currency, .. } = one;
        let (expected, billed) = (plain(one.expected, ""), plain(one.billed, ""));
        _ = writeln!(
            text,
            "{fault},{transaction_id},{event},{component},{kind},{expected},{billed},{currency}"
        );
    }
    text
}

fn counts(example: &Example) -> String {
    let mut text =
        "| batch | until | transaction rows | sales in EUR | sales in USD |\n|---|---|---:|---:|---:|\n"
            .to_owned();
    for ((end, rows), number) in example.batches.iter().zip(1..) {
        let all: usize = rows.iter().map(|row| row.copies).sum();
        let sales = |currency| {
            let sales = rows.iter().filter(|row| row.transaction.is_sale_in(currency));
            sales.map(|row| row.copies).sum::<usize>()
        };
        _ = writeln!(text, "| {number} | {end} | {all} | {} | {} |", sales("EUR"), sales("USD"));
    }
    text.trim_end().to_owned()
}

fn fault_table(example: &Example, faults: &[Fault]) -> String {
    let mut text =
        "| # | what was done | kind | component | transactions | expected | billed | variance | currency |\n\
         |---:|---|---|---|---:|---:|---:|---:|---|\n"
            .to_owned();
    for (fault, number) in faults.iter().zip(1..) {
        let lines: Vec<_> = example.planted.iter().filter(|one| one.fault == number).collect();
        let mut components: Vec<_> = lines.iter().map(|one| one.component).collect();
        components.sort_unstable();
        components.dedup();
        let side = |amount: fn(&Planted) -> Option<Decimal>| {
            let amounts: Vec<_> = lines.iter().filter_map(|one| amount(one)).collect();
            plain((!amounts.is_empty()).then(|| amounts.iter().sum()), "–")
        };
        let (expected, billed) = (side(|one| one.expected), side(|one| one.billed));
        _ = writeln!(
            text,
            "| {number} | {} | {} | {} | {} | {expected} | {billed} | {} | {} |",
            fault.done,
            fault.kind,
            components.join(", "),
            fault.transactions,
            side(Planted::variance),
            lines.first().map_or("", |one| one.currency),
        );
    }
    text.trim_end().to_owned()
}

fn line_table(planted: &[Planted]) -> String {
    let mut text =
        "| # | transaction | event | component | kind | expected | billed | variance | currency |\n\
         |---:|---|---|---|---|---:|---:|---:|---|\n"
            .to_owned();
    for one in planted {
        let Planted { fault, transaction_id, event, component, kind, currency, .. } = one;
        let (expected, billed) = (plain(one.expected, "–"), plain(one.billed, "–"));
        let variance = plain(one.variance(), "–");
        _ = writeln!(
            text,
            "| {fault} | {transaction_id} | {event} | {component} | {kind} | {expected} | {billed} | {variance} | {currency} |"
        );
    }
    text.trim_end().to_owned()
}

/// What the lines of kind `overbilled` come to, per currency.
fn overbilled(example: &Example) -> String {
    let total = |currency: &str| {
        let lines = example.planted.iter().filter(|one| one.kind == "overbilled" && one.currency == currency);
        lines.filter_map(Planted::variance).sum::<Decimal>()
    };
    format!("EUR {} and USD {}", total("EUR"), total("USD"))
}

fn marked(example: &Example, wanted: fn(Mark) -> bool) -> String {
    let rows = example.batches.iter().flat_map(|(_, rows)| rows);
    let ids: Vec<_> = rows.filter(|row| wanted(row.mark)).map(id).collect();
    ids.join(", ")
}

fn id(row: &Row) -> String {
    format!("`{}`", row.transaction.psp_reference)
}

fn plain(amount: Option<Decimal>, none: &str) -> String {
    amount.map_or(none.to_owned(), |amount| amount.to_string())
}
