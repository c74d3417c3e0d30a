//! `[[rule]]`: id, condition, fees by date.

use super::fee_text::{self, FeeFault};
use super::{Context, conditions, dates};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Span, Table, Text};
use crate::schedule::{Condition, DatedFee, Direction, Fee, LineCurrency, Rule};
use std::collections::BTreeMap;

/// The ids of all rules, and the rules without faults. `currency` is `None` where the schedule's
/// head is faulty: then nothing is said about currencies.
pub fn read(
    node: Node<'_>,
    currency: Option<LineCurrency>,
    context: &Context<'_>,
) -> (Vec<String>, Vec<Rule>) {
    let document = node.document();
    let mut rules = Vec::new();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let tables = node.array().unwrap_or_default().into_iter().filter_map(|item| item.table("a rule"));
    for mut table in tables {
        let id = table.require("id").and_then(Node::text);
        let rule = rule(table, id.as_ref(), currency, context);
        let Some(id) = id else { continue };
        if let Some(first) = seen.get(&id.value) {
            let message = format!("two rules are called `{}`", id.value);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(id.span, "called so again");
            document.report(fault.at(first.clone(), "called so here").help("give one of them another id"));
            continue;
        }
        seen.insert(id.value, id.span);
        rules.extend(rule);
    }
    (seen.into_keys().collect(), rules)
}

fn rule(
    mut table: Table<'_>,
    id: Option<&Text>,
    currency: Option<LineCurrency>,
    context: &Context<'_>,
) -> Option<Rule> {
    let name = table.take("name").and_then(Node::text).map(|text| text.value).unwrap_or_default();
    let when = match table.take("when") {
        Some(node) => node.table("`when`").and_then(|table| conditions::read(table, context)),
        None => Some(Condition::default()),
    };
    let fees = table.require("fee").and_then(|node| fees(node, currency, context));
    let direction = table.take("direction").map_or(Some(Direction::Debit), |node| {
        node.choice(&[("debit", Direction::Debit), ("credit", Direction::Credit)])
    });
    let billed_as = table.take("billed_as").and_then(Node::texts).unwrap_or_default();
    table.finish();
    let id = id?.clone();
    Some(Rule {
        id: id.value,
        name,
        when: when?,
        fees: fees?,
        direction: direction?,
        billed_as: billed_as.into_iter().map(|text| text.value).collect(),
        span: id.span,
    })
}

fn fees(node: Node<'_>, currency: Option<LineCurrency>, context: &Context<'_>) -> Option<Vec<DatedFee>> {
    if !node.is_table() {
        let document = node.document();
        let text = fee_or_wrong_type(node)?;
        if text.value.trim() == "withdrawn" {
            let message = "`withdrawn` needs the day from which the rule no longer exists";
            let fault = Diagnostic::error(Code::MalformedFee, message).at(text.span, "without a date");
            document.report(fault.help("write [rule.fee] with 2027-04-17 = \"withdrawn\""));
            return None;
        }
        return Some(vec![DatedFee { from: None, fee: Some(fee(&text, currency, context, document)?) }]);
    }
    let table = node.table("`fee`")?;
    if refuse_shape(&table) { None } else { dated(table, currency, context) }
}

/// Whether the table is a fee that this version refuses, which is told.
fn refuse_shape(table: &Table<'_>) -> bool {
    let shape = SHAPES.iter().find_map(|(key, what)| Some((table.span_of(key)?, what)));
    let refused = shape.is_some();
    if let Some((span, what)) = shape {
        table.document().unsupported(span, what);
    }
    refused
}

/// Fee tables that the language has and this version refuses.
const SHAPES: [(&str, &str); 5] = [
    ("lesser_of", "the lesser of several fees"),
    ("greater_of", "the greater of several fees"),
    ("bands", "a fee in bands"),
    ("tiers", "a fee in tiers"),
    ("shortfall", "a period minimum"),
];

fn dated(table: Table<'_>, currency: Option<LineCurrency>, context: &Context<'_>) -> Option<Vec<DatedFee>> {
    let (document, span) = (table.document(), table.span());
    let entries = table.into_entries();
    let count = entries.len();
    let mut fees = Vec::new();
    for (key, node) in entries {
        let from = dates::key_date(&key, document);
        if node.is_table() {
            let refused = node.table("`fee`").is_none_or(|table| refuse_shape(&table));
            if from.is_some() && !refused {
                document.unsupported(key.span, "a fee that is a table");
            }
            continue;
        }
        if from.is_none() && !node.is_text() {
            continue; // no date, so perhaps not meant as a fee
        }
        let Some(text) = fee_or_wrong_type(node) else { continue };
        let withdrawn = text.value.trim() == "withdrawn";
        let fee = if withdrawn { Some(None) } else { fee(&text, currency, context, document).map(Some) };
        if let (Some(from), Some(fee)) = (from, fee) {
            fees.push(DatedFee { from: Some(from), fee });
        }
    }
    if count == 0 {
        let fault =
            Diagnostic::error(Code::EmptyList, "the fee has no date at all").at(span, "nothing in it");
        document.report(fault.help("write a day and the fee from then on: 2026-04-18 = \"1.65% + 0.10\""));
    }
    fees.sort_by_key(|dated| dated.from);
    (count > 0 && fees.len() == count).then_some(fees)
}

/// A fee must be a text: a bare number says which quotes it needs.
fn fee_or_wrong_type(node: Node<'_>) -> Option<Text> {
    if node.is_text() { node.text() } else { node.wrong_type("a fee in quotes, such as \"1.65% + 0.10\"") }
}

fn fee(
    text: &Text,
    currency: Option<LineCurrency>,
    context: &Context<'_>,
    document: &Document<'_>,
) -> Option<Fee> {
    let fee = match fee_text::parse(&text.value, &context.foundation.vocabulary.attributes) {
        Ok(fee) => fee,
        Err(fault) => {
            let unit = text.value.get(fault.at.clone()).unwrap_or_default();
            if fault.code != Code::UnknownAttribute || !context.foundation.vocabulary.is_set_aside(unit) {
                document.report(malformed(text, fault));
            }
            return None;
        }
    };
    let bare = |amount: crate::schedule::Money| amount.currency.is_none() && !amount.amount.is_zero();
    if currency == Some(LineCurrency::Transaction) && fee.amounts().any(bare) {
        let message = format!("an amount in `{}` has no currency", fee.text);
        let fault = Diagnostic::error(Code::FeeCurrency, message)
            .at(text.span.clone(), "in the transaction's currency?");
        document.report(
            fault.help("with `currency = \"transaction\"` every amount names its own: \"0.25% + EUR 0.08\""),
        );
        return None;
    }
    Some(fee)
}

/// The diagnostic with its caret on the very characters, where the text stands in plain quotes.
fn malformed(text: &Text, fault: FeeFault) -> Diagnostic {
    let whole = text.span.range.len() == text.value.len();
    let range = if whole {
        let start = text.span.range.start;
        start + fault.at.start..start + fault.at.end
    } else {
        text.span.range.clone()
    };
    let message = format!("`{}` is not a fee: {}", text.value, fault.message);
    let span = Span { source: text.span.source, range };
    Diagnostic::error(fault.code, message).at(span, fault.label).help(fault.help)
}
