//! Cells of one row, and what is wrong with them.

use super::card::masked;
use super::layout::Layout;
use super::profile::{Amount, ColumnId, Columns, Sides};
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

impl BadCell {
    /// What is wrong with a row that has more or fewer cells than the header.
    pub(super) fn misshapen(cells: usize, header: usize) -> BadCell {
        let reason = format!("the row has {cells} cells, the header has {header}");
        BadCell { column: String::new(), reason, value: String::new() }
    }
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

    /// The cells in use among these places, whose text is not exactly what the file means.
    pub(super) fn inexact(&self, places: &[usize]) -> Vec<BadCell> {
        const REASON: &str =
            "is a number of more than 15 digits, which a workbook does not hold exactly: store it as text";
        let columns = places.iter().filter_map(|place| self.layout.column_at(*place));
        columns.map(|column| self.bad(column, REASON)).collect()
    }

    pub(super) fn decimal(&self, column: ColumnId) -> Result<Option<Decimal>, BadCell> {
        match self.text(column) {
            "" => Ok(None),
            text => match parse(text) {
                Ok(number) => within_bounds(number).map(Some).map_err(|reason| self.bad(column, reason)),
                Err(fault) => Err(self.bad(column, fault)),
            },
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

    /// An amount on the side on which this event never has it: a file that turned its signs.
    pub(super) fn misplaced(&self, amount: Amount, sides: &Sides, event: &str) -> Option<BadCell> {
        let Amount::DebitCredit { debit, credit } = amount else { return None };
        let (wrong, right) = match event {
            _ if sides.debit.iter().any(|known| known == event) => (credit, debit),
            _ if sides.credit.iter().any(|known| known == event) => (debit, credit),
            _ => return None,
        };
        let stands = self.decimal(wrong).is_ok_and(|value| value.is_some_and(|value| !value.is_zero()));
        let right = self.columns.name(right);
        stands
            .then(|| self.bad(wrong, format!("stands in the wrong column: a `{event}` has it in `{right}`")))
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

/// The number, if later arithmetic on it cannot overflow: at most 12 decimals, and below 10^15 in size.
/// The reason is the end of a sentence that begins with the value.
pub(super) fn within_bounds(number: Decimal) -> Result<Decimal, &'static str> {
    const BEYOND: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);
    if number.normalize().scale() > 12 {
        return Err("has more than 12 decimals");
    }
    if number.abs() >= BEYOND {
        return Err("has more than 15 digits before the point");
    }
    Ok(number)
}
