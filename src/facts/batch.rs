//! Typed columns of many transactions.

use super::{AttributeId, Kind, Texts, Value};
use crate::money::{Date, Decimal};
use std::collections::HashMap;

/// The dictionary code of an unknown symbol.
pub const UNKNOWN: u32 = 0;

/// The values of one attribute, one per row; unknown where there is none.
#[derive(Debug, Clone)]
pub enum Column {
    /// Symbols as codes into a dictionary: code `c` is `names[c - 1]`, [`UNKNOWN`] is none.
    Symbols {
        /// One code per row.
        codes: Vec<u32>,
        /// The distinct symbols, in order of first appearance.
        names: Vec<String>,
    },
    /// Texts of which hardly two are alike, such as ids; an empty one is unknown.
    Texts(Texts),
    /// Flags.
    Flags(Vec<Option<bool>>),
    /// Whole numbers.
    Integers(Vec<Option<i64>>),
    /// Decimals and amounts in major units.
    Decimals(Vec<Option<Decimal>>),
    /// Calendar days.
    Dates(Vec<Option<Date>>),
}

/// Transactions as columns; `columns[id]` is `None` where the input has no such column at all.
#[derive(Debug, Clone, Default)]
pub struct Batch {
    /// How many transactions.
    pub rows: usize,
    /// One place per attribute of the book.
    pub columns: Vec<Option<Column>>,
}

impl Column {
    /// How many rows it has.
    pub fn len(&self) -> usize {
        match self {
            Column::Symbols { codes, .. } => codes.len(),
            Column::Texts(texts) => texts.len(),
            Column::Flags(values) => values.len(),
            Column::Integers(values) => values.len(),
            Column::Decimals(values) => values.len(),
            Column::Dates(values) => values.len(),
        }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a row, if known.
    pub fn value(&self, row: usize) -> Option<Value> {
        match self {
            Column::Symbols { .. } | Column::Texts(_) => {
                self.symbol(row).map(|text| Value::Symbol(text.to_owned()))
            }
            Column::Flags(values) => values[row].map(Value::Flag),
            Column::Integers(values) => values[row].map(Value::Integer),
            Column::Decimals(values) => values[row].map(Value::Decimal),
            Column::Dates(values) => values[row].map(Value::Date),
        }
    }

    fn symbol(&self, row: usize) -> Option<&str> {
        match self {
            Column::Symbols { codes, names } => {
                let code = codes[row];
                (code != UNKNOWN).then(|| names[code as usize - 1].as_str())
            }
            Column::Texts(texts) => Some(texts.get(row)).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
}

impl Batch {
    /// The value of an attribute on a row, if known.
    pub fn value(&self, id: AttributeId, row: usize) -> Option<Value> {
        self.column(id)?.value(row)
    }

    /// The column of an attribute, if the input has one.
    pub fn column(&self, id: AttributeId) -> Option<&Column> {
        self.columns.get(id.0)?.as_ref()
    }

    /// The text of a symbol attribute on a row, if known.
    pub fn symbol(&self, id: AttributeId, row: usize) -> Option<&str> {
        self.column(id)?.symbol(row)
    }

    /// The day of a date attribute on a row, if known.
    pub fn date(&self, id: AttributeId, row: usize) -> Option<Date> {
        match self.column(id)? {
            Column::Dates(values) => values[row],
            _ => None,
        }
    }

    /// The number of a decimal or money attribute on a row, if known.
    pub fn decimal(&self, id: AttributeId, row: usize) -> Option<Decimal> {
        match self.column(id)? {
            Column::Decimals(values) => values[row],
            Column::Integers(values) => values[row].map(Decimal::from),
            _ => None,
        }
    }
}

/// Collects the values of one attribute, row by row, coding each distinct symbol once.
#[derive(Debug)]
pub struct ColumnBuilder {
    column: Column,
    seen: HashMap<String, u32>,
}

impl ColumnBuilder {
    /// An empty column for values of this type.
    pub fn new(kind: Kind) -> ColumnBuilder {
        let column = match kind {
            Kind::Flag => Column::Flags(Vec::new()),
            Kind::Integer => Column::Integers(Vec::new()),
            Kind::Decimal | Kind::Money => Column::Decimals(Vec::new()),
            Kind::Date => Column::Dates(Vec::new()),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                Column::Symbols { codes: Vec::new(), names: Vec::new() }
            }
        };
        ColumnBuilder { column, seen: HashMap::new() }
    }

    /// Adds a row. A value of another type than the column's is unknown.
    pub fn push(&mut self, value: Option<Value>) {
        match (&mut self.column, value) {
            (Column::Symbols { codes, names }, Some(Value::Symbol(text))) => {
                let code = self.seen.get(&text).copied().unwrap_or_else(|| {
                    names.push(text.clone());
                    let code = u32::try_from(names.len()).unwrap_or(UNKNOWN);
                    self.seen.insert(text, code);
                    code
                });
                codes.push(code);
            }
            (Column::Symbols { codes, .. }, _) => codes.push(UNKNOWN),
            (Column::Texts(texts), Some(Value::Symbol(text))) => texts.push(&text),
            (Column::Texts(texts), _) => texts.push(""),
            (Column::Flags(values), Some(Value::Flag(flag))) => values.push(Some(flag)),
            (Column::Flags(values), _) => values.push(None),
            (Column::Integers(values), Some(Value::Integer(number))) => values.push(Some(number)),
            (Column::Integers(values), _) => values.push(None),
            (Column::Decimals(values), Some(Value::Decimal(number))) => values.push(Some(number)),
            (Column::Decimals(values), _) => values.push(None),
            (Column::Dates(values), Some(Value::Date(date))) => values.push(Some(date)),
            (Column::Dates(values), _) => values.push(None),
        }
    }

    /// The finished column.
    pub fn finish(self) -> Column {
        self.column
    }
}
