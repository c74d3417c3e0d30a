//! Collecting the values of one attribute, each distinct raw symbol read once.

use super::cell::within_bounds;
use super::profile::Reading;
use crate::facts::{
    Attribute, AttributeId, Column, ISO_DAY, Kind, Texts, UNKNOWN, Value, ValueFault, id, parse_day,
    parse_value,
};
use crate::money::{Date, Decimal};
use hashbrown::HashMap;
use std::ops::Range;

/// A value ready to be added to a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Ready {
    /// The row does not say.
    Unknown,
    /// The row says something that is not known, so nothing else may speak for it.
    Unlisted,
    Code(u32),
    Flag(bool),
    Integer(i64),
    Decimal(Decimal),
    Date(Date),
}

/// What a raw value comes to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome {
    Known(Ready),
    /// The profile knows that the raw value says nothing.
    Nothing,
    /// Outside the closed list.
    Unlisted,
}

/// The column of one attribute as it grows.
#[derive(Debug)]
pub(super) struct Collector {
    /// Symbols without their names.
    column: Column,
    kind: Kind,
    codes: HashMap<String, u32>,
    /// The distinct symbols, in order of first appearance.
    names: Vec<String>,
    /// Per reading of the attribute, what each raw value came to.
    outcomes: Vec<HashMap<String, Outcome>>,
    /// Stands for every row that gives no value itself.
    default: Ready,
    unlisted: HashMap<String, u64>,
}

impl Collector {
    /// A column without rows. Transaction ids, of which hardly two are alike, are texts.
    pub(super) fn new(id: AttributeId, kind: Kind) -> Collector {
        let column = match kind {
            _ if id == id::TRANSACTION_ID => Column::Texts(Texts::default()),
            Kind::Flag => Column::Flags(Vec::new()),
            Kind::Integer => Column::Integers(Vec::new()),
            Kind::Decimal | Kind::Money => Column::Decimals(Vec::new()),
            Kind::Date => Column::Dates(Vec::new()),
            Kind::Code | Kind::Text | Kind::Country | Kind::Currency | Kind::Mcc => {
                Column::Symbols { codes: Vec::new(), names: Vec::new() }
            }
        };
        Collector {
            column,
            kind,
            codes: HashMap::new(),
            names: Vec::new(),
            outcomes: Vec::new(),
            default: Ready::Unknown,
            unlisted: HashMap::new(),
        }
    }

    /// Sets the value of every row that gives none itself.
    pub(super) fn set_default(&mut self, value: Value) {
        self.default = self.ready(value);
    }

    /// Reads `raw`, which is not empty, by the attribute's reading number `nth`.
    pub(super) fn read(
        &mut self,
        nth: usize,
        reading: &Reading,
        attribute: &Attribute,
        raw: &str,
    ) -> Result<Outcome, String> {
        if self.kind == Kind::Text && reading.values.is_none() {
            return Ok(Outcome::Known(Ready::Code(self.code(raw))));
        }
        let from_few = self.kind.is_symbol() || reading.values.is_some();
        if !from_few {
            return self.outcome(reading, attribute, raw);
        }
        if let Some(outcome) = self.outcomes.get(nth).and_then(|known| known.get(raw)) {
            return Ok(*outcome);
        }
        let outcome = self.outcome(reading, attribute, raw)?;
        if self.outcomes.len() <= nth {
            self.outcomes.resize_with(nth + 1, HashMap::new);
        }
        self.outcomes[nth].insert(raw.to_owned(), outcome);
        Ok(outcome)
    }

    fn outcome(&mut self, reading: &Reading, attribute: &Attribute, raw: &str) -> Result<Outcome, String> {
        if let Some(values) = &reading.values {
            return Ok(match values.find(raw) {
                Some(Some(value)) => Outcome::Known(self.ready(value.clone())),
                Some(None) => Outcome::Nothing,
                None => Outcome::Unlisted,
            });
        }
        if self.kind == Kind::Date {
            let format = reading.format.as_deref().unwrap_or(ISO_DAY);
            return parse_day(raw, format).map(|date| Outcome::Known(Ready::Date(date)));
        }
        match parse_value(attribute, raw) {
            Ok(Value::Decimal(number)) => Ok(Outcome::Known(Ready::Decimal(within_bounds(number)?))),
            Ok(value) => Ok(Outcome::Known(self.ready(value))),
            // A wrong currency would make a wrong amount, so it is no mere unknown.
            Err(ValueFault::NotInList(_)) if self.kind != Kind::Currency => Ok(Outcome::Unlisted),
            Err(fault) => Err(fault.to_string()),
        }
    }

    /// A value as this column holds it.
    pub(super) fn ready(&mut self, value: Value) -> Ready {
        match value {
            Value::Symbol(text) => Ready::Code(self.code(&text)),
            Value::Flag(flag) => Ready::Flag(flag),
            Value::Integer(number) => Ready::Integer(number),
            Value::Decimal(number) => Ready::Decimal(number),
            Value::Date(date) => Ready::Date(date),
        }
    }

    fn code(&mut self, text: &str) -> u32 {
        if let Some(code) = self.codes.get(text) {
            return *code;
        }
        self.names.push(text.to_owned());
        let code = u32::try_from(self.names.len()).unwrap_or(UNKNOWN);
        self.codes.insert(text.to_owned(), code);
        code
    }

    /// The value that stands for `ready` outside of this column; `None` if it is not known.
    pub(super) fn value(&self, ready: Ready) -> Option<Value> {
        Some(match ready {
            Ready::Unknown | Ready::Unlisted => return None,
            Ready::Code(_) => Value::Symbol(self.name(ready)?.to_owned()),
            Ready::Flag(flag) => Value::Flag(flag),
            Ready::Integer(number) => Value::Integer(number),
            Ready::Decimal(number) => Value::Decimal(number),
            Ready::Date(date) => Value::Date(date),
        })
    }

    /// The text of a coded symbol.
    pub(super) fn name(&self, ready: Ready) -> Option<&str> {
        match ready {
            Ready::Code(code) if code != UNKNOWN => self.names.get(code as usize - 1).map(String::as_str),
            _ => None,
        }
    }

    /// Every distinct symbol, in the order of their codes, which begin with 1.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// The value that a row has when its own columns give `ready`.
    pub(super) fn or_default(&self, ready: Ready) -> Ready {
        if ready == Ready::Unknown { self.default } else { ready }
    }

    /// Adds some rows of a column whose symbols have codes of this one.
    pub(super) fn extend(&mut self, more: &mut Column, rows: Range<usize>) {
        if self.column.is_empty() && rows == (0..more.len()) {
            std::mem::swap(&mut self.column, more);
            return;
        }
        match (&mut self.column, more) {
            (Column::Symbols { codes, .. }, Column::Symbols { codes: more, .. }) => {
                codes.extend_from_slice(&more[rows]);
            }
            (Column::Texts(texts), Column::Texts(more)) => rows.for_each(|row| texts.push(more.get(row))),
            (Column::Flags(values), Column::Flags(more)) => values.extend_from_slice(&more[rows]),
            (Column::Integers(values), Column::Integers(more)) => values.extend_from_slice(&more[rows]),
            (Column::Decimals(values), Column::Decimals(more)) => values.extend_from_slice(&more[rows]),
            (Column::Dates(values), Column::Dates(more)) => values.extend_from_slice(&more[rows]),
            // Both have the type of the attribute.
            _ => {}
        }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, ready: Ready) {
        let ready = self.or_default(ready);
        let name = |code: u32| code.checked_sub(1).map_or("", |at| self.names[at as usize].as_str());
        match (&mut self.column, ready) {
            (Column::Symbols { codes, .. }, Ready::Code(code)) => codes.push(code),
            (Column::Symbols { codes, .. }, _) => codes.push(UNKNOWN),
            (Column::Texts(texts), Ready::Code(code)) => texts.push(name(code)),
            (Column::Texts(texts), _) => texts.push(""),
            (Column::Flags(values), Ready::Flag(flag)) => values.push(Some(flag)),
            (Column::Flags(values), _) => values.push(None),
            (Column::Integers(values), Ready::Integer(number)) => values.push(Some(number)),
            (Column::Integers(values), _) => values.push(None),
            (Column::Decimals(values), Ready::Decimal(number)) => values.push(Some(number)),
            (Column::Decimals(values), _) => values.push(None),
            (Column::Dates(values), Ready::Date(date)) => values.push(Some(date)),
            (Column::Dates(values), _) => values.push(None),
        }
    }

    /// Counts a row whose raw value is outside the closed list.
    pub(super) fn count_unlisted(&mut self, raw: &str) {
        match self.unlisted.get_mut(raw) {
            Some(rows) => *rows += 1,
            None => {
                self.unlisted.insert(raw.to_owned(), 1);
            }
        }
    }

    /// The column, and the raw values outside the list with their rows.
    pub(super) fn finish(mut self) -> (Column, HashMap<String, u64>) {
        if let Column::Symbols { names, .. } = &mut self.column {
            *names = self.names;
        }
        (self.column, self.unlisted)
    }
}
