//! `book.toml`: name, components, attributes, book-wide rounding.

use super::groups::Groups;
use super::rounding::{self, Declared};
use super::vocabulary::Vocabulary;
use super::{Names, aggregates};
use crate::diagnostic::{Code, Diagnostic, Node, Table};
use crate::schedule::{Aggregate, Book, Component, Covering, DeclaredGroup, Derivation, Schedule};

/// What `book.toml` declares.
pub struct Foundation {
    pub name: String,
    /// `None` where the declaration is faulty, so that nothing is said about references to it.
    pub components: Option<Vec<Component>>,
    pub vocabulary: Vocabulary,
    pub derived: Vec<Derivation>,
    pub aggregates: Vec<Aggregate>,
    pub rounding: BookRounding,
}

/// The rounding of schedules that declare none.
#[derive(Clone)]
pub enum BookRounding {
    None,
    Faulty,
    Declared(Declared),
}

impl Foundation {
    /// The book with these schedules.
    pub fn book(&self, schedules: Vec<Schedule>, groups: Vec<DeclaredGroup>) -> Book {
        Book {
            name: self.name.clone(),
            components: self.components.clone().unwrap_or_default(),
            attributes: self.vocabulary.attributes.clone(),
            derived: self.derived.clone(),
            aggregates: self.aggregates.clone(),
            declared: self.vocabulary.declared.clone(),
            groups,
            schedules,
        }
    }
}

pub fn read(mut root: Table<'_>, groups: &Groups) -> Foundation {
    if let Some(node) = root.require("language") {
        let (span, document) = (node.span(), node.document());
        if let Some(version) = node.integer().filter(|version| *version != 1) {
            let message = format!("language {version} is not known to this version of trueup");
            document.report(Diagnostic::error(Code::Unsupported, message).at(span, "only 1 is known"));
        }
    }
    let name = root.require("name").and_then(Node::text).map(|text| text.value).unwrap_or_default();
    let components = components(&mut root);
    let mut vocabulary = Vocabulary::standard();
    if let Some(table) = root.take("attributes").and_then(|node| node.table("[attributes]")) {
        for (key, node) in table.into_entries() {
            vocabulary.declare(&key, node);
        }
    }
    let totals = root.take("aggregates").and_then(|node| node.table("[aggregates]"));
    let totals = totals.map(Table::into_entries).unwrap_or_default();
    let total_names: Vec<String> = totals.iter().map(|(key, _)| key.value.clone()).collect();
    vocabulary.await_aggregates(total_names);
    let mut derived = Vec::new();
    if let Some(table) = root.take("derived").and_then(|node| node.table("[derived]")) {
        for (key, node) in table.into_entries() {
            derived.extend(vocabulary.derive(&key, node));
        }
    }
    let names = Names { vocabulary: &vocabulary, groups };
    let read: Vec<_> = totals.into_iter().map(|(key, node)| aggregates::read(key, node, names)).collect();
    let aggregates = vocabulary.add_aggregates(read, root.document());
    let names = Names { vocabulary: &vocabulary, groups };
    let rounding = match root.take("rounding").map(|node| rounding::read(node, names)) {
        None => BookRounding::None,
        Some(None) => BookRounding::Faulty,
        Some(Some(rounding)) => BookRounding::Declared(rounding),
    };
    root.finish();
    Foundation { name, components, vocabulary, derived, aggregates, rounding }
}

fn components(root: &mut Table<'_>) -> Option<Vec<Component>> {
    let table = root.section("components")?;
    let mut components = Vec::new();
    for (key, node) in table.into_entries() {
        let table = node.table(&format!("component `{}`", key.value));
        let covering = table.and_then(|mut table| {
            let covering = table
                .require("schedules")
                .and_then(|node| node.choice(&[("one", Covering::One), ("all", Covering::All)]));
            table.finish();
            covering
        });
        // A fault in one component must not make every schedule's component unknown.
        components.push(Component { name: key.value, covering: covering.unwrap_or(Covering::All) });
    }
    Some(components)
}
