//! Adds a rule or a row that the mapping has and the schedule does not.

use super::Change;
use super::assign::{Filled, Placed};
use super::documents::{At, columns, known, tables_mut};
use super::mapping::Target;
use super::texts::{cells, shown, single, value};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

/// Adds the rule that these rows speak of.
///
/// # Errors
/// Where it cannot go.
pub fn added(schedule: &str, document: &mut DocumentMut, rows: &[&Placed]) -> Result<Change, String> {
    let (target, rate) = (&rows[0].target, &rows[0].rate);
    let matrix = matrix_for(document, target, rows);
    let texts = match matrix {
        Some(matrix) => cells(&columns(document, matrix), rows)?,
        None => vec![single(rows)?],
    };
    let table = written(rows[0], &texts, matrix.is_some())?;
    let siblings = match matrix {
        Some(matrix) => {
            tables_mut(document, "matrix").and_then(|all| all.get_mut(matrix)).map(|all| all.entry("row"))
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

/// The rule or row in canonical form: aligned keys, and fees by date.
fn written(placed: &Placed, texts: &[String], row: bool) -> Result<Table, String> {
    let (target, rate) = (&placed.target, &placed.rate);
    let (id, name) = (Value::from(target.id.as_str()), Value::from(rate.program.as_str()));
    let when = target.when.as_deref().unwrap_or("{}");
    let key = if row { "fees" } else { "fee" };
    let head = format!("\n[[new]]\nid   = {id}\nname = {name}\nwhen = {when}\n");
    let text = format!("{head}[new.{key}]\n{} = {}\n", rate.date, value(texts, row));
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{text}: {error}"))?;
    let table = tables_mut(&mut document, "new").and_then(|new| new.get_mut(0)).ok_or("nothing was made")?;
    unplaced(table);
    Ok(table.clone())
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
