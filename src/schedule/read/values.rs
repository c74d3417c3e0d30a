//! Values inside conditions: single ones, groups, MCC ranges.

use super::Names;
use crate::diagnostic::{Code, Diagnostic, Document, Text, did_you_mean};
use crate::facts::{Attribute, Kind, Value, parse_value};
use crate::money::{self, Currency, Date, Decimal};
use crate::schedule::ValueSet;
use std::collections::BTreeSet;

/// The set that a list such as `["@fuel", "7523", "3000..3299"]` stands for, by date if a group in it is
/// dated; nothing if any of it is faulty, which is reported.
pub fn set(
    items: Vec<Text>,
    attribute: &Attribute,
    names: Names<'_>,
    document: &Document<'_>,
) -> Option<Vec<(Option<Date>, ValueSet)>> {
    let groups: Vec<&Text> = items.iter().filter(|item| item.value.starts_with('@')).collect();
    let mut sound = true;
    for group in groups.iter() {
        sound &= names.groups.sound(group, document);
    }
    let mut days: BTreeSet<Option<Date>> = [None].into();
    days.extend(groups.iter().flat_map(|group| names.groups.days(group)).map(Some));
    let mut periods: Vec<(Option<Date>, ValueSet)> = Vec::new();
    for day in days {
        let mut set = ValueSet::default();
        for item in &items {
            sound &= add_item(item, day, &mut set, attribute, names, document);
        }
        if periods.last().is_none_or(|(_, before)| *before != set) {
            periods.push((day, set));
        }
    }
    sound.then_some(periods)
}

/// Adds a value, or the members that a group has on a day.
fn add_item(
    item: &Text,
    day: Option<Date>,
    set: &mut ValueSet,
    attribute: &Attribute,
    names: Names<'_>,
    document: &Document<'_>,
) -> bool {
    let members = match item.value.starts_with('@') {
        true => names.groups.members(item, day),
        false => vec![item.clone()],
    };
    let mut sound = true;
    for member in members {
        if let Err(why) = add(&member, attribute, set) {
            let fault = unfit(&member, item, attribute, &why);
            document.report(if names.groups.has(&member.value) {
                fault.help(format!("the group of this name is written \"@{}\"", member.value))
            } else {
                fault
            });
            sound = false;
        }
    }
    sound
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

/// A currency, or a diagnostic.
pub fn currency(text: &Text, document: &Document<'_>) -> Option<Currency> {
    let currency = Currency::parse(&text.value);
    if currency.is_none() {
        let message = format!("`{}` is no ISO 4217 currency", text.value);
        let fault = Diagnostic::error(Code::UnknownValue, message).at(text.span.clone(), "unknown currency");
        document.report(fault.help("write a code such as \"EUR\""));
    }
    currency
}

/// A decimal number, or a diagnostic.
pub fn number(text: &Text, document: &Document<'_>) -> Option<Decimal> {
    match money::parse(&text.value) {
        Ok(number) => Some(number),
        Err(fault) => {
            let message = format!("`{}` {fault}", text.value);
            document
                .report(Diagnostic::error(Code::BadNumber, message).at(text.span.clone(), "not a number"));
            None
        }
    }
}
