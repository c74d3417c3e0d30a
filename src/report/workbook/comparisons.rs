//! The sheets `Discrepancies` and `Unproven`: the rows behind the findings, the most money first.

use super::grid::Align::{self, Left, Right};
use super::grid::Grid;
use super::paged::Paged;
use super::style::Style;
use crate::money::Decimal;
use crate::report::amount_text::{count, grouped};
use crate::report::{ComparisonRow, Report, Shown};
use rust_xlsxwriter::{Workbook, XlsxError};

/// What names a row on both sheets.
const NAMING: [(&str, Align); 6] = [
    ("Transaction", Left),
    ("Event", Left),
    ("Date", Left),
    ("Merchant", Left),
    ("Component", Left),
    ("Kind", Left),
];

pub(super) fn write_discrepancies(
    book: &mut Workbook,
    report: &Report,
    style: &Style,
    sheet_rows: u32,
) -> Result<(), XlsxError> {
    let more = [
        ("Currency", Left),
        ("Expected", Right),
        ("Billed", Right),
        ("Variance", Right),
        ("Fee", Left),
        ("Cause", Left),
        ("Billed as", Left),
        ("Schedule", Left),
        ("Rule", Left),
    ];
    let (headers, empty) = ([&NAMING[..], &more].concat(), "No discrepancies.");
    let note = left_out(&report.disputed);
    let table = Paged { name: "Discrepancies", headers: &headers, empty, note, sheet_rows };
    table.write(book, style, &report.disputed.rows, |grid, at, row| {
        naming(grid, at, row)?;
        grid.text(at, 6, row.currency.map_or("", |currency| currency.code()))?;
        grid.money(at, 7, row.expected, row.currency)?;
        grid.money(at, 8, row.billed, row.currency)?;
        grid.variance(at, 9, row.variance, row.currency)?;
        grid.text(at, 10, &row.fee_in_words)?;
        grid.text(at, 11, &row.cause)?;
        grid.text(at, 12, &row.billed_as)?;
        grid.text(at, 13, &row.schedule)?;
        grid.text(at, 14, &row.rule)
    })
}

pub(super) fn write_unproven(
    book: &mut Workbook,
    report: &Report,
    style: &Style,
    sheet_rows: u32,
) -> Result<(), XlsxError> {
    let more =
        [("Reason", Left), ("Currency", Left), ("Billed", Right), ("Expected", Right), ("Billed as", Left)];
    let (headers, empty) = ([&NAMING[..], &more].concat(), "Nothing is unproven.");
    let note = left_out(&report.unproven);
    let table = Paged { name: "Unproven", headers: &headers, empty, note, sheet_rows };
    table.write(book, style, &report.unproven.rows, |grid, at, row| {
        naming(grid, at, row)?;
        grid.text(at, 6, &row.cause)?;
        grid.text(at, 7, row.currency.map_or("", |currency| currency.code()))?;
        grid.money(at, 8, row.billed, row.currency)?;
        grid.money(at, 9, row.expected, row.currency)?;
        grid.text(at, 10, &row.billed_as)
    })
}

fn left_out(shown: &Shown<ComparisonRow>) -> Option<String> {
    let rows = count(shown.rows.len() as u64, "row");
    let all = grouped(Decimal::from(shown.of), None);
    shown
        .is_cut()
        .then(|| format!("The {rows} with the most money of {all}; all are in discrepancies.parquet."))
}

fn naming(grid: &mut Grid<'_>, at: u32, row: &ComparisonRow) -> Result<(), XlsxError> {
    let style = grid.style;
    grid.text(at, 0, &row.transaction_id)?;
    grid.text(at, 1, &row.event)?;
    grid.day(at, 2, row.dated)?;
    grid.text(at, 3, &row.merchant_id)?;
    grid.text(at, 4, &row.component)?;
    grid.styled(at, 5, row.kind.name(), style.verdict(row.kind.verdict()))
}
