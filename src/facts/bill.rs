//! Billed costs in columns, as they are read by the million.

use super::{BilledFor, BilledLine, Origin, Texts};
use crate::money::{Currency, Date, Decimal};

/// One billed cost of one component, beside the row that carries it. A positive amount is a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The row of the batch that it was read with: the transaction itself, or the row of a file of billed
    /// costs, which names a transaction.
    pub row: u32,
    /// The place of its component in [`Bill::components`].
    pub component: u16,
    /// What it was billed in.
    pub currency: Currency,
    /// In major units of `currency`.
    pub amount: Decimal,
    /// What the biller calls it: 0 for nothing, else the place in [`Bill::labels`] and one.
    pub billed_as: u32,
    /// The day it was billed.
    pub billed_on: Option<Date>,
}

/// The billed costs of many rows, in the order of rows and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bill {
    /// The costs.
    pub entries: Vec<Entry>,
    /// The components by name.
    pub components: Vec<String>,
    /// What billers call their lines.
    pub labels: Vec<String>,
}

impl Bill {
    /// An entry as a line by itself, billed on its own row of the batch.
    pub fn line(&self, entry: &Entry, line_ids: Option<&Texts>, origins: &[Origin]) -> BilledLine {
        let row = entry.row as usize;
        let line_id = line_ids.map(|ids| ids.get(row)).filter(|id| !id.is_empty());
        let label = entry.billed_as.checked_sub(1).map(|place| self.labels[place as usize].clone());
        BilledLine {
            billed_for: BilledFor::Row(row),
            component: self.components[usize::from(entry.component)].clone(),
            amount: entry.amount,
            currency: entry.currency,
            billed_as: label,
            billed_on: entry.billed_on,
            merchant_id: None,
            line_id: line_id.map(str::to_owned),
            origin: origins[row],
        }
    }
}
