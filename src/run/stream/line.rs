//! Billed lines on their way to the transaction they belong to.

use super::bytes::{Put, Take};
use crate::facts::Entry;
use crate::money::{Currency, Date, Decimal};

/// One billed cost, apart from the transaction that it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its place in the order of the input: the chunk it was read with, then the place there.
    pub number: u64,
    /// The number of its component.
    pub component: u32,
    /// What it was billed in.
    pub currency: Currency,
    /// In major units of `currency`.
    pub amount: Decimal,
    /// The event: 0 for none, else its place among the codes of the attribute and one.
    pub event: u8,
    /// Why it belongs to no transaction: 0 if it may belong to one, else the number of the reason and one.
    pub apart: u32,
    /// What it is called: 0 for nothing, else the number of the label and one.
    pub billed_as: u32,
    /// The day it was billed.
    pub billed_on: Option<Date>,
    /// The merchant: 0 for none, else the number of the name and one.
    pub merchant: u32,
    /// The biller's own id; empty for none.
    pub line_id: &'a str,
}

const APART: u8 = 1;
const BILLED_AS: u8 = 2;
const BILLED_ON: u8 = 4;
const MERCHANT: u8 = 8;
const LINE_ID: u8 = 16;

impl<'a> Line<'a> {
    /// A cost on the row of its transaction; `components` and `labels` have the numbers of those of its bill. The row
    /// says its event, its merchant and its own id.
    pub fn on_row(entry: &Entry, number: u64, components: &[u32], labels: &[u32]) -> Line<'a> {
        Line {
            number,
            component: components[usize::from(entry.component)],
            currency: entry.currency,
            amount: entry.amount,
            event: 0,
            apart: 0,
            billed_as: entry.billed_as.checked_sub(1).map_or(0, |label| labels[label as usize]),
            billed_on: entry.billed_on,
            merchant: 0,
            line_id: "",
        }
    }

    /// Appends it to a record.
    pub fn write(&self, to: &mut Vec<u8>) {
        let flag = |bit: u8, holds: bool| if holds { bit } else { 0 };
        let flags = flag(APART, self.apart > 0)
            | flag(BILLED_AS, self.billed_as > 0)
            | flag(BILLED_ON, self.billed_on.is_some())
            | flag(MERCHANT, self.merchant > 0)
            | flag(LINE_ID, !self.line_id.is_empty());
        to.put_u64(self.number);
        to.put_u8(flags);
        to.put_short(self.component);
        to.put_currency(self.currency);
        to.put_decimal(self.amount);
        to.put_u8(self.event);
        for number in [self.apart, self.billed_as, self.merchant] {
            if number > 0 {
                to.put_short(number);
            }
        }
        if let Some(date) = self.billed_on {
            to.put_date(date);
        }
        if !self.line_id.is_empty() {
            to.put_text(self.line_id);
        }
    }

    /// Reads what [`Line::write`] wrote; `None` from anything else.
    pub fn read(take: &mut Take<'a>) -> Option<Line<'a>> {
        let number = take.u64();
        let flags = take.u8();
        let has = |bit: u8| flags & bit != 0;
        let component = take.short();
        let currency = take.currency()?;
        let amount = take.decimal();
        let event = take.u8();
        let mut short = |bit: u8| if has(bit) { take.short() } else { 0 };
        let (apart, billed_as, merchant) = (short(APART), short(BILLED_AS), short(MERCHANT));
        let billed_on = has(BILLED_ON).then(|| take.date());
        let line_id = if has(LINE_ID) { take.text() } else { "" };
        Some(Line {
            number,
            component,
            currency,
            amount,
            event,
            apart,
            billed_as,
            billed_on,
            merchant,
            line_id,
        })
    }
}

/// The number of the thing at a place of a chunk, in the order of the input.
pub fn number(chunk: usize, place: usize) -> u64 {
    (chunk as u64) << 32 | place as u64
}

/// The chunk of a number, and the place in it.
pub fn chunk_and_place(number: u64) -> (usize, usize) {
    ((number >> 32) as usize, (number & u64::from(u32::MAX)) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let plain = Line {
            number: number(7, 99),
            component: 2,
            currency: Currency::parse("EUR").unwrap(),
            amount: "-1.10".parse().unwrap(),
            event: 3,
            apart: 0,
            billed_as: 0,
            billed_on: None,
            merchant: 0,
            line_id: "",
        };
        let day = Date::from_ymd_opt(2026, 5, 1);
        let full =
            Line { apart: 1, billed_as: 700, billed_on: day, merchant: 1 << 31, line_id: "L1", ..plain };
        for line in [plain, full] {
            let mut bytes = Vec::new();
            line.write(&mut bytes);
            assert_eq!(Line::read(&mut Take(&bytes)), Some(line));
        }
        assert_eq!(chunk_and_place(plain.number), (7, 99));
    }
}
