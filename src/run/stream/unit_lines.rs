//! The billed lines of a unit: those that stand on its rows as they were read, others as they are handed over.

use super::line::Line;
use super::line_numbers::LineNumbers;
use crate::facts::Entry;
use crate::money::{Currency, Date, Decimal};

/// The row of a line whose transaction id no row has.
pub const NO_ROW: u32 = u32::MAX;

/// A billed cost beside its transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitLine {
    /// The row that carries it; for a line of a file of its own, the home of the transaction it names.
    pub row: u32,
    /// It stands on the row itself.
    pub on_row: bool,
    /// Its place in the order of the input.
    pub number: u64,
    /// The number of its component.
    pub component: u32,
    pub currency: Currency,
    pub amount: Decimal,
    /// As in [`Line::event`].
    pub event: u8,
    /// As in [`Line::apart`].
    pub apart: u32,
    /// As in [`Line::billed_as`].
    pub billed_as: u32,
    pub billed_on: Option<Date>,
    /// As in [`Line::merchant`].
    pub merchant: u32,
    /// The place of its ids among those of the unit, and one; 0 for none.
    pub ids: u32,
}

/// What the costs on the rows of a chunk are numbered by.
#[derive(Debug, Default)]
pub struct BillNumbers {
    pub lines: LineNumbers,
    /// By place in the bill.
    pub components: Vec<u32>,
    pub labels: Vec<u32>,
}

impl BillNumbers {
    /// The costs of a row, in order.
    pub fn on_row<'b>(&'b self, entries: &'b [Entry], row: u32) -> impl Iterator<Item = Line<'b>> {
        let start = entries.partition_point(|entry| entry.row < row);
        let places = (start..).zip(&entries[start..]).take_while(move |(_, entry)| entry.row == row);
        places.map(|(place, entry)| self.line(place, entry))
    }

    #[inline]
    fn line<'b>(&self, place: usize, entry: &Entry) -> Line<'b> {
        Line::on_row(entry, self.lines.entry(place), &self.components, &self.labels)
    }
}

/// The lines of a unit; once they are arranged, in the order of the rows, then of the input.
#[derive(Debug, Default)]
pub struct UnitLines {
    /// The costs on the rows of the chunk itself.
    own: Vec<Entry>,
    numbers: BillNumbers,
    /// Those behind the own ones.
    more: Vec<UnitLine>,
}

impl UnitLines {
    /// Takes over the costs on its own rows.
    pub fn take(&mut self, own: Vec<Entry>, numbers: BillNumbers) {
        (self.own, self.numbers) = (own, numbers);
    }

    /// Makes room for so many lines more.
    pub fn reserve(&mut self, lines: usize) {
        self.more.reserve(lines);
    }

    /// Adds a line.
    pub fn push(&mut self, line: UnitLine) {
        self.more.push(line);
    }

    /// Puts them in order. The unit has so many rows of its own, but for those that are `gone`, ascending.
    pub fn arrange(&mut self, rows: usize, gone: &[u32]) {
        if !self.own.is_empty() && self.more.iter().any(|line| (line.row as usize) < rows) {
            self.join(gone);
        }
        if !self.more.is_sorted_by_key(|line| (line.row, line.number)) {
            self.more.sort_unstable_by_key(|line| (line.row, line.number));
        }
    }

    /// Puts the own ones among the others.
    fn join(&mut self, gone: &[u32]) {
        let own = (0..self.own.len()).map(|place| self.get(place));
        let own: Vec<UnitLine> = own.filter(|line| gone.binary_search(&line.row).is_err()).collect();
        self.more.extend(own);
        self.own.clear();
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.own.len() + self.more.len()
    }

    /// The line at a place. Those on rows that are gone still have one.
    #[inline]
    pub fn get(&self, place: usize) -> UnitLine {
        let Some(entry) = self.own.get(place) else {
            return self.more[place - self.own.len()];
        };
        let line = self.numbers.line(place, entry);
        UnitLine::new(entry.row, true, &line, 0)
    }

    /// The row of the line at a place.
    #[inline]
    pub fn row(&self, place: usize) -> u32 {
        match self.own.get(place) {
            Some(entry) => entry.row,
            None => self.more[place - self.own.len()].row,
        }
    }

    /// The first place at which a row is not below this one.
    pub fn first_of(&self, row: u32) -> usize {
        let own = self.own.partition_point(|entry| entry.row < row);
        if own < self.own.len() { own } else { own + self.more.partition_point(|line| line.row < row) }
    }
}

impl UnitLine {
    /// A line of a row; `ids`: the place of its ids and one, or 0.
    #[inline]
    pub fn new(row: u32, on_row: bool, line: &Line<'_>, ids: u32) -> UnitLine {
        let Line {
            number, component, currency, amount, event, apart, billed_as, billed_on, merchant, ..
        } = *line;
        UnitLine {
            row,
            on_row,
            number,
            component,
            currency,
            amount,
            event,
            apart,
            billed_as,
            billed_on,
            merchant,
            ids,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(row: u32, amount: &str) -> Entry {
        let currency = Currency::parse("EUR").unwrap();
        Entry { row, component: 0, currency, amount: amount.parse().unwrap(), billed_as: 0, billed_on: None }
    }

    /// Costs on rows 0, 1 and 2, of which row 1 is gone, and lines for other rows.
    fn lines(others: &[(u32, u64)]) -> UnitLines {
        let entries = vec![entry(0, "0.1"), entry(1, "0.2"), entry(2, "0.3"), entry(2, "0.4")];
        let mut lines = UnitLines::default();
        lines.take(entries, BillNumbers { components: vec![7], ..BillNumbers::default() });
        for (row, number) in others {
            let line = Line { number: *number, ..lines.numbers.line(0, &lines.own[0]) };
            let line = UnitLine::new(*row, false, &line, 0);
            lines.push(line);
        }
        lines.arrange(3, &[1]);
        lines
    }

    fn of(lines: &UnitLines, row: u32) -> Vec<(u64, bool, String)> {
        let places = lines.first_of(row)..lines.len();
        let own = places.map(|place| lines.get(place)).take_while(|line| line.row == row);
        own.map(|line| (line.number, line.on_row, line.amount.to_string())).collect()
    }

    #[test]
    fn own_lines_stay_where_they_are_as_long_as_others_stand_behind_them() {
        for others in [&[][..], &[(NO_ROW, 9), (3, 8)]] {
            let lines = lines(others);
            assert_eq!(of(&lines, 0), [(0, true, "0.1".to_owned())]);
            assert_eq!(of(&lines, 2), [(2, true, "0.3".to_owned()), (3, true, "0.4".to_owned())]);
            assert_eq!(of(&lines, 3).len(), others.len() / 2);
            assert_eq!(of(&lines, NO_ROW).len(), others.len() / 2);
            assert_eq!((lines.len(), lines.own.len()), (4 + others.len(), 4));
        }
    }

    #[test]
    fn they_are_joined_where_another_line_belongs_to_a_row_of_theirs() {
        let lines = lines(&[(2, 1), (NO_ROW, 9), (0, 5)]);
        assert_eq!(of(&lines, 0), [(0, true, "0.1".to_owned()), (5, false, "0.1".to_owned())]);
        assert!(of(&lines, 1).is_empty(), "the row is gone");
        let [first, second, third] = of(&lines, 2).try_into().unwrap();
        assert_eq!([first.0, second.0, third.0], [1, 2, 3]);
        assert_eq!(of(&lines, NO_ROW).len(), 1);
    }

    #[test]
    fn lines_are_small_because_there_are_several_for_each_transaction() {
        assert!(size_of::<UnitLine>() <= 56);
    }
}
