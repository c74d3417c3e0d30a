//! What the rows of the table say of one rule: a text, or one for each column of a matrix.

use super::assign::{Filled, Placed};
use super::fees::same;
use toml_edit::{Array, Value};
use trueup::diagnostic::did_you_mean;

/// One text for each column: rows that fill it must agree, and one that no row fills is not printed.
pub fn cells(columns: &[String], rows: &[&Placed]) -> Result<Vec<String>, String> {
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
pub fn single(rows: &[&Placed]) -> Result<String, String> {
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

/// As a fee, or as the fees of a row.
pub fn value(texts: &[String], row: bool) -> Value {
    if row { texts.iter().map(String::as_str).collect::<Array>().into() } else { Value::from(shown(texts)) }
}

/// For people.
pub fn shown(texts: &[String]) -> String {
    texts.join(" | ")
}
