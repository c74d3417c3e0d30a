//! Values inside conditions: single ones, groups, MCC ranges.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Document, Text, did_you_mean};
use crate::facts::{Attribute, Kind, Value, parse_value};
use crate::schedule::ValueSet;

/// The set that a list such as `["@fuel", "7523", "3000..3299"]` stands for.
pub fn set(
    items: Vec<Text>,
    attribute: &Attribute,
    context: &Context<'_>,
    document: &Document<'_>,
) -> ValueSet {
    let mut set = ValueSet::default();
    for item in items {
        if !item.value.starts_with('@') {
            add(&item, &item, attribute, document, &mut set);
            continue;
        }
        match context.groups.open(&item) {
            Ok(members) => {
                for member in members {
                    add(&member, &item, attribute, document, &mut set);
                }
            }
            Err(fault) => document.report(fault),
        }
    }
    set
}

/// One value of the attribute, or a diagnostic at `item`.
pub fn one(item: &Text, attribute: &Attribute, document: &Document<'_>) -> Option<Value> {
    match parse_value(attribute, &item.value) {
        Ok(value) => Some(value),
        Err(fault) => {
            document.report(unfit(item, item, attribute, &fault.to_string()));
            None
        }
    }
}

/// Adds `item`; a fault in a member of a group also points at where the group was used.
fn add(item: &Text, used: &Text, attribute: &Attribute, document: &Document<'_>, set: &mut ValueSet) {
    if attribute.kind == Kind::Mcc
        && let Some((low, high)) = item.value.split_once("..")
    {
        match (mcc(low), mcc(high)) {
            (Some(low), Some(high)) if low <= high => set.mcc_ranges.push((low, high)),
            _ => {
                document.report(unfit(item, used, attribute, "is not a range of two MCCs such as 3000..3299"))
            }
        }
        return;
    }
    match parse_value(attribute, &item.value) {
        Ok(value) => {
            set.values.insert(value);
        }
        Err(fault) => document.report(unfit(item, used, attribute, &fault.to_string())),
    }
}

fn mcc(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

fn unfit(item: &Text, used: &Text, attribute: &Attribute, why: &str) -> Diagnostic {
    let message = format!("`{}` {why}", item.value);
    let mut fault = Diagnostic::error(Code::UnknownValue, message)
        .at(item.span.clone(), format!("no value of `{}`", attribute.name));
    if item.span != used.span {
        fault = fault.at(used.span.clone(), "used here");
    }
    let codes: Vec<&str> = attribute.codes.iter().map(String::as_str).collect();
    fault.help(did_you_mean(&item.value, codes))
}
