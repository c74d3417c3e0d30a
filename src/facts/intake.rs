//! What became of input rows that are no plain transaction, so that every row is accounted for.

use crate::money::{Currency, Decimal};

/// An input row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RejectRow {
    /// The file as the config names it.
    pub file: String,
    /// The line in a CSV file, the row in a workbook or Parquet file; the header is number 1.
    pub row: u64,
    /// The column at fault; empty if the row as a whole is.
    pub column: String,
    /// Why.
    pub reason: String,
    /// The raw value, card numbers masked.
    pub value: String,
}

/// An input row that is no transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRow {
    /// The file as the config names it.
    pub file: String,
    /// The line in a CSV file, the row in a workbook or Parquet file; the header is number 1.
    pub row: u64,
    /// What the file calls it: `MerchantPayout`.
    pub kind: String,
    /// Its reference or text.
    pub reference: String,
    /// The net amount, a cost being positive.
    pub amount: Option<Decimal>,
    /// Its currency.
    pub currency: Option<Currency>,
}

/// The profile's arithmetic on one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowCheck {
    /// The file as the config names it.
    pub file: String,
    /// The line in a CSV file, the row in a workbook or Parquet file; the header is number 1.
    pub row: u64,
    /// The transaction.
    pub transaction_id: String,
    /// What the row states.
    pub stated: Option<Decimal>,
    /// What its parts come to.
    pub computed: Option<Decimal>,
    /// Whether the two are equal.
    pub holds: bool,
}

/// A value outside an attribute's closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    /// The attribute.
    pub attribute: String,
    /// The value as the input wrote it.
    pub value: String,
    /// How many rows.
    pub rows: u64,
}
