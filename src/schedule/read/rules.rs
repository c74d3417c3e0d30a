//! `[[rule]]` and what it shares with a row of a matrix: id, condition, direction.

use super::{Scope, conditions, fees, matrix};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Span, Table, Text};
use crate::schedule::{Condition, DatedFee, Direction, Rule};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A rule as its file names it; nothing but its id if it is faulty.
pub struct Entry {
    pub id: Text,
    pub rule: Option<Rule>,
}

/// The ids of all rules, `None` where a fault hides some, and the rules without faults, in the order of
/// the file.
pub fn read(
    rules: Option<Node<'_>>,
    matrices: Option<Node<'_>>,
    scope: Scope<'_>,
    document: &Document<'_>,
) -> (Option<Vec<String>>, Vec<Rule>) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut all_known = true;
    let (rules, matrices) = (rules.map(Node::array), matrices.map(Node::array));
    all_known &= !matches!(rules, Some(None)) && !matches!(matrices, Some(None));
    let items = rules.flatten().unwrap_or_default().into_par_iter();
    let read = items.map(|item| item.table("a rule").and_then(|table| rule(table, scope)));
    for entry in read.collect::<Vec<_>>() {
        all_known &= entry.is_some();
        entries.extend(entry);
    }
    for item in matrices.flatten().into_iter().flatten() {
        let found = matrix::read(item, scope);
        all_known &= found.is_some();
        entries.extend(found.into_iter().flatten());
    }
    entries.sort_by_key(|entry| entry.id.span.range.start);
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let mut told: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut rules = Vec::new();
    for Entry { id, rule } in entries {
        // Two rows with one id share it in each column, which is one fault.
        let first = seen.get(&id.value).map(|first| first.range.start);
        if first.is_some_and(|first| !told.insert((first, id.span.range.start))) {
            continue;
        }
        if is_new(id, &mut seen, "rules", document) {
            rules.extend(rule);
        }
    }
    (all_known.then(|| seen.into_keys().collect()), rules)
}

/// Whether no earlier one has this id; a second one is reported.
pub fn is_new(id: Text, seen: &mut BTreeMap<String, Span>, what: &str, document: &Document<'_>) -> bool {
    if let Some(first) = seen.get(&id.value) {
        let message = format!("two {what} are called `{}`", id.value);
        let fault = Diagnostic::error(Code::DuplicateId, message).at(id.span, "called so again");
        document.report(fault.at(first.clone(), "called so here").help("give one of them another id"));
        return false;
    }
    seen.insert(id.value, id.span);
    true
}

fn rule(mut table: Table<'_>, scope: Scope<'_>) -> Option<Entry> {
    let frame = Frame::read(&mut table, scope);
    let fees = table.require("fee").and_then(|node| fees::read(node, scope));
    table.finish();
    let id = frame.id.clone()?;
    let rule = fees.and_then(|fees| frame.rule(&id, fees));
    Some(Entry { id, rule })
}

/// Everything of a rule but its fees.
pub struct Frame {
    pub id: Option<Text>,
    name: String,
    when: Option<Condition>,
    direction: Option<Direction>,
    billed_as: Vec<String>,
}

impl Frame {
    pub fn read(table: &mut Table<'_>, scope: Scope<'_>) -> Frame {
        let id = table.require("id").and_then(Node::text);
        let name = table.take("name").and_then(Node::text).map(|text| text.value).unwrap_or_default();
        let when = match table.take("when") {
            Some(node) => node.table("`when`").and_then(|table| conditions::read(table, scope.names)),
            None => Some(Condition::default()),
        };
        let direction = table.take("direction").map_or(Some(Direction::Debit), |node| {
            node.choice(&[("debit", Direction::Debit), ("credit", Direction::Credit)])
        });
        let billed_as = table.take("billed_as").and_then(Node::texts).unwrap_or_default();
        let billed_as = billed_as.into_iter().map(|text| text.value).collect();
        Frame { id, name, when, direction, billed_as }
    }

    /// The rule, if nothing of it is faulty.
    pub fn rule(&self, id: &Text, fees: Vec<DatedFee>) -> Option<Rule> {
        Some(Rule {
            id: id.value.clone(),
            name: self.name.clone(),
            when: self.when.clone()?,
            fees,
            direction: self.direction?,
            billed_as: self.billed_as.clone(),
            column: None,
            span: id.span.clone(),
        })
    }
}
