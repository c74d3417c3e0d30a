//! Writes dated fees into the documents, and nothing else.

use super::Change;
use super::assign::{Assigned, Filled, Placed};
use super::documents::{At, Documents, columns, dated, declared, in_force, known};
use super::fees::same;
use super::mapping::{Mapping, Target};
use std::collections::BTreeMap;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};
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

/// One text for each column: rows that fill it must agree, and one that no row fills is not printed.
fn cells(columns: &[String], rows: &[&Placed]) -> Result<Vec<String>, String> {
    for row in rows {
        let of = format!("line {}: `{}`", row.rate.line, row.rate.product);
        match &row.columns {
            Filled::NotSaid => {
                return Err(format!("{of}: the mapping says no column of the matrix for this product"));
            }
            Filled::All => {}
            Filled::These(these) => {
                if let Some(unknown) = these.iter().find(|name| !columns.contains(name)) {
                    let help = did_you_mean(unknown, columns.iter().map(String::as_str));
                    return Err(format!("{of}: the matrix has no column `{unknown}`; {help}"));
                }
            }
        }
    }
    let fills = |row: &Placed, column: &String| match &row.columns {
        Filled::These(these) => these.contains(column),
        Filled::All | Filled::NotSaid => true,
    };
    let of_column = |column| {
        let rows: Vec<&Placed> = rows.iter().copied().filter(|row| fills(row, column)).collect();
        if rows.is_empty() { Ok("unpublished".to_owned()) } else { single(&rows) }
    };
    columns.iter().map(of_column).collect()
}

/// The one text that all rows agree on.
fn single(rows: &[&Placed]) -> Result<String, String> {
    let first = rows[0];
    match rows.iter().find(|row| !same(row.cell.text(), first.cell.text())) {
        None => Ok(first.cell.text().to_owned()),
        Some(other) => Err(format!(
            "lines {} and {} say two things of it: {} and {}",
            first.rate.line,
            other.rate.line,
            first.cell.text(),
            other.cell.text()
        )),
    }
}

fn fee_item(document: &mut DocumentMut, at: At) -> Option<&mut Item> {
    match at {
        At::Rule(place) => tables(document, "rule")?.get_mut(place)?.get_mut("fee"),
        At::Adjustment(place) => tables(document, "adjustment")?.get_mut(place)?.get_mut("add"),
        At::Row(matrix, row) => {
            let matrix = tables(document, "matrix")?.get_mut(matrix)?;
            matrix.get_mut("row")?.as_array_of_tables_mut()?.get_mut(row)?.get_mut("fees")
        }
    }
}

fn tables<'d>(document: &'d mut DocumentMut, key: &str) -> Option<&'d mut ArrayOfTables> {
    document.get_mut(key)?.as_array_of_tables_mut()
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

fn shown(texts: &[String]) -> String {
    texts.join(" | ")
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
    let mut value = if row {
        texts.iter().map(String::as_str).collect::<Array>().into()
    } else {
        Value::from(shown(texts))
    };
    if let Some(old) = fees.get(date).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    let newest = fees.iter().all(|(key, _)| key <= date);
    fees.insert(date, Item::Value(value));
    if !newest {
        fees.sort_values();
    }
}

/// Adds a rule or row that the schedule does not have.
fn added(schedule: &str, document: &mut DocumentMut, rows: &[&Placed]) -> Result<Change, String> {
    let (target, rate) = (&rows[0].target, &rows[0].rate);
    let matrix = matrix_for(document, target, rows);
    let texts = match matrix {
        Some(matrix) => cells(&columns(document, matrix), rows)?,
        None => vec![single(rows)?],
    };
    let fee: Value = match matrix {
        Some(_) => texts.iter().map(String::as_str).collect::<Array>().into(),
        None => Value::from(shown(&texts)),
    };
    let (head, key) = if matrix.is_some() { ("matrix.row", "fees") } else { ("rule", "fee") };
    let text = format!(
        "\n[[row]]\nid   = {}\nname = {}\nwhen = {}\n[row.{key}]\n{} = {}\n",
        Value::from(target.id.as_str()),
        Value::from(rate.program.as_str()),
        target.when.as_deref().unwrap_or("{}"),
        rate.date,
        fee
    );
    let mut snippet: DocumentMut = text.parse().map_err(|error| format!("[[{head}]]: {error}"))?;
    let table = tables(&mut snippet, "row").and_then(|rows| rows.get_mut(0)).ok_or("no row was made")?;
    unplaced(table);
    let table = table.clone();
    let siblings = match matrix {
        Some(matrix) => {
            tables(document, "matrix").and_then(|all| all.get_mut(matrix)).map(|all| all.entry("row"))
        }
        None => Some(document.entry("rule")),
    };
    let siblings = siblings.map(|entry| entry.or_insert(Item::ArrayOfTables(ArrayOfTables::new())));
    let siblings = siblings.and_then(Item::as_array_of_tables_mut).ok_or("its siblings are no tables")?;
    let place = match &target.before {
        None => siblings.len(),
        Some(before) => siblings
            .iter()
            .position(|row| row.get("id").and_then(Item::as_str) == Some(before))
            .ok_or_else(|| format!("`before` names `{before}`, which does not stand beside it"))?,
    };
    siblings.insert(place, table);
    Ok(Change {
        schedule: schedule.to_owned(),
        id: target.id.clone(),
        date: rate.date.clone(),
        before: None,
        after: shown(&texts),
    })
}

/// The matrix that a new row goes into: that of the row before which it goes, else the last one with its columns.
fn matrix_for(document: &DocumentMut, target: &Target, rows: &[&Placed]) -> Option<usize> {
    let named = known(document).into_iter().find(|rule| Some(&rule.id) == target.before.as_ref());
    if let Some(rule) = named {
        return match rule.at {
            At::Row(matrix, _) => Some(matrix),
            At::Rule(_) | At::Adjustment(_) => None,
        };
    }
    let count = document.get("matrix").and_then(Item::as_array_of_tables).map_or(0, ArrayOfTables::len);
    (0..count).rev().find(|matrix| {
        let columns = columns(document, *matrix);
        rows.iter().all(|row| match &row.columns {
            Filled::All => true,
            Filled::These(these) => these.iter().all(|name| columns.contains(name)),
            Filled::NotSaid => false,
        })
    })
}

/// Without a place of its own a table is written where it stands among its siblings.
fn unplaced(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_mut() {
            unplaced(inner);
        }
    }
}
