//! Cells of one row, and what is wrong with them.

use super::card::masked;
use super::layout::Layout;
use super::profile::{Amount, ColumnId, Columns};
use crate::money::{Currency, Decimal, parse};
use csv::StringRecord;

/// A cell that makes its row unusable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BadCell {
    pub(super) column: String,
    /// Why, as the end of a sentence that begins with the value.
    pub(super) reason: String,
    /// Card numbers are masked.
    pub(super) value: String,
}

/// A row of a file whose columns have been found.
#[derive(Clone, Copy)]
pub(super) struct Cells<'r> {
    pub(super) record: &'r StringRecord,
    pub(super) layout: &'r Layout,
    pub(super) columns: &'r Columns,
}

impl<'r> Cells<'r> {
    /// The trimmed text; empty if the file has no such column.
    pub(super) fn text(&self, column: ColumnId) -> &'r str {
        self.layout.cell(self.record, column)
    }

    /// The text, unless it is empty.
    pub(super) fn some_text(&self, column: Option<ColumnId>) -> Option<String> {
        let text = self.text(column?);
        (!text.is_empty()).then(|| text.to_owned())
    }

    pub(super) fn bad(&self, column: ColumnId, reason: impl ToString) -> BadCell {
        let value = masked(self.text(column));
        BadCell { column: self.columns.name(column).to_owned(), reason: reason.to_string(), value }
    }

    pub(super) fn decimal(&self, column: ColumnId) -> Result<Option<Decimal>, BadCell> {
        match self.text(column) {
            "" => Ok(None),
            text => parse(text).map(Some).map_err(|fault| self.bad(column, fault)),
        }
    }

    pub(super) fn currency(&self, column: ColumnId) -> Result<Option<Currency>, BadCell> {
        match self.text(column) {
            "" => Ok(None),
            text => match Currency::parse(text) {
                None => Err(self.bad(column, "is not an ISO 4217 currency code")),
                known => Ok(known),
            },
        }
    }

    /// What the merchant pays: a debit, or a signed column as it stands.
    pub(super) fn paid(&self, amount: Amount) -> Result<Option<Decimal>, BadCell> {
        match amount {
            Amount::Signed { column, negate } => {
                Ok(self.decimal(column)?.map(|value| if negate { -value } else { value }))
            }
            Amount::DebitCredit { debit, credit } => match (self.unsigned(debit)?, self.unsigned(credit)?) {
                (Some(paid), Some(got)) if !paid.is_zero() && !got.is_zero() => {
                    let other = self.columns.name(debit);
                    Err(self.bad(credit, format!("stands beside an amount in `{other}`")))
                }
                (Some(paid), got) if !paid.is_zero() || got.is_none() => Ok(Some(paid)),
                (_, got) => Ok(got.map(|got| -got)),
            },
        }
    }

    /// What the merchant gets: a credit, or a signed column as it stands.
    pub(super) fn received(&self, amount: Amount) -> Result<Option<Decimal>, BadCell> {
        let paid = self.paid(amount)?;
        Ok(match amount {
            Amount::Signed { .. } => paid,
            Amount::DebitCredit { .. } => paid.map(|paid| -paid),
        })
    }

    fn unsigned(&self, column: ColumnId) -> Result<Option<Decimal>, BadCell> {
        match self.decimal(column)? {
            Some(value) if value.is_sign_negative() && !value.is_zero() => {
                Err(self.bad(column, "is negative in a column that carries no sign"))
            }
            value => Ok(value),
        }
    }
}
