//! Values inside conditions: single ones, groups, MCC ranges.

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Document, Text, did_you_mean};
use crate::facts::{Attribute, Kind, Value, parse_value};
use crate::schedule::ValueSet;

/// The set that a list such as `["@fuel", "7523", "3000..3299"]` stands for; nothing if any of it
/// is faulty, which is reported.
pub fn set(
    items: Vec<Text>,
    attribute: &Attribute,
    context: &Context<'_>,
    document: &Document<'_>,
) -> Option<ValueSet> {
    let mut set = ValueSet::default();
    let mut sound = true;
    for item in items {
        let members = if item.value.starts_with('@') {
            context.groups.open(&item, document)
        } else {
            Some(vec![item.clone()])
        };
        sound &= members.is_some();
        for member in members.unwrap_or_default() {
            if let Err(why) = add(&member, attribute, &mut set) {
                let fault = unfit(&member, &item, attribute, &why);
                document.report(if context.groups.has(&member.value) {
                    fault.help(format!("the group of this name is written \"@{}\"", member.value))
                } else {
                    fault
                });
                sound = false;
            }
        }
    }
    sound.then_some(set)
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

/// Adds a value or an MCC range, or says what it is not.
fn add(item: &Text, attribute: &Attribute, set: &mut ValueSet) -> Result<(), String> {
    if attribute.kind == Kind::Mcc
        && let Some((low, high)) = item.value.split_once("..")
    {
        let (Some(low), Some(high)) = (mcc(low), mcc(high)) else {
            return Err("is not a range of two MCCs such as 3000..3299".to_owned());
        };
        if low > high {
            return Err("is a range that ends before it begins".to_owned());
        }
        set.mcc_ranges.push((low, high));
        return Ok(());
    }
    set.values.insert(parse_value(attribute, &item.value).map_err(|fault| fault.to_string())?);
    Ok(())
}

fn mcc(text: &str) -> Option<String> {
    let text = text.trim();
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.to_owned())
}

/// The fault of a value; of a member of a group it also points at where the group is used.
fn unfit(item: &Text, used: &Text, attribute: &Attribute, why: &str) -> Diagnostic {
    let message = format!("`{}` {why}", item.value);
    let mut fault = Diagnostic::error(Code::UnknownValue, message)
        .at(item.span.clone(), format!("no value of `{}`", attribute.name));
    if item.span != used.span {
        fault = fault.at(used.span.clone(), "used here");
    }
    if attribute.kind == Kind::Country {
        return fault.help("write the two letters of ISO 3166-1: \"NL\", \"GB\", \"US\"");
    }
    let codes: Vec<&str> = attribute.codes.iter().map(String::as_str).collect();
    fault.help(did_you_mean(&item.value, codes))
}
