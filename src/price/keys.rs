//! The keys of transactions: the classes of all values that the conditions of a component tell apart.

use crate::facts::{Batch, Column, Texts, Value};
use crate::money::{Date, Decimal, Scaled};
use crate::program::{Coding, ComponentProgram, UNKNOWN_CLASS};
use std::ops::Range;

/// How the keys of one component are read off the columns of a batch.
pub struct Keys<'b> {
    words: usize,
    readers: Vec<(usize, Reader<'b>)>,
}

/// What one column adds to a word of the key; the unknown class adds nothing.
enum Reader<'b> {
    /// By dictionary code.
    Symbols { codes: &'b [u32], parts: Vec<u64> },
    /// Each text by itself.
    Texts { texts: &'b Texts, coding: &'b Coding },
    /// False and true.
    Flags { values: &'b [Option<bool>], parts: [u64; 2] },
    /// By position among whole numbers.
    Integers { values: &'b [Option<i64>], line: Line<i64> },
    /// By position among whole numbers of this scale.
    Decimals { values: &'b [Option<Decimal>], scale: u32, line: Line<i64>, coding: &'b Coding },
    /// By position among days.
    Dates { values: &'b [Option<Date>], line: Line<Date> },
    /// Points of another type than the values, or too long.
    Values { column: &'b Column, coding: &'b Coding },
}

/// The points of a coding in a type of their own, and what each position adds.
struct Line<T> {
    points: Vec<T>,
    parts: Vec<u64>,
}

impl<T: Copy + Ord> Line<T> {
    fn new(coding: &Coding, point: impl Fn(&Value) -> Option<T>) -> Option<Line<T>> {
        let points = coding.points.iter().map(point).collect::<Option<Vec<T>>>()?;
        let parts = coding.classes.iter().map(|class| coding.part(*class)).collect();
        Some(Line { points, parts })
    }

    #[inline]
    fn part(&self, value: T) -> u64 {
        let above = self.points.partition_point(|point| *point < value);
        let at = usize::from(self.points.get(above) == Some(&value));
        self.parts[2 * above + at]
    }
}

impl<'b> Keys<'b> {
    /// Looks up each distinct symbol once.
    pub fn bind(component: &'b ComponentProgram, batch: &'b Batch) -> Keys<'b> {
        let readers = component.codings.iter().filter_map(|coding| {
            Some((coding.place.word, Reader::bind(coding, batch.column(coding.attribute)?)))
        });
        Keys { words: component.key_words, readers: readers.collect() }
    }

    /// Puts the keys of some rows into `keys`: first the first word of each row, then the second.
    pub fn read(&self, rows: Range<usize>, keys: &mut Vec<u64>) {
        let count = rows.len();
        keys.clear();
        keys.resize(count * self.words, 0);
        for (word, reader) in &self.readers {
            reader.add(rows.clone(), &mut keys[word * count..(word + 1) * count]);
        }
    }
}

impl<'b> Reader<'b> {
    fn bind(coding: &'b Coding, column: &'b Column) -> Reader<'b> {
        let typed = match column {
            Column::Symbols { codes, names } => {
                let known = names.iter().map(|name| coding.part(coding.class_of_symbol(name)));
                Some(Reader::Symbols { codes, parts: std::iter::once(0).chain(known).collect() })
            }
            Column::Texts(texts) => Some(Reader::Texts { texts, coding }),
            Column::Flags(values) => {
                let parts = [false, true].map(|flag| coding.part(coding.class(&Value::Flag(flag))));
                Some(Reader::Flags { values, parts })
            }
            Column::Integers(values) => {
                let point = |point: &Value| match point {
                    Value::Integer(point) => Some(*point),
                    _ => None,
                };
                Line::new(coding, point).map(|line| Reader::Integers { values, line })
            }
            Column::Decimals(values) => Reader::decimals(coding, values),
            Column::Dates(values) => {
                let point = |point: &Value| match point {
                    Value::Date(point) => Some(*point),
                    _ => None,
                };
                Line::new(coding, point).map(|line| Reader::Dates { values, line })
            }
        };
        typed.unwrap_or(Reader::Values { column, coding })
    }

    /// The points at a common scale, of cents at least, so that ordinary amounts are compared as whole numbers.
    fn decimals(coding: &'b Coding, values: &'b [Option<Decimal>]) -> Option<Reader<'b>> {
        let scales = coding.points.iter().filter_map(|point| match point {
            Value::Decimal(point) => Some(point.normalize().scale()),
            _ => None,
        });
        let scale = scales.max().unwrap_or(0).max(2);
        let point = |point: &Value| match point {
            Value::Decimal(point) => Scaled::of(point.normalize())?.digits_at(scale),
            _ => None,
        };
        Line::new(coding, point).map(|line| Reader::Decimals { values, scale, line, coding })
    }

    fn add(&self, rows: Range<usize>, keys: &mut [u64]) {
        fn each<T: Copy>(values: &[Option<T>], keys: &mut [u64], part: impl Fn(T) -> u64) {
            keys.iter_mut().zip(values).for_each(|(key, value)| *key |= value.map_or(0, &part));
        }
        match self {
            Reader::Symbols { codes, parts } => {
                keys.iter_mut().zip(&codes[rows]).for_each(|(key, code)| *key |= parts[*code as usize]);
            }
            Reader::Texts { texts, coding } => {
                for (key, row) in keys.iter_mut().zip(rows) {
                    let text = texts.get(row);
                    *key |= if text.is_empty() { 0 } else { coding.part(coding.class_of_symbol(text)) };
                }
            }
            Reader::Flags { values, parts } => each(&values[rows], keys, |flag| parts[usize::from(flag)]),
            Reader::Integers { values, line } => each(&values[rows], keys, |value| line.part(value)),
            Reader::Decimals { values, scale, line, coding } => each(&values[rows], keys, |value| {
                match Scaled::of(value).and_then(|value| value.digits_at(*scale)) {
                    Some(digits) => line.part(digits),
                    None => coding.part(coding.class(&Value::Decimal(value))),
                }
            }),
            Reader::Dates { values, line } => each(&values[rows], keys, |value| line.part(value)),
            Reader::Values { column, coding } => {
                for (key, row) in keys.iter_mut().zip(rows) {
                    let class = column.value(row).map_or(UNKNOWN_CLASS, |value| coding.class(&value));
                    *key |= coding.part(class);
                }
            }
        }
    }
}
