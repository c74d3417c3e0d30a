//! Rows of one chunk that are moved to another: to the home of their transaction.

use super::bytes::{Put, Take};
use crate::facts::{AttributeId, Attributes, Batch, Column, Kind, Origin, Texts, UNKNOWN, Value};
use crate::money::Decimal;
use hashbrown::HashMap;

const SYMBOL: u8 = 1;
const FLAG: u8 = 2;
const INTEGER: u8 = 3;
const DECIMAL: u8 = 4;
const DATE: u8 = 5;

/// Appends the facts of a row to a record.
pub fn write(batch: &Batch, row: usize, to: &mut Vec<u8>) {
    for (place, column) in batch.columns.iter().enumerate() {
        let Some(value) = column.as_ref().and_then(|column| column.value(row)) else { continue };
        to.put_short(place as u32 + 1);
        match value {
            Value::Symbol(text) => {
                to.put_u8(SYMBOL);
                to.put_text(&text);
            }
            Value::Flag(flag) => to.extend([FLAG, u8::from(flag)]),
            Value::Integer(number) => {
                to.put_u8(INTEGER);
                to.put_u64(number as u64);
            }
            Value::Decimal(number) => {
                to.put_u8(DECIMAL);
                to.put_decimal(number);
            }
            Value::Date(date) => {
                to.put_u8(DATE);
                to.put_date(date);
            }
        }
    }
    to.put_short(0);
}

fn read(take: &mut Take<'_>) -> Option<(AttributeId, Value)> {
    let place = take.short().checked_sub(1)?;
    let value = match take.u8() {
        SYMBOL => Value::Symbol(take.text().to_owned()),
        FLAG => Value::Flag(take.u8() > 0),
        INTEGER => Value::Integer(take.u64() as i64),
        DECIMAL => Value::Decimal(take.decimal()),
        _ => Value::Date(take.date()),
    };
    Some((AttributeId(place as usize), value))
}

/// Adds rows behind those that a batch has.
pub struct Appender<'a> {
    attributes: &'a Attributes,
    batch: &'a mut Batch,
    /// The dictionaries of the symbol columns, once they are needed.
    codes: Vec<Option<HashMap<String, u32>>>,
}

impl<'a> Appender<'a> {
    /// For a batch over these attributes.
    pub fn new(attributes: &'a Attributes, batch: &'a mut Batch) -> Appender<'a> {
        batch.columns.resize(attributes.len(), None);
        Appender { attributes, batch, codes: vec![None; attributes.len()] }
    }

    /// Adds the row of a record.
    pub fn row(&mut self, take: &mut Take<'_>) {
        while let Some((id, value)) = read(take) {
            self.value(id, value);
        }
        self.batch.rows += 1;
        let rows = self.batch.rows;
        self.batch.columns.iter_mut().flatten().for_each(|column| fill(column, rows));
    }

    fn value(&mut self, id: AttributeId, value: Value) {
        let (kind, rows) = (self.attributes.get(id).kind, self.batch.rows);
        let column = self.batch.columns[id.0].get_or_insert_with(|| unknown(kind, rows));
        match (column, value) {
            (Column::Symbols { codes, names }, Value::Symbol(text)) => {
                let known = self.codes[id.0].get_or_insert_with(|| {
                    names.iter().enumerate().map(|(at, name)| (name.clone(), at as u32 + 1)).collect()
                });
                codes.push(*known.entry(text).or_insert_with_key(|text| {
                    names.push(text.clone());
                    names.len() as u32
                }));
            }
            (Column::Texts(texts), Value::Symbol(text)) => texts.push(&text),
            (Column::Flags(values), Value::Flag(flag)) => values.push(Some(flag)),
            (Column::Integers(values), Value::Integer(number)) => values.push(Some(number)),
            (Column::Decimals(values), Value::Decimal(number)) => values.push(Some(number)),
            (Column::Dates(values), Value::Date(date)) => values.push(Some(date)),
            // INVARIANT (kinds): the values of an attribute have its kind in every chunk.
            _ => {}
        }
    }
}

/// A column of so many unknown values.
fn unknown(kind: Kind, rows: usize) -> Column {
    match kind {
        Kind::Flag => Column::Flags(vec![None; rows]),
        Kind::Integer => Column::Integers(vec![None; rows]),
        Kind::Decimal | Kind::Money => Column::Decimals(vec![None; rows]),
        Kind::Date => Column::Dates(vec![None; rows]),
        _ => Column::Symbols { codes: vec![UNKNOWN; rows], names: Vec::new() },
    }
}

/// Adds unknown values until there are so many.
fn fill(column: &mut Column, rows: usize) {
    match column {
        Column::Symbols { codes, .. } => codes.resize(rows, UNKNOWN),
        Column::Texts(texts) => (texts.len()..rows).for_each(|_| texts.push("")),
        Column::Flags(values) => values.resize(rows, None),
        Column::Integers(values) => values.resize(rows, None),
        Column::Decimals(values) => values.resize(rows, None),
        Column::Dates(values) => values.resize(rows, None),
    }
}

/// The memory that a batch takes, in bytes.
pub fn bytes(batch: &Batch) -> usize {
    let of = |column: &Column| match column {
        Column::Symbols { codes, names } => {
            codes.capacity() * 4 + names.iter().map(|n| n.len() + 24).sum::<usize>()
        }
        Column::Texts(texts) => texts.bytes(),
        Column::Flags(values) => values.capacity(),
        Column::Integers(values) => values.capacity() * size_of::<Option<i64>>(),
        Column::Decimals(values) => values.capacity() * size_of::<Option<Decimal>>(),
        Column::Dates(values) => values.capacity() * 4,
    };
    batch.columns.iter().flatten().map(of).sum()
}

/// Where a moved row was read, behind a record's facts.
pub fn write_origin(origin: Origin, to: &mut Vec<u8>) {
    to.put_short(origin.file);
    to.put_u64(origin.row);
}

/// Reads what [`write_origin`] wrote.
pub fn read_origin(take: &mut Take<'_>) -> Origin {
    Origin { file: take.short(), row: take.u64() }
}

/// Adds a line id behind those of the rows before, which may have none.
pub fn push_line_id(line_ids: &mut Option<Texts>, rows_before: usize, line_id: &str) {
    match line_ids {
        Some(ids) => ids.push(line_id),
        None if line_id.is_empty() => {}
        None => line_ids.insert(Texts::unknown(rows_before)).push(line_id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{ColumnBuilder, id};
    use crate::money::Date;

    fn values(batch: &Batch, row: usize) -> Vec<Option<Value>> {
        (0..batch.columns.len()).map(|place| batch.value(AttributeId(place), row)).collect()
    }

    #[test]
    fn a_moved_row_keeps_its_facts_also_those_that_the_other_chunk_has_no_column_for() {
        let attributes = Attributes::standard();
        let batch = |facts: &[(AttributeId, Value)]| {
            let mut columns: Vec<Option<Column>> = vec![None; attributes.len()];
            for (id, value) in facts {
                let mut builder = ColumnBuilder::new(attributes.get(*id).kind);
                builder.push(Some(value.clone()));
                columns[id.0] = Some(builder.finish());
            }
            Batch { rows: 1, columns }
        };
        let symbol = |text: &str| Value::Symbol(text.to_owned());
        let moved = batch(&[
            (id::TRANSACTION_ID, symbol("T1")),
            (id::EVENT, symbol("refund")),
            (id::TOKEN, Value::Flag(true)),
            (id::AMOUNT, Value::Decimal("-1.50".parse().unwrap())),
            (id::CLEARING_DATE, Value::Date(Date::from_ymd_opt(2026, 5, 1).unwrap())),
        ]);
        let mut home = batch(&[(id::TRANSACTION_ID, symbol("T1")), (id::MCC, symbol("5411"))]);
        home.columns[id::TRANSACTION_ID.0] = Some(Column::Texts(["T1"].into_iter().collect()));
        let own = values(&home, 0);
        let mut record = Vec::new();
        write(&moved, 0, &mut record);
        let mut appender = Appender::new(&attributes, &mut home);
        appender.row(&mut Take(&record));
        appender.row(&mut Take(&record));
        assert_eq!(home.rows, 3);
        assert_eq!((values(&home, 0), values(&home, 1)), (own, values(&moved, 0)));
        assert_eq!(values(&home, 2), values(&moved, 0));
    }
}
