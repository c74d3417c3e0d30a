//! The first sheet of a workbook as text cells.

use super::{InputFile, SourceError};
use calamine::{Data, DataType, ExcelDateTime, Range, Reader, Xlsx, open_workbook};
use csv::StringRecord;

/// The rows of the first sheet, whose first row is the header.
pub(super) struct WorkbookRows {
    cells: Range<Data>,
    next: usize,
    /// Rows up to the last that holds anything: formatted blank rows below the table are none.
    filled: usize,
    bytes: u64,
}

impl WorkbookRows {
    pub(super) fn open(file: &InputFile) -> Result<WorkbookRows, SourceError> {
        let unreadable = |why: String| SourceError::Unreadable { file: file.shown.clone(), why };
        let mut workbook: Xlsx<_> =
            open_workbook(&file.path).map_err(|error: calamine::XlsxError| unreadable(error.to_string()))?;
        let sheet = workbook.worksheet_range_at(0);
        let cells = sheet.ok_or_else(|| unreadable("the workbook has no sheet".to_owned()))?;
        let cells = cells.map_err(|error| unreadable(error.to_string()))?;
        if cells.is_empty() {
            return Err(SourceError::Empty { file: file.shown.clone() });
        }
        // Rows are numbered from the top of the sheet, also where the table starts further down.
        let cells = cells.range((0, 0), cells.end().unwrap_or_default());
        let blank = |row: &[Data]| row.iter().all(|cell| text(cell).trim().is_empty());
        let filled = cells.rows().rposition(|row| !blank(row)).map_or(0, |last| last + 1);
        let bytes = std::fs::metadata(&file.path).map(|meta| meta.len()).unwrap_or_default();
        Ok(WorkbookRows { cells, next: 1, filled, bytes })
    }

    pub(super) fn header(&self) -> Vec<String> {
        self.cells.rows().next().unwrap_or_default().iter().map(text).collect()
    }

    pub(super) fn next(&mut self, record: &mut StringRecord) -> bool {
        record.clear();
        if self.next >= self.filled {
            return false;
        }
        for column in 0..self.cells.width() {
            record.push_field(&self.cells.get((self.next, column)).map(text).unwrap_or_default());
        }
        self.next += 1;
        true
    }

    pub(super) fn bytes_read(&self) -> u64 {
        self.bytes
    }
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(stamp) => day_and_time(stamp),
        Data::Float(_) => number(cell),
        Data::DateTimeIso(stamp) => stamp.replace('T', " ").trim_end_matches(" 00:00:00").to_owned(),
        Data::Empty => String::new(),
        other => other.to_string(),
    }
}

fn day_and_time(stamp: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = stamp.to_ymd_hms_milli();
    match (hour, minute, second) {
        (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
    }
}

/// A spreadsheet keeps numbers as binary floats: the one place where they are turned into text, by
/// the shortest decimal that names the same float. One with more than 15 digits is no number that
/// somebody typed; in scientific notation it will not pass for an amount, and its row is a reject.
#[allow(clippy::disallowed_types)]
fn number(cell: &Data) -> String {
    const TYPED_DIGITS: usize = 15;
    let value: f64 = cell.get_float().unwrap_or_default();
    let shortest = value.to_string();
    let digits = shortest.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits > TYPED_DIGITS { format!("{value:e}") } else { shortest }
}
