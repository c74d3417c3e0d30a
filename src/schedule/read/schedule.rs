//! A schedule: its head, what it covers, its rules.

use super::book_toml::BookRounding;
use super::{Context, conditions, rounding, rules};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Table, Text, did_you_mean};
use crate::facts::{AttributeId, Kind, id};
use crate::money::Currency;
use crate::schedule::{Condition, LineCurrency, Rounding, Schedule, Select};

/// `select` as the language has it.
#[derive(Clone, Copy)]
enum Selecting {
    By(Select),
    ByAmount,
}

/// A schedule as its file names it, whatever else is wrong with it.
pub struct Named {
    pub id: String,
    /// The ids of its rules; `None` if some of them are not known.
    pub rules: Option<Vec<String>>,
    /// The schedule without faults in its head and coverage; faulty rules are left out.
    pub schedule: Option<Schedule>,
}

pub fn read(mut root: Table<'_>, context: &Context<'_>) -> Option<Named> {
    let document = root.document();
    let covers = match root.take("covers") {
        Some(node) => node.table("[covers]").and_then(|table| conditions::read(table, context)),
        None => Some(Condition::default()),
    };
    let head = root.section("schedule");
    let (id, head) = head.map(|table| Head::read(table, context)).unwrap_or_default();
    let has_rules = root.has("rule") || root.has("matrix");
    let all_read = !root.has("matrix");
    let rules = root.take("rule");
    root.refuse("matrix", "a matrix");
    root.refuse("adjustment", "an adjustment");
    root.finish();
    let currency = head.as_ref().map(|head| head.currency);
    let (rule_ids, rules) = rules.map(|node| rules::read(node, currency, context)).unwrap_or_default();
    let id = id?;
    if !has_rules {
        let message = format!("the schedule `{}` has no rule", id.value);
        let fault = Diagnostic::error(Code::MissingKey, message).at(id.span.clone(), "this schedule");
        document.report(fault.help("add a [[rule]] with an `id` and a `fee`"));
    }
    let schedule = head.zip(covers).map(|(head, covers)| head.into_schedule(id.clone(), covers, rules));
    Some(Named { id: id.value, rules: all_read.then_some(rule_ids), schedule })
}

struct Head {
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
    /// The id, and the head if all of it could be read.
    fn read(mut table: Table<'_>, context: &Context<'_>) -> (Option<Text>, Option<Head>) {
        let id = table.require("id").and_then(Node::text);
        let head = Head::read_rest(table, id.as_ref(), context);
        (id, head)
    }

    fn read_rest(mut table: Table<'_>, id: Option<&Text>, context: &Context<'_>) -> Option<Head> {
        let document = table.document();
        let start = table.span();
        table.refuse("charged", "a period charge");
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
            .map_or(Some(false), |node| node.choice(&[("unproven", false), ("no", true)]));
        table.finish();
        let rounding = match (own, context.foundation.rounding) {
            (Some(own), _) => own,
            (None, BookRounding::Declared(rounding)) => Some(rounding),
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
            source,
            verified_on,
            review_by,
            unknown_is_no: unknown?,
        })
    }

    fn into_schedule(self, id: Text, covers: Condition, rules: Vec<crate::schedule::Rule>) -> Schedule {
        Schedule {
            id: id.value,
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
            span: id.span,
            review_span: self.review_by.map(|(_, span)| span),
        }
    }
}

fn optional_text(table: &mut Table<'_>, key: &'static str) -> String {
    table.take(key).and_then(Node::text).map(|text| text.value).unwrap_or_default()
}

fn component(name: &Text, context: &Context<'_>, document: &Document<'_>) -> Option<usize> {
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
    match node.choice(&choices)? {
        Selecting::By(select) => Some(select),
        Selecting::ByAmount => {
            document.unsupported(span, "selecting the lowest or highest fee");
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
    let mut components = context.foundation.components.iter().flatten();
    if components.any(|component| component.name == name.value) {
        document.unsupported(name.span, "a basis of earlier components");
        return None;
    }
    context.foundation.vocabulary.of_kind(&name, &[Kind::Money], document)
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
            context.foundation.vocabulary.of_kind(&node.text()?, kinds, document)
        }
    }
}
