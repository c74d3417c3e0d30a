//! Reading `trueup.toml`, section by section; every fault is collected.

use super::config::{Config, Gates, ReferencePart, TransactionFiles};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Sources, Table, Text};
use crate::money::{self, Currency, Date, Decimal};
use crate::reconcile::{Terms, Tolerance};
use crate::report::WORKBOOK_ROWS;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The sections as they were read.
pub struct Parts {
    run: RunPart,
    transactions: TransactionFiles,
    billed: Option<(Vec<String>, Text)>,
    references: Vec<ReferencePart>,
    fx: Vec<String>,
    tolerance: Vec<(Text, Tolerance)>,
    lag_days: Vec<(Text, i64)>,
    gates: Gates,
}

struct RunPart {
    name: String,
    book: String,
    reports: String,
    as_of: Option<Date>,
    costs: bool,
    workbook_rows: usize,
}

impl Parts {
    pub fn read(mut root: Table<'_>) -> Option<Parts> {
        let run = root.section("run").and_then(run_part);
        let transactions = root.section("transactions").and_then(transaction_part);
        let billed = root.take("billed").and_then(|node| node.table("[billed]")).and_then(billed_part);
        let references = root.take("reference").and_then(|node| node.table("[reference]"));
        let references = references.map(reference_parts).unwrap_or_default();
        let fx = root.take("fx").and_then(|node| node.table("[fx]")).map(fx_part).unwrap_or_default();
        let tolerance = by_component(&mut root, "tolerance", tolerance);
        let lag_days = by_component(&mut root, "lag", lag);
        let gates =
            root.take("gates").and_then(|node| node.table("[gates]")).map(gates_part).unwrap_or_default();
        root.finish();
        let (run, transactions) = (run?, transactions?);
        Some(Parts { run, transactions, billed, references, fx, tolerance, lag_days, gates })
    }

    pub fn into_config(self, base: PathBuf, sources: Sources) -> Config {
        let Parts { run, transactions, billed, references, fx, tolerance, lag_days, gates } = self;
        let RunPart { name, book, reports, as_of, costs, workbook_rows } = run;
        let components = tolerance
            .iter()
            .map(|(name, _)| name.clone())
            .chain(lag_days.iter().map(|(name, _)| name.clone()));
        let components = components.collect();
        let terms = Terms {
            tolerance: tolerance.into_iter().map(|(name, tolerance)| (name.value, tolerance)).collect(),
            lag_days: lag_days.into_iter().map(|(name, days)| (name.value, days)).collect(),
            as_of,
            ..Terms::default()
        };
        Config {
            base,
            name,
            book,
            reports,
            as_of,
            costs,
            workbook_rows,
            transactions,
            billed,
            references,
            fx,
            terms,
            components,
            gates,
            sources,
        }
    }
}

fn run_part(mut table: Table<'_>) -> Option<RunPart> {
    let name =
        table.require("name").and_then(Node::text).and_then(|name| folder_name(&name, table.document()));
    let book = table.require("book").and_then(Node::text);
    let reports = table.require("reports").and_then(Node::text);
    let as_of = table.take("as_of").and_then(Node::date);
    let costs = table.take("costs").and_then(Node::flag).unwrap_or(true);
    let workbook_rows = table.take("workbook_rows").and_then(sheet_rows).unwrap_or(WORKBOOK_ROWS);
    table.finish();
    let (book, reports) = (book?.value, reports?.value);
    Some(RunPart { name: name?, book, reports, as_of, costs, workbook_rows })
}

/// As many rows as a person may want to read, and a sheet can hold.
fn sheet_rows(node: Node<'_>) -> Option<usize> {
    const MOST: i64 = 1_000_000;
    let (span, document) = (node.span(), node.document());
    let rows = node.integer()?;
    if !(1..=MOST).contains(&rows) {
        let message = format!("the workbook cannot have {rows} rows of a kind");
        document.report(Diagnostic::error(Code::BadNumber, message).at(span, "from 1 to 1000000"));
        return None;
    }
    usize::try_from(rows).ok()
}

/// The name becomes a folder below `reports`, so it must be one plain word.
fn folder_name(name: &Text, document: &Document<'_>) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let usable = !name.value.is_empty() && !name.value.starts_with('.') && name.value.chars().all(plain);
    if !usable {
        let message = format!("`{}` cannot name a folder", name.value);
        let fault = Diagnostic::error(Code::UnknownValue, message)
            .at(name.span.clone(), "the reports go into a folder of this name");
        document.report(fault.help("use letters, digits, `-`, `_` and `.`"));
    }
    usable.then(|| name.value.clone())
}

fn transaction_part(mut table: Table<'_>) -> Option<TransactionFiles> {
    let files = table.require("files").and_then(Node::texts);
    let profile = table.require("profile").and_then(Node::text);
    let set = table.take("set").and_then(|node| node.table("`set`")).map(|table| {
        let entries = table.into_entries().into_iter();
        entries.filter_map(|(key, node)| Some((key, node.scalar()?))).collect()
    });
    table.finish();
    let files = files?.into_iter().map(|text| text.value).collect();
    Some(TransactionFiles { files, profile: profile?, set: set.unwrap_or_default() })
}

fn billed_part(mut table: Table<'_>) -> Option<(Vec<String>, Text)> {
    let files = table.take("files").and_then(Node::texts);
    let profile = table.take("profile").and_then(Node::text);
    if files.is_some() && profile.is_none() {
        let message = "[billed] has files but no `profile`";
        let fault =
            Diagnostic::error(Code::MissingKey, message).at(table.span_of_first_key(), "add `profile = …`");
        table.document().report(fault);
    }
    table.finish();
    Some((files?.into_iter().map(|text| text.value).collect(), profile?))
}

fn reference_parts(references: Table<'_>) -> Vec<ReferencePart> {
    let read = |(name, node): (Text, Node<'_>)| {
        if !node.is_table() {
            let message = format!("`{}` stands in [reference] itself, which has no name", name.value);
            let fault = Diagnostic::error(Code::WrongType, message).at(name.span, "belongs to no reference");
            node.document().report(fault.help("name the reference, such as [reference.merchants]"));
            return None;
        }
        let mut table = node.table(&format!("[reference.{}]", name.value))?;
        let files = table.require("file").and_then(Node::texts);
        let key = table.require("key").and_then(Node::text);
        table.finish();
        let files = files?.into_iter().map(|text| text.value).collect();
        Some(ReferencePart { name: name.value, files, key: key? })
    };
    references.into_entries().into_iter().filter_map(read).collect()
}

fn fx_part(mut table: Table<'_>) -> Vec<String> {
    let files = table.require("files").and_then(Node::texts).unwrap_or_default();
    table.finish();
    files.into_iter().map(|text| text.value).collect()
}

fn by_component<T>(
    root: &mut Table<'_>,
    key: &'static str,
    read: impl Fn(Node<'_>) -> Option<T>,
) -> Vec<(Text, T)> {
    let Some(table) = root.take(key).and_then(|node| node.table(key)) else { return Vec::new() };
    table.into_entries().into_iter().filter_map(|(key, node)| Some((key, read(node)?))).collect()
}

fn tolerance(node: Node<'_>) -> Option<Tolerance> {
    let mut table = node.table("the tolerance")?;
    let absolute = table.require("absolute").and_then(not_negative);
    table.finish();
    Some(Tolerance { absolute: absolute? })
}

fn lag(node: Node<'_>) -> Option<i64> {
    let mut table = node.table("the lag")?;
    let (span, document) = (table.span(), table.document());
    let days = table.require("days").and_then(Node::integer);
    table.finish();
    let days = days?;
    if days < 0 {
        let message = format!("a lag of {days} days lies in the past");
        document.report(Diagnostic::error(Code::BadNumber, message).at(span, "zero or more"));
        return None;
    }
    Some(days)
}

fn gates_part(mut table: Table<'_>) -> Gates {
    let coverage_at_least = table.take("coverage_at_least").and_then(|node| {
        let document = node.document();
        let text = node.text()?;
        let share = text.value.strip_suffix('%').and_then(|number| money::parse(number).ok());
        let share = share.and_then(|percent| money::mul(percent, Decimal::new(1, 2)).ok());
        let share = share.filter(|share| (Decimal::ZERO..=Decimal::ONE).contains(share));
        if share.is_none() {
            let message = format!("`{}` is no share", text.value);
            let fault = Diagnostic::error(Code::BadNumber, message)
                .at(text.span.clone(), "write \"99.5%\", at most \"100%\"");
            document.report(fault);
        }
        Some((share?, text.value))
    });
    let mut overbilled_at_most = BTreeMap::new();
    if let Some(limits) = table.take("overbilled_at_most").and_then(|node| node.table("`overbilled_at_most`"))
    {
        let document = limits.document();
        for (key, node) in limits.into_entries() {
            let Some(currency) = Currency::parse(&key.value) else {
                let message = format!("`{}` is no ISO 4217 currency", key.value);
                document
                    .report(Diagnostic::error(Code::UnknownValue, message).at(key.span, "unknown currency"));
                continue;
            };
            overbilled_at_most.extend(not_negative(node).map(|limit| (currency, limit)));
        }
    }
    table.finish();
    Gates { coverage_at_least, overbilled_at_most }
}

fn not_negative(node: Node<'_>) -> Option<Decimal> {
    let document = node.document();
    let text = node.text()?;
    let fault = match money::parse(&text.value) {
        Ok(amount) if amount.is_sign_negative() && !amount.is_zero() => "is below zero".to_owned(),
        Ok(amount) => return Some(amount),
        Err(fault) => fault.to_string(),
    };
    let message = format!("`{}` {fault}", text.value);
    document.report(Diagnostic::error(Code::BadNumber, message).at(text.span, "zero or more"));
    None
}
