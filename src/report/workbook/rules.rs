//! The sheet `Rules`: what each rule priced, which never fired, and whose source is due for review.

use super::grid::Align::{Left, Right};
use super::paged::Paged;
use super::style::Style;
use crate::report::headline::Tone;
use crate::report::{PastReview, Report};
use rust_xlsxwriter::{Workbook, XlsxError};
use std::collections::BTreeMap;

pub(super) fn write(
    book: &mut Workbook,
    report: &Report,
    style: &Style,
    sheet_rows: u32,
) -> Result<(), XlsxError> {
    let headers = [
        ("Component", Left),
        ("Schedule", Left),
        ("Rule", Left),
        ("Name", Left),
        ("Lines", Right),
        ("Currency", Left),
        ("Expected", Right),
        ("Use", Left),
        ("Review was due", Left),
        ("Last verified", Left),
        ("Source", Left),
    ];
    let due: BTreeMap<&str, &PastReview> =
        report.past_review.iter().map(|review| (review.schedule.as_str(), review)).collect();
    let table =
        Paged { name: "Rules", headers: &headers, empty: "The book has no rules.", note: None, sheet_rows };
    let (used, others): (Vec<_>, Vec<_>) = report.rules.iter().partition(|rule| rule.lines > 0);
    table.write(book, style, &[used, others].concat(), |grid, at, rule| {
        let fired = rule.lines > 0;
        let text = if fired { &style.text } else { &style.muted };
        grid.styled(at, 0, &rule.component, text)?;
        grid.styled(at, 1, &rule.schedule, text)?;
        grid.styled(at, 2, &rule.rule, text)?;
        grid.styled(at, 3, &rule.name, text)?;
        grid.count(at, 4, rule.lines)?;
        if fired {
            grid.text(at, 5, rule.currency.map_or("", |currency| currency.code()))?;
            grid.money(at, 6, Some(rule.expected), rule.currency)?;
            grid.text(at, 7, "fired")?;
        } else {
            grid.styled(at, 7, "never fired", style.tone(Tone::Caution))?;
        }
        let Some(review) = due.get(rule.schedule.as_str()) else { return Ok(()) };
        grid.day(at, 8, Some(review.review_by))?;
        grid.day(at, 9, review.verified_on)?;
        grid.text(at, 10, &review.source)
    })
}
