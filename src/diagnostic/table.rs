//! Reading TOML so that every fault of a file is told at once, with its place.
//!
//! A [`Table`] is consumed: each key is taken by name, and [`Table::finish`] reports the keys that
//! nobody took, with the nearest one that would have been. serde's `untagged` and `flatten` lose
//! the places, so schedules, cases, profiles and `trueup.toml` are all read through this.

use super::node::{Key, Node};
use super::{Code, Diagnostic, Document, Span, did_you_mean, nearest};
use std::ops::Range;
use toml::de::DeTable;

/// A table whose keys are taken one by one.
#[derive(Debug)]
pub struct Table<'d> {
    name: String,
    range: Range<usize>,
    whole_file: bool,
    entries: Vec<(Key, Node<'d>)>,
    known: Vec<&'static str>,
    missing: Vec<(&'static str, Diagnostic)>,
    first_key: Option<Span>,
    document: &'d Document<'d>,
}

impl<'d> Table<'d> {
    pub(super) fn new(
        name: &str,
        table: DeTable<'d>,
        range: Range<usize>,
        document: &'d Document<'d>,
    ) -> Table<'d> {
        let mut entries: Vec<(Key, Node<'d>)> = table
            .into_iter()
            .map(|(key, value)| {
                let key = Key { span: document.span(key.span()), value: key.into_inner().into_owned() };
                (key, Node::new(value, document))
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.span.range.start);
        Table {
            name: name.to_owned(),
            range,
            whole_file: false,
            first_key: entries.first().map(|(key, _)| key.span.clone()),
            entries,
            known: Vec::new(),
            missing: Vec::new(),
            document,
        }
    }

    pub(super) fn whole_file(self) -> Table<'d> {
        Table { whole_file: true, ..self }
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
        self.first_key.clone().unwrap_or_else(|| self.document.span(0..0))
    }

    /// The document it belongs to.
    pub fn document(&self) -> &'d Document<'d> {
        self.document
    }

    /// Where a key stands, without taking it.
    pub fn span_of(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(known, _)| known.value == key).map(|(key, _)| key.span.clone())
    }

    /// Whether it has no key, or none that was not taken.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
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
            self.report_missing(key, &format!("`{key}`"), &format!("`{key} = …`"));
        }
        node
    }

    /// Takes the table under `[key]`, which must be there.
    pub fn section(&mut self, key: &'static str) -> Option<Table<'d>> {
        if let Some(node) = self.take(key) {
            return node.table(&format!("[{key}]"));
        }
        self.report_missing(key, &format!("[{key}]"), &format!("[{key}]"));
        None
    }

    fn report_missing(&mut self, key: &'static str, what: &str, add: &str) {
        let label = if self.whole_file { "in this file" } else { "in this table" };
        let fault = Diagnostic::error(Code::MissingKey, format!("{} has no {what}", self.name));
        let fault = fault.at(self.head(), label).help(format!("add {add}"));
        self.document.report(fault.clone());
        self.missing.push((key, fault));
    }

    /// Takes a key that the language has and this version does not, and says so.
    pub fn refuse(&mut self, key: &'static str, what: &str) {
        if let Some(node) = self.take(key) {
            node.unsupported(what);
        }
    }

    /// Reports every key that was not taken. A missing key that is there misspelt is told once.
    pub fn finish(self) {
        for (key, _) in &self.entries {
            let meant = nearest(&key.value, self.known.iter().copied());
            for (_, fault) in self.missing.iter().filter(|(missing, _)| Some(*missing) == meant) {
                self.document.retract(fault);
            }
            let message = format!("{} has no key `{}`", self.name, key.value);
            let fault = Diagnostic::error(Code::UnknownKey, message).at(key.span.clone(), "unknown key");
            self.document.report(fault.help(did_you_mean(&key.value, self.known.iter().copied())));
        }
    }

    /// The remaining keys and values of a free-form table, in the order of the file.
    pub fn into_entries(self) -> Vec<(Key, Node<'d>)> {
        self.entries
    }

    /// The first line of the table, or the first key of a file, which is enough to find it by.
    fn head(&self) -> Span {
        if self.whole_file {
            return self.span_of_first_key();
        }
        let text = self.document.text(self.range.clone());
        let length = text.find('\n').unwrap_or(text.len());
        self.document.span(self.range.start..self.range.start + length)
    }
}
