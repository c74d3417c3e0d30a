//! The billed lines of one row.

use super::cell::{BadCell, Cells};
use super::gather::Gatherer;
use super::profile::{Billed, BilledColumns, ColumnId, Reading};
use crate::facts::{BilledFor, BilledLine, ISO_DAY, Origin, Value, parse_day};
use crate::money::{Currency, Date, Decimal};

/// One billed cell before it has a currency.
struct Cost {
    component: String,
    amount: Decimal,
    billed_as: Option<String>,
}

/// What a row bills.
#[derive(Debug, Default)]
pub(super) struct Bills {
    /// The costs that can be read, for the row that the gatherer keeps next.
    pub(super) lines: Vec<BilledLine>,
    /// The costs that cannot: without an amount, a currency or a component.
    pub(super) unread: u64,
}

/// The costs of the row that `gatherer` read last; every unusable cell is added to `bad`.
pub(super) fn lines(
    billed: &Billed,
    cells: Cells<'_>,
    gatherer: &Gatherer<'_>,
    origin: Origin,
    bad: &mut Vec<BadCell>,
) -> Bills {
    let costs = match &billed.lines {
        BilledColumns::Wide(_) => wide(billed, cells, bad),
        BilledColumns::Long { .. } => long(billed, cells, bad),
    };
    if costs.is_empty() {
        return Bills { lines: Vec::new(), unread: count(billed, cells) };
    }
    let unread = count(billed, cells) - costs.len() as u64;
    let billed_on = billed.billed_on.as_ref().map_or(Ok(None), |reading| day(reading, cells));
    let billed_on = billed_on.map_err(|cell| bad.push(cell)).unwrap_or_default();
    let currency = match currency(billed, cells, gatherer) {
        Ok(currency) => currency,
        Err(cell) => {
            bad.push(cell);
            return Bills { lines: Vec::new(), unread: count(billed, cells) };
        }
    };
    let line_id = cells.some_text(billed.line_id);
    let line = |cost: Cost| BilledLine {
        billed_for: BilledFor::Row(gatherer.rows()),
        component: cost.component,
        amount: cost.amount,
        currency,
        billed_as: cost.billed_as,
        billed_on,
        merchant_id: None,
        line_id: line_id.clone(),
        origin,
    };
    Bills { lines: costs.into_iter().map(line).collect(), unread }
}

/// How many lines a row bills or tries to bill.
pub(super) fn count(billed: &Billed, cells: Cells<'_>) -> u64 {
    match &billed.lines {
        BilledColumns::Wide(components) => {
            components.iter().filter(|component| !cells.text(component.column).is_empty()).count() as u64
        }
        BilledColumns::Long { .. } => 1,
    }
}

fn wide(billed: &Billed, cells: Cells<'_>, bad: &mut Vec<BadCell>) -> Vec<Cost> {
    let BilledColumns::Wide(components) = &billed.lines else { return Vec::new() };
    let mut costs = Vec::new();
    for component in components {
        match cells.decimal(component.column) {
            Ok(Some(amount)) => costs.push(Cost {
                component: component.component.clone(),
                amount: if component.negate { -amount } else { amount },
                billed_as: cells.some_text(component.billed_as),
            }),
            Ok(None) => {}
            Err(cell) => bad.push(cell),
        }
    }
    costs
}

fn long(billed: &Billed, cells: Cells<'_>, bad: &mut Vec<BadCell>) -> Vec<Cost> {
    let BilledColumns::Long { component, amount, negate, billed_as } = &billed.lines else {
        return Vec::new();
    };
    let component = component_name(component, cells).map_err(|cell| bad.push(cell)).ok();
    let amount = required(cells.decimal(*amount), cells, *amount).map_err(|cell| bad.push(cell)).ok();
    let cost = component.zip(amount).map(|(component, amount)| Cost {
        component,
        amount: if *negate { -amount } else { amount },
        billed_as: cells.some_text(*billed_as),
    });
    cost.into_iter().collect()
}

fn component_name(reading: &Reading, cells: Cells<'_>) -> Result<String, BadCell> {
    let raw = cells.text(reading.column);
    if raw.is_empty() {
        return Err(cells.bad(reading.column, "is empty"));
    }
    match &reading.values {
        None => Ok(raw.to_owned()),
        Some(values) => match values.find(raw) {
            Some(Some(Value::Symbol(component))) => Ok(component.clone()),
            _ => Err(cells.bad(reading.column, "is no component that the profile lists")),
        },
    }
}

fn required<T>(result: Result<Option<T>, BadCell>, cells: Cells<'_>, column: ColumnId) -> Result<T, BadCell> {
    result?.ok_or_else(|| cells.bad(column, "is empty"))
}

fn currency(billed: &Billed, cells: Cells<'_>, gatherer: &Gatherer<'_>) -> Result<Currency, BadCell> {
    let of_transaction = || {
        gatherer.currency().ok_or_else(|| BadCell {
            column: "currency".to_owned(),
            reason: "is unknown, so nobody knows what the row bills".to_owned(),
            value: String::new(),
        })
    };
    let Some(column) = billed.currency else { return of_transaction() };
    match cells.currency(column)? {
        Some(currency) => Ok(currency),
        None if cells.columns.is_optional(column) => of_transaction(),
        None => Err(cells.bad(column, "is empty, and the row bills an amount")),
    }
}

fn day(reading: &Reading, cells: Cells<'_>) -> Result<Option<Date>, BadCell> {
    let raw = cells.text(reading.column);
    if raw.is_empty() {
        return Ok(None);
    }
    let format = reading.format.as_deref().unwrap_or(ISO_DAY);
    parse_day(raw, format).map(Some).map_err(|reason| cells.bad(reading.column, reason))
}
