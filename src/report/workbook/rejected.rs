//! The sheets `Rejected`, `Other rows` and `Row checks`: what became of rows that are not compared.

use super::grid::Align::{Left, Right};
use super::paged::Paged;
use super::style::Style;
use crate::money::Decimal;
use crate::report::amount_text::grouped;
use crate::report::{Options, Report, Shown};
use rust_xlsxwriter::{Workbook, XlsxError};

/// `Other rows` and `Row checks` are there only if they have rows.
pub(super) fn write(
    book: &mut Workbook,
    report: &Report,
    style: &Style,
    options: &Options,
) -> Result<(), XlsxError> {
    rejects(book, report, style, options)?;
    other_rows(book, report, style, options.sheet_rows)?;
    row_checks(book, report, style, options.sheet_rows)
}

/// What a sheet says that has only the first rows of a file.
fn left_out(rows: usize, of: u64, file: &str) -> Option<String> {
    let all = grouped(Decimal::from(of), None);
    let rows_shown = grouped(Decimal::from(rows), None);
    (of > rows as u64).then(|| format!("The first {rows_shown} of {all} rows; all are in {file}."))
}

fn rejects(book: &mut Workbook, report: &Report, style: &Style, options: &Options) -> Result<(), XlsxError> {
    let headers = [("File", Left), ("Row", Right), ("Column", Left), ("Reason", Left), ("Value", Left)];
    let (all, sheet_rows) = (&report.rejects, options.sheet_rows);
    let rows = &all[..all.len().min(options.workbook_rows)];
    let note = left_out(rows.len(), all.len() as u64, "rejects.csv");
    let empty = "No row was rejected.";
    let table = Paged { name: "Rejected", headers: &headers, empty, note, sheet_rows };
    table.write(book, style, rows, |grid, at, reject| {
        grid.text(at, 0, &reject.file)?;
        grid.count(at, 1, reject.row)?;
        grid.text(at, 2, &reject.column)?;
        grid.text(at, 3, &reject.reason)?;
        grid.text(at, 4, &reject.value)
    })
}

fn other_rows(book: &mut Workbook, report: &Report, style: &Style, sheet_rows: u32) -> Result<(), XlsxError> {
    let Shown { rows, of } = &report.other_rows;
    if *of == 0 {
        return Ok(());
    }
    let headers = [
        ("File", Left),
        ("Row", Right),
        ("Kind", Left),
        ("Reference", Left),
        ("Amount", Right),
        ("Currency", Left),
    ];
    let note = left_out(rows.len(), *of, "other_rows.csv");
    let table = Paged { name: "Other rows", headers: &headers, empty: "", note, sheet_rows };
    table.write(book, style, rows, |grid, at, other| {
        grid.text(at, 0, &other.file)?;
        grid.count(at, 1, other.row)?;
        grid.text(at, 2, &other.kind)?;
        grid.text(at, 3, &other.reference)?;
        grid.money(at, 4, other.amount, other.currency)?;
        grid.text(at, 5, other.currency.map_or("", |currency| currency.code()))
    })
}

/// Only the rows whose own arithmetic does not hold.
fn row_checks(book: &mut Workbook, report: &Report, style: &Style, sheet_rows: u32) -> Result<(), XlsxError> {
    let Shown { rows, of } = &report.broken_checks;
    if *of == 0 {
        return Ok(());
    }
    let headers = [
        ("File", Left),
        ("Row", Right),
        ("Transaction", Left),
        ("The row states", Right),
        ("Its parts come to", Right),
    ];
    let note = left_out(rows.len(), *of, "row_checks.csv");
    let table = Paged { name: "Row checks", headers: &headers, empty: "", note, sheet_rows };
    table.write(book, style, rows, |grid, at, check| {
        grid.text(at, 0, &check.file)?;
        grid.count(at, 1, check.row)?;
        grid.text(at, 2, &check.transaction_id)?;
        grid.money(at, 3, check.stated, None)?;
        grid.money(at, 4, check.computed, None)
    })
}
