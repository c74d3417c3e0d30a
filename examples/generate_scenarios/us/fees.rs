//! What a payment should cost: interchange by the shop's table, network fees, and the acquirer's markup.

use super::payment::Payment;
use super::shops::{MASTERCARD_CREDIT, VISA_CREDIT};
use crate::fee::{Fee, cents, fee};
use chrono::NaiveDate;
use rust_decimal::Decimal;

/// Of a sale; `None` where it is not published, or a fact is not known.
pub(crate) fn interchange(sale: &Payment) -> Option<Decimal> {
    interchange_fee(sale).map(|fee| fee.of(sale.amount))
}

pub(crate) fn interchange_fee(sale: &Payment) -> Option<Fee> {
    let debit = sale.card.funding != "credit";
    if debit && sale.regulated? {
        return Some(fee(5, if sale.fraud_adjusted { 22 } else { 21 })); // Regulation II
    }
    in_force(sale).then_some(())?;
    match (sale.is_visa(), debit, sale.card.segment) {
        (true, true, _) => visa_debit(sale),
        (false, true, _) => Some(mastercard_debit(sale)),
        (true, false, "consumer") => visa_credit(sale),
        (false, false, "consumer") => mastercard_credit(sale),
        (true, ..) => visa_commercial(sale),
        (false, ..) => mastercard_commercial(sale),
    }
}

/// The tables begin on 17 April 2026 (Mastercard) and on 18 April (Visa). Of Visa's debit some fees are known before.
fn in_force(sale: &Payment) -> bool {
    let first = NaiveDate::from_ymd_opt(2026, 4, if sale.is_visa() { 18 } else { 17 });
    let known_before =
        sale.is_visa() && sale.card.funding == "debit" && !sale.downgraded && sale.shop.id != "acme-denver";
    known_before || sale.cleared >= first
}

fn visa_credit(sale: &Payment) -> Option<Fee> {
    let product = place(&VISA_CREDIT, sale)?;
    if sale.downgraded {
        return Some(fee(315, 10));
    }
    if sale.small_ticket() {
        return [190, 190, 220, 0, 0, 220]
            .get(product)
            .filter(|points| **points > 0)
            .map(|points| fee(*points, 0).least(4));
    }
    let fee = (*sale.shop.visa_credit.get(product)?)?;
    let less = if sale.token { 5 } else { 0 } + if sale.dcap { 10 } else { 0 };
    Some(Fee { points: fee.points - less, ..fee })
}

fn mastercard_credit(sale: &Payment) -> Option<Fee> {
    let product = place(&MASTERCARD_CREDIT, sale)?;
    match (sale.downgraded, sale.entry) {
        (true, _) => Some(fee(315, 10)),
        (false, "keyed") => [195, 210, 220, 260, 260].get(product).map(|points| fee(*points, 10)),
        _ => *sale.shop.mastercard_credit.get(product)?,
    }
}

fn visa_debit(sale: &Payment) -> Option<Fee> {
    let prepaid = sale.card.funding == "prepaid";
    if sale.downgraded {
        return (!prepaid).then(|| downgraded_debit(sale));
    }
    match (prepaid, sale.entry) {
        _ if sale.small_ticket() => Some(if prepaid { fee(160, 5) } else { fee(155, 4) }),
        (false, "keyed") => Some(fee(165, 15)),
        (true, "keyed") => Some(fee(175, 20)),
        (true, _) => sale.shop.visa_prepaid.filter(|_| !sale.shop.remote),
        (false, _) if sale.authenticated => Some(fee(160, 15)),
        (false, _) => Some(sale.shop.visa_debit),
    }
}

/// EIRF within two days, else Standard.
fn downgraded_debit(sale: &Payment) -> Fee {
    let days = sale.cleared.map_or(0, |cleared| (cleared - sale.authorized).num_days());
    match (days <= 2, sale.shop.mcc) {
        (true, "5542") => fee(175, 20).most(95),
        (true, _) => fee(175, 20),
        (false, _) => fee(190, 25),
    }
}

fn mastercard_debit(sale: &Payment) -> Fee {
    if sale.verification == "pin" {
        return sale.shop.mastercard_pin;
    }
    match sale.entry {
        _ if sale.downgraded => fee(190, 25),
        _ if sale.small_ticket() => fee(155, 4),
        "keyed" => fee(165, 15),
        _ => sale.shop.mastercard_debit,
    }
}

fn visa_commercial(sale: &Payment) -> Option<Fee> {
    let remote = sale.shop.remote;
    let points = match sale.card.product {
        "corporate" | "purchasing" if sale.downgraded => 295,
        "corporate" | "purchasing" if sale.data_level == "2" && sale.shop.mcc == "5542" => 220,
        "corporate" | "purchasing" => {
            if remote {
                270
            } else {
                250
            }
        }
        _ if sale.downgraded => return Some(fee(315, 20)),
        "business_spend_tier_1" => by_channel(sale, 190, 240, 265),
        "business_spend_tier_5" => by_channel(sale, 225, 275, 300),
        _ => return None,
    };
    Some(fee(points, 10))
}

/// Product 2, 3 and 1.
fn by_channel(sale: &Payment, present: i64, level_3: i64, remote: i64) -> i64 {
    match (sale.shop.remote, sale.data_level) {
        (false, _) => present,
        (true, "3") => level_3,
        (true, _) => remote,
    }
}

fn mastercard_commercial(sale: &Payment) -> Option<Fee> {
    let more = match sale.card.product {
        "small_business_level_1" => 0,
        "small_business_level_3" => 20,
        "small_business_level_5" => 35,
        _ => return None,
    };
    let points = match (sale.downgraded, sale.data_level) {
        (true, _) => 295,
        (false, "1") => 265,
        (false, _) => 190,
    };
    Some(fee(points + more, 10))
}

fn place(products: &[&str], sale: &Payment) -> Option<usize> {
    products.iter().position(|product| *product == sale.card.product)
}

/// Millionths: `millionths(1_400)` is 0.14%, or USD 0.0014.
pub(crate) fn millionths(parts: i64) -> Decimal {
    Decimal::new(parts, 6)
}

/// Network fees on a sale, none of them rounded, from July 2026 on.
pub(crate) fn network_fees_on_sale(sale: &Payment) -> Decimal {
    let commercial = sale.card.segment == "commercial";
    let credit = sale.card.funding == "credit";
    if !sale.is_visa() {
        let high = sale.amount >= Decimal::ONE_THOUSAND && (credit || commercial);
        let licence = sale.verification != "pin";
        let tenths = 14_000 + if high { 1_000 } else { 0 } + if licence { 750 } else { 0 };
        return sale.amount * Decimal::new(tenths, 7);
    }
    let mut parts = if credit { 1_400 } else { 1_300 };
    if commercial {
        parts += 100;
    }
    if commercial && credit && sale.data_level != "1" {
        parts += 500;
    }
    if sale.dcap {
        parts += 500;
    }
    let integrity = if sale.downgraded { millionths(100_000) } else { Decimal::ZERO };
    sale.amount * millionths(parts) + millionths(1_800) + integrity
}

/// Network fees on an approved authorization, from July 2026 on.
pub(crate) fn network_fees_on_authorization(payment: &Payment) -> Decimal {
    if payment.is_visa() {
        let processing = millionths(if payment.card.funding == "credit" { 19_500 } else { 15_500 });
        let security_code = millionths(if payment.shop.remote { 2_500 } else { 0 });
        return processing + security_code;
    }
    let enablement = (payment.amount * millionths(200)).max(millionths(20_000));
    millionths(19_500) + if payment.shop.remote { enablement } else { Decimal::ZERO }
}

pub(crate) fn network_fees_on_refund(refund: &Payment) -> Decimal {
    millionths(if refund.is_visa() { 1_800 } else { 19_500 })
}

/// The contract of two of the shops: online, and before and from July 2026 in the shop.
pub(crate) fn markup_on_sale(sale: &Payment) -> Option<Decimal> {
    let july = NaiveDate::from_ymd_opt(2026, 7, 1);
    let fee = match sale.shop.id {
        "acme-denver" => fee(35, 10),
        "acme-boston" if sale.cleared < july => fee(20, 8),
        "acme-boston" => fee(18, 8),
        _ => return None,
    };
    Some(fee.of(sale.amount))
}

pub(crate) fn markup_on_authorization(payment: &Payment) -> Option<Decimal> {
    under_contract(payment).then(|| cents(Decimal::new(2, 2)))
}

pub(crate) fn markup_on_refund(refund: &Payment) -> Option<Decimal> {
    under_contract(refund).then(|| Decimal::new(10, 2))
}

fn under_contract(payment: &Payment) -> bool {
    matches!(payment.shop.id, "acme-boston" | "acme-denver")
}
