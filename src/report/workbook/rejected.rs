//! The sheets `Rejected`, `Other rows` and `Row checks`: what became of rows that are not compared.

use super::grid::Align::{Left, Right};
use super::paged::Paged;
use super::style::Style;
use crate::report::Report;
use rust_xlsxwriter::{Workbook, XlsxError};

/// `Other rows` and `Row checks` are there only if they have rows.
pub(super) fn write(
    book: &mut Workbook,
    report: &Report,
    style: &Style,
    sheet_rows: u32,
) -> Result<(), XlsxError> {
    rejects(book, report, style, sheet_rows)?;
    if !report.other_rows.is_empty() {
        other_rows(book, report, style, sheet_rows)?;
    }
    row_checks(book, report, style, sheet_rows)
}

fn rejects(book: &mut Workbook, report: &Report, style: &Style, sheet_rows: u32) -> Result<(), XlsxError> {
    let headers = [("File", Left), ("Row", Right), ("Column", Left), ("Reason", Left), ("Value", Left)];
    let table = Paged { name: "Rejected", headers: &headers, empty: "No row was rejected.", sheet_rows };
    table.write(book, style, &report.rejects, |grid, at, reject| {
        grid.text(at, 0, &reject.file)?;
        grid.count(at, 1, reject.row)?;
        grid.text(at, 2, &reject.column)?;
        grid.text(at, 3, &reject.reason)?;
        grid.text(at, 4, &reject.value)
    })
}

fn other_rows(book: &mut Workbook, report: &Report, style: &Style, sheet_rows: u32) -> Result<(), XlsxError> {
    let headers = [
        ("File", Left),
        ("Row", Right),
        ("Kind", Left),
        ("Reference", Left),
        ("Amount", Right),
        ("Currency", Left),
    ];
    let table = Paged { name: "Other rows", headers: &headers, empty: "", sheet_rows };
    table.write(book, style, &report.other_rows, |grid, at, other| {
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
    let broken: Vec<_> = report.row_checks.iter().filter(|check| !check.holds).collect();
    if broken.is_empty() {
        return Ok(());
    }
    let headers = [
        ("File", Left),
        ("Row", Right),
        ("Transaction", Left),
        ("The row states", Right),
        ("Its parts come to", Right),
    ];
    let table = Paged { name: "Row checks", headers: &headers, empty: "", sheet_rows };
    table.write(book, style, &broken, |grid, at, check| {
        grid.text(at, 0, &check.file)?;
        grid.count(at, 1, check.row)?;
        grid.text(at, 2, &check.transaction_id)?;
        grid.money(at, 3, check.stated, None)?;
        grid.money(at, 4, check.computed, None)
    })
}
