//! The classes of a batch's values: what the conditions of a component tell apart.

use crate::facts::{Batch, Column, Texts, Value};
use crate::money::{Date, Decimal, Scaled};
use crate::program::{Coding, ComponentProgram, UNKNOWN_CLASS};
use std::ops::Range;

/// How the classes for one component are read off the columns of a batch.
pub struct Classes<'b> {
    readers: Vec<Reader<'b>>,
}

/// How the classes of one column are found.
enum Reader<'b> {
    /// The input has no such column.
    Unknown,
    /// By dictionary code.
    Symbols { codes: &'b [u32], classes: Vec<u32> },
    /// Each text by itself.
    Texts { texts: &'b Texts, coding: &'b Coding },
    /// False and true.
    Flags { values: &'b [Option<bool>], classes: [u32; 2] },
    /// By position among whole numbers.
    Integers { values: &'b [Option<i64>], line: Line<'b, i64> },
    /// By position among whole numbers of this scale.
    Decimals { values: &'b [Option<Decimal>], scale: u32, line: Line<'b, i64>, coding: &'b Coding },
    /// By position among days.
    Dates { values: &'b [Option<Date>], line: Line<'b, Date> },
    /// Points of another type than the values, or too long.
    Values { column: &'b Column, coding: &'b Coding },
}

/// The points of a coding in a type of their own, and the class of each position.
struct Line<'b, T> {
    points: Vec<T>,
    classes: &'b [u32],
}

impl<'b, T: Copy + Ord> Line<'b, T> {
    fn new(coding: &'b Coding, point: impl Fn(&Value) -> Option<T>) -> Option<Line<'b, T>> {
        let points = coding.points.iter().map(point).collect::<Option<Vec<T>>>()?;
        Some(Line { points, classes: &coding.classes })
    }

    #[inline]
    fn class(&self, value: T) -> u32 {
        let above = self.points.partition_point(|point| *point < value);
        let at = usize::from(self.points.get(above) == Some(&value));
        self.classes[2 * above + at]
    }
}

impl<'b> Classes<'b> {
    /// Looks up each distinct symbol once.
    pub fn bind(component: &'b ComponentProgram, batch: &'b Batch) -> Classes<'b> {
        let reader = |coding: &'b Coding| match batch.column(coding.attribute) {
            Some(column) => Reader::bind(coding, column),
            None => Reader::Unknown,
        };
        Classes { readers: component.codings.iter().map(reader).collect() }
    }

    /// Puts the classes of some rows into `classes`, row by row, one for each coding of the component.
    pub fn read(&self, rows: Range<usize>, classes: &mut Vec<u32>) {
        let width = self.readers.len();
        classes.clear();
        classes.resize(rows.len() * width, UNKNOWN_CLASS);
        for (place, reader) in self.readers.iter().enumerate() {
            let own = classes.chunks_exact_mut(width).filter_map(|row| row.get_mut(place));
            reader.read(rows.clone(), own);
        }
    }

    /// How many classes a row has.
    pub fn width(&self) -> usize {
        self.readers.len()
    }
}

impl<'b> Reader<'b> {
    fn bind(coding: &'b Coding, column: &'b Column) -> Reader<'b> {
        let typed = match column {
            Column::Symbols { codes, names } => {
                let known = names.iter().map(|name| coding.class_of_symbol(name));
                Some(Reader::Symbols {
                    codes,
                    classes: std::iter::once(UNKNOWN_CLASS).chain(known).collect(),
                })
            }
            Column::Texts(texts) => Some(Reader::Texts { texts, coding }),
            Column::Flags(values) => {
                let classes = [false, true].map(|flag| coding.class(&Value::Flag(flag)));
                Some(Reader::Flags { values, classes })
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

    fn read<'c>(&self, rows: Range<usize>, classes: impl Iterator<Item = &'c mut u32>) {
        fn each<'c, T: Copy>(
            values: &[Option<T>],
            classes: impl Iterator<Item = &'c mut u32>,
            find: impl Fn(T) -> u32,
        ) {
            classes.zip(values).for_each(|(class, value)| *class = value.map_or(UNKNOWN_CLASS, &find));
        }
        match self {
            Reader::Unknown => {}
            Reader::Symbols { codes, classes: by_code } => {
                classes.zip(&codes[rows]).for_each(|(class, code)| *class = by_code[*code as usize]);
            }
            Reader::Texts { texts, coding } => {
                for (class, text) in classes.zip(rows.map(|row| texts.get(row))) {
                    *class = if text.is_empty() { UNKNOWN_CLASS } else { coding.class_of_symbol(text) };
                }
            }
            Reader::Flags { values, classes: [no, yes] } => {
                each(&values[rows], classes, |flag| if flag { *yes } else { *no });
            }
            Reader::Integers { values, line } => each(&values[rows], classes, |value| line.class(value)),
            Reader::Decimals { values, scale, line, coding } => each(&values[rows], classes, |value| {
                match Scaled::of(value).and_then(|value| value.digits_at(*scale)) {
                    Some(digits) => line.class(digits),
                    None => coding.class(&Value::Decimal(value)),
                }
            }),
            Reader::Dates { values, line } => each(&values[rows], classes, |value| line.class(value)),
            Reader::Values { column, coding } => {
                for (class, row) in classes.zip(rows) {
                    *class = column.value(row).map_or(UNKNOWN_CLASS, |value| coding.class(&value));
                }
            }
        }
    }
}
