//! One transaction and all that its pricing may look at.

use super::aggregate::Aggregates;
use super::outcome::{Line, Reason, State};
use crate::facts::{AttributeId, Batch, Column, id};
use crate::money::{Currency, Date, Decimal, FxTable};

/// One transaction and all that its pricing may look at.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub batch: &'a Batch,
    pub fx: &'a FxTable,
    /// The batch's currencies by dictionary code.
    pub currencies: &'a [Option<Currency>],
    pub aggregates: &'a Aggregates,
    /// The place of the transaction in the batch.
    pub row: usize,
    /// What the components before the present one came to.
    pub earlier: &'a [State<Vec<Line>>],
}

/// The day that chooses rates, groups and exchange rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dating {
    /// The attribute that holds it.
    pub by: AttributeId,
    /// The day, if known.
    pub date: Option<Date>,
    /// Conditions on unknown attributes are false.
    pub unknown_is_no: bool,
}

impl Row<'_> {
    /// The day of a date attribute, for conditions that stay open on unknown attributes.
    pub fn dating(&self, by: AttributeId) -> Dating {
        Dating { by, date: self.batch.date(by, self.row), unknown_is_no: false }
    }

    /// The number of an attribute, or the reason why there is none.
    pub fn number(&self, attribute: AttributeId) -> Result<Decimal, Reason> {
        self.batch.decimal(attribute, self.row).ok_or(Reason::UnknownAttribute(attribute))
    }

    /// The transaction's currency, if known.
    pub fn currency(&self) -> Option<Currency> {
        match self.batch.column(id::CURRENCY) {
            Some(Column::Symbols { codes, .. }) => self.currencies[codes[self.row] as usize],
            _ => None,
        }
    }
}

/// The currency for each dictionary code of the batch's currency column, the unknown one first.
pub fn currencies(batch: &Batch) -> Vec<Option<Currency>> {
    let names = match batch.column(id::CURRENCY) {
        Some(Column::Symbols { names, .. }) => names.as_slice(),
        _ => &[],
    };
    std::iter::once(None).chain(names.iter().map(|name| Currency::parse(name))).collect()
}

/// The currency of each transaction of a batch.
#[derive(Clone, Copy)]
pub struct Currencies<'a> {
    codes: &'a [u32],
    known: &'a [Option<Currency>],
}

impl<'a> Currencies<'a> {
    /// `known`: by dictionary code, as [`currencies`] gives them.
    pub fn new(batch: &'a Batch, known: &'a [Option<Currency>]) -> Currencies<'a> {
        let codes = match batch.column(id::CURRENCY) {
            Some(Column::Symbols { codes, .. }) => codes.as_slice(),
            _ => &[],
        };
        Currencies { codes, known }
    }

    /// That of a row, if known.
    #[inline]
    pub fn of(self, row: usize) -> Option<Currency> {
        self.known[*self.codes.get(row)? as usize]
    }
}
