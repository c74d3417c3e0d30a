//! The sheet `About`: what went in, what the words mean.

use super::grid::Align::{self, Left, Right};
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
    let headers = [("Attribute", Left), ("Value", Left), ("Rows", Right)];
    let unknown = report.unknown_values.iter();
    let rows = unknown.map(|unknown| (unknown.attribute.as_str(), unknown.value.as_str(), unknown.rows));
    counted(grid, row, "Values outside an attribute's list, read as unknown", &headers, rows.collect())
}

fn aggregate_gaps(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let headers = [("Aggregate", Left), ("Why", Left), ("Transactions", Right)];
    let rows = report.aggregate_gaps.iter().map(|gap| (gap.aggregate.as_str(), gap.why.as_str(), gap.rows));
    counted(grid, row, "Transactions that totals could not add up", &headers, rows.collect())
}

/// A section of two texts and a count in each row; nothing if it has no rows.
fn counted(
    grid: &mut Grid<'_>,
    row: &mut u32,
    title: &str,
    headers: &[(&str, Align)],
    rows: Vec<(&str, &str, u64)>,
) -> Result<(), XlsxError> {
    if rows.is_empty() {
        return Ok(());
    }
    grid.unsized_text(*row, 0, title, &grid.style.section)?;
    grid.headers(*row + 1, 0, headers)?;
    *row += 2;
    for (first, second, count) in rows {
        grid.text(*row, 0, first)?;
        grid.text(*row, 1, second)?;
        grid.count(*row, 2, count)?;
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
