//! A block of CSV text as columns of plain cells.
//!
//! A row is plain if it has a cell for each of the header and no quotes but those around whole cells. Others are odd,
//! and the reader of rows says what they are.

use super::SourceError;
use super::cells::{ColumnCells, OddRows, RawColumns};
use super::csv_blocks::{TextBlock, line_ends};
use super::csv_rows::CsvRows;
use super::csv_scan::Marks;
use super::table::TableRow;
use crate::facts::Kind;
use csv::StringRecord;

/// The needed cells of a block.
pub(super) struct CsvFields<'t> {
    file: &'t str,
    text: &'t str,
    delimiter: u8,
    /// Per place of the header, the place among `columns`.
    slots: Vec<Option<usize>>,
    columns: Vec<Vec<(u32, u32)>>,
    /// Where each row starts, and on which line.
    starts: Vec<u32>,
    lines: Vec<u64>,
    odd: Vec<bool>,
}

/// A row while it is read.
struct Record {
    cells: usize,
    odd: bool,
    quoted: bool,
    end: usize,
}

impl<'t> CsvFields<'t> {
    /// The cells at some places of a header of so many cells. `None` for a block that is not plain as a whole.
    pub(super) fn read(
        file: &'t str,
        block: &'t TextBlock,
        places: &[usize],
        width: usize,
    ) -> Option<CsvFields<'t>> {
        let text = str::from_utf8(&block.text).ok()?;
        let marked = block.has_header && text.starts_with('\u{feff}');
        if block.odd_quotes || marked || u32::try_from(text.len()).is_err() {
            return None;
        }
        let mut slots = vec![None; width];
        for (slot, place) in places.iter().enumerate() {
            *slots.get_mut(*place)? = Some(slot);
        }
        let rows = text.len() / (8 * width.max(1)) + 1;
        let mut fields = CsvFields {
            file,
            text,
            delimiter: block.delimiter,
            slots,
            columns: places.iter().map(|_| Vec::with_capacity(rows)).collect(),
            starts: Vec::with_capacity(rows),
            lines: Vec::with_capacity(rows),
            odd: Vec::with_capacity(rows),
        };
        fields.scan(block);
        Some(fields)
    }

    fn scan(&mut self, block: &TextBlock) {
        let bytes = self.text.as_bytes();
        let mut marks = Marks::new(bytes, self.delimiter);
        let mut line = block.lines_before + 1;
        let mut header = block.has_header;
        let mut start = skip_line_ends(bytes, 0, &mut line);
        while start < bytes.len() {
            let record = self.record(bytes, start, &mut marks);
            if header {
                // Its cells are no values.
                self.columns.iter_mut().for_each(Vec::clear);
                header = false;
            } else {
                self.keep(start, line, &record);
            }
            if record.quoted {
                line += line_ends(&bytes[start..record.end]);
            }
            start = skip_line_ends(bytes, record.end, &mut line);
        }
    }

    fn keep(&mut self, start: usize, line: u64, record: &Record) {
        self.starts.push(start as u32);
        self.lines.push(line);
        let misshapen = record.cells != self.slots.len();
        self.odd.push(record.odd || misshapen);
        if misshapen {
            let rows = self.starts.len();
            self.columns.iter_mut().for_each(|column| column.resize(rows, (0, 0)));
        }
    }

    /// Reads the cells of the row that starts at `start`.
    fn record(&mut self, bytes: &[u8], start: usize, marks: &mut Marks<'_>) -> Record {
        let mut record = Record { cells: 0, odd: false, quoted: false, end: bytes.len() };
        let mut at = start;
        loop {
            let (mut from, mut to) = (at, None);
            if bytes.get(at) == Some(&b'"') {
                record.quoted = true;
                from = at + 1;
                to = Some(close(bytes, at, marks, &mut record.odd));
            }
            let searched = to.unwrap_or(at);
            let end = cell_end(bytes, searched, marks, self.delimiter);
            if let Some(quote) = to {
                // Between the closing quote and the end of the cell stands nothing.
                record.odd |= end != quote + 1;
            }
            if let Some(Some(slot)) = self.slots.get(record.cells) {
                self.columns[*slot].push((from as u32, to.unwrap_or(end).max(from) as u32));
            }
            record.cells += 1;
            if bytes.get(end) == Some(&self.delimiter) {
                at = end + 1;
                continue;
            }
            record.end = end;
            return record;
        }
    }
}

/// The place of the quote that closes the cell whose opening quote stands at `open`. Two quotes inside stand for one, so
/// the text of such a cell is not its value, and its row is odd.
fn close(bytes: &[u8], open: usize, marks: &mut Marks<'_>, odd: &mut bool) -> usize {
    let mut from = open + 1;
    while let Some(at) = marks.next(from) {
        if bytes[at] != b'"' {
            from = at + 1;
        } else if bytes.get(at + 1) == Some(&b'"') {
            *odd = true;
            from = at + 2;
        } else {
            return at;
        }
    }
    *odd = true;
    bytes.len()
}

/// Where the cell ends of which `from` is the start or the closing quote.
fn cell_end(bytes: &[u8], from: usize, marks: &mut Marks<'_>, delimiter: u8) -> usize {
    let mut from = from;
    while let Some(at) = marks.next(from) {
        if matches!(bytes[at], b'\n' | b'\r') || bytes[at] == delimiter {
            return at;
        }
        from = at + 1;
    }
    bytes.len()
}

/// Where the next row starts, behind line ends.
fn skip_line_ends(bytes: &[u8], from: usize, line: &mut u64) -> usize {
    if let [b'\n', next, ..] = &bytes[from..]
        && !matches!(next, b'\n' | b'\r')
    {
        *line += 1;
        return from + 1;
    }
    let length = bytes[from..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    *line += line_ends(&bytes[from..from + length]);
    from + length
}

impl RawColumns for CsvFields<'_> {
    fn rows(&self) -> usize {
        self.starts.len()
    }

    fn odd(&self) -> Vec<bool> {
        self.odd.clone()
    }

    fn number(&self, row: usize) -> u64 {
        self.lines[row]
    }

    fn cells(&self, place: usize, _: Option<Kind>) -> Result<ColumnCells<'_>, SourceError> {
        let slot = self.slots.get(place).copied().flatten();
        Ok(slot.map_or(ColumnCells::Absent, |slot| ColumnCells::Fields(self.text, &self.columns[slot])))
    }

    fn text_rows(
        &self,
        OddRows { rows, .. }: OddRows<'_>,
        each: &mut dyn FnMut(TableRow<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let start = self.starts[rows.start] as usize;
        let end = self.starts.get(rows.end).map_or(self.text.len(), |start| *start as usize);
        let block = TextBlock {
            text: Vec::new(),
            delimiter: self.delimiter,
            lines_before: self.lines[rows.start] - 1,
            has_header: false,
            odd_quotes: false,
        };
        let mut reader = CsvRows::of_block(self.file, &block, &self.text.as_bytes()[start..end]);
        let mut record = StringRecord::new();
        while let Some(number) = reader.next(&mut record)? {
            each(TableRow { number, record: &record, inexact: &[] })?;
        }
        Ok(())
    }
}
