//! The columns of the files.

use super::payment::{Payment, Shop};
use crate::row::{Row, written};

pub(crate) const HEADER: &[&str] = &[
    "transaction_id",
    "event",
    "merchant_id",
    "authorization_date",
    "clearing_date",
    "amount",
    "currency",
    "network",
    "funding",
    "segment",
    "product",
    "issuer_country",
    "channel",
    "entry",
    "authenticated",
    "token",
    "mobile_device",
];

pub(crate) fn record(row: &Row<Payment>) -> Vec<String> {
    let facts = &row.facts;
    let text = |value: &str| value.to_owned();
    vec![
        row.id.clone(),
        text(row.event),
        text(facts.shop.id),
        facts.authorized.to_string(),
        facts.cleared.map_or(String::new(), |day| day.to_string()),
        facts.amount.to_string(),
        text(row.currency),
        text(facts.network),
        text(facts.funding),
        text(facts.segment),
        text(facts.product),
        text(facts.issuer),
        text(if facts.shop.remote { "card_not_present" } else { "card_present" }),
        text(facts.entry),
        facts.authenticated.to_string(),
        facts.token.to_string(),
        facts.mobile.to_string(),
    ]
}

pub(crate) const LINE_HEADER: &[&str] =
    &["transaction_id", "event", "component", "amount", "currency", "billed_as"];

/// The billed lines of a transaction, twice where it is billed twice.
pub(crate) fn lines(row: &Row<Payment>) -> Vec<Vec<String>> {
    let billed = row.costs.iter().filter_map(|cost| Some((cost.component, cost.billed?)));
    let lines = billed.map(|(component, amount)| {
        vec![
            row.id.clone(),
            row.event.to_owned(),
            component.to_owned(),
            written(amount).to_string(),
            row.billed_currency.to_owned(),
            label(row, component).to_owned(),
        ]
    });
    lines.flat_map(|line| std::iter::repeat_n(line, row.copies)).collect()
}

/// What the acquirer's statement calls a line.
fn label(row: &Row<Payment>, component: &str) -> &'static str {
    match (component, row.event) {
        ("interchange", _) => "INTERCHANGE",
        ("scheme_fee", "authorization") => "SECURE CREDENTIAL",
        ("scheme_fee", _) => "SCHEME FEES",
        ("markup", "chargeback") => "CHARGEBACK",
        ("markup", _) => "SERVICE CHARGE",
        _ => "BTW 21%",
    }
}

pub(crate) const MERCHANTS: &[&str] = &["merchant_id", "merchant_country", "mcc", "everyday_goods"];

pub(crate) fn merchant(shop: &Shop) -> Vec<String> {
    let everyday = shop.mcc == "5411";
    vec![shop.id.to_owned(), shop.country.to_owned(), shop.mcc.to_owned(), everyday.to_string()]
}
