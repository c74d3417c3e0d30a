//! Fees: a text, a table of a larger shape, or either by date.

use super::fee_text::{self, FeeFault};
use super::{Scope, dates};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Span, Table, Text};
use crate::money::Date;
use crate::schedule::{DatedFee, Fee, LineCurrency, Plain, Shape, shape};

/// What stands where a fee may not exist: nothing, or a fee.
type Entry = Option<Fee>;

/// What holds from a day on, or always; and its place.
pub type From<T> = (Option<Date>, T, Span);

/// A fee, or fees by date, the oldest first; `one` reads what stands under a single date.
pub fn dated<T>(node: Node<'_>, one: impl Fn(Node<'_>, bool) -> Option<T>) -> Option<Vec<From<T>>> {
    let span = node.span();
    if !node.is_table() || shape::is_shape(&node) {
        return Some(vec![(None, one(node, false)?, span)]);
    }
    by_date(node.table("`fee`")?, one)
}

fn by_date<T>(table: Table<'_>, one: impl Fn(Node<'_>, bool) -> Option<T>) -> Option<Vec<From<T>>> {
    let (document, span) = (table.document(), table.span());
    let entries = table.into_entries();
    let count = entries.len();
    let mut fees = Vec::new();
    for (key, node) in entries {
        let from = dates::key_date(&key, document);
        if from.is_none() && !node.is_text() {
            continue; // no date, so perhaps not meant as a fee
        }
        let span = node.span();
        let fee = one(node, true);
        if let (Some(from), Some(fee)) = (from, fee) {
            fees.push((Some(from), fee, span));
        }
    }
    if count == 0 {
        let fault =
            Diagnostic::error(Code::EmptyList, "the fee has no date at all").at(span, "nothing in it");
        document.report(fault.help("write a day and the fee from then on: 2026-04-18 = \"1.65% + 0.10\""));
    }
    fees.sort_by_key(|(from, ..)| *from);
    (count > 0 && fees.len() == count).then_some(fees)
}

/// The fees of a rule or an adjustment, by date.
pub fn read(node: Node<'_>, scope: Scope<'_>) -> Option<Vec<DatedFee>> {
    let fees = dated(node, |node, has_date| entry(node, has_date, scope))?;
    let dated = |(from, fee, span): From<Entry>| DatedFee { from, withdrawn: fee.is_none(), fee, span };
    Some(fees.into_iter().map(dated).collect())
}

/// A fee or, under a date, `withdrawn`.
fn entry(node: Node<'_>, has_date: bool, scope: Scope<'_>) -> Option<Entry> {
    if !node.says("withdrawn") {
        return whole(node, scope).map(Some);
    }
    if !has_date {
        let message = "`withdrawn` needs the day from which the rule no longer exists";
        let fault = Diagnostic::error(Code::MalformedFee, message).at(node.span(), "without a date");
        node.document().report(fault.help("write [rule.fee] with 2027-04-17 = \"withdrawn\""));
        return None;
    }
    Some(None)
}

/// A fee, or `n/a` or `withdrawn` where a matrix has none; its date stands elsewhere.
pub fn cell(node: Node<'_>, scope: Scope<'_>) -> Option<DatedFee> {
    let (span, withdrawn) = (node.span(), node.says("withdrawn"));
    let fee = if withdrawn || node.says("n/a") { None } else { Some(whole(node, scope)?) };
    Some(DatedFee { from: None, fee, withdrawn, span })
}

/// The fee of a rule: one that is printed, or `unpublished`.
fn whole(node: Node<'_>, scope: Scope<'_>) -> Option<Fee> {
    if node.says(Fee::UNPUBLISHED) { Some(Fee::unpublished()) } else { one(node, scope) }
}

/// One fee that is printed: a text or a larger shape.
pub fn one(node: Node<'_>, scope: Scope<'_>) -> Option<Fee> {
    if node.is_table() {
        return shape::read(node.table("a fee")?, scope);
    }
    let document = node.document();
    if node.says(Fee::UNPUBLISHED) {
        let message = "`unpublished` is no part of a larger fee";
        let fault =
            Diagnostic::error(Code::MalformedFee, message).at(node.span(), "what would the whole cost?");
        document.report(fault.help("if one part is not printed, the whole is not: fee = \"unpublished\""));
        return None;
    }
    if !node.is_text() {
        return node.wrong_type("a fee in quotes, such as \"1.65% + 0.10\"");
    }
    plain(&node.text()?, scope, document)
}

fn plain(text: &Text, scope: Scope<'_>, document: &Document<'_>) -> Option<Fee> {
    let vocabulary = scope.names.vocabulary;
    let parts = match fee_text::parse(&text.value, vocabulary) {
        Ok(parts) => parts,
        Err(fault) => {
            let unit = text.value.get(fault.at.clone()).unwrap_or_default();
            if fault.code != Code::UnknownAttribute || !vocabulary.is_set_aside(unit) {
                document.report(malformed(text, fault));
            }
            return None;
        }
    };
    let bare = |amount: crate::schedule::Money| amount.currency.is_none() && !amount.amount.is_zero();
    if scope.currency == Some(LineCurrency::Transaction) && parts.amounts().any(bare) {
        let message = format!("an amount in `{}` has no currency", text.value.trim());
        let fault = Diagnostic::error(Code::FeeCurrency, message)
            .at(text.span.clone(), "in the transaction's currency?");
        document.report(
            fault.help("with `currency = \"transaction\"` every amount names its own: \"0.25% + EUR 0.08\""),
        );
        return None;
    }
    Some(Fee { text: text.value.trim().to_owned(), shape: Shape::Plain(parts) })
}

/// The parts of a plain fee; nothing if it is a larger one.
pub fn as_plain(fee: &Fee) -> Option<&Plain> {
    match &fee.shape {
        Shape::Plain(plain) => Some(plain),
        _ => None,
    }
}

/// The diagnostic with its caret on the very characters, where the text stands in plain quotes.
fn malformed(text: &Text, fault: FeeFault) -> Diagnostic {
    let whole = text.span.range.len() == text.value.len();
    let range = if whole {
        let start = text.span.range.start;
        start + fault.at.start..start + fault.at.end
    } else {
        text.span.range.clone()
    };
    let message = format!("`{}` is not a fee: {}", text.value, fault.message);
    let span = Span { source: text.span.source, range };
    Diagnostic::error(fault.code, message).at(span, fault.label).help(fault.help)
}
