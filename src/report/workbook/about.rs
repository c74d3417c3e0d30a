//! The sheet `About`: what went in, what the words mean.

use super::grid::Align::{Left, Right};
use super::grid::{Grid, ROW_HEIGHT};
use super::style::Style;
use crate::reconcile::Kind;
use crate::report::Report;
use rust_xlsxwriter::{Worksheet, XlsxError};

pub(super) fn write(sheet: &mut Worksheet, report: &Report, style: &Style) -> Result<(), XlsxError> {
    let mut grid = Grid::new(sheet, style);
    grid.sheet.set_name("About")?.set_screen_gridlines(false).set_default_row_height(ROW_HEIGHT);
    grid.unsized_text(0, 0, "About this report", &style.title)?;
    grid.sheet.set_row_height(0, 30)?;
    let words = format!(
        "Made by {}. The same inputs give the same report, to the last byte. \
         Variance is billed − expected: a positive variance is an overcharge.",
        report.engine
    );
    grid.unsized_text(1, 0, &words, &style.muted)?;
    let mut row = 3;
    inputs(&mut grid, &mut row, report)?;
    parameters(&mut grid, &mut row, report)?;
    unknown_values(&mut grid, &mut row, report)?;
    aggregate_gaps(&mut grid, &mut row, report)?;
    kinds(&mut grid, &mut row)?;
    grid.finish()
}

fn inputs(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let headers = [("Role", Left), ("File", Left), ("Rows", Right), ("Bytes", Right), ("SHA-256", Left)];
    grid.unsized_text(*row, 0, "Inputs", &grid.style.section)?;
    grid.headers(*row + 1, 0, &headers)?;
    *row += 2;
    for input in &report.inputs {
        grid.text(*row, 0, &input.role)?;
        grid.text(*row, 1, &input.path)?;
        if let Some(rows) = input.rows {
            grid.count(*row, 2, rows)?;
        }
        grid.count(*row, 3, input.bytes)?;
        grid.text(*row, 4, &input.sha256)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

fn parameters(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    if report.parameters.is_empty() {
        return Ok(());
    }
    grid.unsized_text(*row, 0, "Parameters", &grid.style.section)?;
    grid.headers(*row + 1, 0, &[("Name", Left), ("Value", Left)])?;
    *row += 2;
    for (name, value) in &report.parameters {
        grid.text(*row, 0, name)?;
        grid.text(*row, 1, value)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

fn unknown_values(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    if report.unknown_values.is_empty() {
        return Ok(());
    }
    grid.unsized_text(*row, 0, "Values outside an attribute's list, read as unknown", &grid.style.section)?;
    grid.headers(*row + 1, 0, &[("Attribute", Left), ("Value", Left), ("Rows", Right)])?;
    *row += 2;
    for unknown in &report.unknown_values {
        grid.text(*row, 0, &unknown.attribute)?;
        grid.text(*row, 1, &unknown.value)?;
        grid.count(*row, 2, unknown.rows)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

fn aggregate_gaps(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    if report.aggregate_gaps.is_empty() {
        return Ok(());
    }
    grid.unsized_text(*row, 0, "Transactions that totals could not add up", &grid.style.section)?;
    grid.headers(*row + 1, 0, &[("Aggregate", Left), ("Why", Left), ("Transactions", Right)])?;
    *row += 2;
    for gap in &report.aggregate_gaps {
        grid.text(*row, 0, &gap.aggregate)?;
        grid.text(*row, 1, &gap.why)?;
        grid.count(*row, 2, gap.rows)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

fn kinds(grid: &mut Grid<'_>, row: &mut u32) -> Result<(), XlsxError> {
    let style = grid.style;
    grid.unsized_text(*row, 0, "What the kinds mean", &style.section)?;
    grid.headers(*row + 1, 0, &[("Kind", Left), ("Meaning", Left)])?;
    *row += 2;
    for kind in Kind::ALL {
        grid.styled(*row, 0, kind.name(), style.verdict(kind.verdict()))?;
        grid.text(*row, 1, kind.meaning())?;
        *row += 1;
    }
    Ok(())
}
