//! `*.cases.toml`: transactions with the cost they must have.

use super::schedule::Named;
use super::vocabulary::Vocabulary;
use super::{dates, values};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Table, Text, did_you_mean};
use crate::facts::{AttributeId, Value};
use crate::money::{Currency, Decimal, FxTable};
use crate::schedule::{Case, CaseFile, Expect};

/// What cases may refer to.
pub struct Known<'k> {
    pub vocabulary: &'k Vocabulary,
    /// The schedules, faulty ones too.
    pub schedules: &'k [Named],
    /// A file could not be read, or has a schedule without an id, so that a schedule may be missing.
    pub incomplete: bool,
}

/// The id of the schedule with its cases.
pub fn read(mut root: Table<'_>, path: &str, known: &Known<'_>) -> Option<(String, CaseFile)> {
    let document = root.document();
    let name = root.require("schedule").and_then(Node::text);
    let schedule = name.as_ref().and_then(|name| schedule(name, known, document));
    let shared = root.take("given").and_then(|node| node.table("[given]"));
    let shared = shared.map(|table| facts(table, known.vocabulary)).unwrap_or_default();
    let fx = root.take("fx").and_then(|node| node.table("[fx]")).map(rates).unwrap_or_default();
    let nodes = root.take("case").and_then(Node::array).unwrap_or_default();
    root.finish();
    let tables = nodes.into_iter().filter_map(|node| node.table("a case"));
    let cases = tables.filter_map(|table| case(table, &shared, known.vocabulary, schedule)).collect();
    Some((name?.value, CaseFile { path: path.to_owned(), schedule: 0, fx, cases }))
}

fn schedule<'k>(name: &Text, known: &Known<'k>, document: &Document<'_>) -> Option<&'k Named> {
    let found = known.schedules.iter().find(|schedule| schedule.id == name.value);
    if found.is_none() && !known.incomplete {
        let message = format!("the book has no schedule `{}`", name.value);
        let names: Vec<&str> = known.schedules.iter().map(|schedule| schedule.id.as_str()).collect();
        let fault =
            Diagnostic::error(Code::UnknownSchedule, message).at(name.span.clone(), "unknown schedule");
        document.report(fault.help(did_you_mean(&name.value, names)));
    }
    found
}

fn facts(table: Table<'_>, vocabulary: &Vocabulary) -> Vec<(AttributeId, Value)> {
    let document = table.document();
    let mut facts = Vec::new();
    for (key, node) in table.into_entries() {
        let Some(id) = vocabulary.find(&key, document) else { continue };
        if vocabulary.attributes.get(id).derived && !vocabulary.is_aggregate(id) {
            let message =
                format!("`{}` is derived, so a case gives the facts it is computed from", key.value);
            let fault = Diagnostic::error(Code::WrongCondition, message).at(key.span, "computed");
            document.report(fault.help("give those, or leave them out where it is to be unknown"));
            continue;
        }
        if let Some(text) = node.scalar()
            && let Some(value) = values::one(&text, vocabulary.attributes.get(id), document)
        {
            facts.push((id, value));
        }
    }
    facts
}

/// `"EUR/USD" = { 2026-05-01 = "1.08" }`: from that day, 1 EUR = 1.08 USD.
fn rates(table: Table<'_>) -> FxTable {
    let document = table.document();
    let mut fx = FxTable::default();
    for (key, node) in table.into_entries() {
        let pair = key
            .value
            .split_once('/')
            .and_then(|(from, to)| Some((Currency::parse(from)?, Currency::parse(to)?)));
        let Some((from, to)) = pair else {
            let message = format!("`{}` is no pair of currencies", key.value);
            document.report(
                Diagnostic::error(Code::UnknownValue, message)
                    .at(key.span, "no two currencies")
                    .help("write \"EUR/USD\" = { 2026-05-01 = \"1.08\" }"),
            );
            continue;
        };
        for (day, node) in node.table("rates by date").map(Table::into_entries).unwrap_or_default() {
            let rate = node.text().and_then(|text| positive(&text, document));
            if let (Some(day), Some(rate)) = (dates::key_date(&day, document), rate) {
                fx.insert(day, from, to, rate);
            }
        }
    }
    fx
}

fn positive(text: &Text, document: &Document<'_>) -> Option<Decimal> {
    let rate = values::number(text, document)?;
    if rate > Decimal::ZERO {
        return Some(rate);
    }
    let message = format!("`{}` is not a positive rate", text.value);
    document.report(Diagnostic::error(Code::BadNumber, message).at(text.span.clone(), "not above zero"));
    None
}

fn case(
    mut table: Table<'_>,
    shared: &[(AttributeId, Value)],
    vocabulary: &Vocabulary,
    schedule: Option<&Named>,
) -> Option<Case> {
    let name = table.require("name").and_then(Node::text);
    let given =
        table.take("given").and_then(|node| node.table("`given`")).map(|table| facts(table, vocabulary));
    let others = table.take("others").and_then(Node::array).unwrap_or_default();
    let others = others.into_iter().filter_map(|node| node.table("another transaction"));
    let others = others.map(|table| with_shared(shared, facts(table, vocabulary))).collect();
    let expect = table.require("expect").and_then(|node| node.table("`expect`"));
    let expect = expect.and_then(|table| self::expect(table, schedule));
    table.finish();
    let name = name?;
    let given = with_shared(shared, given.unwrap_or_default());
    Some(Case { name: name.value, given, others, expect: expect?, span: name.span })
}

/// The shared facts, where a transaction does not have its own.
fn with_shared(shared: &[(AttributeId, Value)], own: Vec<(AttributeId, Value)>) -> Vec<(AttributeId, Value)> {
    let mut facts = shared.to_vec();
    for (id, value) in own {
        facts.retain(|(known, _)| *known != id);
        facts.push((id, value));
    }
    facts
}

/// `unpriced = false` would say nothing about the cost.
fn only_true(node: Node<'_>) -> Option<()> {
    let (span, document) = (node.span(), node.document());
    if node.flag()? {
        return Some(());
    }
    let message = "an expectation of `false` says nothing about the cost";
    document.report(Diagnostic::error(Code::UnknownChoice, message).at(span, "only true").help(EXPECTATIONS));
    None
}

const EXPECTATIONS: &str = "write { rule = \"…\", cost = \"…\" }, { lines = [ … ] }, { unproven = \"…\" }, \
                            { unpriced = true } or { not_covered = true }";

fn expect(mut table: Table<'_>, schedule: Option<&Named>) -> Option<Expect> {
    let document = table.document();
    let expect = if let Some(node) = table.take("unproven") {
        node.text().map(|text| Expect::Unproven(text.value))
    } else if let Some(node) = table.take("unpriced") {
        let rule = table.take("rule").map(|node| rule(node.text()?, schedule, document));
        let rule = rule.map_or(Some(None), |rule| rule.map(Some));
        only_true(node).and(rule).map(Expect::Unpriced)
    } else if let Some(node) = table.take("not_covered") {
        only_true(node).map(|()| Expect::NotCovered)
    } else if let Some(node) = table.take("lines") {
        let items = node.array().unwrap_or_default();
        let tables = items.into_iter().filter_map(|item| item.table("a line"));
        Some(Expect::Lines(tables.filter_map(|table| line(table, schedule, document)).collect()))
    } else if !table.has("rule") && !table.has("cost") {
        if table.is_empty() {
            let fault = Diagnostic::error(Code::MissingKey, "`expect` says nothing")
                .at(table.span(), "nothing in it");
            document.report(fault.help(EXPECTATIONS));
        }
        None
    } else {
        return line(table, schedule, document).map(|line| Expect::Lines(vec![line]));
    };
    table.finish();
    expect
}

fn line(
    mut table: Table<'_>,
    schedule: Option<&Named>,
    document: &Document<'_>,
) -> Option<(String, Decimal)> {
    let rule = table.require("rule").and_then(Node::text);
    let cost = table.require("cost").and_then(Node::text).and_then(|text| values::number(&text, document));
    table.finish();
    Some((self::rule(rule?, schedule, document)?, cost?))
}

/// A rule that the schedule has.
fn rule(rule: Text, schedule: Option<&Named>, document: &Document<'_>) -> Option<String> {
    if let Some(Named { id, rules: Some(rules), .. }) = schedule
        && !rules.contains(&rule.value)
    {
        let message = format!("the schedule `{id}` has no rule `{}`", rule.value);
        let names: Vec<&str> = rules.iter().map(String::as_str).collect();
        let fault = Diagnostic::error(Code::UnknownRule, message).at(rule.span, "unknown rule");
        document.report(fault.help(did_you_mean(&rule.value, names)));
        return None;
    }
    Some(rule.value)
}
