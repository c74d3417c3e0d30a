//! What a source profile says, read and validated.
//!
//! Every column that a profile names stands once in [`Columns`]; all else refers to it by
//! [`ColumnId`]. So fitting a profile to the header of a file is one table of positions.

use super::cell::Cells;
use super::values::ValueMap;
use crate::facts::AttributeId;

/// Which columns of a file carry which facts, and how they are to be read.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name in the config.
    pub name: String,
    /// What it reads, for people.
    pub title: String,
    /// Where the layout is described.
    pub source: Option<String>,
    pub(super) delimiter: u8,
    /// Columns are named as the attributes are, so the rest is made from each file's header.
    pub(super) native: bool,
    pub(super) columns: Columns,
    pub(super) attributes: Vec<AttributeSource>,
    pub(super) billed: Option<Billed>,
    pub(super) other_rows: Option<OtherRows>,
    pub(super) check: Option<Check>,
}

/// The columns of a profile, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(pub(super) Vec<NamedColumn>);

/// A column by name.
#[derive(Debug, Clone)]
pub(super) struct NamedColumn {
    pub(super) name: String,
    /// A file may lack it; then all its cells are empty.
    pub(super) optional: bool,
}

/// The place of a column in its [`Columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ColumnId(pub(super) usize);

impl Columns {
    /// The column with this name, which is required as soon as one use of it is.
    pub(super) fn add(&mut self, name: &str, optional: bool) -> ColumnId {
        if let Some(at) = self.0.iter().position(|column| column.name == name) {
            self.0[at].optional &= optional;
            return ColumnId(at);
        }
        self.0.push(NamedColumn { name: name.to_owned(), optional });
        ColumnId(self.0.len() - 1)
    }

    pub(super) fn name(&self, id: ColumnId) -> &str {
        &self.0[id.0].name
    }

    pub(super) fn is_optional(&self, id: ColumnId) -> bool {
        self.0[id.0].optional
    }
}

/// Where the values of an attribute come from.
#[derive(Debug, Clone)]
pub(super) struct AttributeSource {
    pub(super) id: AttributeId,
    pub(super) from: From,
    pub(super) otherwise: Otherwise,
}

/// How a value is found on a row.
#[derive(Debug, Clone)]
pub(super) enum From {
    /// The first of these that gives a value.
    First(Vec<Reading>),
    /// The size of an amount, and the side on which each event must have it.
    Size(Amount, Sides),
}

/// The events whose amount stands on one side only.
#[derive(Debug, Clone, Default)]
pub(super) struct Sides {
    pub(super) debit: Vec<String>,
    pub(super) credit: Vec<String>,
}

/// One column and how its cells are read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub(super) column: ColumnId,
    pub(super) values: Option<ValueMap>,
    /// A date's format; the day is taken as printed.
    pub(super) format: Option<String>,
}

/// What to do with a row whose columns give no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Otherwise {
    /// The attribute is unknown; a value outside the list is counted.
    Unknown,
    /// Reject the row if it has a value outside the list.
    RejectUnlisted,
    /// Reject the row, also if it has no value at all.
    Reject,
}

/// An amount with its sign.
#[derive(Debug, Clone, Copy)]
pub(super) enum Amount {
    /// Two columns of which at most one is filled, both without a sign.
    DebitCredit { debit: ColumnId, credit: ColumnId },
    /// One signed column, to be negated or not.
    Signed { column: ColumnId, negate: bool },
}

/// Billed costs.
#[derive(Debug, Clone)]
pub(super) struct Billed {
    pub(super) lines: BilledColumns,
    /// No column, or an empty cell of an optional one: the transaction's currency.
    pub(super) currency: Option<ColumnId>,
    pub(super) line_id: Option<ColumnId>,
    pub(super) billed_on: Option<Reading>,
}

/// How billed costs stand in a file.
#[derive(Debug, Clone)]
pub(super) enum BilledColumns {
    /// One row per transaction, a column per component.
    Wide(Vec<BilledComponent>),
    /// One row per billed line.
    Long { component: Reading, amount: ColumnId, negate: bool, billed_as: Option<ColumnId> },
}

/// The column of one component. An empty cell is no line, a zero is a line of zero.
#[derive(Debug, Clone)]
pub(super) struct BilledComponent {
    pub(super) component: String,
    pub(super) column: ColumnId,
    /// The file's costs are negative.
    pub(super) negate: bool,
    pub(super) billed_as: Option<ColumnId>,
}

/// Rows that are no transactions.
#[derive(Debug, Clone)]
pub(super) struct OtherRows {
    pub(super) column: ColumnId,
    /// The values of the column that mark them.
    pub(super) kinds: Vec<String>,
    pub(super) reference: Option<ColumnId>,
    /// A debit is a positive cost.
    pub(super) amount: Option<Amount>,
    pub(super) currency: Option<ColumnId>,
}

impl OtherRows {
    /// Whether the row is one of them.
    pub(super) fn is_one(&self, cells: Cells<'_>) -> bool {
        self.kinds.iter().any(|kind| kind.eq_ignore_ascii_case(cells.text(self.column)))
    }
}

/// The file's own arithmetic: `net = gross × rate − fees`, rounded half up to the minor unit.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) net: Amount,
    pub(super) net_currency: ColumnId,
    pub(super) gross: Amount,
    pub(super) gross_currency: ColumnId,
    pub(super) rate: ColumnId,
    pub(super) fees: Vec<ColumnId>,
}
