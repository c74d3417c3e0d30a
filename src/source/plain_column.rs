//! Columns of plain cells, each distinct text read once by the collector of its attribute.

use super::cells::ColumnCells;
use super::collect::{Collector, Outcome, Ready};
use super::plain_values::{Must, Plain, Told, fill_absent, room, values};
use super::profile::{AttributeSource, Otherwise, Reading};
use crate::facts::{Attribute, Column, Kind, Texts, UNKNOWN, id};

/// The values of one attribute on every row of a piece, those of odd rows being without meaning.
#[derive(Debug)]
pub(super) struct PlainColumn {
    /// Symbols are the codes of the collector, or stand for a text outside the closed list.
    pub(super) column: Column,
    /// What stands for a text outside the closed list is [`UNLISTED`] and its place here.
    unlisted: Vec<String>,
}

/// Codes from here on stand for texts outside the closed list.
const UNLISTED: u32 = 1 << 31;

impl PlainColumn {
    /// Reads a column of so many rows. Rows whose cell is not plainly good are marked as odd.
    pub(super) fn read(
        source: (&AttributeSource, &Reading, &Attribute),
        cells: &ColumnCells<'_>,
        collector: &mut Collector,
        odd: &mut [bool],
    ) -> PlainColumn {
        let (attribute_source, reading, attribute) = source;
        let mut unlisted = Vec::new();
        let mut reader = CellReader { reading, attribute, collector };
        let must = Must {
            be_there: attribute_source.otherwise == Otherwise::Reject
                || attribute_source.id == id::TRANSACTION_ID,
            be_listed: attribute_source.otherwise != Otherwise::Unknown,
        };
        let column = match attribute.kind {
            _ if attribute_source.id == id::TRANSACTION_ID => Column::Texts(texts(cells, odd, true)),
            Kind::Date => Column::Dates(values(cells, Some(reading), odd, must, |text| reader.value(text))),
            Kind::Decimal | Kind::Money => {
                Column::Decimals(values(cells, Some(reading), odd, must, |text| reader.value(text)))
            }
            Kind::Integer => {
                Column::Integers(values(cells, Some(reading), odd, must, |text| reader.value(text)))
            }
            Kind::Flag => Column::Flags(values(cells, Some(reading), odd, must, |text| reader.value(text))),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                let codes = reader.codes(cells, odd, must, &mut unlisted);
                Column::Symbols { codes, names: Vec::new() }
            }
        };
        PlainColumn { column, unlisted }
    }

    /// A column in which every row is unknown.
    pub(super) fn unknown(kind: Kind, is_text: bool, rows: usize) -> PlainColumn {
        let column = match kind {
            _ if is_text => Column::Texts(Texts::unknown(rows)),
            Kind::Date => Column::Dates(vec![None; rows]),
            Kind::Decimal | Kind::Money => Column::Decimals(vec![None; rows]),
            Kind::Integer => Column::Integers(vec![None; rows]),
            Kind::Flag => Column::Flags(vec![None; rows]),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                Column::Symbols { codes: vec![UNKNOWN; rows], names: Vec::new() }
            }
        };
        PlainColumn { column, unlisted: Vec::new() }
    }

    /// The value of a row as the collector holds it; ids have none.
    pub(super) fn ready(&self, row: usize) -> Ready {
        match &self.column {
            Column::Symbols { codes, .. } => match codes[row] {
                UNKNOWN => Ready::Unknown,
                UNLISTED.. => Ready::Unlisted,
                code => Ready::Code(code),
            },
            Column::Texts(_) => Ready::Unknown,
            Column::Flags(values) => values[row].map_or(Ready::Unknown, Ready::Flag),
            Column::Integers(values) => values[row].map_or(Ready::Unknown, Ready::Integer),
            Column::Decimals(values) => values[row].map_or(Ready::Unknown, Ready::Decimal),
            Column::Dates(values) => values[row].map_or(Ready::Unknown, Ready::Date),
        }
    }

    /// Gives a row a value, if it has none.
    pub(super) fn fill(&mut self, row: usize, ready: Ready) {
        if self.ready(row) != Ready::Unknown {
            return;
        }
        match (&mut self.column, ready) {
            (Column::Symbols { codes, .. }, Ready::Code(code)) => codes[row] = code,
            // Says something, and nothing that is known.
            (Column::Symbols { codes, .. }, Ready::Unlisted) => codes[row] = u32::MAX,
            (Column::Flags(values), Ready::Flag(flag)) => values[row] = Some(flag),
            (Column::Integers(values), Ready::Integer(number)) => values[row] = Some(number),
            (Column::Decimals(values), Ready::Decimal(number)) => values[row] = Some(number),
            (Column::Dates(values), Ready::Date(date)) => values[row] = Some(date),
            _ => {}
        }
    }

    /// Counts the texts outside the closed list, which are unknown from here on.
    pub(super) fn settle(&mut self, odd: &[bool], collector: &mut Collector) {
        let Column::Symbols { codes, .. } = &mut self.column else { return };
        for (code, odd) in codes.iter_mut().zip(odd).filter(|(code, _)| **code >= UNLISTED) {
            if let Some(raw) = self.unlisted.get((*code - UNLISTED) as usize).filter(|_| !*odd) {
                collector.count_unlisted(raw);
            }
            *code = UNKNOWN;
        }
    }
}

struct CellReader<'r> {
    reading: &'r Reading,
    attribute: &'r Attribute,
    collector: &'r mut Collector,
}

impl CellReader<'_> {
    /// What the collector makes of a trimmed text that is not empty.
    fn value<T: Plain>(&mut self, text: &str) -> Told<T> {
        match self.collector.read(0, self.reading, self.attribute, text) {
            Ok(Outcome::Known(ready)) => Some(Some(T::of(ready)?)),
            Ok(Outcome::Nothing) => Some(None),
            Ok(Outcome::Unlisted) | Err(_) => None,
        }
    }

    fn codes(
        &mut self,
        cells: &ColumnCells<'_>,
        odd: &mut [bool],
        must: Must,
        unlisted: &mut Vec<String>,
    ) -> Vec<u32> {
        let mut codes = Vec::with_capacity(room(odd.len()));
        let read = |text: &str| self.code(text, must, unlisted);
        cells.each_told(read, |row, code| {
            if code.is_none() || (must.be_there && code == Some(UNKNOWN)) {
                odd[row] = true;
            }
            codes.push(code.unwrap_or(UNKNOWN));
        });
        fill_absent(&mut codes, UNKNOWN, odd, must);
        codes
    }

    /// The code of a trimmed text; `None` if its row is odd.
    fn code(&mut self, text: &str, must: Must, unlisted: &mut Vec<String>) -> Option<u32> {
        if text.is_empty() {
            return Some(UNKNOWN);
        }
        match self.collector.read(0, self.reading, self.attribute, text) {
            Ok(Outcome::Known(Ready::Code(code))) => Some(code),
            Ok(Outcome::Nothing) => Some(UNKNOWN),
            Ok(Outcome::Unlisted) if !must.be_listed => {
                unlisted.push(text.to_owned());
                UNLISTED.checked_add(u32::try_from(unlisted.len() - 1).ok()?)
            }
            Ok(Outcome::Known(_) | Outcome::Unlisted) | Err(_) => None,
        }
    }
}

/// The texts of a column. A row must have one, if `must_be_there`, or it is odd.
pub(super) fn texts(cells: &ColumnCells<'_>, odd: &mut [bool], must_be_there: bool) -> Texts {
    let mut texts = Texts::with_capacity(room(odd.len()), room(odd.len()) * 16);
    cells.each_str(|text| {
        if must_be_there && text.is_empty() {
            odd[texts.len()] = true;
        }
        texts.push(text);
    });
    for odd in &mut odd[texts.len()..] {
        *odd |= must_be_there;
        texts.push("");
    }
    texts
}
