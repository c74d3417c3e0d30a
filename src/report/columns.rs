//! The columns that `costs.parquet`, `discrepancies.parquet` and `discrepancies.csv` share.

use super::ComparisonRow;
use crate::money::{Currency, Date, Decimal};

/// Where a column takes its values from.
pub(super) enum Values<R> {
    /// Text; empty if there is none.
    Text(fn(&R) -> &str),
    /// An amount in major units of the row's currency.
    Amount(fn(&R) -> Option<Decimal>),
    /// A calendar day.
    Day(fn(&R) -> Option<Date>),
}

/// A row of a table: what messages and amounts need of it beside its columns.
pub(super) trait Row {
    fn transaction_id(&self) -> &str;
    fn component(&self) -> &str;
    fn currency(&self) -> Option<Currency>;
}

impl Row for ComparisonRow {
    fn transaction_id(&self) -> &str {
        &self.transaction_id
    }

    fn component(&self) -> &str {
        &self.component
    }

    fn currency(&self) -> Option<Currency> {
        self.currency
    }
}

/// The columns by name, in order.
pub(super) const COLUMNS: [(&str, Values<ComparisonRow>); 16] = [
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
