//! A worksheet that knows how wide its columns have to be.

use super::cell_number::cell_number;
use super::excel_date;
use super::style::Style;
use crate::money::{Currency, Date, Decimal};
use crate::report::amount_text::grouped;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// A cell holds so many UTF-16 units; longer text is cut and ends in `…`.
const LONGEST_TEXT: usize = 32_767;
/// Text does not widen its column further; numbers do, or they would show as `####`.
const WIDEST_TEXT: usize = 68;
const NARROWEST: usize = 9;
/// A line of text on the sheets that are read rather than sorted, in points.
pub(super) const ROW_HEIGHT: u16 = 17;

/// How the header of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    /// Over text.
    Left,
    /// Over numbers.
    Right,
}

/// Writes cells and remembers widths. A value that is absent leaves its cell empty.
pub(super) struct Grid<'a> {
    pub(super) sheet: &'a mut Worksheet,
    pub(super) style: &'a Style,
    widths: BTreeMap<u16, usize>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(sheet: &'a mut Worksheet, style: &'a Style) -> Grid<'a> {
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&L&A&RPage &P of &N");
        Grid { sheet, style, widths: BTreeMap::new() }
    }

    /// A header row that starts in `column`.
    pub(super) fn headers(
        &mut self,
        row: u32,
        column: u16,
        headers: &[(&str, Align)],
    ) -> Result<(), XlsxError> {
        let style = self.style;
        for (column, (header, align)) in (column..).zip(headers) {
            let format = if *align == Align::Left { &style.header } else { &style.header_right };
            // An autofilter draws its button over the last characters.
            self.widen(column, header.chars().count() + 3);
            self.sheet.write_string_with_format(row, column, *header, format)?;
        }
        Ok(())
    }

    pub(super) fn text(&mut self, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        self.styled(row, column, text, &self.style.text)
    }

    /// Text stays text, whatever it begins with: a `=` is no formula and a zero in front is kept.
    pub(super) fn styled(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        // Capitals and digits, which ids are made of, are wider than the width of a column is counted in.
        let wide = text.chars().filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).count();
        self.widen(column, (text.chars().count() + wide / 4).min(WIDEST_TEXT));
        self.unsized_text(row, column, text, format)
    }

    /// Text that runs over into the next cells, or wraps, and does not widen its column.
    pub(super) fn unsized_text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(row, column, cut(text), format).map(drop)
    }

    pub(super) fn count(&mut self, row: u32, column: u16, count: u64) -> Result<(), XlsxError> {
        let format = &self.style.count;
        self.number(row, column, Decimal::from(count), &grouped(Decimal::from(count), None), format)
    }

    /// An amount with the decimals of its currency, and all the others that it has.
    pub(super) fn money(
        &mut self,
        row: u32,
        column: u16,
        amount: Option<Decimal>,
        currency: Option<Currency>,
    ) -> Result<(), XlsxError> {
        let Some(amount) = amount else { return Ok(()) };
        let format = self.style.money(decimals(amount, currency));
        self.number(row, column, amount, &grouped(amount, currency), format)
    }

    /// An amount whose sign says who gains.
    pub(super) fn variance(
        &mut self,
        row: u32,
        column: u16,
        amount: Option<Decimal>,
        currency: Option<Currency>,
    ) -> Result<(), XlsxError> {
        let Some(amount) = amount else { return Ok(()) };
        let format = self.style.variance(amount.cmp(&Decimal::ZERO), decimals(amount, currency));
        self.number(row, column, amount, &grouped(amount, currency), format)
    }

    pub(super) fn share(&mut self, row: u32, column: u16, share: Option<Decimal>) -> Result<(), XlsxError> {
        let Some(share) = share else { return self.styled(row, column, "–", &self.style.number_as_text) };
        self.number(row, column, share, &share.to_string(), &self.style.share)
    }

    pub(super) fn day(&mut self, row: u32, column: u16, day: Option<Date>) -> Result<(), XlsxError> {
        let Some(day) = day else { return Ok(()) };
        let Some(date) = excel_date(day) else { return self.text(row, column, &day.to_string()) };
        self.widen(column, "2026-01-01".len());
        self.sheet.write_datetime_with_format(row, column, &date, &self.style.date).map(drop)
    }

    /// Sets a width at least; a column without one is as wide as its cells need.
    pub(super) fn widen(&mut self, column: u16, width: usize) {
        let widest = self.widths.entry(column).or_insert(NARROWEST);
        *widest = width.max(*widest);
    }

    /// Sets the widths of the columns; the last thing done to a sheet.
    pub(super) fn finish(self) -> Result<(), XlsxError> {
        for (column, width) in self.widths {
            self.sheet.set_column_width(column, u16::try_from(width + 2).unwrap_or(u16::MAX))?;
        }
        Ok(())
    }

    /// `text` stands in for a number that a cell cannot hold exactly.
    fn number(
        &mut self,
        row: u32,
        column: u16,
        amount: Decimal,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        // Room for the plus of a variance and for the indent.
        self.widen(column, text.len() + 2);
        match cell_number(amount) {
            Some(number) => self.sheet.write_number_with_format(row, column, number, format),
            None => self.sheet.write_string_with_format(row, column, text, format),
        }
        .map(drop)
    }
}

fn decimals(amount: Decimal, currency: Option<Currency>) -> u32 {
    amount.normalize().scale().max(currency.map_or(0, Currency::minor_unit))
}

fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let mut units = 1;
    let fits = |char: &char| {
        units += char.len_utf16();
        units <= LONGEST_TEXT
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_longer_than_a_cell_is_cut_where_one_can_see_it() {
        let cut = cut(&"𝄞".repeat(20_000));
        assert!(cut.ends_with('…') && cut.encode_utf16().count() <= LONGEST_TEXT);
    }
}
