//! Billed costs as a biller reports them, and where each came from.

use crate::money::{Currency, Date, Decimal};

/// The file and row that something was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The place of the file in the list of inputs.
    pub file: u32,
    /// The line on which it starts in a CSV file, the row in a workbook or Parquet file; the header is
    /// number 1.
    pub row: u64,
}

/// Which transaction a billed line belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BilledFor {
    /// The row of the batch whose own columns carry the cost.
    Row(usize),
    /// A line of a file of its own. No event: the transaction id's only one.
    Id {
        /// The transaction's id.
        transaction_id: String,
        /// The event in lower case, if the file has one.
        event: Option<String>,
    },
    /// A row that is no usable transaction: rejected, or none by its nature. What it bills is money of
    /// the bill all the same, and unproven.
    NoTransaction {
        /// The id that the row gives; empty if it gives none.
        transaction_id: String,
        /// The event in lower case, if it is known.
        event: Option<String>,
        /// Why, as reports spell it: `transaction_rejected`, `line_rejected` where the row is a billed
        /// line only, `other_row: AuthorisationSchemeFee`.
        reason: String,
    },
}

/// One billed cost of one component. A positive amount is a cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BilledLine {
    /// The transaction it is billed for.
    pub billed_for: BilledFor,
    /// The component's name.
    pub component: String,
    /// In major units of `currency`.
    pub amount: Decimal,
    /// What it was billed in.
    pub currency: Currency,
    /// What the biller calls it.
    pub billed_as: Option<String>,
    /// The day it was billed.
    pub billed_on: Option<Date>,
    /// The merchant, where the line names one.
    pub merchant_id: Option<String>,
    /// The biller's own id of the line; two lines that differ here are never duplicates.
    pub line_id: Option<String>,
    /// Where it was read.
    pub origin: Origin,
}
