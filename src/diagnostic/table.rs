//! Reading TOML so that every fault of a file is told at once, with its place.
//!
//! A [`Table`] is consumed: each key is taken by name, and [`Table::finish`] reports the keys that
//! nobody took, with the nearest one that would have been. serde's `untagged` and `flatten` lose
//! the places, so schedules, cases, profiles and `trueup.toml` are all read through this.

use super::{Code, Diagnostic, SourceId, Span, did_you_mean};
use crate::money::Date;
use std::cell::RefCell;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file being read, and the faults found so far.
#[derive(Debug)]
pub struct Document<'s> {
    source: SourceId,
    text: &'s str,
    faults: RefCell<Vec<Diagnostic>>,
}

/// A text value and its place (inside the quotes, where they are plain).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub value: String,
    /// Its place.
    pub span: Span,
}

/// A key of a free-form table.
pub type Key = Text;

/// A value with its place.
#[derive(Debug)]
pub struct Node<'d> {
    value: DeValue<'d>,
    range: Range<usize>,
    document: &'d Document<'d>,
}

/// A table whose keys are taken one by one.
#[derive(Debug)]
pub struct Table<'d> {
    name: String,
    range: Range<usize>,
    entries: Vec<(Key, Node<'d>)>,
    known: Vec<&'static str>,
    document: &'d Document<'d>,
}

impl<'s> Document<'s> {
    /// Starts reading `text`, which was loaded as `source`.
    pub fn new(source: SourceId, text: &'s str) -> Document<'s> {
        Document { source, text, faults: RefCell::new(Vec::new()) }
    }

    /// The whole file as a table. Syntax faults are reported, and what can still be read is read.
    pub fn root(&self, name: &str) -> Table<'_> {
        let (root, faults) = DeTable::parse_recoverable(self.text);
        for fault in faults {
            let span = self.span(fault.span().unwrap_or(0..0));
            let message = fault.message().lines().next().unwrap_or_default().to_owned();
            let repeated = message.contains("duplicate key");
            let code = if repeated { Code::RepeatedKey } else { Code::Syntax };
            self.report(Diagnostic::error(code, message).at(span, "here"));
        }
        let range = root.span();
        Table::new(name, root.into_inner(), range, self)
    }

    /// Adds a fault.
    pub fn report(&self, fault: Diagnostic) {
        self.faults.borrow_mut().push(fault);
    }

    /// The faults found.
    pub fn into_faults(self) -> Vec<Diagnostic> {
        self.faults.into_inner()
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, range }
    }
}

impl<'d> Table<'d> {
    fn new(name: &str, table: DeTable<'d>, range: Range<usize>, document: &'d Document<'d>) -> Table<'d> {
        let mut entries: Vec<(Key, Node<'d>)> = table
            .into_iter()
            .map(|(key, value)| {
                let key = Key { span: document.span(key.span()), value: key.into_inner().into_owned() };
                (key, Node::new(value, document))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.range.start);
        Table { name: name.to_owned(), range, entries, known: Vec::new(), document }
    }

    /// What this table is, for messages: `[schedule]`, `a rule`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.document.span(self.range.clone())
    }

    /// Where its first key stands; an empty file has only its start.
    pub fn span_of_first_key(&self) -> Span {
        self.entries.first().map_or_else(|| self.document.span(0..0), |(key, _)| key.span.clone())
    }

    /// The document it belongs to.
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// Whether the key is there, without taking it.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(known, _)| known.value == key)
    }

    /// Takes the value of a key that may be missing.
    pub fn take(&mut self, key: &'static str) -> Option<Node<'d>> {
        self.known.push(key);
        let at = self.entries.iter().position(|(known, _)| known.value == key)?;
        Some(self.entries.remove(at).1)
    }

    /// Takes the value of a key that must be there.
    pub fn require(&mut self, key: &'static str) -> Option<Node<'d>> {
        let node = self.take(key);
        if node.is_none() {
            let message = format!("{} has no `{key}`", self.name);
            let fault = Diagnostic::error(Code::MissingKey, message).at(self.head(), "in this table");
            self.document.report(fault.help(format!("add `{key} = …`")));
        }
        node
    }

    /// Takes a key that the language has and this version does not, and says so.
    pub fn refuse(&mut self, key: &'static str, what: &str) {
        if let Some(node) = self.take(key) {
            node.unsupported(what);
        }
    }

    /// Reports every key that was not taken.
    pub fn finish(self) {
        for (key, _) in &self.entries {
            let message = format!("{} has no key `{}`", self.name, key.value);
            let fault = Diagnostic::error(Code::UnknownKey, message).at(key.span.clone(), "unknown key");
            self.document.report(fault.help(did_you_mean(&key.value, self.known.iter().copied())));
        }
    }

    /// The remaining keys and values of a free-form table, in the order of the file.
    pub fn into_entries(self) -> Vec<(Key, Node<'d>)> {
        self.entries
    }

    /// The first line of the table, which is enough to find it by.
    fn head(&self) -> Span {
        let text = self.document.text.get(self.range.clone()).unwrap_or_default();
        let length = text.find('\n').unwrap_or(text.len());
        self.document.span(self.range.start..self.range.start + length)
    }
}

impl<'d> Node<'d> {
    fn new(value: Spanned<DeValue<'d>>, document: &'d Document<'d>) -> Node<'d> {
        Node { range: value.span(), value: value.into_inner(), document }
    }

    /// Where it stands.
    pub fn span(&self) -> Span {
        self.document.span(self.range.clone())
    }

    /// The document it belongs to.
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// Reports that the language has this and this version does not.
    pub fn unsupported(&self, what: &str) {
        let message =
            format!("{what} is part of the language, but this version of trueup cannot price it yet");
        let fault = Diagnostic::error(Code::Unsupported, message)
            .at(self.span(), "refused, so that nothing is ignored");
        self.document.report(fault);
    }

    /// Reports that this value has the wrong type.
    pub fn wrong_type<T>(self, wanted: &str) -> Option<T> {
        if let DeValue::Float(number) = &self.value {
            let message = format!("the decimal {number} is not in quotes");
            let fault = Diagnostic::error(Code::UnquotedDecimal, message)
                .at(self.span(), "a TOML float, which is binary and not exact")
                .help(format!("write \"{number}\""));
            self.document.report(fault);
            return None;
        }
        let found = self.value.type_str();
        let message = format!("expected {wanted}, found {}", article(found));
        self.document.report(
            Diagnostic::error(Code::WrongType, message).at(self.span(), format!("expected {wanted}")),
        );
        None
    }

    /// A table, called `name` in messages.
    pub fn table(self, name: &str) -> Option<Table<'d>> {
        match self.value {
            DeValue::Table(table) => Some(Table::new(name, table, self.range, self.document)),
            _ => self.wrong_type("a table"),
        }
    }

    /// A list of values.
    pub fn array(self) -> Option<Vec<Node<'d>>> {
        match self.value {
            DeValue::Array(items) => {
                Some(items.into_iter().map(|item| Node::new(item, self.document)).collect())
            }
            _ => self.wrong_type("a list"),
        }
    }

    /// A quoted text.
    pub fn text(self) -> Option<Text> {
        let span = self.inside_quotes();
        match self.value {
            DeValue::String(text) => Some(Text { value: text.into_owned(), span }),
            _ => self.wrong_type("a text in quotes"),
        }
    }

    /// A quoted text, or a list of them that is not empty.
    pub fn texts(self) -> Option<Vec<Text>> {
        if matches!(self.value, DeValue::String(_)) {
            return self.text().map(|text| vec![text]);
        }
        let (span, document) = (self.span(), self.document);
        let items = self.array()?;
        if items.is_empty() {
            document.report(
                Diagnostic::error(Code::EmptyList, "the list is empty, so it is true for nothing")
                    .at(span, "empty"),
            );
            return None;
        }
        let count = items.len();
        let texts: Vec<Text> = items.into_iter().filter_map(Node::text).collect();
        (texts.len() == count).then_some(texts)
    }

    /// `true` or `false`.
    pub fn flag(self) -> Option<bool> {
        match self.value {
            DeValue::Boolean(flag) => Some(flag),
            _ => self.wrong_type("`true` or `false`"),
        }
    }

    /// A whole number without quotes.
    pub fn integer(self) -> Option<i64> {
        match &self.value {
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix()).ok();
                parsed.or_else(|| self.wrong_type("a whole number that fits 64 bits"))
            }
            _ => self.wrong_type("a whole number"),
        }
    }

    /// A date without quotes, such as 2026-05-01.
    pub fn date(self) -> Option<Date> {
        match &self.value {
            DeValue::Datetime(stamp) => match (stamp.date, stamp.time, stamp.offset) {
                (Some(day), None, None) => {
                    Date::from_ymd_opt(i32::from(day.year), u32::from(day.month), u32::from(day.day))
                        .or_else(|| self.wrong_type("a day of the calendar"))
                }
                _ => self.wrong_type("a date without a time"),
            },
            _ => self.wrong_type("a date such as 2026-05-01, without quotes"),
        }
    }

    /// The plain text of a scalar (text, flag, whole number or date) as data would carry it.
    pub fn scalar(self) -> Option<Text> {
        let span = self.inside_quotes();
        let value = match &self.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Datetime(stamp) => stamp.to_string(),
            _ => return self.wrong_type("a single value"),
        };
        Some(Text { value, span })
    }

    /// Whether it is a table, a list, or a text.
    pub fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// Whether it is a list.
    pub fn is_array(&self) -> bool {
        self.value.is_array()
    }

    /// Whether it is a text.
    pub fn is_text(&self) -> bool {
        self.value.is_str()
    }

    /// The place of the text itself where it stands in plain quotes without escapes, so that a
    /// caret can point at one character of it.
    fn inside_quotes(&self) -> Span {
        let inner = self.range.start + 1..self.range.end.saturating_sub(1);
        let plain =
            self.value.as_str().is_some_and(|text| self.document.text.get(inner.clone()) == Some(text));
        self.document.span(if plain { inner } else { self.range.clone() })
    }
}

fn article(found: &str) -> String {
    match found {
        "integer" => "a whole number".to_owned(),
        "string" => "a text".to_owned(),
        "array" => "a list".to_owned(),
        "boolean" => "true or false".to_owned(),
        "datetime" => "a date".to_owned(),
        other => format!("a {other}"),
    }
}
