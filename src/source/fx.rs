//! Reading exchange rates: `date, from, to, rate`, 1 `from` = rate `to`.

use super::card::masked;
use super::cell::{BadCell, Cells};
use super::layout::Layout;
use super::profile::{ColumnId, Columns};
use super::table::Table;
use super::{InputFile, SourceError};
use crate::facts::{ISO_DAY, parse_day};
use crate::money::{Currency, Decimal, FxTable};

/// The exchange rates of all files.
#[derive(Debug, Default)]
pub struct FxRates {
    /// The rates.
    pub table: FxTable,
    /// Data rows of each file.
    pub rows_per_file: Vec<u64>,
}

/// The columns of a file of rates.
struct FxColumns {
    columns: Columns,
    date: ColumnId,
    from: ColumnId,
    to: ColumnId,
    rate: ColumnId,
}

/// Reads exchange rates. A row that cannot be used is an error, and so are two rates for the same
/// pair and day that differ.
pub fn read_fx(files: &[InputFile]) -> Result<FxRates, SourceError> {
    const LAYOUT: &str = "exchange rates";
    let mut rates = FxRates::default();
    let mut columns = Columns::default();
    let [date, from, to, rate] = ["date", "from", "to", "rate"].map(|name| columns.add(name, false));
    let fx = FxColumns { columns, date, from, to, rate };
    for file in files {
        let table = Table::open(file, LAYOUT, b',')?;
        let layout = Layout::fit(&file.shown, LAYOUT, &fx.columns, table.header())?;
        let width = table.header().len();
        let mut rows = 0;
        table.rows(&layout.places(), &mut |row| {
            let cells = Cells { record: row.record, layout: &layout, columns: &fx.columns };
            let inexact = cells.inexact(row.inexact).into_iter().next().map_or(Ok(()), Err);
            rows += 1;
            inexact.and_then(|()| insert(&mut rates.table, &fx, width, cells)).map_err(|bad| {
                SourceError::FxRow {
                    file: file.shown.clone(),
                    row: row.number,
                    column: bad.column,
                    value: masked(&bad.value),
                    reason: bad.reason,
                }
            })
        })?;
        rates.rows_per_file.push(rows);
    }
    Ok(rates)
}

fn insert(table: &mut FxTable, fx: &FxColumns, width: usize, cells: Cells<'_>) -> Result<(), BadCell> {
    // A decimal comma makes one cell too many, and the digits before it would pass for the rate.
    if cells.record.len() != width {
        let reason = format!("stands in a row of {} cells under a header of {width}", cells.record.len());
        return Err(cells.bad(fx.rate, reason));
    }
    let date = parse_day(cells.text(fx.date), ISO_DAY).map_err(|reason| cells.bad(fx.date, reason))?;
    let currency = |column| -> Result<Currency, BadCell> {
        cells.currency(column)?.ok_or_else(|| cells.bad(column, "is empty"))
    };
    let (from, to) = (currency(fx.from)?, currency(fx.to)?);
    let rate = cells.decimal(fx.rate)?.ok_or_else(|| cells.bad(fx.rate, "is empty"))?;
    if rate <= Decimal::ZERO {
        return Err(cells.bad(fx.rate, "is not a positive rate"));
    }
    match table.insert(date, from, to, rate) {
        Some(earlier) => {
            let reason = format!("differs from the rate {earlier} that was read for the same day and pair");
            Err(cells.bad(fx.rate, reason))
        }
        None => Ok(()),
    }
}
