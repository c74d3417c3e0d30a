//! `book.toml`: name, components, attributes, derived attributes, book-wide rounding.

use super::rounding;
use crate::diagnostic::{Code, Diagnostic, Key, Node, Table, Text, did_you_mean};
use crate::facts::{Attribute, AttributeId, Attributes, Kind};
use crate::schedule::{Book, Component, Covering, Derivation, Derived, Rounding, Schedule};

/// What `book.toml` declares.
pub struct Foundation {
    pub name: String,
    pub components: Vec<Component>,
    pub attributes: Attributes,
    pub derived: Vec<Derivation>,
    pub rounding: Option<Rounding>,
}

impl Foundation {
    pub fn into_book(self, schedules: Vec<Schedule>) -> Book {
        let Foundation { name, components, attributes, derived, .. } = self;
        Book { name, components, attributes, derived, schedules }
    }
}

pub fn read(mut root: Table<'_>) -> Foundation {
    if let Some(node) = root.require("language") {
        let (span, document) = (node.span(), node.document());
        if let Some(version) = node.integer().filter(|version| *version != 1) {
            let message = format!("language {version} is not known to this version of trueup");
            document.report(Diagnostic::error(Code::Unsupported, message).at(span, "only 1 is known"));
        }
    }
    let name = root.require("name").and_then(Node::text).map(|text| text.value).unwrap_or_default();
    let components = components(&mut root);
    let mut attributes = Attributes::standard();
    if let Some(table) = root.take("attributes").and_then(|node| node.table("[attributes]")) {
        for (key, node) in table.into_entries() {
            declare(&key, node, &mut attributes);
        }
    }
    let mut derived = Vec::new();
    if let Some(table) = root.take("derived").and_then(|node| node.table("[derived]")) {
        for (key, node) in table.into_entries() {
            derived.extend(derive(&key, node, &mut attributes));
        }
    }
    root.refuse("aggregates", "an aggregate");
    let rounding = root.take("rounding").and_then(rounding::read);
    root.take("groups"); // read with the groups of all files
    root.finish();
    Foundation { name, components, attributes, derived, rounding }
}

fn components(root: &mut Table<'_>) -> Vec<Component> {
    let Some(table) = root.require("components").and_then(|node| node.table("[components]")) else {
        return Vec::new();
    };
    let mut components = Vec::new();
    for (key, node) in table.into_entries() {
        let Some(mut table) = node.table(&format!("component `{}`", key.value)) else { continue };
        let covering = table
            .require("schedules")
            .and_then(|node| choice(node, &[("one", Covering::One), ("all", Covering::All)]));
        table.finish();
        // A fault in one component must not make every schedule's component unknown.
        components.push(Component { name: key.value, covering: covering.unwrap_or(Covering::All) });
    }
    components
}

fn declare(key: &Key, node: Node<'_>, attributes: &mut Attributes) {
    let document = node.document();
    let Some(mut table) = node.table(&format!("attribute `{}`", key.value)) else { return };
    if let Some(added) = table.take("add") {
        let existing = attributes.find(&key.value).filter(|id| attributes.get(*id).kind == Kind::Code);
        match (existing, added.texts()) {
            (Some(id), Some(codes)) => attributes.add_codes(id, codes.into_iter().map(|code| code.value)),
            (None, _) => {
                let message =
                    format!("`{}` is no attribute with a closed list, so nothing can be added", key.value);
                let names = attributes.iter().filter(|(_, known)| known.kind == Kind::Code);
                let help =
                    did_you_mean(&key.value, names.map(|(_, known)| known.name.as_str()).collect::<Vec<_>>());
                document.report(
                    Diagnostic::error(Code::UnknownAttribute, message)
                        .at(key.span.clone(), "here")
                        .help(help),
                );
            }
            (_, None) => {}
        }
        return table.finish();
    }
    let kind = table.require("type").and_then(|node| choice(node, &Kind::ALL)).unwrap_or(Kind::Text);
    let values = table.take("values").and_then(Node::texts);
    if kind == Kind::Code && values.is_none() {
        let message = format!("the code attribute `{}` needs its closed list of values", key.value);
        let fault = Diagnostic::error(Code::MissingKey, message).at(key.span.clone(), "here");
        document.report(fault.help("add `values = [\"…\"]`, or make it `type = \"text\"`"));
    }
    let codes = values.unwrap_or_default().into_iter().map(|code| code.value.to_ascii_lowercase()).collect();
    table.finish();
    insert(key, kind, codes, attributes, document);
}

fn derive(key: &Key, node: Node<'_>, attributes: &mut Attributes) -> Option<Derivation> {
    let document = node.document();
    let mut table = node.table(&format!("derived attribute `{}`", key.value))?;
    let found = if let Some(same) = table.take("same") {
        let span = same.span();
        let names = same.texts()?;
        let ids: Vec<AttributeId> =
            names.iter().filter_map(|name| attribute(name, attributes, document)).collect();
        match (names.len(), ids.as_slice()) {
            (2, [left, right]) if attributes.get(*left).kind == attributes.get(*right).kind => {
                Some((Kind::Flag, Derived::Same(*left, *right)))
            }
            (2, [_, _]) | (3.., _) | (0..=1, _) => {
                let message = format!("`{}` must compare two attributes of the same type", key.value);
                document.report(Diagnostic::error(Code::WrongCondition, message).at(span, "these"));
                None
            }
            _ => None,
        }
    } else if let Some(days) = table.require("days") {
        let mut days = days.table("days")?;
        let from =
            days.require("from").and_then(Node::text).and_then(|name| date(&name, attributes, document));
        let to = days.require("to").and_then(Node::text).and_then(|name| date(&name, attributes, document));
        days.finish();
        Some((Kind::Integer, Derived::Days { from: from?, to: to? }))
    } else {
        None
    };
    table.finish();
    let (kind, from) = found?;
    let attribute = insert(key, kind, Vec::new(), attributes, document)?;
    Some(Derivation { attribute, from })
}

fn insert(
    key: &Key,
    kind: Kind,
    codes: Vec<String>,
    attributes: &mut Attributes,
    document: &crate::diagnostic::Document<'_>,
) -> Option<AttributeId> {
    let id = attributes.insert(Attribute { name: key.value.clone(), kind, codes });
    if id.is_none() {
        let message = format!("the attribute `{}` exists already", key.value);
        let fault = Diagnostic::error(Code::DuplicateId, message).at(key.span.clone(), "declared again");
        document.report(fault.help("to add values to a closed list write `{ add = [\"…\"] }`"));
    }
    id
}

fn date(
    name: &Text,
    attributes: &Attributes,
    document: &crate::diagnostic::Document<'_>,
) -> Option<AttributeId> {
    let id = attribute(name, attributes, document)?;
    if attributes.get(id).kind == Kind::Date {
        return Some(id);
    }
    let message = format!("`{}` is of type {}, not a date", name.value, attributes.get(id).kind);
    document.report(Diagnostic::error(Code::WrongCondition, message).at(name.span.clone(), "no date"));
    None
}

/// The attribute with this name, or a diagnostic.
pub fn attribute(
    name: &Text,
    attributes: &Attributes,
    document: &crate::diagnostic::Document<'_>,
) -> Option<AttributeId> {
    let found = attributes.find(&name.value);
    if found.is_none() {
        let message = format!("no attribute is called `{}`", name.value);
        let names: Vec<&str> = attributes.iter().map(|(_, known)| known.name.as_str()).collect();
        let fault =
            Diagnostic::error(Code::UnknownAttribute, message).at(name.span.clone(), "unknown attribute");
        let help = match crate::diagnostic::nearest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it under [attributes] in book.toml, or use a standard one".to_owned(),
        };
        document.report(fault.help(help));
    }
    found
}

/// One of a few spellings.
pub fn choice<T: Copy>(node: Node<'_>, choices: &[(&'static str, T)]) -> Option<T> {
    let document = node.document();
    let text = node.text()?;
    let found = choices.iter().find(|(name, _)| *name == text.value).map(|(_, value)| *value);
    if found.is_none() {
        let message = format!("`{}` is not one of the choices here", text.value);
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let fault = Diagnostic::error(Code::UnknownChoice, message).at(text.span, "not a choice");
        document.report(fault.help(format!("choose from {}", quoted(&names))));
    }
    found
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}
