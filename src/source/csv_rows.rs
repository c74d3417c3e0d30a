//! CSV, plain or compressed.

use super::{InputFile, SourceError};
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{Cursor, Read};
use std::rc::Rc;

/// The rows of a CSV file. A row may have any number of cells.
pub(super) struct CsvRows {
    file: String,
    reader: csv::Reader<Box<dyn Read>>,
    bytes: Rc<Cell<u64>>,
    /// An odd number of quotes was read, so one of them is still open, or stood inside a plain cell.
    odd_quotes: Rc<Cell<bool>>,
    lines: Rc<RefCell<Lines>>,
    /// Bytes before the text: a byte order mark.
    mark: u64,
    /// The line of the row read last, and whether it has a cell of several lines.
    line: u64,
    several_lines: bool,
}

impl CsvRows {
    pub(super) fn open(file: &InputFile, delimiter: u8) -> Result<CsvRows, SourceError> {
        let shown = file.shown.clone();
        let unreadable =
            |error: std::io::Error| SourceError::Unreadable { file: shown.clone(), why: error.to_string() };
        let bytes = Rc::new(Cell::new(0));
        let plain = Counted { inner: File::open(&file.path).map_err(unreadable)?, bytes: bytes.clone() };
        let extension = file.path.extension().unwrap_or_default().to_ascii_lowercase();
        let mut text: Box<dyn Read> = match extension.to_str() {
            Some("gz") => Box::new(flate2::read::MultiGzDecoder::new(plain)),
            Some("zst") => Box::new(zstd::Decoder::new(plain).map_err(unreadable)?),
            _ => Box::new(plain),
        };
        let odd_quotes = Rc::new(Cell::new(false));
        let lines = Rc::new(RefCell::new(Lines::default()));
        text = Box::new(Watched { inner: text, odd_quotes: odd_quotes.clone(), lines: lines.clone() });
        let mut start = Vec::new();
        text.by_ref().take(4).read_to_end(&mut start).map_err(unreadable)?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            let (place, hint) = ("the file".to_owned(), ": it is UTF-16".to_owned());
            return Err(SourceError::NotUtf8 { file: shown, place, hint });
        }
        let mark = if start.starts_with(&[0xef, 0xbb, 0xbf]) { 3 } else { 0 };
        start.drain(..mark);
        let text: Box<dyn Read> = Box::new(Cursor::new(start).chain(text));
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(1 << 16);
        let reader = builder.from_reader(text);
        let mark = mark as u64;
        Ok(CsvRows { reader, file: shown, bytes, odd_quotes, lines, mark, line: 1, several_lines: false })
    }

    /// Reads the header, which must be there.
    pub(super) fn header(&mut self) -> Result<Vec<String>, SourceError> {
        let mut record = StringRecord::new();
        if self.next(&mut record)?.is_none() || record.iter().all(|cell| cell.trim().is_empty()) {
            return Err(SourceError::Empty { file: self.file.clone() });
        }
        Ok(record.iter().map(str::to_owned).collect())
    }

    /// Reads the next row and gives the line on which it starts.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Result<Option<u64>, SourceError> {
        let before = self.reader.position().byte();
        let more = self.reader.read_record(record);
        if !matches!(more, Ok(false)) {
            self.line = self.lines.borrow_mut().at(self.mark + before).unwrap_or(self.line);
        }
        let more = more.map_err(|error| match error.kind() {
            ErrorKind::Utf8 { .. } => SourceError::NotUtf8 {
                file: self.file.clone(),
                place: format!("line {}", self.line),
                hint: String::new(),
            },
            _ => SourceError::Unreadable { file: self.file.clone(), why: error.to_string() },
        })?;
        if !more && self.several_lines && self.odd_quotes.get() {
            return Err(SourceError::OpenQuote { file: self.file.clone(), line: self.line });
        }
        self.several_lines = record.as_slice().contains('\n');
        Ok(more.then_some(self.line))
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes.get()
    }
}

/// Counts the bytes of the file as it lies on the disk.
struct Counted {
    inner: File,
    bytes: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// Keeps count of the quotes in the text, of which every quoted cell has an even number, and of its lines.
struct Watched {
    inner: Box<dyn Read>,
    odd_quotes: Rc<Cell<bool>>,
    lines: Rc<RefCell<Lines>>,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let quotes = buffer[..count].iter().filter(|byte| **byte == b'"').count();
        self.odd_quotes.set(self.odd_quotes.get() != (quotes % 2 == 1));
        self.lines.borrow_mut().watch(&buffer[..count]);
        Ok(count)
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
