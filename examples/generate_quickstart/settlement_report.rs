//! Rows as the settlement details report of Adyen prints them: standard columns, then the optional issuer country.

use crate::row::{Mark, Row};
use crate::shopping::merchants;
use crate::transaction::{Event, Network};
use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

const HEADER: [&str; 31] = [
    "Company Account",
    "Merchant Account",
    "Psp Reference",
    "Merchant Reference",
    "Payment Method",
    "Creation Date",
    "TimeZone",
    "Type",
    "Modification Reference",
    "Gross Currency",
    "Gross Debit (GC)",
    "Gross Credit (GC)",
    "Exchange Rate",
    "Net Currency",
    "Net Debit (NC)",
    "Net Credit (NC)",
    "Commission (NC)",
    "Markup (NC)",
    "Scheme Fees (NC)",
    "Interchange (NC)",
    "Payment Method Variant",
    "Modification Merchant Reference",
    "Batch Number",
    "Reserved4",
    "Reserved5",
    "Reserved6",
    "Reserved7",
    "Reserved8",
    "Reserved9",
    "Reserved10",
    "Issuer Country",
];

/// One batch: the transactions in the order of time, then charges without a transaction, then the payouts that bring
/// each merchant account's batch to zero.
pub(crate) fn write(batch: usize, rows: &[Row], closing: NaiveDateTime) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    let mut balance = BTreeMap::new();
    let mut counts = BTreeMap::new();
    for row in rows.iter().flat_map(|row| std::iter::repeat_n(row, row.copies)) {
        file.write_record(transaction_fields(row, batch))?;
        let merchant = row.transaction.merchant;
        *balance.entry((merchant, row.net_currency)).or_insert(Decimal::ZERO) += row.net();
        *counts.entry(merchant).or_insert(0_i64) += 1;
    }
    let mut book = |merchant: &'static str, currency: &'static str, kind: &str, text: &str, net: Decimal| {
        file.write_record(other_fields(merchant, currency, kind, text, net, closing, batch))
    };
    for merchant in merchants() {
        let fee = Decimal::new(counts.get(merchant).copied().unwrap_or_default() * 2, 2);
        book(merchant, "EUR", "Fee", &format!("Transaction fees May 2026, batch {batch}"), -fee)?;
        *balance.entry((merchant, "EUR")).or_default() -= fee;
        if batch == 1 && merchant == "AcmeShop_NL" {
            let corrections = Decimal::new(4_137, 2);
            let text = "Invoice NL202604000127 Discounts and additional costs (1/1)";
            book(merchant, "EUR", "InvoiceDeduction", text, -corrections)?;
            *balance.entry((merchant, "EUR")).or_default() -= corrections;
        }
        for currency in ["EUR", "USD"] {
            if let Some(due) = balance.get(&(merchant, currency)) {
                book(merchant, currency, "MerchantPayout", &format!("batch {batch}, {merchant}"), -*due)?;
            }
        }
    }
    file.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn transaction_fields(row: &Row, batch: usize) -> [String; 31] {
    let transaction = &row.transaction;
    let gross = match row.mark {
        Mark::TextAmount => "pending".to_owned(),
        _ => transaction.amount.to_string(),
    };
    let kind = match row.mark {
        Mark::UnknownType => "SettledOffline",
        _ => transaction.event.adyen_type(),
    };
    let variant = match row.mark {
        Mark::Wallet(variant) => variant,
        _ => transaction.card.variant,
    };
    let method = if transaction.card.network == Network::Visa { "visa" } else { "mc" };
    let (gross_debit, gross_credit) =
        if transaction.event.pays_the_merchant() { (String::new(), gross) } else { (gross, String::new()) };
    let (net_debit, net_credit) = debit_and_credit(row.net());
    let cost = |amount: Option<Decimal>| amount.map_or(String::new(), |amount| amount.to_string());
    let later_order = if transaction.event == Event::Sale { "" } else { &transaction.order };
    let mut fields = blank(transaction.merchant, transaction.at, batch);
    fields[2] = transaction.psp_reference.clone();
    fields[3] = transaction.order.clone();
    fields[4] = method.to_owned();
    fields[7] = kind.to_owned();
    fields[8] = transaction.modification.clone();
    fields[9] = transaction.currency.to_owned();
    (fields[10], fields[11]) = (gross_debit, gross_credit);
    fields[12] = row.exchange_rate.to_string();
    fields[13] = row.net_currency.to_owned();
    (fields[14], fields[15]) = (net_debit, net_credit);
    fields[16] = cost(row.billed.commission);
    fields[17] = cost(row.billed.markup);
    fields[18] = cost(row.billed.scheme_fee);
    fields[19] = cost(row.billed.interchange);
    fields[20] = variant.to_owned();
    fields[21] = later_order.to_owned();
    fields[30] = transaction.issuer.to_owned();
    fields
}

/// A row that is no transaction: a net amount and a text.
fn other_fields(
    merchant: &str,
    currency: &str,
    kind: &str,
    text: &str,
    net: Decimal,
    at: NaiveDateTime,
    batch: usize,
) -> [String; 31] {
    let mut fields = blank(merchant, at, batch);
    fields[7] = kind.to_owned();
    fields[8] = text.to_owned();
    fields[13] = currency.to_owned();
    (fields[14], fields[15]) = debit_and_credit(net);
    fields
}

fn blank(merchant: &str, at: NaiveDateTime, batch: usize) -> [String; 31] {
    let mut fields = std::array::from_fn(|_| String::new());
    fields[0] = "Acme".to_owned();
    fields[1] = merchant.to_owned();
    fields[5] = at.format("%Y-%m-%d %H:%M:%S").to_string();
    fields[6] = "CEST".to_owned();
    fields[22] = batch.to_string();
    fields
}

/// Two columns of which one is blank and none is negative.
fn debit_and_credit(net: Decimal) -> (String, String) {
    if net.is_sign_negative() && !net.is_zero() {
        ((-net).to_string(), String::new())
    } else {
        (String::new(), net.to_string())
    }
}
