//! Tables that continue on a next sheet when one is full.

use super::grid::{Align, Grid};
use super::style::Style;
use rust_xlsxwriter::{IgnoreError, Workbook, XlsxError};

/// A table of its own: header frozen, filters on, rows from the second on.
pub(super) struct Paged<'a> {
    /// The sheet; `Discrepancies 2` follows `Discrepancies`.
    pub(super) name: &'a str,
    /// What stands over each column.
    pub(super) headers: &'a [(&'a str, Align)],
    /// What a table without rows says.
    pub(super) empty: &'a str,
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
        let per_sheet = self.sheet_rows.max(2) as usize - 1;
        let last_column = self.headers.len() as u16 - 1;
        let pages = rows.len().div_ceil(per_sheet).max(1);
        for page in 0..pages {
            let rows = &rows[page * per_sheet..rows.len().min((page + 1) * per_sheet)];
            let name = match page {
                0 => self.name.to_owned(),
                _ => format!("{} {}", self.name, page + 1),
            };
            let mut grid = Grid::new(book.add_worksheet(), style);
            grid.sheet.set_name(name)?.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
            grid.sheet.set_row_height(0, 20)?;
            grid.headers(0, 0, self.headers)?;
            for (row, value) in (1..).zip(rows) {
                write_row(&mut grid, row, value)?;
            }
            if rows.is_empty() {
                grid.unsized_text(1, 0, self.empty, &style.muted)?;
            }
            let last_row = rows.len().max(1) as u32;
            grid.sheet.autofilter(0, 0, last_row, last_column)?;
            // Ids of digits only are text on purpose.
            grid.sheet.ignore_error_range(1, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
            grid.finish()?;
        }
        Ok(())
    }
}
