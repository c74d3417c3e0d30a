//! `[groups]`: named lists of values, in any file of the book. A group may contain groups.

use super::dates;
use crate::diagnostic::{Code, Diagnostic, Document, Key, Node, Table, Text, nearest};
use crate::money::Date;
use crate::schedule::DeclaredGroup;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The groups of a book by name.
pub struct Groups {
    by_name: BTreeMap<String, Group>,
    /// A file is broken, so that a group may be missing here.
    incomplete: bool,
    /// The groups that a condition has asked for, with those inside them.
    used: Mutex<BTreeSet<String>>,
}

struct Group {
    key: Key,
    /// The members from each day on, the oldest first; `None` where the declaration is faulty, so that
    /// nothing is said about uses.
    items: Option<Vec<Members>>,
}

/// The members of a group from a day on; without a day, since ever.
type Members = (Option<Date>, Vec<Text>);

impl Group {
    /// Every member of every time.
    fn all(&self) -> impl Iterator<Item = &Text> {
        self.items.iter().flatten().flat_map(|(_, members)| members)
    }

    /// The members on a day. Before its first day a group is empty.
    fn on(&self, day: Option<Date>) -> &[Text] {
        let begun = self.items.iter().flatten().take_while(|(from, _)| *from <= day);
        begun.last().map_or(&[], |(_, members)| members)
    }
}

/// A list, or lists by date.
fn members(node: Node<'_>) -> Option<Vec<Members>> {
    if !node.is_table() {
        return Some(vec![(None, node.texts()?)]);
    }
    let table = node.table("a dated group")?;
    let (document, span) = (table.document(), table.span());
    let entries = table.into_entries();
    let count = entries.len();
    let mut dated = Vec::new();
    for (key, node) in entries {
        let from = dates::key_date(&key, document);
        if let (Some(from), Some(members)) = (from, node.texts()) {
            dated.push((Some(from), members));
        }
    }
    if count == 0 {
        let fault =
            Diagnostic::error(Code::EmptyList, "the group has no date at all").at(span, "nothing in it");
        document.report(fault.help("write a day and the members from then on: 2020-02-01 = [\"…\"]"));
    }
    dated.sort_by_key(|(from, _)| *from);
    (count > 0 && dated.len() == count).then_some(dated)
}

impl Groups {
    /// No groups yet; `incomplete` if a file of the book is broken.
    pub fn new(incomplete: bool) -> Groups {
        Groups { by_name: BTreeMap::new(), incomplete, used: Mutex::default() }
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
            let items = members(node);
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
            for item in group.all().filter(|item| item.value.starts_with('@')) {
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
            for item in self.by_name.get(at).into_iter().flat_map(Group::all) {
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

    /// Whether a reference such as `@fuel` can be opened: a group that does not exist is reported, one
    /// whose own fault has been told is not.
    pub fn sound(&self, reference: &Text, document: &Document<'_>) -> bool {
        let name = &reference.value[1..];
        if !self.has(name)
            && let Some(fault) = self.unknown(reference)
        {
            document.report(fault);
        }
        let within = self.within(name);
        self.used().extend(within.iter().map(|name| (*name).to_owned()));
        within.iter().all(|name| self.by_name.get(*name).is_some_and(|group| group.items.is_some()))
    }

    fn used(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The days on which the values of a reference change.
    pub fn days(&self, reference: &Text) -> BTreeSet<Date> {
        let groups = self.within(&reference.value[1..]);
        let dated = groups.into_iter().filter_map(|name| self.by_name.get(name)?.items.as_ref());
        dated.flatten().filter_map(|(from, _)| *from).collect()
    }

    /// The values of a reference on a day, inner groups opened, each once.
    pub fn members(&self, reference: &Text, day: Option<Date>) -> Vec<Text> {
        let (mut values, mut opened) = (Vec::new(), BTreeSet::new());
        self.open(&reference.value[1..], day, &mut opened, &mut values);
        values
    }

    /// Adds the values of a group on a day, if it has not been opened before.
    fn open<'a>(
        &'a self,
        name: &'a str,
        day: Option<Date>,
        opened: &mut BTreeSet<&'a str>,
        values: &mut Vec<Text>,
    ) {
        if !opened.insert(name) {
            return;
        }
        for item in self.by_name.get(name).into_iter().flat_map(|group| group.on(day)) {
            match item.value.strip_prefix('@') {
                Some(inner) => self.open(inner, day, opened, values),
                None => values.push(item.clone()),
            }
        }
    }

    /// The groups, for the checks of the book.
    pub fn declared(&self) -> Vec<DeclaredGroup> {
        let used = self.used();
        let declared = |(name, group): (&String, &Group)| DeclaredGroup {
            name: name.clone(),
            members: self.over_time(name),
            used: used.contains(name),
            span: group.key.span.clone(),
        };
        self.by_name.iter().map(declared).collect()
    }

    /// The values of a group from each day on that changes them, inner groups opened.
    fn over_time(&self, name: &str) -> Vec<(Option<Date>, Vec<String>)> {
        let groups =
            self.within(name).into_iter().filter_map(|inner| self.by_name.get(inner)?.items.as_ref());
        let days: BTreeSet<Option<Date>> = groups.flatten().map(|(from, _)| *from).collect();
        let on = |day: Option<Date>| {
            let (mut opened, mut values) = (BTreeSet::new(), Vec::new());
            self.open(name, day, &mut opened, &mut values);
            let mut seen = BTreeSet::new();
            values.retain(|text| seen.insert(text.value.clone()));
            (day, values.into_iter().map(|text| text.value).collect())
        };
        days.into_iter().map(on).collect()
    }

    /// A group and those inside it, each once.
    fn within<'a>(&'a self, name: &'a str) -> BTreeSet<&'a str> {
        let (mut found, mut open) = (BTreeSet::from([name]), vec![name]);
        while let Some(at) = open.pop() {
            let inner = self.by_name.get(at).into_iter().flat_map(Group::all);
            for name in inner.filter_map(|item| item.value.strip_prefix('@')) {
                if found.insert(name) {
                    open.push(name);
                }
            }
        }
        found
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
