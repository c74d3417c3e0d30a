//! The first sheet of a workbook as text cells.

use super::{InputFile, SourceError};
use calamine::{Data, DataType, ExcelDateTime, Range, Reader, Xlsx, open_workbook};
use csv::StringRecord;

/// The first sheet, whose first row is the header.
pub(super) struct Sheet {
    cells: Range<Data>,
    /// Rows up to the last that holds anything: formatted blank rows below the table are none.
    filled: usize,
    bytes: u64,
}

impl Sheet {
    pub(super) fn open(file: &InputFile) -> Result<Sheet, SourceError> {
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
        Ok(Sheet { cells, filled, bytes })
    }

    pub(super) fn header(&self) -> Vec<String> {
        self.cells.rows().next().unwrap_or_default().iter().map(text).collect()
    }

    /// Rows up to the last that holds anything, the header being one.
    pub(super) fn filled(&self) -> usize {
        self.filled
    }

    /// Reads a row, the header being row 0. `inexact` is given the places of numbers that nobody typed.
    pub(super) fn row(&self, row: usize, record: &mut StringRecord, inexact: &mut Vec<usize>) {
        record.clear();
        inexact.clear();
        for column in 0..self.cells.width() {
            let cell = self.cells.get((row, column)).unwrap_or(&Data::Empty);
            record.push_field(&text(cell));
            if digits(cell) > TYPED_DIGITS {
                inexact.push(column);
            }
        }
    }

    /// The size of the file.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(stamp) => day_and_time(stamp),
        Data::Float(_) => shortest(cell),
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

/// More digits than a binary float holds exactly: no number that somebody typed.
const TYPED_DIGITS: usize = 15;

/// A spreadsheet keeps numbers as binary floats: the one place where they are turned into text, by
/// the shortest decimal that names the same float.
#[allow(clippy::disallowed_types)]
fn shortest(cell: &Data) -> String {
    let value: f64 = cell.get_float().unwrap_or_default();
    value.to_string()
}

/// The significant digits of a number; none of another cell.
fn digits(cell: &Data) -> usize {
    let text = if cell.is_float() { shortest(cell) } else { String::new() };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len()
}
