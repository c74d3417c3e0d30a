//! `when` and `[covers]`: conjunctions of tests.

use super::{Names, values};
use crate::diagnostic::{Code, Diagnostic, Key, Node, Table};
use crate::facts::{Attribute, Kind, Value};
use crate::money::{Currency, Date};
use crate::schedule::{Accepts, Bound, Condition, Period, Range, Test, ValueSet};

/// Reads a table of conditions; nothing if any of them is faulty, which is reported.
pub fn read(table: Table<'_>, names: Names<'_>) -> Option<Condition> {
    let mut condition = Condition::default();
    let mut sound = true;
    for (key, node) in table.into_entries() {
        if key.value == "any" {
            let branches = any(node, names);
            sound &= branches.is_some();
            condition.any.extend(branches);
            continue;
        }
        let vocabulary = names.vocabulary;
        let test = vocabulary.find(&key, node.document()).and_then(|attribute| {
            let (accepts, written) = accepts(&key, node, vocabulary.attributes.get(attribute), names)?;
            Some(Test { attribute, accepts, written })
        });
        sound &= test.is_some();
        condition.tests.extend(test);
    }
    sound.then_some(condition)
}

fn any(node: Node<'_>, names: Names<'_>) -> Option<Vec<Condition>> {
    let branches = node.items()?;
    let count = branches.len();
    let tables = branches.into_iter().filter_map(|branch| branch.table("a branch of `any`"));
    let read: Vec<Condition> = tables.filter_map(|table| read(table, names)).collect();
    (read.len() == count).then_some(read)
}

/// Which values pass, and how they are written.
type Asked = (Accepts, Vec<String>);

fn accepts(key: &Key, node: Node<'_>, attribute: &Attribute, names: Names<'_>) -> Option<Asked> {
    if node.is_table() {
        let table = node.table(&format!("the condition on `{}`", key.value))?;
        return in_words(table, attribute, names);
    }
    let written = node.written();
    set(node, attribute, names).map(|sets| (by_date(sets, Accepts::OneOf), written))
}

/// One set, or sets by date.
fn by_date(mut sets: Vec<(Option<Date>, ValueSet)>, accepts: fn(ValueSet) -> Accepts) -> Accepts {
    match sets.len() {
        1 => accepts(sets.remove(0).1),
        _ => Accepts::Dated(
            sets.into_iter().map(|(from, set)| Period { from, accepts: accepts(set) }).collect(),
        ),
    }
}

/// `"debit"`, `["debit", "prepaid"]`, `true`, `3`, `2026-05-01`; by date if a group in it is dated.
fn set(node: Node<'_>, attribute: &Attribute, names: Names<'_>) -> Option<Vec<(Option<Date>, ValueSet)>> {
    let document = node.document();
    if attribute.kind.is_symbol() {
        return values::set(node.texts()?, attribute, names, document);
    }
    if attribute.kind == Kind::Flag {
        let flag = node.flag()?;
        return Some(vec![(None, ValueSet { values: [Value::Flag(flag)].into(), ..ValueSet::default() })]);
    }
    let items = if node.is_array() { node.items()? } else { vec![node] };
    let count = items.len();
    let found: Vec<Value> =
        items.into_iter().filter_map(|item| values::one(&item.scalar()?, attribute, document)).collect();
    let sound = found.len() == count;
    sound.then(|| vec![(None, ValueSet { values: found.into_iter().collect(), ..ValueSet::default() })])
}

/// `{ not = … }`, `{ known = false }`, or a range.
fn in_words(mut table: Table<'_>, attribute: &Attribute, names: Names<'_>) -> Option<Asked> {
    if says_more_than_one_thing(&table) {
        return None;
    }
    if let Some(node) = table.take("known") {
        let known = node.flag();
        table.finish();
        return known.map(|known| (Accepts::Known(known), Vec::new()));
    }
    if let Some(node) = table.take("not") {
        table.finish();
        let written = node.written();
        return set(node, attribute, names).map(|sets| (by_date(sets, Accepts::NoneOf), written));
    }
    let (span, document) = (table.span(), table.document());
    let currency = table.take("currency").map(|node| currency(node, attribute));
    let lower = bound(&mut table, ["at_least", "above"], attribute);
    let upper = bound(&mut table, ["at_most", "below"], attribute);
    let (lower, upper) = match (lower, upper) {
        (Ok(lower), Ok(upper)) => (lower, upper),
        _ => {
            table.finish();
            return None;
        }
    };
    let says_nothing = lower.is_none() && upper.is_none();
    let misspelt = !table.is_empty();
    table.finish();
    let fault = if says_nothing && misspelt {
        return None;
    } else if says_nothing {
        Some(("the condition says nothing".to_owned(), "no value and no bound".to_owned()))
    } else if !attribute.kind.is_ordered() {
        let what = format!("`{}` is of type {}, which has no order", attribute.name, attribute.kind);
        Some((what, format!("no range on a {}", attribute.kind)))
    } else {
        None
    };
    if let Some((message, label)) = fault {
        let help = "a condition is a value, a list, { not = … }, { known = false }, or a range with at_least, above, at_most, below";
        document.report(Diagnostic::error(Code::WrongCondition, message).at(span, label).help(help));
        return None;
    }
    let range = Range { lower, upper };
    if range.is_empty() {
        let message = "no value lies in this range";
        let fault = Diagnostic::error(Code::BadRange, message).at(span, "it ends before it begins");
        document.report(
            fault.help(
                "the smaller number stands at `at_least` or `above`, the larger at `at_most` or `below`",
            ),
        );
        return None;
    }
    let accepts = match currency {
        None => Some(Accepts::Range(range)),
        Some(currency) => currency.map(|currency| Accepts::RangeIn(range, currency)),
    };
    accepts.map(|accepts| (accepts, Vec::new()))
}

/// Whether a table has two of `known`, `not` and a range, which is reported.
fn says_more_than_one_thing(table: &Table<'_>) -> bool {
    const RANGE: [&str; 5] = ["at_least", "above", "at_most", "below", "currency"];
    let range = RANGE.into_iter().find(|key| table.has(key));
    let said: Vec<&str> = ["known", "not"].into_iter().filter(|key| table.has(key)).chain(range).collect();
    let [first, second, ..] = said[..] else { return false };
    let message = format!("a condition says one thing, not both `{first}` and `{second}`");
    let fault = Diagnostic::error(Code::WrongCondition, message).at(table.span(), "which of them?");
    let help = "keep `known`, `not` or the range: a value that is tested is known";
    table.document().report(fault.help(help));
    true
}

/// The currency of the bounds of an amount.
fn currency(node: Node<'_>, attribute: &Attribute) -> Option<Currency> {
    let (span, document) = (node.span(), node.document());
    let text = node.text()?;
    if attribute.kind == Kind::Money {
        return values::currency(&text, document);
    }
    let message =
        format!("`{}` is of type {}, and only an amount has a currency", attribute.name, attribute.kind);
    let fault = Diagnostic::error(Code::WrongCondition, message).at(span, "no amount");
    document.report(fault.help("leave `currency` out"));
    None
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
            let help = "the first of them includes the value itself, the second does not: take one out";
            table.document().report(fault.help(help));
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
