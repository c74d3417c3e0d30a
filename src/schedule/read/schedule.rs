//! A schedule: its head, what it covers, its rules.

use super::book_toml::BookRounding;
use super::rounding::{self, Declared};
use super::{Context, Scope, adjustments, conditions, rules, values};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Span, Table, Text, did_you_mean};
use crate::facts::{AttributeId, Kind, id};
use crate::schedule::{Basis, Condition, LineCurrency, Schedule, Select};
use std::collections::BTreeMap;

/// A schedule as its file names it, whatever else is wrong with it.
pub struct Named {
    pub id: String,
    /// The ids of its rules; `None` where some are not known.
    pub rules: Option<Vec<String>>,
    /// The schedule without faults in its head and coverage; faulty rules are left out.
    pub schedule: Option<Schedule>,
}

pub fn read(mut root: Table<'_>, context: Context<'_>) -> Option<Named> {
    let document = root.document();
    let covers = match root.take("covers") {
        Some(node) => node.table("[covers]").and_then(|table| conditions::read(table, context.names)),
        None => Some(Condition::default()),
    };
    let head = root.section("schedule");
    let (id, head) = head.map(|table| Head::read(table, context)).unwrap_or_default();
    let has_rules = root.has("rule") || root.has("matrix");
    let (rules, matrices, adjustments) = (root.take("rule"), root.take("matrix"), root.take("adjustment"));
    root.finish();
    let scope = Scope { names: context.names, currency: head.as_ref().map(|head| head.currency) };
    let (rule_ids, rules) = rules::read(rules, matrices, scope, document);
    let adjustments = adjustments.map(|node| adjustments::read(node, rule_ids.as_deref(), scope));
    let id = id?;
    if !has_rules {
        let message = format!("the schedule `{}` has no rule", id.value);
        let fault = Diagnostic::error(Code::MissingKey, message).at(id.span.clone(), "this schedule");
        document.report(fault.help("add a [[rule]] with an `id` and a `fee`"));
    }
    let schedule = head.zip(covers).map(|(head, covers)| Schedule {
        rules,
        adjustments: adjustments.unwrap_or_default(),
        ..head.into_schedule(id.clone(), covers)
    });
    Some(Named { id: id.value, rules: rule_ids, schedule })
}

struct Head {
    title: String,
    component: usize,
    currency: LineCurrency,
    select: Select,
    dated_by: AttributeId,
    basis: Basis,
    rounding: Declared,
    allow: Vec<(String, String)>,
    source: String,
    verified_on: Option<crate::money::Date>,
    review_by: Option<(crate::money::Date, Span)>,
    unknown_is_no: bool,
}

impl Head {
    /// The id, and the head if all of it could be read.
    fn read(mut table: Table<'_>, context: Context<'_>) -> (Option<Text>, Option<Head>) {
        let id = table.require("id").and_then(Node::text);
        let head = Head::read_rest(table, id.as_ref(), context);
        (id, head)
    }

    fn read_rest(mut table: Table<'_>, id: Option<&Text>, context: Context<'_>) -> Option<Head> {
        let document = table.document();
        let start = table.span();
        table.refuse("charged", "a period charge");
        let title = optional_text(&mut table, "title");
        let component = table.require("component").and_then(Node::text);
        let component = component.and_then(|name| self::component(&name, context, document));
        let currency = table.require("currency").and_then(Node::text);
        let currency = currency.and_then(|text| line_currency(&text, document));
        let select = table.take("select").map_or(Some(Select::First), |node| node.choice(&SELECT));
        let dated_by = named(&mut table, "dated_by", &[Kind::Date], id::CLEARING_DATE, context);
        let basis = basis(&mut table, component, context);
        let own = table.take("rounding").map(|node| rounding::read(node, context.names));
        let allow = table.take("allow").and_then(|node| node.table("`allow`")).map(allowed);
        let source = optional_text(&mut table, "source");
        let verified_on = table.take("verified_on").and_then(Node::date);
        let review_by = table.take("review_by").and_then(|node| {
            let span = node.span();
            node.date().map(|date| (date, span))
        });
        let unknown = table
            .take("unknown")
            .map_or(Some(false), |node| node.choice(&[("unproven", false), ("no", true)]));
        table.finish();
        let rounding = match (own, &context.foundation.rounding) {
            (Some(own), _) => own,
            (None, BookRounding::Declared(rounding)) => Some(rounding.clone()),
            (None, BookRounding::Faulty) => None,
            (None, BookRounding::None) => {
                let message = "neither the schedule nor its book says how to round";
                let span = id.map_or(start, |id| id.span.clone());
                let fault = Diagnostic::error(Code::NoRounding, message).at(span, "this schedule");
                let help = "add `rounding = { mode = \"half_up\", decimals = 2, per = \"line\" }` here, or [rounding] to book.toml";
                document.report(fault.help(help));
                None
            }
        };
        Some(Head {
            title,
            component: component?,
            currency: currency?,
            select: select?,
            dated_by: dated_by?,
            basis: basis?,
            rounding: rounding?,
            allow: allow.unwrap_or_default(),
            source,
            verified_on,
            review_by,
            unknown_is_no: unknown?,
        })
    }

    /// The schedule without rules.
    fn into_schedule(self, id: Text, covers: Condition) -> Schedule {
        Schedule {
            id: id.value,
            title: self.title,
            component: self.component,
            currency: self.currency,
            select: self.select,
            dated_by: self.dated_by,
            basis: self.basis,
            rounding: self.rounding.rounding,
            group: self.rounding.group,
            source: self.source,
            verified_on: self.verified_on,
            review_by: self.review_by.as_ref().map(|(date, _)| *date),
            unknown_is_no: self.unknown_is_no,
            covers,
            rules: Vec::new(),
            adjustments: Vec::new(),
            allow: self.allow,
            span: id.span,
            review_span: self.review_by.map(|(_, span)| span),
        }
    }
}

fn optional_text(table: &mut Table<'_>, key: &'static str) -> String {
    table.take(key).and_then(Node::text).map(|text| text.value).unwrap_or_default()
}

fn component(name: &Text, context: Context<'_>, document: &Document<'_>) -> Option<usize> {
    let components = context.foundation.components.as_ref()?;
    let found = components.iter().position(|component| component.name == name.value);
    if found.is_none() {
        let message = format!("book.toml declares no component `{}`", name.value);
        let names: Vec<&str> = components.iter().map(|component| component.name.as_str()).collect();
        let fault =
            Diagnostic::error(Code::UnknownComponent, message).at(name.span.clone(), "unknown component");
        document.report(fault.help(did_you_mean(&name.value, names)));
    }
    found
}

fn line_currency(text: &Text, document: &Document<'_>) -> Option<LineCurrency> {
    if text.value == "transaction" {
        return Some(LineCurrency::Transaction);
    }
    values::currency(text, document).map(LineCurrency::Fixed)
}

const SELECT: [(&str, Select); 4] = [
    ("first", Select::First),
    ("all", Select::All),
    ("lowest", Select::Lowest),
    ("highest", Select::Highest),
];

/// `allow = { uncovered-gap = "why" }`: findings of checks that are meant, by name or code.
fn allowed(table: Table<'_>) -> Vec<(String, String)> {
    let document = table.document();
    let mut allowed = Vec::new();
    for (key, node) in table.into_entries() {
        let known = Code::parse(&key.value).filter(|code| code.can_be_meant());
        if known.is_none() {
            let message = format!("no check is called `{}`, so nothing of it is meant", key.value);
            let fault = Diagnostic::error(Code::UnknownChoice, message).at(key.span.clone(), "not a check");
            let names = Code::ALL.iter().filter(|code| code.can_be_meant()).map(|code| code.name());
            document.report(fault.help(did_you_mean(&key.value, names)));
        }
        let span = node.span();
        let Some(why) = node.text() else { continue };
        if why.value.trim().is_empty() {
            let message = format!("`{}` is allowed without a reason", key.value);
            let fault = Diagnostic::error(Code::MissingKey, message).at(span, "no reason");
            document.report(fault.help("say why it is meant, so that the next reader need not ask"));
            continue;
        }
        allowed.extend(known.map(|code| (code.name().to_owned(), why.value)));
    }
    allowed
}

/// A money attribute, or earlier components.
fn basis(table: &mut Table<'_>, component: Option<usize>, context: Context<'_>) -> Option<Basis> {
    let Some(node) = table.take("basis") else { return Some(Basis::Attribute(id::AMOUNT)) };
    let document = node.document();
    let vocabulary = context.names.vocabulary;
    let is_list = node.is_array();
    let names = node.texts()?;
    let mut components = context.foundation.components.iter().flatten();
    if let [name] = &names[..]
        && !is_list
        && !components.any(|component| component.name == name.value)
    {
        let known = vocabulary.attributes.find(&name.value).is_some() || vocabulary.is_set_aside(&name.value);
        if !known && !components_of(context).is_empty() {
            document.report(no_basis(name, context));
            return None;
        }
        return vocabulary.of_kind(name, &[Kind::Money], document).map(Basis::Attribute);
    }
    let mut seen = BTreeMap::new();
    let found: Vec<usize> = names
        .iter()
        .filter_map(|name| {
            let found = earlier(name, component, context, document)?;
            is_first(name, &mut seen, document).then_some(found)
        })
        .collect();
    (found.len() == names.len()).then_some(Basis::Components(found))
}

/// Whether the basis names this component for the first time: twice would double it.
fn is_first<'n>(name: &'n Text, seen: &mut BTreeMap<&'n str, &'n Span>, document: &Document<'_>) -> bool {
    if let Some(first) = seen.get(name.value.as_str()) {
        let message = format!("the basis names `{}` twice", name.value);
        let fault = Diagnostic::error(Code::DuplicateId, message).at(name.span.clone(), "once more");
        document.report(fault.at((*first).clone(), "first here").help("take one of them out"));
        return false;
    }
    seen.insert(&name.value, &name.span);
    true
}

fn components_of(context: Context<'_>) -> Vec<&str> {
    let components = context.foundation.components.iter().flatten();
    components.map(|component| component.name.as_str()).collect()
}

/// A name that is neither a money attribute nor a component.
fn no_basis(name: &Text, context: Context<'_>) -> Diagnostic {
    let attributes = context.names.vocabulary.attributes.iter();
    let money =
        attributes.filter(|(_, known)| known.kind == Kind::Money).map(|(_, known)| known.name.as_str());
    let names: Vec<&str> = components_of(context).into_iter().chain(money).collect();
    let message = format!("`{}` is no attribute and no component", name.value);
    let fault = Diagnostic::error(Code::UnknownAttribute, message).at(name.span.clone(), "no basis");
    fault.help(did_you_mean(&name.value, names))
}

/// The component with this name, which must be priced before `own`.
fn earlier(name: &Text, own: Option<usize>, context: Context<'_>, document: &Document<'_>) -> Option<usize> {
    let found = component(name, context, document)?;
    if own.is_none_or(|own| found < own) {
        return Some(found);
    }
    let message = format!("`{}` is not priced before this component, so it is no basis", name.value);
    let fault = Diagnostic::error(Code::UnknownComponent, message).at(name.span.clone(), "priced later");
    document
        .report(fault.help("components are priced in the order of book.toml: put this one behind its basis"));
    None
}

fn named(
    table: &mut Table<'_>,
    key: &'static str,
    kinds: &[Kind],
    default: AttributeId,
    context: Context<'_>,
) -> Option<AttributeId> {
    match table.take(key) {
        None => Some(default),
        Some(node) => {
            let document = node.document();
            context.names.vocabulary.of_kind(&node.text()?, kinds, document)
        }
    }
}
