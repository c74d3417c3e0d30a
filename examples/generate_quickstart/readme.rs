//! The README of each example.

use crate::answer_key::planted::{Planted, fault_table, overbilled, plain};
use crate::fault::Fault;
use crate::row::{Mark, Row};
use crate::scenario::Example;
use std::fmt::Write;

const QUICKSTART: &str = include_str!("quickstart.md");
const STARTER: &str = include_str!("starter.md");

/// The README of `fixtures/quickstart`.
pub(crate) fn quickstart(example: &Example, faults: &[Fault]) -> String {
    let over = |currency| overbilled(&example.planted, currency);
    QUICKSTART
        .replace("{counts}", &counts(example))
        .replace("{faults}", &faults_of(example, faults))
        .replace("{overbilled}", &format!("EUR {} and USD {}", over("EUR"), over("USD")))
        .replace("{wallets}", &marked(example, |mark| matches!(mark, Mark::Wallet(_))))
        .replace("{text_amount}", &marked(example, |mark| mark == Mark::TextAmount))
        .replace("{unknown_type}", &marked(example, |mark| mark == Mark::UnknownType))
        .replace("{broken_net}", &marked(example, |mark| mark == Mark::BrokenNet))
        .replace("{lines}", &line_table(&example.planted))
}

/// The README of `fixtures/starter`, which becomes that of a new project.
pub(crate) fn starter(example: &Example, faults: &[Fault]) -> String {
    STARTER
        .replace("{faults}", &faults_of(example, faults))
        .replace("{wallets}", &marked(example, |mark| matches!(mark, Mark::Wallet(_))))
        .replace("{lines}", &line_table(&example.planted))
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

fn faults_of(example: &Example, faults: &[Fault]) -> String {
    fault_table(&example.planted, faults.iter().map(|fault| (fault.done, fault.kind, fault.transactions)))
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

fn marked(example: &Example, wanted: fn(Mark) -> bool) -> String {
    let rows = example.batches.iter().flat_map(|(_, rows)| rows);
    let ids: Vec<_> = rows.filter(|row| wanted(row.mark)).map(id).collect();
    ids.join(", ")
}

fn id(row: &Row) -> String {
    format!("`{}`", row.transaction.psp_reference)
}
