//! The cells of one column of a piece, as a file holds them.

use super::SourceError;
use super::table::TableRow;
use super::text_memory::Memory;
use crate::facts::Kind;
use polars_arrow::array::{Array, BooleanArray, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::bitmap::Bitmap;
use std::ops::Range;

/// One column. Every form but text holds values of an attribute as they are.
pub(super) enum ColumnCells<'c> {
    /// The file has no such column.
    Absent,
    /// Text in a Parquet file.
    Views(Vec<Utf8ViewArray>),
    /// Text in a Parquet file by its place in a dictionary.
    Coded(Vec<DictionaryArray<u32>>),
    /// Text in a block of CSV text: where each cell starts and ends.
    Fields(&'c str, &'c [(u32, u32)]),
    /// Days since 1970.
    Days(Vec<PrimitiveArray<i32>>),
    /// Digits, of which so many stand behind the point.
    Decimals(Vec<PrimitiveArray<i128>>, u32),
    Integers(Vec<PrimitiveArray<i64>>),
    Flags(Vec<BooleanArray>),
}

/// A short view is a short cell as it stands.
const IS_VIEW: bool = cfg!(target_endian = "little");

/// A cell of text, in a form by which it is quickly recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextCell<'c> {
    Empty,
    /// At most 12 bytes: four bytes of length, then the text.
    Short(u128),
    /// A longer one.
    Long(&'c str),
}

const LENGTH: usize = size_of::<u32>();
const SHORT: usize = size_of::<u128>() - LENGTH;

impl<'c> TextCell<'c> {
    /// The cell of `text` from `start` to `end`.
    #[inline]
    fn within(text: &'c str, start: usize, end: usize) -> TextCell<'c> {
        let length = end - start;
        if length > SHORT {
            return TextCell::Long(&text[start..end]);
        }
        if length == 0 {
            return TextCell::Empty;
        }
        let mut bytes = [0; size_of::<u128>()];
        // A copy of fixed length is quick; what is too much of it is cut off.
        match text.as_bytes()[start..].first_chunk::<SHORT>() {
            Some(chunk) => bytes[LENGTH..].copy_from_slice(chunk),
            None => bytes[LENGTH..LENGTH + length].copy_from_slice(&text.as_bytes()[start..end]),
        }
        let kept = u128::MAX >> (8 * (SHORT - length));
        TextCell::Short((u128::from_le_bytes(bytes) & kept) | length as u128)
    }

    /// Calls `with` with the trimmed text.
    pub(super) fn with_text<T>(self, with: impl FnOnce(&str) -> T) -> T {
        match self {
            TextCell::Empty => with(""),
            TextCell::Long(text) => with(trimmed(text)),
            TextCell::Short(short) => {
                let bytes = short.to_le_bytes();
                let length = usize::from(bytes[0]).min(SHORT);
                with(trimmed(str::from_utf8(&bytes[LENGTH..LENGTH + length]).unwrap_or_default()))
            }
        }
    }
}

/// `text` without blanks around it.
#[inline]
fn trimmed(text: &str) -> &str {
    let ends = (text.as_bytes().first(), text.as_bytes().last());
    match ends {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

impl ColumnCells<'_> {
    /// Gives the trimmed text of every cell of a column of text to `each`, in order; nothing of other columns.
    pub(super) fn each_str(&self, mut each: impl FnMut(&str)) {
        match self {
            ColumnCells::Fields(text, places) => {
                places.iter().for_each(|(start, end)| each(trimmed(&text[*start as usize..*end as usize])));
            }
            ColumnCells::Views(arrays) => {
                for array in arrays {
                    let known = array.validity();
                    for at in 0..array.len() {
                        each(if is_known(known, at) { trimmed(array.value(at)) } else { "" });
                    }
                }
            }
            ColumnCells::Coded(arrays) => {
                for (array, texts) in arrays.iter().filter_map(|array| Some((array, texts(array)?))) {
                    each_value(std::slice::from_ref(array.keys()), |key| {
                        each(key.map_or("", |key| trimmed(texts.value(key as usize))));
                    });
                }
            }
            _ => {}
        }
    }

    /// Gives what `read` tells of the trimmed text of every cell of a column of text to `each`, in order; nothing of other
    /// columns. `read` is asked once for a distinct text, or a few times.
    pub(super) fn each_told<T: Copy>(&self, mut read: impl FnMut(&str) -> T, mut each: impl FnMut(usize, T)) {
        let empty = read("");
        let mut memory = Memory::new(empty);
        match self {
            ColumnCells::Fields(text, places) => {
                for (row, (start, end)) in places.iter().enumerate() {
                    each(row, memory.of(TextCell::within(text, *start as usize, *end as usize), &mut read));
                }
            }
            ColumnCells::Views(arrays) => {
                let mut row = 0;
                for array in arrays {
                    let known = array.validity();
                    for at in 0..array.len() {
                        let cell = if is_known(known, at) { view(array, at) } else { TextCell::Empty };
                        each(row, memory.of(cell, &mut read));
                        row += 1;
                    }
                }
            }
            ColumnCells::Coded(arrays) => {
                let mut row = 0;
                for (array, texts) in arrays.iter().filter_map(|array| Some((array, texts(array)?))) {
                    // A slice has few of the texts of its row group.
                    let mut told = vec![None; texts.len()];
                    each_value(std::slice::from_ref(array.keys()), |key| {
                        let known = key.map(|key| {
                            *told[key as usize]
                                .get_or_insert_with(|| read(trimmed(texts.value(key as usize))))
                        });
                        each(row, known.unwrap_or(empty));
                        row += 1;
                    });
                }
            }
            _ => {}
        }
    }
}

/// The cell of a text that is known.
#[inline]
fn view(array: &Utf8ViewArray, at: usize) -> TextCell<'_> {
    let view = &array.views()[at];
    match view.length {
        0 => TextCell::Empty,
        _ if IS_VIEW && view.is_inline() => TextCell::Short(view.as_u128()),
        length => TextCell::within(array.value(at), 0, length as usize),
    }
}

/// The texts of a dictionary.
fn texts(array: &DictionaryArray<u32>) -> Option<&Utf8ViewArray> {
    array.values().as_any().downcast_ref()
}

/// Gives every value of some arrays to `each`, in order; `None` where there is none.
pub(super) fn each_value<T: polars_arrow::types::NativeType>(
    arrays: &[PrimitiveArray<T>],
    mut each: impl FnMut(Option<T>),
) {
    for array in arrays {
        let known = array.validity();
        for (at, value) in array.values().iter().enumerate() {
            each(is_known(known, at).then_some(*value));
        }
    }
}

fn is_known(known: Option<&Bitmap>, at: usize) -> bool {
    known.is_none_or(|known| known.get_bit(at))
}

/// A piece as columns of cells.
pub(super) trait RawColumns {
    /// How many rows it has.
    fn rows(&self) -> usize;

    /// The rows whose cells are not to be trusted.
    fn odd(&self) -> Vec<bool>;

    /// The line on which a row starts in a CSV file, the row in a Parquet file, the header being number 1.
    fn number(&self, row: usize) -> u64;

    /// The cells at a place of the header: values of this kind if the file has them so, or text.
    fn cells(&self, place: usize, direct: Option<Kind>) -> Result<ColumnCells<'_>, SourceError>;

    /// Gives odd rows to `each` as text.
    fn text_rows(
        &self,
        rows: OddRows<'_>,
        each: &mut dyn FnMut(TableRow<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError>;
}

/// Odd rows that follow one another.
pub(super) struct OddRows<'o> {
    pub(super) rows: Range<usize>,
    /// All odd rows of the piece, and how many of them come before these.
    pub(super) odd: &'o [bool],
    pub(super) before: usize,
}
