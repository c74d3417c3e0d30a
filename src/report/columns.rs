//! The columns that `costs.parquet`, `discrepancies.parquet` and `discrepancies.csv` share.

use super::ComparisonRow;
use crate::money::{Date, Decimal};

/// Where a column takes its values from.
pub(super) enum Values {
    /// Text; empty if there is none.
    Text(fn(&ComparisonRow) -> &str),
    /// An amount in major units of the row's currency.
    Amount(fn(&ComparisonRow) -> Option<Decimal>),
    /// A calendar day.
    Day(fn(&ComparisonRow) -> Option<Date>),
}

/// The columns by name, in order.
pub(super) const COLUMNS: [(&str, Values); 16] = [
    ("transaction_id", Values::Text(|row| &row.transaction_id)),
    ("event", Values::Text(|row| &row.event)),
    ("component", Values::Text(|row| &row.component)),
    ("schedule", Values::Text(|row| &row.schedule)),
    ("rule", Values::Text(|row| &row.rule)),
    ("fee", Values::Text(|row| &row.fee)),
    ("expected", Values::Amount(|row| row.expected)),
    ("billed", Values::Amount(|row| row.billed)),
    ("variance", Values::Amount(|row| row.variance)),
    ("currency", Values::Text(|row| row.currency.map_or("", |currency| currency.code()))),
    ("verdict", Values::Text(|row| row.kind.verdict().name())),
    ("kind", Values::Text(|row| row.kind.name())),
    ("cause", Values::Text(|row| &row.cause)),
    ("dated", Values::Day(|row| row.dated)),
    ("merchant_id", Values::Text(|row| &row.merchant_id)),
    ("billed_as", Values::Text(|row| &row.billed_as)),
];
