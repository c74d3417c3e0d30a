//! The CSV files: plain data, amounts as plain decimal text, an empty cell where there is no value.

use super::columns::{COLUMNS, Row, Values};
use super::{Report, order};
use crate::facts::RejectRow;
use crate::money::{Currency, Decimal, plain};
use std::io::Write;

/// `discrepancies.csv`: the disputed and unproven rows.
pub(super) fn discrepancies(report: &Report, to: impl Write) -> csv::Result<()> {
    table(&COLUMNS, order::discrepancies(report), to)
}

/// A header and one record per row.
pub(super) fn table<'r, R: Row + 'r>(
    columns: &[(&str, Values<R>)],
    rows: impl Iterator<Item = &'r R>,
    to: impl Write,
) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    file.write_record(columns.iter().map(|(name, _)| name))?;
    for row in rows {
        file.write_record(columns.iter().map(|(_, values)| text(values, row)))?;
    }
    Ok(file.flush()?)
}

/// `rejects.csv`: the input rows that could not be used.
pub(super) fn rejects(rejects: &[RejectRow], to: impl Write) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    file.write_record(["file", "row", "column", "reason", "value"])?;
    for reject in rejects {
        let row = reject.row.to_string();
        file.write_record([&reject.file, &row, &reject.column, &reject.reason, &reject.value])?;
    }
    Ok(file.flush()?)
}

/// `other_rows.csv`: the input rows that are no transaction.
pub(super) fn other_rows(report: &Report, to: impl Write) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    file.write_record(["file", "row", "kind", "reference", "amount", "currency"])?;
    for other in &report.other_rows {
        let (row, amount) = (other.row.to_string(), optional(other.amount, other.currency));
        let currency = other.currency.map_or("", Currency::code);
        file.write_record([&other.file, &row, &other.kind, &other.reference, &amount, currency])?;
    }
    Ok(file.flush()?)
}

/// `row_checks.csv`: what each row states and what its parts come to.
pub(super) fn row_checks(report: &Report, to: impl Write) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    file.write_record(["file", "row", "transaction_id", "stated", "computed", "holds"])?;
    for check in &report.row_checks {
        let (stated, computed) = (optional(check.stated, None), optional(check.computed, None));
        let (row, holds) = (check.row.to_string(), check.holds.to_string());
        file.write_record([&check.file, &row, &check.transaction_id, &stated, &computed, &holds])?;
    }
    Ok(file.flush()?)
}

fn text<R: Row>(values: &Values<R>, row: &R) -> String {
    match values {
        Values::Text(read) => read(row).to_owned(),
        Values::Amount(read) => optional(read(row), row.currency()),
        Values::Day(read) => read(row).map(|day| day.to_string()).unwrap_or_default(),
    }
}

fn optional(amount: Option<Decimal>, currency: Option<Currency>) -> String {
    amount.map(|amount| plain(amount, currency)).unwrap_or_default()
}
