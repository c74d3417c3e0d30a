//! `when` and `[covers]`: conjunctions of tests.

use super::book_toml::attribute;
use super::{Context, values};
use crate::diagnostic::{Code, Diagnostic, Key, Node, Table};
use crate::facts::{Attribute, Kind, Value};
use crate::schedule::{Accepts, Bound, Condition, Range, Test, ValueSet};

/// Reads a table of conditions; faulty ones are reported and left out.
pub fn read(table: Table<'_>, context: &Context<'_>) -> Condition {
    let mut condition = Condition::default();
    for (key, node) in table.into_entries() {
        if key.value == "any" {
            condition.any.extend(any(node, context));
            continue;
        }
        let attributes = &context.foundation.attributes;
        if let Some(id) = attribute(&key, attributes, node.document())
            && let Some(accepts) = accepts(&key, node, attributes.get(id), context)
        {
            condition.tests.push(Test { attribute: id, accepts });
        }
    }
    condition
}

fn any(node: Node<'_>, context: &Context<'_>) -> Option<Vec<Condition>> {
    let (span, document) = (node.span(), node.document());
    let branches = node.array()?;
    if branches.is_empty() {
        let message = "`any` has no branch, so it is true for nothing";
        document.report(Diagnostic::error(Code::EmptyList, message).at(span, "empty"));
        return None;
    }
    let tables = branches.into_iter().filter_map(|branch| branch.table("a branch of `any`"));
    Some(tables.map(|table| read(table, context)).collect())
}

fn accepts(key: &Key, node: Node<'_>, attribute: &Attribute, context: &Context<'_>) -> Option<Accepts> {
    if node.is_table() {
        let table = node.table(&format!("the condition on `{}`", key.value))?;
        return in_words(table, attribute, context);
    }
    set(node, attribute, context).map(Accepts::OneOf)
}

/// `"debit"`, `["debit", "prepaid"]`, `true`, `3`, `2026-05-01`.
fn set(node: Node<'_>, attribute: &Attribute, context: &Context<'_>) -> Option<ValueSet> {
    let document = node.document();
    if attribute.kind.is_symbol() {
        let found = values::set(node.texts()?, attribute, context, document);
        return (!found.is_empty()).then_some(found);
    }
    if attribute.kind == Kind::Flag {
        let flag = node.flag()?;
        return Some(ValueSet { values: [Value::Flag(flag)].into(), ..ValueSet::default() });
    }
    let items = if node.is_array() { node.array()? } else { vec![node] };
    if items.is_empty() {
        document.report(Diagnostic::error(Code::EmptyList, "the list is empty, so it is true for nothing"));
        return None;
    }
    let count = items.len();
    let found: Vec<Value> =
        items.into_iter().filter_map(|item| values::one(&item.scalar()?, attribute, document)).collect();
    (found.len() == count).then(|| ValueSet { values: found.into_iter().collect(), ..ValueSet::default() })
}

/// `{ not = … }`, `{ known = false }`, or a range.
fn in_words(mut table: Table<'_>, attribute: &Attribute, context: &Context<'_>) -> Option<Accepts> {
    if let Some(node) = table.take("known") {
        let known = node.flag();
        table.finish();
        return known.map(Accepts::Known);
    }
    if let Some(node) = table.take("not") {
        table.finish();
        return set(node, attribute, context).map(Accepts::NoneOf);
    }
    let (span, document) = (table.span(), table.document());
    table.refuse("currency", "a threshold in a currency of its own");
    let lower = bound(&mut table, ["at_least", "above"], attribute);
    let upper = bound(&mut table, ["at_most", "below"], attribute);
    let (lower, upper) = match (lower, upper) {
        (Ok(lower), Ok(upper)) => (lower, upper),
        _ => {
            table.finish();
            return None;
        }
    };
    table.finish();
    let fault = if lower.is_none() && upper.is_none() {
        Some("the condition says nothing".to_owned())
    } else if !attribute.kind.is_ordered() {
        Some(format!("`{}` is of type {}, which has no order", attribute.name, attribute.kind))
    } else {
        None
    };
    if let Some(message) = fault {
        let help = "a condition is a value, a list, { not = … }, { known = false }, or a range with at_least, above, at_most, below";
        document.report(Diagnostic::error(Code::WrongCondition, message).at(span, "here").help(help));
        return None;
    }
    let range = Range { lower, upper };
    if is_empty(&range) {
        let message = "no value lies in this range";
        document.report(
            Diagnostic::error(Code::BadRange, message).at(span, "the lower bound lies above the upper one"),
        );
        return None;
    }
    Some(Accepts::Range(range))
}

/// One end of a range under either of its spellings, the first of which includes the value.
fn bound(
    table: &mut Table<'_>,
    spellings: [&'static str; 2],
    attribute: &Attribute,
) -> Result<Option<Bound>, ()> {
    let [including, excluding] = spellings.map(|spelling| table.take(spelling));
    let (node, included) = match (including, excluding) {
        (None, None) => return Ok(None),
        (Some(node), None) => (node, true),
        (None, Some(node)) => (node, false),
        (Some(first), Some(second)) => {
            let message =
                format!("a range has one end here, not both `{}` and `{}`", spellings[0], spellings[1]);
            let fault = Diagnostic::error(Code::BadRange, message)
                .at(second.span(), "one too many")
                .at(first.span(), "and this");
            table.document().report(fault);
            return Err(());
        }
    };
    // Whether an unordered attribute may have a range is told by the caller, once.
    let text = node.scalar().ok_or(())?;
    if !attribute.kind.is_ordered() {
        return Ok(Some(Bound { value: Value::Symbol(text.value), included }));
    }
    let value = values::one(&text, attribute, table.document()).ok_or(())?;
    Ok(Some(Bound { value, included }))
}

fn is_empty(range: &Range) -> bool {
    match (&range.lower, &range.upper) {
        (Some(lower), Some(upper)) => {
            lower.value > upper.value || lower.value == upper.value && !(lower.included && upper.included)
        }
        _ => false,
    }
}
