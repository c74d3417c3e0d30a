//! The columns that `costs.parquet`, `discrepancies.parquet` and `discrepancies.csv` share.

use super::ComparisonRow;
use super::parquet::ColumnKind::{self, Amount, Day, Text};
use crate::money::{Currency, Decimal, plain};

/// The cell of a row in a CSV file.
pub(super) type Cell = fn(&ComparisonRow) -> String;

/// The columns by name, in order, and what the Parquet and the CSV files have in them.
pub(super) const COLUMNS: [(&str, ColumnKind, Cell); 16] = [
    ("transaction_id", Text, |row| row.transaction_id.clone()),
    ("event", Text, |row| row.event.clone()),
    ("component", Text, |row| row.component.clone()),
    ("schedule", Text, |row| row.schedule.clone()),
    ("rule", Text, |row| row.rule.clone()),
    ("fee", Text, |row| row.fee.clone()),
    ("expected", Amount, |row| optional(row.expected, row.currency)),
    ("billed", Amount, |row| optional(row.billed, row.currency)),
    ("variance", Amount, |row| optional(row.variance, row.currency)),
    ("currency", Text, |row| row.currency.map_or("", Currency::code).to_owned()),
    ("verdict", Text, |row| row.kind.verdict().name().to_owned()),
    ("kind", Text, |row| row.kind.name().to_owned()),
    ("cause", Text, |row| row.cause.clone()),
    ("dated", Day, |row| row.dated.map(|day| day.to_string()).unwrap_or_default()),
    ("merchant_id", Text, |row| row.merchant_id.clone()),
    ("billed_as", Text, |row| row.billed_as.clone()),
];

/// The amount as plain decimal text; empty if there is none.
pub(super) fn optional(amount: Option<Decimal>, currency: Option<Currency>) -> String {
    amount.map(|amount| plain(amount, currency)).unwrap_or_default()
}
