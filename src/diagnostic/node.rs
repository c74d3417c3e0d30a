//! A value of a TOML file, taken as the type that is wanted.

use super::{Code, Diagnostic, Document, Span, Table, nearest};
use crate::money::Date;
use std::ops::Range;
use toml::Spanned;
use toml::de::DeValue;

// What is wanted, as messages say it.
const TEXT: &str = "a text in quotes";
const FLAG: &str = "`true` or `false`";
const WHOLE: &str = "a whole number";
const DATE: &str = "a date such as 2026-05-01";

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

impl<'d> Node<'d> {
    pub(super) fn new(value: Spanned<DeValue<'d>>, document: &'d Document<'d>) -> Node<'d> {
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
        self.document.unsupported(self.span(), what);
    }

    /// Reports that this value has the wrong type.
    pub fn wrong_type<T>(self, wanted: &str) -> Option<T> {
        if let DeValue::Float(number) = &self.value
            && wanted != WHOLE
        {
            let message = format!("the decimal {number} is not in quotes");
            let fault = Diagnostic::error(Code::UnquotedDecimal, message)
                .at(self.span(), "a TOML float, which is binary and not exact")
                .help(format!("write \"{number}\""));
            self.document.report(fault);
            return None;
        }
        if let DeValue::Datetime(stamp) = &self.value
            && stamp.date.is_none()
            && stamp.time.is_none()
        {
            return None; // TOML itself has said that there is no such day
        }
        let found = self.value.type_str();
        let message = format!("expected {wanted}, found {}", article(found));
        let fault = Diagnostic::error(Code::WrongType, message)
            .at(self.span(), format!("this is {}", article(found)));
        self.document.report(fault.help(self.as_wanted(wanted)));
        None
    }

    /// The same value with its quotes added or left out, where that is all that is wrong.
    fn as_wanted(&self, wanted: &str) -> String {
        let written = self.document.text(self.range.clone());
        let quoted = wanted.contains("in quotes");
        match &self.value {
            DeValue::Integer(_) if quoted => format!("write \"{written}\""),
            DeValue::Boolean(_) | DeValue::Datetime(_) if wanted == TEXT => {
                format!("write \"{written}\"")
            }
            DeValue::String(text) if !quoted => {
                let fits = match wanted {
                    DATE => Date::parse_from_str(text, "%Y-%m-%d").is_ok(),
                    FLAG => text == "true" || text == "false",
                    WHOLE => text.parse::<i64>().is_ok(),
                    _ => false,
                };
                if fits { format!("write {text}, without quotes") } else { String::new() }
            }
            _ => String::new(),
        }
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

    /// A list of values that is not empty.
    pub fn items(self) -> Option<Vec<Node<'d>>> {
        let (span, document) = (self.span(), self.document);
        let items = self.array()?;
        if items.is_empty() {
            let fault = Diagnostic::error(Code::EmptyList, "the list is empty").at(span, "nothing in it");
            document.report(fault.help("name at least one value, or leave the key out"));
            return None;
        }
        Some(items)
    }

    /// A quoted text.
    pub fn text(self) -> Option<Text> {
        let span = self.inside_quotes();
        match self.value {
            DeValue::String(text) => Some(Text { value: text.into_owned(), span }),
            _ => self.wrong_type(TEXT),
        }
    }

    /// A quoted text, or a list of them that is not empty.
    pub fn texts(self) -> Option<Vec<Text>> {
        if !self.value.is_array() {
            return self.text().map(|text| vec![text]);
        }
        let items = self.items()?;
        let count = items.len();
        let texts: Vec<Text> = items.into_iter().filter_map(Node::text).collect();
        (texts.len() == count).then_some(texts)
    }

    /// One of a few spellings.
    pub fn choice<T: Copy>(self, choices: &[(&'static str, T)]) -> Option<T> {
        let document = self.document;
        let text = self.text()?;
        let found = choices.iter().find(|(name, _)| *name == text.value).map(|(_, value)| *value);
        if found.is_none() {
            let names = || choices.iter().map(|(name, _)| *name);
            let help = match nearest(&text.value, names()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!(
                    "choose from {}",
                    names().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
                ),
            };
            let message = format!("`{}` is not one of the choices here", text.value);
            document.report(
                Diagnostic::error(Code::UnknownChoice, message).at(text.span, "not a choice").help(help),
            );
        }
        found
    }

    /// `true` or `false`.
    pub fn flag(self) -> Option<bool> {
        match self.value {
            DeValue::Boolean(flag) => Some(flag),
            _ => self.wrong_type(FLAG),
        }
    }

    /// A whole number without quotes.
    pub fn integer(self) -> Option<i64> {
        match &self.value {
            DeValue::Integer(number) => {
                let parsed = i64::from_str_radix(number.as_str(), number.radix()).ok();
                parsed.or_else(|| self.wrong_type("a whole number that fits 64 bits"))
            }
            _ => self.wrong_type(WHOLE),
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
            _ => self.wrong_type(DATE),
        }
    }

    /// The plain text of a scalar (text, flag, whole number or date) as data would carry it.
    pub fn scalar(self) -> Option<Text> {
        let span = self.inside_quotes();
        let value = match &self.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Datetime(stamp) if stamp.date.is_some() => stamp.to_string(),
            _ => return self.wrong_type("a single value"),
        };
        Some(Text { value, span })
    }

    /// What stands there, as people write it: of a list each value, of a table nothing.
    pub fn written(&self) -> Vec<String> {
        let items: Vec<&DeValue<'d>> = match &self.value {
            DeValue::Array(items) => items.iter().map(Spanned::get_ref).collect(),
            other => vec![other],
        };
        let text = |value: &DeValue<'d>| match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(flag) => Some(flag.to_string()),
            DeValue::Integer(number) => Some(number.to_string()),
            DeValue::Datetime(stamp) => Some(stamp.to_string()),
            _ => None,
        };
        items.into_iter().filter_map(text).collect()
    }

    /// Whether it is a text that says this, blanks trimmed.
    pub fn says(&self, text: &str) -> bool {
        self.value.as_str().is_some_and(|own| own.trim() == text)
    }

    /// Whether it is a table with this key.
    pub fn has(&self, key: &str) -> bool {
        self.value.as_table().is_some_and(|table| table.contains_key(key))
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
        let plain = self.value.as_str().is_some_and(|text| self.document.text(inner.clone()) == text);
        self.document.span(if plain { inner } else { self.range.clone() })
    }
}

fn article(found: &str) -> String {
    match found {
        "integer" => "a whole number".to_owned(),
        "float" => "a decimal number".to_owned(),
        "string" => "a text".to_owned(),
        "array" => "a list".to_owned(),
        "boolean" => "true or false".to_owned(),
        "datetime" => "a date".to_owned(),
        other => format!("a {other}"),
    }
}
