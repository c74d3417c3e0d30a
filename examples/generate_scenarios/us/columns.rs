//! The columns of the files.

use super::payment::Payment;
use super::shops::Shop;
use crate::row::{Row, written};

pub(crate) const HEADER: &[&str] = &[
    "transaction_id",
    "event",
    "merchant_id",
    "authorization_date",
    "clearing_date",
    "amount",
    "network",
    "funding",
    "segment",
    "product",
    "regulated",
    "fraud_adjusted",
    "channel",
    "entry",
    "cardholder_verification",
    "initiator",
    "recurring",
    "authenticated",
    "ucaf",
    "token",
    "dcap",
    "cps_qualified",
    "small_ticket",
    "downgraded",
    "data_level",
    "cvv2_result",
    "billed.interchange",
    "billed.scheme_fee",
    "billed.markup",
    "billed.compliance",
    "billed_currency",
];

pub(crate) fn record(row: &Row<Payment>) -> Vec<String> {
    let facts = &row.facts;
    let text = |value: &str| value.to_owned();
    let debit = facts.card.funding != "credit";
    let remote = facts.shop.remote;
    let known_regulated = facts.regulated.filter(|_| debit);
    let ucaf = if facts.authenticated { "full" } else { "none" };
    let billed =
        |component| row.billed(component).map_or(String::new(), |amount| written(amount).to_string());
    vec![
        row.id.clone(),
        text(row.event),
        text(facts.shop.id),
        facts.authorized.to_string(),
        facts.cleared.map_or(String::new(), |day| day.to_string()),
        facts.amount.to_string(),
        text(facts.card.network),
        text(facts.card.funding),
        text(facts.card.segment),
        text(facts.card.product),
        known_regulated.map_or(String::new(), |regulated| regulated.to_string()),
        if known_regulated == Some(true) { facts.fraud_adjusted.to_string() } else { String::new() },
        text(if remote { "card_not_present" } else { "card_present" }),
        text(facts.entry),
        text(facts.verification),
        text(if facts.recurring() { "merchant" } else { "customer" }),
        facts.recurring().to_string(),
        facts.authenticated.to_string(),
        text(if remote && !facts.is_visa() { ucaf } else { "" }),
        facts.token.to_string(),
        facts.dcap.to_string(),
        if facts.is_visa() { (!facts.downgraded).to_string() } else { String::new() },
        facts.small_ticket().to_string(),
        facts.downgraded.to_string(),
        text(facts.data_level),
        text(if remote { "match" } else { "not_sent" }),
        billed("interchange"),
        billed("scheme_fee"),
        billed("markup"),
        billed("compliance"),
        text(row.billed_currency),
    ]
}

pub(crate) const MERCHANTS: &[&str] = &[
    "merchant_id",
    "mcc",
    "merchant_program",
    "visa_volume_tier",
    "visa_recurring_tier",
    "mastercard_credit_tier",
    "mastercard_debit_tier",
    "mastercard_small_ticket_tier",
    "unattended",
];

pub(crate) fn merchant(shop: &Shop) -> Vec<String> {
    let none = || "none".to_owned();
    vec![
        shop.id.to_owned(),
        shop.mcc.to_owned(),
        shop.program.to_owned(),
        none(),
        none(),
        shop.mastercard_credit_tier.to_owned(),
        none(),
        none(),
        shop.unattended.to_string(),
    ]
}
