//! The sheet `Summary`: the page that is read first, and often the only one.

use super::charts::{Cells, expected_against_billed};
use super::grid::Align::{Left, Right};
use super::grid::{Grid, ROW_HEIGHT};
use super::style::Style;
use super::summary_tables as tables;
use crate::money::Decimal;
use crate::report::headline::{Headline, headline};
use crate::report::{Report, order};
use rust_xlsxwriter::{Worksheet, XlsxError};

/// Finding ids stand in the margin; tables start beside it.
const MARGIN: u16 = 0;
const FIRST: u16 = 1;
/// The columns of long text on the right.
const CAUSE: u16 = 9;
const PLACE: u16 = 10;
const CAUSE_WIDTH: usize = 58;
const PLACE_WIDTH: usize = 44;
/// The banner runs over all columns; so many characters are sure to fit on one of its lines.
const BANNER_WIDTH: usize = 170;
/// Charts stand to the right of the money table, two in a row.
const CHARTS: u16 = 7;
const CHART_WIDTH: u32 = 462;
/// Keeps them off the last column of the table.
const CHART_GAP: u32 = 18;
const CHART_HEIGHT: u32 = 270;
const CHART_ROWS: u32 = 13;

pub(super) fn write(sheet: &mut Worksheet, report: &Report, style: &Style) -> Result<(), XlsxError> {
    let head = headline(report);
    let mut grid = Grid::new(sheet, style);
    grid.sheet.set_name("Summary")?.set_screen_gridlines(false).set_default_row_height(ROW_HEIGHT);
    banner(&mut grid, report, &head)?;
    let top = 7;
    let (mut row, charts_end) = money(&mut grid, report, top)?;
    tables::coverage(&mut grid, &mut row, report)?;
    tables::gates(&mut grid, &mut row, report)?;
    row = row.max(charts_end);
    findings(&mut grid, &mut row, report)?;
    tables::unproven(&mut grid, &mut row, report)?;
    tables::rows(&mut grid, &mut row, report)?;
    tables::verdicts(&mut grid, &mut row, report)?;
    grid.widen(FIRST, 24);
    for column in FIRST + 1..CAUSE {
        grid.widen(column, 13);
    }
    grid.widen(CAUSE, CAUSE_WIDTH);
    grid.widen(PLACE, PLACE_WIDTH);
    grid.finish()?;
    grid_margin(sheet)
}

fn grid_margin(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_column_width(MARGIN, 5).map(drop)
}

fn banner(grid: &mut Grid<'_>, report: &Report, head: &Headline) -> Result<(), XlsxError> {
    let style = grid.style;
    let as_of = report.as_of.map(|day| format!("As of {day}  ·  ")).unwrap_or_default();
    grid.unsized_text(0, FIRST, &report.name, &style.title)?;
    grid.sheet.set_row_height(0, 30)?;
    let run = format!("{as_of}Run {}  ·  {}", report.run_id, report.engine);
    grid.unsized_text(1, FIRST, &run, &style.muted)?;
    let tone = style.tone(head.tone).clone();
    let verdict = tone.clone().set_bold().set_font_size(15);
    grid.sheet.merge_range(3, FIRST, 3, PLACE, &head.verdict, &verdict)?;
    grid.sheet.merge_range(4, FIRST, 4, PLACE, &head.detail, &tone.set_text_wrap())?;
    grid.sheet.set_row_height(3, 28)?.set_row_height(4, 7 + wrapped(&[(&head.detail, BANNER_WIDTH)]))?;
    Ok(())
}

/// The money table and its charts; returns the rows where each of the two ends.
fn money(grid: &mut Grid<'_>, report: &Report, top: u32) -> Result<(u32, u32), XlsxError> {
    let headers = [
        ("Component", Left),
        ("Currency", Left),
        ("Expected", Right),
        ("Billed", Right),
        ("Variance", Right),
        ("Unproven", Right),
    ];
    grid.unsized_text(top, FIRST, "Money by component", &grid.style.section)?;
    grid.headers(top + 1, FIRST, &headers)?;
    let mut row = top + 2;
    let groups = order::totals_by_currency(report);
    let mut charts_end = top;
    for (at, (currency, totals)) in (0_u32..).zip(&groups) {
        let first_row = row;
        for total in totals {
            grid.text(row, FIRST, &total.component)?;
            grid.text(row, FIRST + 1, currency.code())?;
            grid.money(row, FIRST + 2, Some(total.expected), Some(*currency))?;
            grid.money(row, FIRST + 3, Some(total.billed), Some(*currency))?;
            grid.variance(row, FIRST + 4, Some(total.variance), Some(*currency))?;
            grid.money(row, FIRST + 5, Some(total.unproven), Some(*currency))?;
            row += 1;
        }
        let last_row = row - 1;
        let cells = Cells { first_row, last_row, component: FIRST, expected: FIRST + 2, billed: FIRST + 3 };
        let mut chart = expected_against_billed(*currency, &cells, CHART_WIDTH, CHART_HEIGHT);
        // Some programs would begin the axis at the lowest amount, and show a small difference as a large one.
        if totals.iter().all(|total| total.expected.min(total.billed) >= Decimal::ZERO) {
            chart.y_axis().set_min(0);
        }
        let chart_row = top + at / 2 * CHART_ROWS;
        grid.sheet.insert_chart_with_offset(
            chart_row,
            CHARTS,
            &chart,
            CHART_GAP + at % 2 * (CHART_WIDTH + 12),
            0,
        )?;
        charts_end = chart_row + CHART_ROWS;
    }
    Ok((row + 1, charts_end))
}

fn findings(grid: &mut Grid<'_>, row: &mut u32, report: &Report) -> Result<(), XlsxError> {
    let headers = [
        ("Component", Left),
        ("Verdict", Left),
        ("Kind", Left),
        ("Lines", Right),
        ("Money", Right),
        ("Currency", Left),
        ("First", Left),
        ("Last", Left),
        ("Cause", Left),
        ("Where", Left),
    ];
    let style = grid.style;
    let (listed, others) = report.listed_findings();
    let title = others
        .map_or_else(|| "Findings, the most money first".to_owned(), |note| format!("Findings: {note}"));
    grid.unsized_text(*row, FIRST, &title, &style.section)?;
    *row += 1;
    if report.findings.is_empty() {
        grid.unsized_text(*row, FIRST, "Nothing to report.", &style.muted)?;
        *row += 2;
        return Ok(());
    }
    grid.headers(*row, MARGIN, &[("Id", Left)])?;
    grid.headers(*row, FIRST, &headers)?;
    *row += 1;
    for finding in listed {
        let verdict = finding.kind.verdict();
        grid.styled(*row, MARGIN, &finding.id, &style.muted)?;
        grid.text(*row, FIRST, &finding.component)?;
        grid.styled(*row, FIRST + 1, verdict.name(), style.verdict(verdict))?;
        grid.text(*row, FIRST + 2, finding.kind.name())?;
        grid.count(*row, FIRST + 3, finding.lines)?;
        grid.money(*row, FIRST + 4, Some(finding.variance), finding.currency)?;
        grid.text(*row, FIRST + 5, finding.currency.map_or("", |currency| currency.code()))?;
        grid.day(*row, FIRST + 6, finding.first_dated)?;
        grid.day(*row, FIRST + 7, finding.last_dated)?;
        grid.unsized_text(*row, CAUSE, &finding.cause, &style.wrapped)?;
        grid.unsized_text(*row, PLACE, &finding.place, &style.wrapped)?;
        let texts = [(finding.cause.as_str(), CAUSE_WIDTH), (finding.place.as_str(), PLACE_WIDTH)];
        grid.sheet.set_row_height(*row, wrapped(&texts))?;
        *row += 1;
    }
    *row += 1;
    Ok(())
}

/// The height of a row whose texts wrap at these widths. Not every spreadsheet program finds it by itself.
fn wrapped(texts: &[(&str, usize)]) -> u16 {
    let lines = texts.iter().map(|(text, width)| text.chars().count().div_ceil(*width)).max();
    // A row can be 409 points high.
    ROW_HEIGHT * lines.unwrap_or(1).clamp(1, 24) as u16
}
