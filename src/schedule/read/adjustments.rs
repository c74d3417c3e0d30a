//! `[[adjustment]]`: id, condition, what is added, to which rules.

use super::rules::is_new;
use super::{Scope, conditions, fees};
use crate::diagnostic::{Code, Diagnostic, Node, Span, Table, Text, did_you_mean};
use crate::schedule::{Adjustment, Condition, RulePattern};
use std::collections::BTreeMap;

/// The adjustments without faults. `rules` has the ids of all rules; `None` where some are not known.
pub fn read(node: Node<'_>, rules: Option<&[String]>, scope: Scope<'_>) -> Vec<Adjustment> {
    let document = node.document();
    let mut adjustments = Vec::new();
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let items = node.array().unwrap_or_default();
    for mut table in items.into_iter().filter_map(|item| item.table("an adjustment")) {
        let id = table.require("id").and_then(Node::text);
        let read = adjustment(table, id.as_ref(), rules, scope);
        let Some(id) = id else { continue };
        if is_new(id, &mut seen, "adjustments", document) {
            adjustments.extend(read);
        }
    }
    adjustments
}

fn adjustment(
    mut table: Table<'_>,
    id: Option<&Text>,
    rules: Option<&[String]>,
    scope: Scope<'_>,
) -> Option<Adjustment> {
    let document = table.document();
    table.take("name");
    let when = match table.take("when") {
        Some(node) => node.table("`when`").and_then(|table| conditions::read(table, scope.names)),
        None => Some(Condition::default()),
    };
    let add = table.require("add").and_then(|node| fees::read(node, scope));
    let to = table.take("to").map(Node::texts);
    table.finish();
    let to = match to {
        None => Vec::new(),
        Some(texts) => {
            texts?.into_iter().map(|text| RulePattern { text: text.value, span: text.span }).collect()
        }
    };
    let mut sound = true;
    // Where some ids are not known, a pattern may name one of those.
    let known = rules.unwrap_or_default();
    let unknown = |pattern: &&RulePattern| rules.is_some() && !known.iter().any(|rule| pattern.names(rule));
    for pattern in to.iter().filter(unknown) {
        let message = format!("no rule of this schedule is called `{}`", pattern.text);
        let fault = Diagnostic::error(Code::UnknownRule, message).at(pattern.span.clone(), "unknown rule");
        let names = known.iter().map(String::as_str).collect::<Vec<_>>();
        document.report(fault.help(did_you_mean(&pattern.text, names)));
        sound = false;
    }
    for dated in add.iter().flatten() {
        let Some(fee) = &dated.fee else { continue };
        let adds = fees::as_plain(fee)
            .is_some_and(|plain| plain.per_unit.is_none() && plain.min.is_none() && plain.max.is_none());
        if !adds {
            let message = format!("`{}` cannot be added to a fee", fee.text);
            let label =
                if fee.is_published() { "more than a percentage and an amount" } else { "no figure to add" };
            let fault = Diagnostic::error(Code::MalformedFee, message).at(dated.span.clone(), label);
            document.report(fault.help("an adjustment adds a percentage, a fixed amount or both: \"-0.05%\", \"0.02\", \"0.10% + 0.02\""));
            sound = false;
        }
    }
    let (id, when, add) = (id?.clone(), when?, add?);
    sound.then_some(Adjustment { id: id.value, when, add, to, span: id.span })
}
