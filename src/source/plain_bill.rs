//! The billed costs of a piece, column by column.

use super::SourceError;
use super::bills::BillBuilder;
use super::cell::within_bounds;
use super::cells::ColumnCells;
use super::collect::Ready;
use super::plain::Finder;
use super::plain_column::PlainColumn;
use super::plain_values::{Must, Told, is_direct, values};
use super::profile::{Billed, BilledColumns, BilledComponent, ColumnId, Reading};
use crate::facts::{Entry, ISO_DAY, Kind, Value, parse_day};
use crate::money::{Currency, Date, Decimal, parse};
use std::ops::Range;

/// The costs that each row bills.
pub(super) struct PlainBill {
    costs: Vec<Costs>,
    /// What each row is billed in; there where it bills anything and is not odd.
    currencies: Vec<Option<Currency>>,
    /// Empty if no row has one.
    billed_on: Vec<Option<Date>>,
}

/// One column of amounts.
struct Costs {
    component: Named<u16>,
    amounts: Vec<Option<Decimal>>,
    negate: bool,
    billed_as: Named<u32>,
}

/// What a cost is called.
enum Named<T> {
    Always(T),
    ByRow(Vec<T>),
}

impl<T: Copy> Named<T> {
    fn of(&self, row: usize) -> T {
        match self {
            Named::Always(name) => *name,
            Named::ByRow(names) => names[row],
        }
    }
}

/// The currencies of the transactions themselves.
#[derive(Clone, Copy)]
pub(super) struct Own<'p> {
    pub(super) column: Option<&'p PlainColumn>,
    /// By code.
    pub(super) names: &'p [String],
    /// They hold for costs that name no currency.
    pub(super) speaks: bool,
}

impl Own<'_> {
    fn by_code(&self) -> Vec<Option<Currency>> {
        self.names.iter().map(|name| Currency::parse(name)).collect()
    }
}

/// An empty cell and one outside of a list are nothing here.
const NOTHING_MUST: Must = Must { be_there: false, be_listed: false };

impl PlainBill {
    /// Reads the costs of all rows.
    pub(super) fn read(
        billed: &Billed,
        finder: Finder<'_>,
        own: Own<'_>,
        builder: &mut BillBuilder,
        odd: &mut [bool],
    ) -> Result<PlainBill, SourceError> {
        let costs = match &billed.lines {
            BilledColumns::Wide(components) => {
                let wide = components.iter().map(|component| wide(component, finder, builder, odd));
                wide.collect::<Result<Vec<_>, _>>()?
            }
            BilledColumns::Long { component, amount, negate, billed_as } => {
                let component = Named::ByRow(components(component, finder, builder, odd)?);
                let amounts = amounts(*amount, finder, Must { be_there: true, be_listed: true }, odd)?;
                let billed_as =
                    billed_as.map_or(Ok(Named::Always(0)), |column| labels(column, finder, builder, odd));
                vec![Costs { component, amounts, negate: *negate, billed_as: billed_as? }]
            }
        };
        let mut bill = PlainBill { costs, currencies: Vec::new(), billed_on: Vec::new() };
        bill.currencies = match billed.currency {
            Some(column) => currencies(&finder.texts(column)?, odd),
            None => vec![None; odd.len()],
        };
        bill.fill_currencies(own.by_code(), own.column.filter(|_| own.speaks), odd);
        if let Some(reading) = &billed.billed_on {
            let direct = is_direct(reading).then_some(Kind::Date);
            let cells = finder.cells(reading.column, direct)?;
            if !matches!(cells, ColumnCells::Absent) {
                bill.billed_on = values(&cells, Some(reading), odd, NOTHING_MUST, |text| day(text, reading));
            }
        }
        Ok(bill)
    }

    /// A row that bills something in no currency of its own bills it in that of the transaction. Where the file must
    /// name one, or nobody knows it, the row is odd.
    fn fill_currencies(
        &mut self,
        by_code: Vec<Option<Currency>>,
        own: Option<&PlainColumn>,
        odd: &mut [bool],
    ) {
        for (row, currency) in self.currencies.iter_mut().enumerate() {
            if currency.is_some() || odd[row] {
                continue;
            }
            *currency = match own.map(|own| own.ready(row)) {
                Some(Ready::Code(code)) => by_code.get(code as usize - 1).copied().flatten(),
                _ => None,
            };
            odd[row] |= currency.is_none() && self.costs.iter().any(|costs| costs.amounts[row].is_some());
        }
    }

    /// Adds the costs of some rows, of which the first is row `first` of the batch.
    pub(super) fn enter(&self, rows: Range<usize>, first: u32, entries: &mut Vec<Entry>) {
        entries.reserve(rows.len() * self.costs.len());
        for (row, place) in rows.zip(first..) {
            let Some(currency) = self.currencies[row] else { continue };
            for costs in &self.costs {
                let Some(amount) = costs.amounts[row] else { continue };
                entries.push(Entry {
                    row: place,
                    component: costs.component.of(row),
                    currency,
                    amount: if costs.negate { -amount } else { amount },
                    billed_as: costs.billed_as.of(row),
                    billed_on: self.billed_on.get(row).copied().flatten(),
                });
            }
        }
    }
}

fn wide(
    component: &BilledComponent,
    finder: Finder<'_>,
    builder: &mut BillBuilder,
    odd: &mut [bool],
) -> Result<Costs, SourceError> {
    Ok(Costs {
        component: Named::Always(builder.component(&component.component)),
        amounts: amounts(component.column, finder, NOTHING_MUST, odd)?,
        negate: component.negate,
        billed_as: Named::Always(0),
    })
}

fn amounts(
    column: ColumnId,
    finder: Finder<'_>,
    must: Must,
    odd: &mut [bool],
) -> Result<Vec<Option<Decimal>>, SourceError> {
    Ok(values(&finder.cells(column, Some(Kind::Money))?, None, odd, must, amount))
}

/// What a trimmed text says of an amount.
fn amount(text: &str) -> Told<Decimal> {
    within_bounds(parse(text).ok()?).ok().map(Some)
}

fn day(text: &str, reading: &Reading) -> Told<Date> {
    parse_day(text, reading.format.as_deref().unwrap_or(ISO_DAY)).ok().map(Some)
}

fn components(
    reading: &Reading,
    finder: Finder<'_>,
    builder: &mut BillBuilder,
    odd: &mut [bool],
) -> Result<Vec<u16>, SourceError> {
    let place = |text: &str| match &reading.values {
        _ if text.is_empty() => None,
        None => Some(builder.component(text)),
        Some(values) => match values.find(text) {
            Some(Some(Value::Symbol(component))) => Some(builder.component(component)),
            _ => None,
        },
    };
    Ok(by_text(&finder.texts(reading.column)?, odd, place, 0))
}

fn labels(
    column: ColumnId,
    finder: Finder<'_>,
    builder: &mut BillBuilder,
    odd: &mut [bool],
) -> Result<Named<u32>, SourceError> {
    let cells = finder.texts(column)?;
    if matches!(cells, ColumnCells::Absent) {
        return Ok(Named::Always(0));
    }
    let place = |text: &str| if text.is_empty() { Some(0) } else { Some(builder.label(text)) };
    Ok(Named::ByRow(by_text(&cells, odd, place, 0)))
}

/// The currencies that a column names.
fn currencies(cells: &ColumnCells<'_>, odd: &mut [bool]) -> Vec<Option<Currency>> {
    let read = |text: &str| if text.is_empty() { Some(None) } else { Currency::parse(text).map(Some) };
    by_text(cells, odd, read, None)
}

/// What `read` tells of each cell, once for each distinct one; a row of which it tells nothing is odd. `none` stands for
/// such rows, and for those of a column that a file lacks.
fn by_text<T: Copy>(
    cells: &ColumnCells<'_>,
    odd: &mut [bool],
    read: impl FnMut(&str) -> Option<T>,
    none: T,
) -> Vec<T> {
    let mut found = Vec::with_capacity(odd.len());
    cells.each_told(read, |row, told| {
        if told.is_none() {
            odd[row] = true;
        }
        found.push(told.unwrap_or(none));
    });
    found.resize(odd.len(), none);
    found
}
