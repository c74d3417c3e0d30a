//! `[groups]`: named lists of values, in any file of the book. A group may contain groups.

use crate::diagnostic::{Code, Diagnostic, Document, Key, Table, Text, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// The groups of a book by name.
pub struct Groups {
    by_name: BTreeMap<String, Group>,
    /// A file is broken, so that a group may be missing here.
    incomplete: bool,
}

struct Group {
    key: Key,
    /// `None` where the declaration is faulty or not supported, so that nothing is said about uses.
    items: Option<Vec<Text>>,
}

impl Groups {
    /// No groups yet; `incomplete` if a file of the book is broken.
    pub fn new(incomplete: bool) -> Groups {
        Groups { by_name: BTreeMap::new(), incomplete }
    }

    /// Takes the groups of one table.
    pub fn declare(&mut self, table: Table<'_>) {
        let document = table.document();
        for (key, node) in table.into_entries() {
            if let Some(first) = self.by_name.get(&key.value) {
                let message = format!("the group `{}` is declared twice", key.value);
                let fault =
                    Diagnostic::error(Code::DuplicateId, message).at(key.span.clone(), "declared again");
                document.report(fault.at(first.key.span.clone(), "declared here"));
                continue;
            }
            let items = if node.is_table() {
                node.unsupported("a dated group");
                None
            } else {
                node.texts()
            };
            self.by_name.insert(key.value.clone(), Group { key, items });
        }
    }

    /// Whether a group has this name.
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Reports what is wrong inside groups, used or not: groups in a circle, and unknown ones.
    pub fn check(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut faulty = BTreeSet::new();
        for (name, group) in &self.by_name {
            for item in group.items.iter().flatten().filter(|item| item.value.starts_with('@')) {
                if !self.has(&item.value[1..]) {
                    diagnostics.extend(self.unknown(item));
                    faulty.insert(name.clone());
                }
            }
            if faulty.contains(name) {
                continue;
            }
            if let Some(way) = self.way_back(name) {
                let message = format!("the group `{name}` contains itself");
                let mut fault =
                    Diagnostic::error(Code::GroupCycle, message).at(group.key.span.clone(), "this group");
                for step in &way {
                    fault = fault.at(step.span.clone(), format!("contains `{}`", &step.value[1..]));
                }
                diagnostics.push(fault.help("take one of these out"));
                // The circle is told once, though each of its groups contains itself.
                faulty.extend(way.iter().map(|step| step.value[1..].to_owned()));
            }
        }
        for name in faulty {
            if let Some(group) = self.by_name.get_mut(&name) {
                group.items = None;
            }
        }
    }

    /// The references that lead from a group back to it, if any do.
    fn way_back(&self, name: &str) -> Option<Vec<&Text>> {
        let mut ways = vec![(name, Vec::new())];
        let mut seen = BTreeSet::new();
        while let Some((at, way)) = ways.pop() {
            let items = self.by_name.get(at).and_then(|group| group.items.as_ref());
            for item in items.into_iter().flatten() {
                let Some(inner) = item.value.strip_prefix('@') else { continue };
                let longer: Vec<&Text> = way.iter().copied().chain([item]).collect();
                if inner == name {
                    return Some(longer);
                }
                if seen.insert(inner) {
                    ways.push((inner, longer));
                }
            }
        }
        None
    }

    /// The values of a reference such as `@fuel`, inner groups opened. Nothing if it is faulty: a
    /// group that does not exist is reported, one whose own fault has been told is not.
    pub fn open(&self, reference: &Text, document: &Document<'_>) -> Option<Vec<Text>> {
        if !self.has(&reference.value[1..])
            && let Some(fault) = self.unknown(reference)
        {
            document.report(fault);
        }
        let mut values = Vec::new();
        self.open_into(&reference.value[1..], &mut values)?;
        Some(values)
    }

    /// `check` has cut every circle, so this ends.
    fn open_into(&self, name: &str, values: &mut Vec<Text>) -> Option<()> {
        for item in self.by_name.get(name)?.items.as_ref()? {
            match item.value.strip_prefix('@') {
                Some(inner) => self.open_into(inner, values)?,
                None => values.push(item.clone()),
            }
        }
        Some(())
    }

    /// Nothing if a file is broken, because the group may be declared there.
    fn unknown(&self, reference: &Text) -> Option<Diagnostic> {
        let name = &reference.value[1..];
        let fault = Diagnostic::error(Code::UnknownGroup, format!("no group is called `{name}`"));
        let help = match nearest(name, self.by_name.keys().map(String::as_str)) {
            Some(near) => format!("did you mean \"@{near}\"?"),
            None => "declare it under [groups] in any file of the book".to_owned(),
        };
        (!self.incomplete).then(|| fault.at(reference.span.clone(), "unknown group").help(help))
    }
}
