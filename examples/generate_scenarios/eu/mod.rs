//! A month of card payments in Europe.

mod columns;
mod faults;
mod fees;
mod payment;

use crate::answer_key::planted::{Planted, overbilled};
use crate::answer_key::random::Random;
use crate::fault::plant;
use crate::fee::{cents, fee};
use crate::row::{Due, Row};
use crate::table::{answers, csv, folder};
use chrono::NaiveDate;
use columns::{HEADER, LINE_HEADER, MERCHANTS, lines, merchant, record};
use faults::FAULTS;
use payment::{Payment, SHOPS, later, sale};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::error::Error;

const SALES: usize = 2_400;
const README: &str = include_str!("eu.md");

/// Writes `fixtures/eu`.
pub(crate) fn write() -> Result<(), Box<dyn Error>> {
    let mut random = Random::seeded(20_260_601);
    let june = NaiveDate::from_ymd_opt(2026, 6, 1).ok_or("no such day")?;
    let end = NaiveDate::from_ymd_opt(2026, 6, 30);
    let mut happened = Vec::new();
    for _ in 0..SALES {
        let id = random.reference();
        let sale = priced_sale(june, &mut random);
        let after = match random.between(1, 100) {
            1..=5 => later(&sale, (1, 9), random.chance(40), &mut random).map(|refund| ("refund", refund)),
            6 if sale.shop.remote || sale.shop.id == "acme-berlin" => {
                later(&sale, (3, 12), false, &mut random).map(|chargeback| ("chargeback", chargeback))
            }
            _ => None,
        };
        if sale.is_visa() && sale.shop.remote {
            happened.push((id.clone(), "authorization", Payment { cleared: None, ..sale.clone() }));
        }
        happened.push((id.clone(), "sale", sale));
        happened.extend(after.filter(|(_, one)| one.cleared <= end).map(|(event, one)| (id, event, one)));
    }
    happened.sort_by(|a, b| (day(&a.2), &a.0, a.1).cmp(&(day(&b.2), &b.0, b.1)));
    let mut rows = priced(happened);
    let planted = plant(FAULTS, &mut rows, &mut random)?;
    let folder = folder("eu")?;
    let data = folder.join("data");
    csv(&data.join("transactions.csv"), HEADER, rows.iter().map(record))?;
    csv(&data.join("billed.csv"), LINE_HEADER, rows.iter().flat_map(lines))?;
    csv(&data.join("merchants.csv"), MERCHANTS, SHOPS.iter().map(|(_, shop)| merchant(shop)))?;
    answers(&folder, &readme(&rows, &planted), &planted, FAULTS)
}

fn day(payment: &Payment) -> Option<NaiveDate> {
    payment.cleared.or(Some(payment.authorized))
}

/// A sale that some schedule covers: of Mastercard at Swiss merchants only Swiss cards are. Wallets pay small amounts.
fn priced_sale(june: NaiveDate, random: &mut Random) -> Payment {
    loop {
        let sale = sale(june, random);
        let covered = sale.shop.country != "CH" || sale.is_visa() || sale.domestic();
        let large_wallet = sale.funding.is_empty() && sale.amount > Decimal::from(60);
        if covered && !large_wallet {
            return sale;
        }
    }
}

/// Bills everything rightly, in the order of time, for the markup rests on the sales before.
fn priced(happened: Vec<(String, &'static str, Payment)>) -> Vec<Row<Payment>> {
    let mut volumes: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut rows = Vec::new();
    for (id, event, payment) in happened {
        let mut row = Row::new(id, event, payment.shop.currency, payment);
        let payment = row.facts.clone();
        let markup = match event {
            "authorization" => {
                if let Some(amount) = fees::network_fees_on_authorization(&payment) {
                    row.rightly("scheme_fee", amount);
                }
                None
            }
            "refund" => Some(Decimal::new(10, 2)),
            "chargeback" => Some(Decimal::new(1_500, 2)),
            _ => {
                bill_sale(&mut row);
                let volume = volumes.entry(payment.shop.id).or_default();
                let before = *volume;
                *volume += payment.amount;
                Some(fees::markup_on_sale(&payment, before))
            }
        };
        if let Some(markup) = markup.filter(|_| payment.shop.contract) {
            row.rightly("markup", markup);
            if let Some(tax) = fees::tax(&payment, markup) {
                row.rightly("tax", tax);
            }
        }
        rows.push(row);
    }
    rows
}

/// Interchange and network fees. What cannot be proven is billed with a price of the acquirer's.
fn bill_sale(row: &mut Row<Payment>) {
    let amount = row.facts.amount;
    match fees::interchange(&row.facts) {
        Some(fee) => row.rightly("interchange", fee.of(amount)),
        None => row.unproven("interchange", Some(fee(20, 0).of(amount))),
    }
    match fees::network_fees_on_sale(&row.facts) {
        Ok(Some(fees)) => row.rightly("scheme_fee", fees),
        Ok(None) => {}
        Err(()) => row.unproven("scheme_fee", Some(amount * Decimal::new(28, 5))),
    }
}

fn readme(rows: &[Row<Payment>], planted: &[Planted]) -> String {
    let count = |event: &str| rows.iter().filter(|row| row.event == event).count().to_string();
    let unproven = |component: &str| {
        let open = rows.iter().filter(|row| {
            row.costs.iter().any(|cost| cost.component == component && cost.due == Due::Unproven)
        });
        open.count().to_string()
    };
    README
        .replace("{sales}", &count("sale"))
        .replace("{authorizations}", &count("authorization"))
        .replace("{refunds}", &count("refund"))
        .replace("{chargebacks}", &count("chargeback"))
        .replace("{wallets}", &unproven("interchange"))
        .replace("{prepaid}", &unproven("scheme_fee"))
        .replace("{overbilled}", &cents(overbilled(planted, "EUR")).to_string())
}
