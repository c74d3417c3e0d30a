//! Columns of amounts and of days: whole numbers of which most occur many times.

use super::pages::{Encoder, ROWS_PER_PAGE};
use crate::report::ReportError;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::write::CompressedPage;
use std::ops::Range;

/// A whole number as a column holds it.
pub(crate) trait Number: Copy + Ord {
    /// Stands for no value; no value of the column is so low.
    const NONE: Self;

    fn hash(self) -> u64;

    /// Appends the number as a plain value.
    fn write(self, to: &mut Vec<u8>);
}

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Spreads what differs in any bit over the high bits, which is where the table looks first, and the low ones.
fn spread(bits: u64) -> u64 {
    let product = bits.wrapping_mul(ODD);
    product ^ (product >> 32)
}

/// Units of 10⁻¹² of an amount.
impl Number for i128 {
    const NONE: i128 = i128::MIN;

    fn hash(self) -> u64 {
        spread(self as u64 ^ ((self >> 64) as u64).rotate_left(29))
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_be_bytes());
    }
}

/// Days since 1970-01-01.
impl Number for i32 {
    const NONE: i32 = i32::MIN;

    fn hash(self) -> u64 {
        spread(self as u64)
    }

    fn write(self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_le_bytes());
    }
}

/// A column of numbers.
#[derive(Debug)]
pub(crate) struct Numbers<T> {
    rows: Vec<T>,
}

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers { rows: Vec::new() }
    }
}

impl<T: Number> Numbers<T> {
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
    }

    pub(crate) fn push(&mut self, value: Option<T>) {
        self.rows.push(value.unwrap_or(T::NONE));
    }

    pub(crate) fn encode(
        &self,
        rows: Range<usize>,
        descriptor: &Descriptor,
        to: &mut Encoder,
    ) -> Result<Vec<CompressedPage>, ReportError> {
        let rows = &self.rows[rows];
        match Distinct::of(rows) {
            Some(Distinct { values, rows }) => {
                let mut plain = Vec::new();
                values.iter().for_each(|value| value.write(&mut plain));
                to.dictionary(descriptor, (&plain, values.len()), &rows, bounds(&values))
            }
            None => {
                let bounds_of_all = bounds(rows);
                let page = |rows: &[T]| {
                    let values = |to: &mut Vec<u8>| {
                        rows.iter().filter(|row| **row != T::NONE).for_each(|row| row.write(to));
                    };
                    // Those of the whole column: readers join the bounds of pages without regard to their sign.
                    to.plain(
                        descriptor,
                        rows.len(),
                        |row| rows[row] != T::NONE,
                        values,
                        bounds_of_all.clone(),
                    )
                };
                rows.chunks(ROWS_PER_PAGE).map(page).collect()
            }
        }
    }
}

fn bounds<T: Number>(values: &[T]) -> Option<(Vec<u8>, Vec<u8>)> {
    let values = || values.iter().copied().filter(|value| *value != T::NONE);
    let written = |value: T| {
        let mut bytes = Vec::new();
        value.write(&mut bytes);
        bytes
    };
    Some((written(values().min()?), written(values().max()?)))
}

/// The different values of some rows in the order in which they came, and which of them each row has: 1 is
/// the first, 0 is none.
struct Distinct<T> {
    values: Vec<T>,
    rows: Vec<u32>,
}

impl<T: Number> Distinct<T> {
    /// `None` if so few values repeat that a dictionary would not be worth its room.
    fn of(rows: &[T]) -> Option<Distinct<T>> {
        let most = rows.len() / 2 + 16;
        let mut table: HashTable<u32> = HashTable::new();
        let mut distinct = Distinct { values: Vec::new(), rows: Vec::with_capacity(rows.len()) };
        let mut last = (T::NONE, 0);
        for row in rows {
            if *row != last.0 {
                last = (*row, distinct.place(*row, &mut table));
                if distinct.values.len() > most {
                    return None;
                }
            }
            distinct.rows.push(last.1);
        }
        Some(distinct)
    }

    fn place(&mut self, value: T, table: &mut HashTable<u32>) -> u32 {
        if value == T::NONE {
            return 0;
        }
        let Distinct { values, .. } = self;
        let known = |place: &u32| values[*place as usize - 1] == value;
        match table.entry(value.hash(), known, |place| values[*place as usize - 1].hash()) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                let place = values.len() as u32 + 1;
                free.insert(place);
                values.push(value);
                place
            }
        }
    }
}
