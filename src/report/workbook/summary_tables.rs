//! The smaller tables of the sheet `Summary`. Each starts at `row` and leaves it at the next free one.

use super::grid::Align::{Left, Right};
use super::grid::Grid;
use crate::report::headline::Tone;
use crate::report::{Report, RowCheckCounts};
use rust_xlsxwriter::XlsxError;

const FIRST: u16 = 1;

pub(super) fn coverage(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    grid.unsized_text(*row, FIRST, "Coverage: billed money proven right or wrong", &grid.style.section)?;
    grid.headers(*row + 1, FIRST, &[("Component", Left), ("Proven", Right)])?;
    *row += 2;
    for entry in &report.coverage {
        let name = if entry.component == "total" { &grid.style.strong } else { &grid.style.text };
        grid.styled(*row, FIRST, &entry.component, name)?;
        grid.share(*row, FIRST + 1, entry.share)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

pub(super) fn gates(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    if report.gates.is_empty() {
        return Ok(());
    }
    let style = grid.style;
    grid.unsized_text(*row, FIRST, "Gates", &style.section)?;
    let headers = [("Gate", Left), ("Limit", Right), ("Value", Right), ("Result", Left)];
    grid.headers(*row + 1, FIRST, &headers)?;
    *row += 2;
    for gate in &report.gates {
        let (result, tone) = if gate.passed { ("pass", Tone::Good) } else { ("FAIL", Tone::Bad) };
        grid.text(*row, FIRST, &gate.name)?;
        grid.styled(*row, FIRST + 1, &gate.limit, &style.number_as_text)?;
        grid.styled(*row, FIRST + 2, &gate.value, &style.number_as_text)?;
        grid.styled(*row, FIRST + 3, result, style.tone(tone))?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

pub(super) fn verdicts(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let headers = [
        ("Component", Left),
        ("Verdict", Left),
        ("Kind", Left),
        ("Currency", Left),
        ("Lines", Right),
        ("Expected", Right),
        ("Billed", Right),
        ("Variance", Right),
    ];
    let style = grid.style;
    grid.unsized_text(*row, FIRST, "Verdicts by component and kind", &style.section)?;
    grid.headers(*row + 1, FIRST, &headers)?;
    *row += 2;
    for total in &report.verdicts {
        let verdict = total.kind.verdict();
        grid.text(*row, FIRST, &total.component)?;
        grid.styled(*row, FIRST + 1, verdict.name(), style.verdict(verdict))?;
        grid.text(*row, FIRST + 2, total.kind.name())?;
        grid.text(*row, FIRST + 3, total.currency.map_or("", |currency| currency.code()))?;
        grid.count(*row, FIRST + 4, total.lines)?;
        grid.money(*row, FIRST + 5, Some(total.expected), total.currency)?;
        grid.money(*row, FIRST + 6, Some(total.billed), total.currency)?;
        grid.variance(*row, FIRST + 7, Some(total.variance), total.currency)?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

pub(super) fn unproven(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let reasons = report.unproven_reasons.by_lines();
    if reasons.is_empty() {
        return Ok(());
    }
    grid.unsized_text(*row, FIRST, "Why money is unproven", &grid.style.section)?;
    let headers = [("Reason", Left), ("Lines", Right), ("Billed", Right), ("Currency", Left)];
    grid.headers(*row + 1, FIRST, &headers)?;
    *row += 2;
    for reason in reasons {
        grid.text(*row, FIRST, reason.cause)?;
        grid.count(*row, FIRST + 1, reason.lines)?;
        grid.money(*row, FIRST + 2, Some(reason.billed), reason.currency)?;
        grid.text(*row, FIRST + 3, reason.currency.map_or("", |currency| currency.code()))?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

/// Every row that came in is in one of these counts.
pub(super) fn rows(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let (rows, lines) = (report.rows, report.billed_lines);
    let names = ["Transactions read", "Priced", "Unpriced", "Rejected", "Other rows"];
    let counts = [rows.read, rows.priced, rows.unpriced, rows.rejected, rows.other];
    grid.unsized_text(*row, FIRST, "Every row accounted for", &grid.style.section)?;
    *row += 1;
    count_row(grid, row, &names, &counts)?;
    let names = ["Billed lines read", "Paired", "Unexpected", "Duplicate", "Rejected"];
    let counts = [lines.read, lines.paired, lines.unexpected, lines.duplicate, lines.rejected];
    count_row(grid, row, &names, &counts)?;
    let RowCheckCounts { checked, broken } = report.row_checks;
    if checked > 0 {
        let names = ["Rows checked by arithmetic", "Hold", "Do not hold"];
        count_row(grid, row, &names, &[checked, checked - broken, broken])?;
    }
    *row += 1;
    Ok(())
}

fn count_row(grid: &mut Grid<'_>, row: &mut u32, names: &[&str], counts: &[u64]) -> Result<(), XlsxError> {
    for (column, (name, count)) in (FIRST..).zip(names.iter().zip(counts)) {
        grid.headers(*row, column, &[(name, Right)])?;
        grid.count(*row + 1, column, *count)?;
    }
    *row += 2;
    Ok(())
}
