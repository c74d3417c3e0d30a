//! `[groups]`: named lists of values, in any file of the book. A group may contain groups.

use crate::diagnostic::{Code, Diagnostic, Key, Table, Text, did_you_mean};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of a book by name.
#[derive(Default)]
pub struct Groups {
    by_name: BTreeMap<String, Group>,
}

struct Group {
    key: Key,
    items: Vec<Text>,
}

/// The groups of one table.
pub fn read(table: Table<'_>) -> Vec<(Key, Vec<Text>)> {
    let mut groups = Vec::new();
    for (key, node) in table.into_entries() {
        if node.is_table() {
            node.unsupported("a dated group");
        } else if let Some(items) = node.texts() {
            groups.push((key, items));
        }
    }
    groups
}

impl Groups {
    pub fn extend(&mut self, declared: Vec<(Key, Vec<Text>)>, diagnostics: &mut Vec<Diagnostic>) {
        for (key, items) in declared {
            if let Some(first) = self.by_name.get(&key.value) {
                let message = format!("the group `{}` is declared twice", key.value);
                diagnostics.push(
                    Diagnostic::error(Code::DuplicateId, message)
                        .at(key.span.clone(), "declared again")
                        .at(first.key.span.clone(), "declared here"),
                );
                continue;
            }
            self.by_name.insert(key.value.clone(), Group { key, items });
        }
    }

    /// Reports every group that contains itself.
    pub fn check_cycles(&self, diagnostics: &mut Vec<Diagnostic>) {
        for (name, group) in &self.by_name {
            let inner = self.reachable(name);
            if inner.contains(name.as_str()) {
                let message = format!("the group `{name}` contains itself");
                diagnostics
                    .push(Diagnostic::error(Code::GroupCycle, message).at(group.key.span.clone(), "here"));
            }
        }
    }

    fn reachable(&self, name: &str) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let mut open = vec![name];
        while let Some(name) = open.pop() {
            for item in self.by_name.get(name).map_or(&[][..], |group| &group.items) {
                if let Some(inner) = item.value.strip_prefix('@')
                    && seen.insert(inner)
                {
                    open.push(inner);
                }
            }
        }
        seen
    }

    /// The values of a reference such as `@fuel`, inner groups opened; a diagnostic if there is no such group.
    pub fn open(&self, reference: &Text) -> Result<Vec<Text>, Diagnostic> {
        let mut values = Vec::new();
        self.open_into(reference, &mut BTreeSet::new(), &mut values)?;
        Ok(values)
    }

    fn open_into(
        &self,
        reference: &Text,
        inside: &mut BTreeSet<String>,
        values: &mut Vec<Text>,
    ) -> Result<(), Diagnostic> {
        let name = reference.value.trim_start_matches('@');
        let Some(group) = self.by_name.get(name) else {
            let message = format!("no group is called `{name}`");
            let fault =
                Diagnostic::error(Code::UnknownGroup, message).at(reference.span.clone(), "unknown group");
            return Err(fault.help(did_you_mean(name, self.by_name.keys().map(String::as_str))));
        };
        // A cycle is reported once, by `check_cycles`.
        if !inside.insert(name.to_owned()) {
            return Ok(());
        }
        for item in &group.items {
            if item.value.starts_with('@') {
                self.open_into(item, inside, values)?;
            } else {
                values.push(item.clone());
            }
        }
        Ok(())
    }
}
