//! The rows of CSV text, one by one.

use super::SourceError;
use super::csv_blocks::TextBlock;
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use std::collections::VecDeque;
use std::io::{Chain, Read};

/// The rows of a block of CSV text. A row may have any number of cells.
pub(super) struct CsvRows<'t> {
    file: &'t str,
    reader: csv::Reader<Chain<&'static [u8], &'t [u8]>>,
    /// An odd number of quotes is in the file, which ends here, so one of them is still open, or stood inside a
    /// plain cell.
    odd_quotes: bool,
    lines: Lines,
    /// The line of the row read last, and whether it has a cell of several lines.
    line: u64,
    several_lines: bool,
}

impl<'t> CsvRows<'t> {
    /// The rows of `text`, which stands where `block` says.
    pub(super) fn of_block(file: &'t str, block: &TextBlock, text: &'t [u8]) -> CsvRows<'t> {
        // What looks like a byte order mark belongs to a cell, except at the start of the file.
        let lead: &[u8] = if block.has_header { b"" } else { b"\n" };
        let mut lines = Lines { ends: block.lines_before, offset: lead.len() as u64, ..Lines::default() };
        lines.watch(text);
        let mut builder = ReaderBuilder::new();
        builder
            .has_headers(false)
            .flexible(true)
            .delimiter(block.delimiter)
            .buffer_capacity((text.len() + 1).min(1 << 16));
        let reader = builder.from_reader(lead.chain(text));
        CsvRows { file, reader, odd_quotes: block.odd_quotes, lines, line: 1, several_lines: false }
    }

    /// Reads the header, which must be there.
    pub(super) fn header(&mut self) -> Result<Vec<String>, SourceError> {
        let mut record = StringRecord::new();
        if self.next(&mut record)?.is_none() || record.iter().all(|cell| cell.trim().is_empty()) {
            return Err(SourceError::Empty { file: self.file.to_owned() });
        }
        Ok(record.iter().map(str::to_owned).collect())
    }

    /// Reads the next row and gives the line on which it starts.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, SourceError> {
        let before = self.reader.position().byte();
        let more = self.reader.read_record(record);
        if !matches!(more, Ok(false)) {
            self.line = self.lines.at(before).unwrap_or(self.line);
        }
        let more = more.map_err(|error| match error.kind() {
            ErrorKind::Utf8 { .. } => SourceError::NotUtf8 {
                file: self.file.to_owned(),
                place: format!("line {}", self.line),
                hint: String::new(),
            },
            _ => SourceError::Unreadable { file: self.file.to_owned(), why: error.to_string() },
        })?;
        if !more && self.several_lines && self.odd_quotes {
            return Err(SourceError::OpenQuote { file: self.file.to_owned(), line: self.line });
        }
        self.several_lines = record.as_slice().contains('\n');
        Ok(more.then_some(self.line))
    }
}

/// Where lines start, as an editor numbers them. The reader's own count is off where it skips blank
/// lines, and by one where lines end with CR LF.
#[derive(Debug, Default)]
struct Lines {
    /// Offset and number of every line that is not blank, as far as it has been read and is not over.
    starts: VecDeque<(u64, u64)>,
    /// Line ends so far.
    ends: u64,
    offset: u64,
    inside: bool,
    after_cr: bool,
}

impl Lines {
    fn watch(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            let end = piece.last().copied().filter(|byte| matches!(byte, b'\n' | b'\r'));
            let text = piece.len() - usize::from(end.is_some());
            if text > 0 && !self.inside {
                self.starts.push_back((self.offset, self.ends + 1));
                self.inside = true;
            }
            self.offset += piece.len() as u64;
            let second_half = text == 0 && self.after_cr && end == Some(b'\n');
            self.ends += u64::from(end.is_some() && !second_half);
            self.after_cr = end == Some(b'\r');
            self.inside &= end.is_none();
        }
    }

    /// The line of the row that starts at this offset, or behind blank lines there.
    fn at(&mut self, offset: u64) -> Option<u64> {
        while self.starts.front().is_some_and(|(start, _)| *start < offset) {
            self.starts.pop_front();
        }
        self.starts.front().map(|(_, line)| *line)
    }
}

/// A header of one cell that holds another separator is the wrong separator, not a missing column.
pub(super) fn refuse_other_delimiter(
    file: &str,
    layout: &str,
    delimiter: u8,
    header: &[String],
) -> Result<(), SourceError> {
    let [only] = header else { return Ok(()) };
    let others = [b';', b'\t', b'|', b','].into_iter().filter(|other| *other != delimiter);
    let Some(found) = others.into_iter().find(|other| only.as_bytes().contains(other)) else {
        return Ok(());
    };
    Err(SourceError::Delimiter {
        file: file.to_owned(),
        layout: layout.to_owned(),
        expected: in_words(delimiter),
        found: in_words(found),
        found_toml: format!("{:?}", char::from(found).to_string()),
    })
}

fn in_words(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "tabs".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}
