//! A TOML file being read, and its faults.

use super::{Code, Diagnostic, SourceId, Span, Table};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use toml::de::{DeTable, DeValue};

/// A file being read, and the faults found so far.
#[derive(Debug)]
pub struct Document<'s> {
    source: SourceId,
    text: &'s str,
    /// Several parts of the file may be read at once.
    faults: Mutex<Vec<Diagnostic>>,
}

impl<'s> Document<'s> {
    /// Starts reading `text`, which was loaded as `source`.
    pub fn new(source: SourceId, text: &'s str) -> Document<'s> {
        Document { source, text, faults: Mutex::default() }
    }

    /// The whole file as a table. Syntax faults are reported, and what can still be read is read.
    pub fn root(&self, name: &str) -> Table<'_> {
        let (root, faults) = DeTable::parse_recoverable(self.text);
        // Where one place has two faults the inner one is told last, and says more.
        let mut by_place = BTreeMap::new();
        for fault in faults {
            let range = fault.span().unwrap_or(0..0);
            let message = fault.message().lines().next().unwrap_or_default();
            let start = range.start;
            let fault = match message {
                "duplicate key" => self.repeated(range, root.get_ref()),
                message if message.starts_with("invalid date") => {
                    let why = message.split_once("expected ").map_or(message, |(_, why)| why);
                    let written = self.text(range.clone());
                    let message = format!("`{written}` is not a day of the calendar");
                    Diagnostic::error(Code::BadDate, message).at(self.span(range), format!("expected {why}"))
                }
                message => self.not_toml(range, message),
            };
            by_place.insert(start, fault);
        }
        by_place.into_values().for_each(|fault| self.report(fault));
        Table::new(name, root.into_inner(), 0..self.text.len(), self).whole_file()
    }

    /// Adds a fault.
    pub fn report(&self, fault: Diagnostic) {
        self.faults().push(fault);
    }

    /// Takes a fault back, because another one says it better.
    pub(super) fn retract(&self, fault: &Diagnostic) {
        self.faults().retain(|known| known != fault);
    }

    /// Reports that the language has `what` and this version does not.
    pub fn unsupported(&self, span: Span, what: &str) {
        let message = format!("{what} is part of the language, but this version of trueup does not price it");
        let fault = Diagnostic::error(Code::Unsupported, message);
        self.report(fault.at(span, "refused, so that nothing is ignored"));
    }

    /// Whether a part of the file is not TOML, so that what it would have said is unknown.
    pub fn is_broken(&self) -> bool {
        self.faults().iter().any(|fault| fault.code == Code::Syntax)
    }

    fn faults(&self) -> MutexGuard<'_, Vec<Diagnostic>> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The faults found, in the order of their places. Of a broken file only what TOML itself finds wrong: a line that cannot be
    /// read takes others with it, and what seems missing may stand there.
    pub fn into_faults(self) -> Vec<Diagnostic> {
        let broken = self.is_broken();
        let mut faults = self.faults.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort_by_key(|fault| fault.labels.first().map(|label| label.span.range.start));
        faults.retain(|fault| !broken || matches!(fault.code, Code::Syntax | Code::RepeatedKey));
        faults
    }

    /// A place in this file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        Span { source: self.source, range }
    }

    /// The text at a place; empty if there is none.
    pub(super) fn text(&self, range: Range<usize>) -> &'s str {
        self.text.get(range).unwrap_or_default()
    }

    fn not_toml(&self, range: Range<usize>, message: &str) -> Diagnostic {
        let found = self.text(range.clone());
        let is_text = !found.is_empty() && !found.contains(['"', '\'', '\n', '[', '{', '=']);
        let is_number =
            ["leading zero", "float", "mantissa", "integer"].iter().any(|part| message.contains(part));
        let help = match message {
            _ if message.contains("must be quoted") && is_text => format!("write \"{}\"", found.trim()),
            _ if is_number => {
                "decimals, fees and codes stand in quotes: \"0.30\", \"1.65%\", \"0742\"".to_owned()
            }
            _ => String::new(),
        };
        let message = message.trim_end_matches(", expected nothing");
        Diagnostic::error(Code::Syntax, message).at(self.span(range), "not TOML").help(help)
    }

    fn repeated(&self, range: Range<usize>, root: &DeTable<'_>) -> Diagnostic {
        let key = self.text(range.clone());
        let fault = Diagnostic::error(Code::RepeatedKey, format!("`{key}` stands twice in the same table"));
        let mut fault = fault.at(self.span(range.clone()), "again");
        let first = self.last_before(root, key.trim_matches(['"', '\'']), range.start);
        // With the head of another table between them, the first one stands somewhere else.
        let same = |first: &Range<usize>| !self.text(first.end..range.start).contains("\n[");
        if let Some(first) = first.filter(same) {
            fault = fault.at(self.span(first), "first here");
        }
        fault.help("keep one of the two")
    }

    /// Where a key of this name stands last before `end`, outside inline tables that are closed there.
    fn last_before(&self, table: &DeTable<'_>, name: &str, end: usize) -> Option<Range<usize>> {
        let mut found: Option<Range<usize>> = None;
        for (key, value) in table {
            let own = (key.get_ref() == name && key.span().end <= end).then(|| key.span());
            let closed = value.span().end <= end && self.text(value.span()).starts_with('{');
            let inside = match value.get_ref() {
                DeValue::Table(inner) if !closed => self.last_before(inner, name, end),
                DeValue::Array(items) => {
                    let tables = items.iter().filter_map(|item| item.get_ref().as_table());
                    tables.filter_map(|inner| self.last_before(inner, name, end)).max_by_key(|at| at.start)
                }
                _ => None,
            };
            found = [found, own, inside].into_iter().flatten().max_by_key(|at| at.start);
        }
        found
    }
}
