//! CSV, plain or compressed.

use super::{InputFile, SourceError};
use csv::{ErrorKind, ReaderBuilder, StringRecord};
use std::cell::Cell;
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
    /// The row read last has a cell of several lines.
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
        text = Box::new(Quotes { inner: text, odd: odd_quotes.clone() });
        let mut start = Vec::new();
        text.by_ref().take(4).read_to_end(&mut start).map_err(unreadable)?;
        if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
            let (place, hint) = ("the file".to_owned(), ": it is UTF-16".to_owned());
            return Err(SourceError::NotUtf8 { file: shown, place, hint });
        }
        if start.starts_with(&[0xef, 0xbb, 0xbf]) {
            start.drain(..3);
        }
        let text: Box<dyn Read> = Box::new(Cursor::new(start).chain(text));
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).delimiter(delimiter).buffer_capacity(1 << 16);
        let reader = builder.from_reader(text);
        Ok(CsvRows { reader, file: shown, bytes, odd_quotes, several_lines: false })
    }

    /// Reads the header, which must be there.
    pub(super) fn header(&mut self) -> Result<Vec<String>, SourceError> {
        let mut record = StringRecord::new();
        if !self.next(&mut record, 1)? || record.iter().all(|cell| cell.trim().is_empty()) {
            return Err(SourceError::Empty { file: self.file.clone() });
        }
        Ok(record.iter().map(str::to_owned).collect())
    }

    /// Reads the next row, which is number `row` of the file.
    pub(super) fn next(&mut self, record: &mut StringRecord, row: u64) -> Result<bool, SourceError> {
        let more = self.reader.read_record(record).map_err(|error| match error.kind() {
            ErrorKind::Utf8 { .. } => SourceError::NotUtf8 {
                file: self.file.clone(),
                place: format!("row {row}"),
                hint: String::new(),
            },
            _ => SourceError::Unreadable { file: self.file.clone(), why: error.to_string() },
        })?;
        if !more && self.several_lines && self.odd_quotes.get() {
            return Err(SourceError::OpenQuote { file: self.file.clone(), row: row - 1 });
        }
        self.several_lines = record.as_slice().contains('\n');
        Ok(more)
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

/// Keeps count of the quotes in the text: every quoted cell has an even number of them.
struct Quotes {
    inner: Box<dyn Read>,
    odd: Rc<Cell<bool>>,
}

impl Read for Quotes {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let quotes = buffer[..count].iter().filter(|byte| **byte == b'"').count();
        self.odd.set(self.odd.get() != (quotes % 2 == 1));
        Ok(count)
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
