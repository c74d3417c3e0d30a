//! The attributes that rules may name: standard, declared, derived.

use super::aggregates::Declared;
use crate::diagnostic::{Code, Diagnostic, Document, Key, Node, Span, Text, did_you_mean, nearest};
use crate::facts::{Attribute, AttributeId, Attributes, Kind};
use crate::schedule::{Aggregate, Derivation, Derived, Measure, Tiering};
use std::collections::BTreeSet;

/// The attributes of a book.
pub struct Vocabulary {
    pub attributes: Attributes,
    /// Where those that are not standard are declared.
    pub declared: Vec<(AttributeId, Span)>,
    /// The aggregates, once all of them are read.
    aggregates: Vec<Aggregate>,
    /// The names of aggregates that are not read yet.
    awaited: Vec<String>,
    /// Names whose declaration is faulty or not supported, so that nothing is said about their uses.
    set_aside: BTreeSet<String>,
}

impl Vocabulary {
    pub fn standard() -> Vocabulary {
        Vocabulary {
            attributes: Attributes::standard(),
            declared: Vec::new(),
            aggregates: Vec::new(),
            awaited: Vec::new(),
            set_aside: BTreeSet::new(),
        }
    }

    /// The names that aggregates will have; until they are read, nothing may rest on them.
    pub fn await_aggregates(&mut self, names: Vec<String>) {
        self.awaited = names;
    }

    /// Gives each aggregate its attribute; the faulty ones are left out.
    pub fn add_aggregates(&mut self, declared: Vec<Declared>, document: &Document<'_>) -> Vec<Aggregate> {
        self.awaited.clear();
        for Declared { key, aggregate } in declared {
            let kind = match aggregate.as_ref().map(|aggregate| aggregate.measure) {
                Some(Measure::Count) => Kind::Integer,
                _ => Kind::Decimal,
            };
            let added = aggregate.and_then(|aggregate| {
                let attribute = self.insert(&key, kind, Vec::new(), document)?;
                self.attributes.mark_derived(attribute);
                Some(Aggregate { attribute, ..aggregate })
            });
            match added {
                Some(aggregate) => self.aggregates.push(aggregate),
                None => drop(self.set_aside.insert(key.value)),
            }
        }
        self.aggregates.clone()
    }

    /// The aggregate that tiers run on, or a diagnostic.
    pub fn aggregate(
        &self,
        name: &Text,
        tiering: Option<Tiering>,
        document: &Document<'_>,
    ) -> Option<AttributeId> {
        let id = self.find(name, document)?;
        let message = match self.aggregates.iter().find(|aggregate| aggregate.attribute == id) {
            None => format!("`{}` is no aggregate, and tiers run on one", name.value),
            Some(found)
                if matches!(found.measure, Measure::ShareOf(_)) && tiering == Some(Tiering::Graduated) =>
            {
                format!("`{}` is a share, which no transaction advances", name.value)
            }
            Some(_) => return Some(id),
        };
        let fault =
            Diagnostic::error(Code::FeeAttribute, message).at(name.span.clone(), "no total to run on");
        document.report(fault.help("declare a sum or a count under [aggregates] in book.toml; steps of a fact of the transaction are `bands`"));
        None
    }

    /// Whether an attribute is an aggregate.
    pub fn is_aggregate(&self, id: AttributeId) -> bool {
        self.aggregates.iter().any(|aggregate| aggregate.attribute == id)
    }

    /// Whether an attribute is a share, which is compared and not charged for.
    pub fn is_share(&self, id: AttributeId) -> bool {
        let mut shares = self.aggregates.iter().filter(|known| matches!(known.measure, Measure::ShareOf(_)));
        shares.any(|aggregate| aggregate.attribute == id)
    }

    /// Whether the name's own declaration has been reported.
    pub fn is_set_aside(&self, name: &str) -> bool {
        self.set_aside.contains(name)
    }

    /// The attribute with this name, or a diagnostic.
    pub fn find(&self, name: &Text, document: &Document<'_>) -> Option<AttributeId> {
        if self.is_set_aside(&name.value) {
            return None;
        }
        let found = self.attributes.find(&name.value);
        if found.is_none() && self.awaited.contains(&name.value) {
            let message = format!("`{}` is an aggregate, and is known only after this", name.value);
            let fault =
                Diagnostic::error(Code::UnknownAttribute, message).at(name.span.clone(), "not known yet");
            let help =
                "derived attributes and aggregates rest on facts of the transactions, not on aggregates";
            document.report(fault.help(help));
            return None;
        }
        if found.is_none() {
            let message = format!("no attribute is called `{}`", name.value);
            let fault = Diagnostic::error(Code::UnknownAttribute, message);
            let names = self.attributes.iter().map(|(_, known)| known.name.as_str());
            let help = match nearest(&name.value, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "use a standard attribute, or declare this one under [attributes] in book.toml".to_owned()
                }
            };
            document.report(fault.at(name.span.clone(), "unknown attribute").help(help));
        }
        found
    }

    /// Declares an attribute, or adds to the closed list of one.
    pub fn declare(&mut self, key: &Key, node: Node<'_>) {
        if self.declared(key, node).is_none() {
            self.set_aside.insert(key.value.clone());
        }
    }

    fn declared(&mut self, key: &Key, node: Node<'_>) -> Option<()> {
        let document = node.document();
        let mut table = node.table(&format!("attribute `{}`", key.value))?;
        if let Some(added) = table.take("add") {
            let added = added.texts();
            table.finish();
            let code = |id: &AttributeId| self.attributes.get(*id).kind == Kind::Code;
            let Some(id) = self.attributes.find(&key.value).filter(code) else {
                document.report(self.no_list(key));
                return None;
            };
            self.attributes.add_codes(id, added?.into_iter().map(|code| code.value));
            return Some(());
        }
        let kind = table.require("type").and_then(|node| node.choice(&Kind::ALL));
        let has_values = table.has("values");
        let values = table.take("values").and_then(Node::texts);
        table.finish();
        if kind == Some(Kind::Code) && !has_values {
            let message = format!("the code attribute `{}` has no `values`", key.value);
            let fault =
                Diagnostic::error(Code::MissingKey, message).at(key.span.clone(), "a code has a closed list");
            document.report(fault.help("add `values = [\"…\"]`, or make it `type = \"text\"`"));
        }
        let codes = match values {
            Some(values) => values.into_iter().map(|code| code.value.to_ascii_lowercase()).collect(),
            None if has_values || kind == Some(Kind::Code) => return None,
            None => Vec::new(),
        };
        self.insert(key, kind?, codes, document);
        Some(())
    }

    fn no_list(&self, key: &Key) -> Diagnostic {
        let message = format!("`{}` is no attribute with a closed list, so nothing can be added", key.value);
        let codes = self.attributes.iter().filter(|(_, known)| known.kind == Kind::Code);
        let names: Vec<&str> = codes.map(|(_, known)| known.name.as_str()).collect();
        let fault =
            Diagnostic::error(Code::UnknownAttribute, message).at(key.span.clone(), "has no closed list");
        fault.help(did_you_mean(&key.value, names))
    }

    /// Declares a computed attribute.
    pub fn derive(&mut self, key: &Key, node: Node<'_>) -> Option<Derivation> {
        let document = node.document();
        let Some((kind, from)) = self.derivation(key, node) else {
            self.set_aside.insert(key.value.clone());
            return None;
        };
        let attribute = self.insert(key, kind, Vec::new(), document)?;
        self.attributes.mark_derived(attribute);
        Some(Derivation { attribute, from })
    }

    fn derivation(&self, key: &Key, node: Node<'_>) -> Option<(Kind, Derived)> {
        let mut table = node.table(&format!("derived attribute `{}`", key.value))?;
        let found = if let Some(same) = table.take("same") {
            self.same(key, same).map(|(left, right)| (Kind::Flag, Derived::Same(left, right)))
        } else if !table.has("days") {
            if table.is_empty() {
                let message = format!("derived attribute `{}` does not say how it is computed", key.value);
                let fault = Diagnostic::error(Code::MissingKey, message).at(table.span(), "nothing in it");
                table.document().report(
                    fault.help("write { same = [\"…\", \"…\"] } or { days = { from = \"…\", to = \"…\" } }"),
                );
            }
            None
        } else {
            let days = table.take("days").and_then(|node| node.table("`days`"));
            days.and_then(|mut days| {
                let document = days.document();
                let from =
                    days.require("from").and_then(Node::text).and_then(|name| self.date(&name, document));
                let to = days.require("to").and_then(Node::text).and_then(|name| self.date(&name, document));
                days.finish();
                Some((Kind::Integer, Derived::Days { from: from?, to: to? }))
            })
        };
        table.finish();
        found
    }

    fn same(&self, key: &Key, node: Node<'_>) -> Option<(AttributeId, AttributeId)> {
        let (span, document) = (node.span(), node.document());
        let names = node.texts()?;
        let found: Vec<AttributeId> = names.iter().filter_map(|name| self.find(name, document)).collect();
        if found.len() < names.len() {
            return None;
        }
        let kind = |id: AttributeId| self.attributes.get(id).kind;
        if let [left, right] = found[..]
            && kind(left) == kind(right)
        {
            return Some((left, right));
        }
        let types: Vec<&str> = found.iter().map(|id| kind(*id).name()).collect();
        let message = format!("`{}` must compare two attributes of the same type", key.value);
        let fault = Diagnostic::error(Code::WrongCondition, message);
        document.report(fault.at(span, format!("of type {}", types.join(", "))));
        None
    }

    fn date(&self, name: &Text, document: &Document<'_>) -> Option<AttributeId> {
        self.of_kind(name, &[Kind::Date], document)
    }

    /// The attribute with this name if it is of one of these types, or a diagnostic.
    pub fn of_kind(&self, name: &Text, kinds: &[Kind], document: &Document<'_>) -> Option<AttributeId> {
        let id = self.find(name, document)?;
        let kind = self.attributes.get(id).kind;
        if kinds.contains(&kind) {
            return Some(id);
        }
        let wanted = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
        let message = format!("`{}` is of type {kind}, and {wanted} is needed here", name.value);
        let fault = Diagnostic::error(Code::WrongCondition, message);
        let fitting = self.attributes.iter().filter(|(_, known)| kinds.contains(&known.kind));
        let fitting: Vec<&str> = fitting.map(|(_, known)| known.name.as_str()).collect();
        let help = did_you_mean(&name.value, fitting);
        document.report(fault.at(name.span.clone(), format!("of type {kind}")).help(help));
        None
    }

    fn insert(
        &mut self,
        key: &Key,
        kind: Kind,
        codes: Vec<String>,
        document: &Document<'_>,
    ) -> Option<AttributeId> {
        let id = self.attributes.insert(Attribute { name: key.value.clone(), kind, codes, derived: false });
        if id.is_none() {
            let message = format!("the attribute `{}` exists already", key.value);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(key.span.clone(), "declared again");
            document.report(fault.help("to add values to a closed list write `{ add = [\"…\"] }`"));
        }
        self.declared.extend(id.map(|id| (id, key.span.clone())));
        id
    }
}
