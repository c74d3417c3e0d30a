//! What rules charged before, and what is announced.

use super::tables::{Programme, cell};
use crate::report::pages::{Cell, CellKind, PastRow, PastTable};
use crate::schedule::DatedFee;
use crate::schedule::words::Words;

/// One table for each table of rates that has any.
pub fn history(programmes: &[Programme<'_>], words: &Words<'_>) -> Vec<PastTable> {
    let mut tables: Vec<PastTable> = Vec::new();
    let mut before: Option<&Programme<'_>> = None;
    for programme in programmes {
        let rows = rows(programme, words);
        if rows.is_empty() {
            continue;
        }
        match tables.last_mut() {
            Some(table) if before.is_some_and(|before| programme.follows(before)) => table.rows.extend(rows),
            _ => tables.push(PastTable { columns: programme.columns(), rows }),
        }
        before = Some(programme);
    }
    tables
}

/// Every fee of a programme but the one in force, the newest first.
fn rows(programme: &Programme<'_>, words: &Words<'_>) -> Vec<PastRow> {
    // The rules of a row have the same days.
    let dates: &[DatedFee] = &programme.first.fees;
    let day = words.day();
    let begun = dates.partition_point(|dated| dated.from.is_none_or(|from| from <= day));
    let others = (0..dates.len()).rev().filter(|place| place + 1 != begun);
    let row = |place: usize| PastRow {
        name: programme.name(),
        from: dates[place].from,
        until: dates.get(place + 1).and_then(|next| next.from?.pred_opt()),
        cells: programme
            .rules
            .iter()
            .map(|rule| rule.map_or_else(Cell::default, |rule| cell(&rule.fees, place, words)))
            .collect(),
    };
    let has_any = |row: &PastRow| row.cells.iter().any(|cell| cell.kind != CellKind::NotApplicable);
    let mut rows: Vec<PastRow> = others.map(row).filter(has_any).collect();
    rows.iter_mut().skip(1).for_each(|row| row.name.clear());
    rows
}
