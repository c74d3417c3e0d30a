//! CSV text cut into blocks at the ends of rows.

use super::csv_rows::{self, CsvRows};
use super::csv_text::CsvText;
use super::piece::{Cut, Raw};
use super::{InputFile, SourceError};

/// Some rows of a CSV file as text.
pub(super) struct TextBlock {
    /// Begins where a row begins and ends where one ends.
    pub(super) text: Vec<u8>,
    pub(super) delimiter: u8,
    /// Line ends before the text.
    pub(super) lines_before: u64,
    /// The text is the file's start, with its header.
    pub(super) has_header: bool,
    /// The text is the file's end, and the quotes of the whole file are an odd number.
    pub(super) odd_quotes: bool,
}

/// Cuts the text of one file.
pub(super) struct CsvBlocks {
    text: CsvText,
    file: String,
    delimiter: u8,
    size: usize,
    /// What was read and is not yet cut off. It begins where a row begins.
    held: Vec<u8>,
    scan: Scan,
    lines_before: u64,
    odd_quotes: bool,
    first: bool,
    done: bool,
}

/// How far `held` was searched for ends of rows.
#[derive(Debug, Default)]
struct Scan {
    at: usize,
    /// Inside a quoted cell.
    quoted: bool,
    /// Where the last row ends that was found whole.
    end: Option<usize>,
}

/// What is read at once to see whether anything but blank lines follows.
const LOOK_AHEAD: usize = 1 << 16;

impl CsvBlocks {
    /// Opens a file and reads its header, which must be there. `layout` names the profile or layout whose columns
    /// stand between `delimiter`s.
    pub(super) fn open(
        file: &InputFile,
        layout: &str,
        delimiter: u8,
        size: usize,
    ) -> Result<(Vec<String>, CsvBlocks), SourceError> {
        let mut blocks = CsvBlocks {
            text: CsvText::open(file)?,
            file: file.shown.clone(),
            delimiter,
            size,
            held: Vec::new(),
            scan: Scan::default(),
            lines_before: 0,
            odd_quotes: false,
            first: true,
            done: false,
        };
        blocks.hold_rows()?;
        let first = TextBlock { text: Vec::new(), ..blocks.block() };
        let header = CsvRows::of_block(&blocks.file, &first, &blocks.held).header()?;
        csv_rows::refuse_other_delimiter(&file.shown, layout, delimiter, &header)?;
        Ok((header, blocks))
    }

    /// The next block; a file has at least one.
    pub(super) fn next(&mut self) -> Result<Option<Cut>, SourceError> {
        if self.done {
            return Ok(None);
        }
        let end = self.hold_rows()?;
        let rest = self.held.split_off(end);
        let mut block = self.block();
        block.text = std::mem::replace(&mut self.held, rest);
        self.lines_before += line_ends(&block.text);
        self.odd_quotes ^= count(&block.text, b'"') % 2 == 1;
        self.done = self.held.is_empty() && self.text.is_over();
        block.odd_quotes = self.done && self.odd_quotes;
        self.scan = Scan::default();
        let first = std::mem::replace(&mut self.first, false);
        Ok(Some(Cut { raw: Raw::Text(block), first, last: self.done }))
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }

    fn block(&self) -> TextBlock {
        TextBlock {
            text: Vec::new(),
            delimiter: self.delimiter,
            lines_before: self.lines_before,
            has_header: self.first,
            odd_quotes: false,
        }
    }

    /// Reads until a block of whole rows is held, and gives its end. What follows it holds more than blank lines,
    /// or nothing does.
    fn hold_rows(&mut self) -> Result<usize, SourceError> {
        let mut wanted = self.size;
        loop {
            self.fill(wanted)?;
            if self.text.is_over() && self.held.len() <= wanted {
                return Ok(self.held.len());
            }
            self.search();
            match self.scan.end {
                Some(end) => return self.look_ahead(end),
                None if self.text.is_over() => return Ok(self.held.len()),
                None => wanted = self.held.len() * 2,
            }
        }
    }

    fn look_ahead(&mut self, end: usize) -> Result<usize, SourceError> {
        let blank = |byte: &u8| matches!(byte, b'\n' | b'\r');
        while self.held[end..].iter().all(blank) {
            if self.text.is_over() {
                return Ok(self.held.len());
            }
            self.fill(self.held.len() + LOOK_AHEAD)?;
        }
        Ok(end)
    }

    fn fill(&mut self, length: usize) -> Result<(), SourceError> {
        let missing = length.saturating_sub(self.held.len());
        self.text.read(&mut self.held, missing)
    }

    /// Follows the quotes as the reader does: one opens a cell only where a cell begins, and inside of a quoted cell
    /// two of them stand for one.
    fn search(&mut self) {
        let (held, scan) = (&self.held, &mut self.scan);
        let opens = |at: usize| {
            let before = at.checked_sub(1).map(|before| held[before]);
            before.is_none_or(|before| matches!(before, b'\n' | b'\r') || before == self.delimiter)
        };
        let mut quotes = count(&held[scan.at..], b'"');
        while quotes > 0
            && let Some(offset) = held[scan.at..].iter().position(|byte| *byte == b'"')
        {
            quotes -= 1;
            let quote = scan.at + offset;
            if !scan.quoted {
                scan.end = last_end(held, scan.at..quote).or(scan.end);
                scan.quoted = opens(quote);
                scan.at = quote + 1;
                continue;
            }
            match held.get(quote + 1) {
                Some(b'"') => (scan.at, quotes) = (quote + 2, quotes - 1),
                Some(_) => (scan.quoted, scan.at) = (false, quote + 1),
                // What follows decides.
                None => {
                    scan.at = quote;
                    return;
                }
            }
        }
        if !scan.quoted {
            scan.end = last_end(held, scan.at..held.len()).or(scan.end);
        }
        // A carriage return at the very end may be the half of a line end.
        scan.at = held.len().max(1) - 1;
        if scan.quoted || held.last() != Some(&b'\r') {
            scan.at = held.len();
        }
    }
}

/// Where the last row ends that ends within plain text.
fn last_end(text: &[u8], plain: std::ops::Range<usize>) -> Option<usize> {
    let start = plain.start;
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => text.get(start + at + 1).is_some_and(|next| *next != b'\n'),
        _ => false,
    };
    let found = text[plain].iter().enumerate().rev().find(|place| ends(*place));
    found.map(|(at, _)| start + at + 1)
}

/// Line ends as an editor counts them: CR LF is one.
pub(super) fn line_ends(text: &[u8]) -> u64 {
    let (feeds, returns) = (count(text, b'\n'), count(text, b'\r'));
    if returns == 0 {
        return feeds as u64;
    }
    let both = text.windows(2).filter(|pair| *pair == b"\r\n").count();
    (feeds + returns - both) as u64
}

/// How often a byte is there. A sum of single bytes is what a processor adds up many at a time.
fn count(text: &[u8], wanted: u8) -> usize {
    let in_part =
        |part: &[u8]| part.iter().fold(0_u8, |sum, byte| sum.wrapping_add(u8::from(*byte == wanted)));
    text.chunks(usize::from(u8::MAX)).map(|part| usize::from(in_part(part))).sum()
}
