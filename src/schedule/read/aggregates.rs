//! `[aggregates]`: totals over a period.

use super::{Names, conditions, values};
use crate::diagnostic::{Code, Diagnostic, Document, Key, Node, Span, Table};
use crate::facts::{AttributeId, Kind, id};
use crate::money::Currency;
use crate::schedule::{Aggregate, AggregatePeriod, Condition, Measure};

/// An aggregate that has no attribute yet; nothing if it is faulty, which is reported.
pub struct Declared {
    pub key: Key,
    pub aggregate: Option<Aggregate>,
}

pub fn read(key: Key, node: Node<'_>, names: Names<'_>) -> Declared {
    let aggregate = node.table(&format!("aggregate `{}`", key.value));
    let aggregate = aggregate.and_then(|table| aggregate_of(table, names));
    Declared { key, aggregate }
}

fn aggregate_of(mut table: Table<'_>, names: Names<'_>) -> Option<Aggregate> {
    let document = table.document();
    let measure = measure(&mut table, names);
    let has_filter = table.has("where");
    let filter = match table.take("where") {
        Some(node) => node.table("`where`").and_then(|table| conditions::read(table, names)),
        None => Some(Condition::default()),
    };
    let per = match table.take("per") {
        Some(node) => node.texts().and_then(|texts| {
            let found: Vec<AttributeId> =
                texts.iter().filter_map(|text| names.vocabulary.find(text, document)).collect();
            (found.len() == texts.len()).then_some(found)
        }),
        None => Some(Vec::new()),
    };
    let period = table.require("period").and_then(|node| node.choice(&AggregatePeriod::ALL));
    let dated_by = match table.take("dated_by") {
        Some(node) => node.text().and_then(|name| names.vocabulary.of_kind(&name, &[Kind::Date], document)),
        None => Some(id::CLEARING_DATE),
    };
    let span = table.span();
    let currency = table.take("currency").map(|node| (node.span(), node.text()));
    table.finish();
    let measure = measure?;
    let currency = match currency {
        None => None,
        Some((span, text)) => Some(currency_of(measure, text?, span, names, document)?),
    };
    if matches!(measure, Measure::ShareOf(_)) && !has_filter {
        let message = "a share needs `where`, which says which part of the whole it is";
        let fault = Diagnostic::error(Code::MissingKey, message).at(span, "a share of what?");
        document.report(fault.help("add `where = { … }`"));
        return None;
    }
    // Its attribute is known once all aggregates are read.
    let attribute = AttributeId(usize::MAX);
    Some(Aggregate {
        attribute,
        measure,
        filter: filter?,
        per: per?,
        period: period?,
        dated_by: dated_by?,
        currency,
    })
}

/// Exactly one of `sum`, `count` and `share_of`.
fn measure(table: &mut Table<'_>, names: Names<'_>) -> Option<Measure> {
    let (document, span) = (table.document(), table.span());
    let [sum, count, share] = ["sum", "count", "share_of"].map(|key| table.take(key));
    let number = |node: Node<'_>| names.vocabulary.of_kind(&node.text()?, &Kind::NUMBERS, document);
    match (sum, count, share) {
        (Some(node), None, None) => number(node).map(Measure::Sum),
        (None, None, Some(node)) => number(node).map(Measure::ShareOf),
        (None, Some(node), None) => {
            let at = node.span();
            if node.flag()? {
                return Some(Measure::Count);
            }
            let fault =
                Diagnostic::error(Code::UnknownChoice, "an aggregate that does not count says nothing");
            document.report(fault.at(at, "only true").help("write `count = true`"));
            None
        }
        _ => {
            let message = "an aggregate adds up one thing: `sum`, `count` or `share_of`";
            let fault = Diagnostic::error(Code::MissingKey, message).at(span, "not exactly one of them");
            document.report(fault.help("write { sum = \"amount\", … }, { count = true, … } or { share_of = \"amount\", where = { … }, … }"));
            None
        }
    }
}

fn currency_of(
    measure: Measure,
    text: crate::diagnostic::Text,
    span: Span,
    names: Names<'_>,
    document: &Document<'_>,
) -> Option<Currency> {
    let kind = measure.attribute().map(|attribute| names.vocabulary.attributes.get(attribute).kind);
    if kind == Some(Kind::Money) {
        return values::currency(&text, document);
    }
    let fault = Diagnostic::error(Code::WrongCondition, "only a sum of amounts has a currency");
    document.report(fault.at(span, "no amounts are added up").help("leave `currency` out"));
    None
}
