//! A schedule: its head, what it covers, its rules.

use super::book_toml::{attribute, choice};
use super::{Context, conditions, rounding, rules};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Table, Text, did_you_mean};
use crate::facts::{AttributeId, Kind, id};
use crate::money::Currency;
use crate::schedule::{LineCurrency, Rounding, Schedule, Select};

/// `select` as the language has it.
#[derive(Clone, Copy)]
enum Selecting {
    By(Select),
    ByAmount,
}

pub fn read(mut root: Table<'_>, context: &Context<'_>) -> Option<Schedule> {
    let document = root.document();
    let covers = root.take("covers").and_then(|node| node.table("[covers]"));
    let covers = covers.map(|table| conditions::read(table, context)).unwrap_or_default();
    let head = root.require("schedule").and_then(|node| node.table("[schedule]"));
    let head = head.and_then(|table| Head::read(table, context));
    let rule_nodes = root.take("rule");
    root.refuse("matrix", "a matrix");
    root.refuse("adjustment", "an adjustment");
    root.take("groups"); // read with the groups of all files
    let nothing_to_price = rule_nodes.is_none() && !root.has("matrix");
    let span = root.span_of_first_key();
    root.finish();
    let currency = head.as_ref().map(|head| head.currency);
    let rules = rule_nodes.map(|node| rules::read(node, currency, context)).unwrap_or_default();
    let head = head?;
    if nothing_to_price {
        let message = format!("the schedule `{}` has no rule", head.id.value);
        document.report(Diagnostic::error(Code::MissingKey, message).at(span, "add a [[rule]]"));
    }
    Some(head.into_schedule(covers, rules))
}

struct Head {
    id: Text,
    title: String,
    component: usize,
    currency: LineCurrency,
    select: Select,
    dated_by: AttributeId,
    basis: AttributeId,
    rounding: Rounding,
    source: String,
    verified_on: Option<crate::money::Date>,
    review_by: Option<(crate::money::Date, crate::diagnostic::Span)>,
    unknown_is_no: bool,
}

impl Head {
    fn read(mut table: Table<'_>, context: &Context<'_>) -> Option<Head> {
        let document = table.document();
        let start = table.span();
        table.refuse("charged", "a period charge");
        let id = table.require("id").and_then(Node::text);
        let title = optional_text(&mut table, "title");
        let component = table.require("component").and_then(Node::text);
        let component = component.and_then(|name| self::component(&name, context, document));
        let currency = table.require("currency").and_then(Node::text);
        let currency = currency.and_then(|text| line_currency(&text, document));
        let select = table.take("select").map_or(Some(Select::First), self::select);
        let dated_by = named(&mut table, "dated_by", &[Kind::Date], id::CLEARING_DATE, context);
        let basis = basis(&mut table, context);
        let own = table.take("rounding").map(rounding::read);
        let source = optional_text(&mut table, "source");
        let verified_on = table.take("verified_on").and_then(Node::date);
        let review_by = table.take("review_by").and_then(|node| {
            let span = node.span();
            node.date().map(|date| (date, span))
        });
        let unknown = table
            .take("unknown")
            .map_or(Some(false), |node| choice(node, &[("unproven", false), ("no", true)]));
        table.finish();
        let rounding = match own {
            Some(rounding) => rounding,
            None => context.foundation.rounding.or_else(|| {
                let message = "neither the schedule nor its book says how to round";
                let fault = Diagnostic::error(Code::NoRounding, message).at(
                    id.as_ref().map_or(start, |id| id.span.clone()),
                    "this schedule",
                );
                let help = "add `rounding = { mode = \"half_up\", decimals = 2, per = \"line\" }` here, or [rounding] to book.toml";
                document.report(fault.help(help));
                None
            }),
        };
        Some(Head {
            id: id?,
            title,
            component: component?,
            currency: currency?,
            select: select?,
            dated_by: dated_by?,
            basis: basis?,
            rounding: rounding?,
            source,
            verified_on,
            review_by,
            unknown_is_no: unknown?,
        })
    }

    fn into_schedule(
        self,
        covers: crate::schedule::Condition,
        rules: Vec<crate::schedule::Rule>,
    ) -> Schedule {
        Schedule {
            id: self.id.value,
            title: self.title,
            component: self.component,
            currency: self.currency,
            select: self.select,
            dated_by: self.dated_by,
            basis: self.basis,
            rounding: self.rounding,
            source: self.source,
            verified_on: self.verified_on,
            review_by: self.review_by.as_ref().map(|(date, _)| *date),
            unknown_is_no: self.unknown_is_no,
            covers,
            rules,
            span: self.id.span,
            review_span: self.review_by.map(|(_, span)| span),
        }
    }
}

fn optional_text(table: &mut Table<'_>, key: &'static str) -> String {
    table.take(key).and_then(Node::text).map(|text| text.value).unwrap_or_default()
}

fn component(name: &Text, context: &Context<'_>, document: &Document<'_>) -> Option<usize> {
    let components = &context.foundation.components;
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
    let currency = Currency::parse(&text.value);
    if currency.is_none() {
        let message = format!("`{}` is no ISO 4217 currency", text.value);
        let fault = Diagnostic::error(Code::UnknownValue, message).at(text.span.clone(), "unknown currency");
        document
            .report(fault.help("write a code such as \"EUR\", or \"transaction\" for the transaction's own"));
    }
    currency.map(LineCurrency::Fixed)
}

fn select(node: Node<'_>) -> Option<Select> {
    let (span, document) = (node.span(), node.document());
    let choices = [
        ("first", Selecting::By(Select::First)),
        ("all", Selecting::By(Select::All)),
        ("lowest", Selecting::ByAmount),
        ("highest", Selecting::ByAmount),
    ];
    match choice(node, &choices)? {
        Selecting::By(select) => Some(select),
        Selecting::ByAmount => {
            let message =
                "selecting by amount is part of the language, but this version of trueup cannot price it yet";
            document.report(Diagnostic::error(Code::Unsupported, message).at(span, "refused"));
            None
        }
    }
}

/// `basis`: a money attribute; a list or a component's name is a later part of the language.
fn basis(table: &mut Table<'_>, context: &Context<'_>) -> Option<AttributeId> {
    let Some(node) = table.take("basis") else { return Some(id::AMOUNT) };
    if node.is_array() {
        node.unsupported("a basis of earlier components");
        return None;
    }
    let document = node.document();
    let name = node.text()?;
    if context.foundation.components.iter().any(|component| component.name == name.value) {
        let message = "a basis of earlier components is part of the language, but this version of trueup cannot price it yet";
        document.report(Diagnostic::error(Code::Unsupported, message).at(name.span, "refused"));
        return None;
    }
    of_kind(&name, &[Kind::Money], context, document)
}

fn named(
    table: &mut Table<'_>,
    key: &'static str,
    kinds: &[Kind],
    default: AttributeId,
    context: &Context<'_>,
) -> Option<AttributeId> {
    match table.take(key) {
        None => Some(default),
        Some(node) => {
            let document = node.document();
            of_kind(&node.text()?, kinds, context, document)
        }
    }
}

/// The attribute with this name if it is of one of these types.
pub fn of_kind(
    name: &Text,
    kinds: &[Kind],
    context: &Context<'_>,
    document: &Document<'_>,
) -> Option<AttributeId> {
    let attributes = &context.foundation.attributes;
    let id = attribute(name, attributes, document)?;
    let kind = attributes.get(id).kind;
    if kinds.contains(&kind) {
        return Some(id);
    }
    let wanted = kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(" or ");
    let message = format!("`{}` is of type {kind}, and {wanted} is needed here", name.value);
    document.report(
        Diagnostic::error(Code::WrongCondition, message).at(name.span.clone(), format!("of type {kind}")),
    );
    None
}
