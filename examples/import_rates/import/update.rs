//! Writes dated fees into the documents, and nothing else.

use super::Change;
use super::add::added;
use super::assign::{Assigned, Placed};
use super::documents::{At, Documents, columns, dated, declared, in_force, known, tables_mut};
use super::fees::same;
use super::mapping::Mapping;
use super::texts::{cells, shown, single, value};
use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, TableLike, Value};
use trueup::diagnostic::did_you_mean;

/// Sets the fee of every rule that the table speaks of. Also tells what it had to leave alone.
///
/// # Errors
/// Everything that the mapping and the schedules do not have in common.
pub fn update(
    mapping: &Mapping,
    assigned: &Assigned,
    documents: &mut Documents,
) -> Result<(Vec<Change>, Vec<String>), Vec<String>> {
    // In the order of the table, which is the order in which new rows are added.
    let mut order: Vec<Vec<&Placed>> = Vec::new();
    let mut places: BTreeMap<(&str, &str, bool, &str), usize> = BTreeMap::new();
    for row in &assigned.placed {
        let (schedule, target) = (&mapping.schedule[row.part].id, &row.target);
        let key = (schedule.as_str(), target.id.as_str(), target.adjustment, row.rate.date.as_str());
        let place = *places.entry(key).or_insert(order.len());
        if place == order.len() {
            order.push(Vec::new());
        }
        order[place].push(row);
    }
    let (mut changes, mut remarks, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for rows in order {
        let id = &mapping.schedule[rows[0].part].id;
        let Some(document) = documents.schedule_mut(id) else { continue };
        match one(id, document, &rows) {
            Ok(Done::Same) => {}
            Ok(Done::Changed(change)) => changes.push(change),
            Ok(Done::ByHand(remark)) => remarks.push(remark),
            Err(why) => faults.push(format!("{id}/{}: {why}", rows[0].target.id)),
        }
    }
    if faults.is_empty() { Ok((changes, remarks)) } else { Err(faults) }
}

enum Done {
    Same,
    Changed(Change),
    ByHand(String),
}

/// All rows of the table that speak of one rule on one date.
fn one(schedule: &str, document: &mut DocumentMut, rows: &[&Placed]) -> Result<Done, String> {
    let (target, date) = (&rows[0].target, rows[0].rate.date.as_str());
    currencies(document, rows)?;
    let rules = known(document);
    let found = rules
        .iter()
        .find(|rule| rule.id == target.id && matches!(rule.at, At::Adjustment(_)) == target.adjustment);
    let Some(found) = found else {
        if target.when.is_none() {
            let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
            let help = did_you_mean(&target.id, ids);
            return Err(format!(
                "there is no such rule, and the mapping gives no `when` for a new one; {help}"
            ));
        }
        return added(schedule, document, rows).map(Done::Changed);
    };
    let at = found.at;
    let texts = match at {
        At::Row(matrix, _) => cells(&columns(document, matrix), rows)?,
        At::Rule(_) | At::Adjustment(_) => vec![single(rows)?],
    };
    let item = fee_item(document, at).ok_or("it has no fee")?;
    let Some(fees) = dated(item) else {
        return match texts_of(item.as_value()) {
            Some(old) if all_same(&old, &texts) => Ok(Done::Same),
            _ => Err("its fee has no date; write since when it holds, and import again".to_owned()),
        };
    };
    let before = in_force(fees, date).map(|(_, value)| value);
    let old = texts_of(before);
    if before.is_some() && old.is_none() {
        let remark = format!(
            "{schedule}/{}: a fee of several parts is left to be set by hand: {}",
            target.id,
            shown(&texts)
        );
        return Ok(Done::ByHand(remark));
    }
    if old.as_ref().is_some_and(|old| all_same(old, &texts)) {
        return Ok(Done::Same);
    }
    if let Some(fees) = item.as_table_like_mut() {
        set(fees, date, &texts, matches!(at, At::Row(..)));
    }
    let change = Change {
        schedule: schedule.to_owned(),
        id: target.id.clone(),
        date: date.to_owned(),
        before: old.as_deref().map(shown),
        after: shown(&texts),
    };
    Ok(Done::Changed(change))
}

fn currencies(document: &DocumentMut, rows: &[&Placed]) -> Result<(), String> {
    let of_schedule = declared(document, "currency").unwrap_or_default();
    for row in rows {
        if let Some(currency) = row.rate.currency.as_deref().filter(|currency| *currency != of_schedule) {
            return Err(format!(
                "line {} is in {currency}, and the schedule in {of_schedule}",
                row.rate.line
            ));
        }
    }
    Ok(())
}

fn fee_item(document: &mut DocumentMut, at: At) -> Option<&mut Item> {
    match at {
        At::Rule(place) => tables_mut(document, "rule")?.get_mut(place)?.get_mut("fee"),
        At::Adjustment(place) => tables_mut(document, "adjustment")?.get_mut(place)?.get_mut("add"),
        At::Row(matrix, row) => {
            let matrix = tables_mut(document, "matrix")?.get_mut(matrix)?;
            matrix.get_mut("row")?.as_array_of_tables_mut()?.get_mut(row)?.get_mut("fees")
        }
    }
}

/// The texts of a fee or of the cells of a row; `None` if any is larger than a text.
fn texts_of(value: Option<&Value>) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value? {
        Value::Array(cells) => cells.iter().map(text).collect(),
        value => Some(vec![text(value)?]),
    }
}

fn all_same(old: &[String], new: &[String]) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}

/// Sets the fee of a date, and keeps how the line was written, if there was one.
fn set(fees: &mut dyn TableLike, date: &str, texts: &[String], row: bool) {
    if let Some(Value::Array(cells)) = fees.get_mut(date).and_then(Item::as_value_mut)
        && row
        && cells.len() == texts.len()
    {
        for (place, text) in texts.iter().enumerate() {
            cells.replace(place, text.as_str());
        }
        return;
    }
    let mut value = value(texts, row);
    if let Some(old) = fees.get(date).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    let newest = fees.iter().all(|(key, _)| key <= date);
    fees.insert(date, Item::Value(value));
    if !newest {
        fees.sort_values();
    }
}
