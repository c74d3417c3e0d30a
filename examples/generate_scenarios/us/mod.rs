//! A month of card payments in the United States.

mod columns;
mod faults;
mod fees;
mod payment;
mod shops;

use crate::answer_key::planted::{Planted, overbilled};
use crate::answer_key::random::Random;
use crate::fault::plant;
use crate::fee::{cents, fee};
use crate::row::{Due, Row};
use crate::table::{answers, csv, folder};
use chrono::NaiveDate;
use columns::{HEADER, MERCHANTS, merchant, record};
use faults::FAULTS;
use payment::{Payment, refund, sale};
use rust_decimal::Decimal;
use shops::SHOPS;
use std::error::Error;

const SALES: usize = 1_900;
const APRIL_SALES: usize = 90;
const README: &str = include_str!("us.md");

/// Writes `fixtures/us`.
pub(crate) fn write() -> Result<(), Box<dyn Error>> {
    let mut random = Random::seeded(20_260_731);
    let mut rows = Vec::new();
    let july = day(7, 1)?;
    for number in 0..SALES {
        happened(number, sale(july, 27, &mut random), &mut random, &mut rows);
    }
    for number in SALES..SALES + APRIL_SALES {
        rows.extend(in_april(number, &mut random)?);
    }
    rows.sort_by(|a, b| (at(a), &a.id, a.event).cmp(&(at(b), &b.id, b.event)));
    let planted = plant(FAULTS, &mut rows, &mut random)?;
    let folder = folder("us")?;
    let data = folder.join("data");
    let mut begins = None;
    for (name, ends) in [("2026-04", day(4, 30)?), ("2026-07-1", day(7, 14)?), ("2026-07-2", day(7, 31)?)] {
        let part = rows.iter().filter(|row| at(row) <= Some(ends) && at(row) > begins);
        let copied = part.flat_map(|row| std::iter::repeat_n(row, row.copies));
        csv(&data.join(format!("transactions_{name}.csv")), HEADER, copied.map(record))?;
        begins = Some(ends);
    }
    csv(&data.join("merchants.csv"), MERCHANTS, SHOPS.iter().map(|(_, shop)| merchant(shop)))?;
    answers(&folder, &readme(&rows, &planted), &planted, FAULTS)
}

fn day(month: u32, day: u32) -> Result<NaiveDate, &'static str> {
    NaiveDate::from_ymd_opt(2026, month, day).ok_or("no such day")
}

/// An authorization is dated by itself, the rest by clearing.
fn at(row: &Row<Payment>) -> Option<NaiveDate> {
    row.facts.cleared.or(Some(row.facts.authorized))
}

/// A sale with its authorization, and now and then a refund.
fn happened(number: usize, sale: Payment, random: &mut Random, rows: &mut Vec<Row<Payment>>) {
    // What nobody can price stays rare and small, as among real cards.
    let large = sale.amount > Decimal::ONE_HUNDRED;
    if fees::interchange_fee(&sale).is_none() && (large || (has_a_product(&sale) && !random.chance(25))) {
        let again = payment::sale(sale.authorized, 0, random);
        return happened(number, again, random, rows);
    }
    let id = format!("US-{:06}", 100_001 + number);
    let mut asked = Row::new(id.clone(), "authorization", "USD", Payment { cleared: None, ..sale.clone() });
    asked.rightly("scheme_fee", fees::network_fees_on_authorization(&sale));
    if let Some(markup) = fees::markup_on_authorization(&sale) {
        asked.rightly("markup", markup);
    }
    rows.push(asked);
    let returned = random.chance(4).then(|| refund(&sale, random)).flatten();
    let mut sold = priced(id.clone(), sale);
    let network_fees = fees::network_fees_on_sale(&sold.facts);
    sold.rightly("scheme_fee", network_fees);
    rows.push(sold);
    let end = NaiveDate::from_ymd_opt(2026, 7, 31);
    if let Some(refund) = returned.filter(|refund| refund.cleared <= end) {
        let mut row = Row::new(id, "refund", "USD", refund);
        let network_fees = fees::network_fees_on_refund(&row.facts);
        row.rightly("scheme_fee", network_fees);
        if let Some(markup) = fees::markup_on_refund(&row.facts) {
            row.rightly("markup", markup);
        }
        rows.push(row);
    }
}

/// The product is known, so that only the table can lack the fee.
fn has_a_product(sale: &Payment) -> bool {
    !sale.card.product.is_empty() && sale.card.product != "world_legend"
}

/// Interchange and markup of a sale. What cannot be proven is billed with a price of the acquirer's.
fn priced(id: String, sale: Payment) -> Row<Payment> {
    let mut row = Row::new(id, "sale", "USD", sale);
    match fees::interchange(&row.facts) {
        Some(amount) => row.rightly("interchange", amount),
        None => {
            let points = if row.facts.card.funding == "credit" { 215 } else { 95 };
            let amount = fee(points, 12).of(row.facts.amount);
            row.unproven("interchange", Some(amount));
        }
    }
    if let Some(markup) = fees::markup_on_sale(&row.facts) {
        row.rightly("markup", markup);
    }
    row
}

/// A sale around the days on which the new tables began. Network fees came on an invoice that is not here.
fn in_april(number: usize, random: &mut Random) -> Result<Option<Row<Payment>>, Box<dyn Error>> {
    let sale = sale(day(4, 14)?, 5, random);
    let wanted = matches!(sale.shop.id, "acme-boston" | "acme-tulsa");
    if !wanted || sale.verification == "pin" || sale.card.product == "infinite_spend_not_qualified" {
        return in_april(number, random);
    }
    let mut row = priced(format!("US-{:06}", 100_001 + number), sale);
    row.unproven("scheme_fee", None);
    Ok(Some(row))
}

fn readme(rows: &[Row<Payment>], planted: &[Planted]) -> String {
    let count = |event: &str| rows.iter().filter(|row| row.event == event).count().to_string();
    let unproven = |wanted: &dyn Fn(&Payment) -> bool| {
        let known = rows.iter().filter(|row| row.event == "sale" && wanted(&row.facts));
        let open = known.filter(|row| {
            row.costs.iter().any(|cost| cost.component == "interchange" && cost.due == Due::Unproven)
        });
        open.count().to_string()
    };
    let july = NaiveDate::from_ymd_opt(2026, 7, 1);
    let is_unknown = |sale: &Payment| {
        let debit = sale.card.funding != "credit";
        (debit && sale.regulated.is_none()) || (!debit && sale.card.product.is_empty())
    };
    README
        .replace("{sales}", &count("sale"))
        .replace("{authorizations}", &count("authorization"))
        .replace("{refunds}", &count("refund"))
        .replace("{april}", &APRIL_SALES.to_string())
        .replace("{unknown}", &unproven(&|sale| sale.cleared >= july && is_unknown(sale)))
        .replace("{unpublished}", &unproven(&|sale| sale.cleared >= july && !is_unknown(sale)))
        .replace("{before}", &unproven(&|sale| sale.cleared < july))
        .replace("{overbilled}", &cents(overbilled(planted, "USD")).to_string())
}
