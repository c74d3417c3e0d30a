//! `report.xlsx`: the workbook for finance operations, to sort, to trust and to send.

mod about;
mod cell_number;
mod charts;
mod comparisons;
mod grid;
mod paged;
mod rejected;
mod rules;
mod style;
mod summary;
mod summary_tables;

use super::{Options, Report, ReportError};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use style::Style;

/// The bytes of the workbook.
pub(super) fn render(report: &Report, options: &Options) -> Result<Vec<u8>, ReportError> {
    let sheet_rows = options.sheet_rows;
    let mut book = Workbook::new();
    book.set_properties(&properties(report)?);
    let style = Style::new();
    summary::write(book.add_worksheet(), report, &style)?;
    comparisons::write_discrepancies(&mut book, report, &style, sheet_rows)?;
    comparisons::write_unproven(&mut book, report, &style, sheet_rows)?;
    rejected::write(&mut book, report, &style, options)?;
    rules::write(&mut book, report, &style, sheet_rows)?;
    about::write(book.add_worksheet(), report, &style)?;
    Ok(book.save_to_buffer()?)
}

/// Dated by the run and not by the clock, so that the same report gives the same bytes.
fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let written = match report.as_of.and_then(excel_date) {
        Some(date) => date,
        None => ExcelDateTime::from_ymd(2000, 1, 1)?,
    };
    Ok(DocProperties::new()
        .set_title(&report.name)
        .set_subject("Card payment costs: expected against billed")
        .set_author(&report.engine)
        .set_comment(format!("Run {}", report.run_id))
        .set_creation_datetime(&written))
}

/// `None` for a day that spreadsheets do not know, such as one before 1900.
fn excel_date(date: crate::money::Date) -> Option<ExcelDateTime> {
    let year = u16::try_from(date.year()).ok()?;
    let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}
