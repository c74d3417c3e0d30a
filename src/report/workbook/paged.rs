//! Tables that continue on a next sheet when one is full.

use super::grid::{Align, Grid};
use super::style::Style;
use crate::report::headline::Tone;
use rust_xlsxwriter::{IgnoreError, Workbook, XlsxError};

/// A table of its own: header frozen, filters on. Where rows are left out, a line above the header says so: it
/// is always in sight, and no filter or sorting touches it.
pub(super) struct Paged<'a> {
    /// The sheet; `Discrepancies 2` follows `Discrepancies`.
    pub(super) name: &'a str,
    /// What stands over each column.
    pub(super) headers: &'a [(&'a str, Align)],
    /// What a table without rows says.
    pub(super) empty: &'a str,
    /// What is said of rows that are left out.
    pub(super) note: Option<String>,
    /// Rows per sheet, the header among them.
    pub(super) sheet_rows: u32,
}

impl Paged<'_> {
    /// Adds as many sheets as the rows need, at least one.
    pub(super) fn write<T>(
        &self,
        book: &mut Workbook,
        style: &Style,
        rows: &[T],
        write_row: impl Fn(&mut Grid<'_>, u32, &T) -> Result<(), XlsxError>,
    ) -> Result<(), XlsxError> {
        let header = u32::from(self.note.is_some());
        let first_row = header + 1;
        let per_sheet = self.sheet_rows.max(first_row + 1) as usize - first_row as usize;
        let last_column = self.headers.len() as u16 - 1;
        let pages = rows.len().div_ceil(per_sheet).max(1);
        for page in 0..pages {
            let rows = &rows[page * per_sheet..rows.len().min((page + 1) * per_sheet)];
            let name = match page {
                0 => self.name.to_owned(),
                _ => format!("{} {}", self.name, page + 1),
            };
            let mut grid = Grid::new(book.add_worksheet(), style);
            grid.sheet.set_name(name)?.set_freeze_panes(first_row, 0)?.set_repeat_rows(0, header)?;
            grid.sheet.set_row_height(header, 20)?;
            if let Some(note) = &self.note {
                grid.unsized_text(0, 0, note, style.tone(Tone::Caution))?;
            }
            grid.headers(header, 0, self.headers)?;
            for (row, value) in (first_row..).zip(rows) {
                write_row(&mut grid, row, value)?;
            }
            if rows.is_empty() {
                grid.unsized_text(first_row, 0, self.empty, &style.muted)?;
            }
            let last_row = header + rows.len().max(1) as u32;
            grid.sheet.autofilter(header, 0, last_row, last_column)?;
            // Ids of digits only are text on purpose.
            grid.sheet.ignore_error_range(
                first_row,
                0,
                last_row,
                last_column,
                IgnoreError::NumberStoredAsText,
            )?;
            grid.finish()?;
        }
        Ok(())
    }
}
