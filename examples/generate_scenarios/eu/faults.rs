//! What goes wrong on Acme's European bill.

use super::fees::{cap, inter_regional};
use super::payment::Payment;
use crate::fault::Fault;
use crate::fee::{Fee, cents, fee};
use crate::row::Row;
use rust_decimal::Decimal;

pub(crate) const FAULTS: &[Fault<Payment>] = &[
    Fault {
        done: "EEA debit cards billed at the cap for credit: 0.30%, not 0.20%",
        kind: "overbilled",
        rows: 16,
        fits: |row| eea_card(row) && row.facts.debit() && above(row, 40),
        bill: |row| interchange_at(row, cap(false)),
    },
    Fault {
        done: "EEA credit cards billed at 0.90%, three times the cap",
        kind: "overbilled",
        rows: 9,
        fits: |row| {
            eea_card(row) && row.facts.shop.id == "acme-paris" && !row.facts.debit() && above(row, 30)
        },
        bill: |row| interchange_at(row, fee(90, 0)),
    },
    Fault {
        done: "EEA cards online billed as inter-regional: 1.15% or 1.50%",
        kind: "overbilled",
        rows: 6,
        fits: |row| eea_card(row) && row.facts.shop.remote && above(row, 60) && !above(row, 400),
        bill: |row| interchange_at(row, inter_regional(row.facts.debit())),
    },
    Fault {
        done: "British cards in the shop billed at the rates for online sales, which alone rose after Brexit",
        kind: "overbilled",
        rows: 8,
        fits: |row| british(row) && !row.facts.shop.remote && above(row, 15),
        bill: |row| interchange_at(row, inter_regional(row.facts.debit())),
    },
    Fault {
        done: "British cards online billed as if the United Kingdom were still in the EEA: 0.20% or 0.30%",
        kind: "underbilled",
        rows: 7,
        fits: |row| british(row) && row.facts.shop.remote && above(row, 20),
        bill: |row| interchange_at(row, cap(row.facts.debit())),
    },
    Fault {
        done: "American cards in the shop billed at the caps for online sales",
        kind: "overbilled",
        rows: 7,
        fits: |row| sale(row) && row.facts.issuer == "US" && !row.facts.shop.remote && above(row, 15),
        bill: |row| interchange_at(row, inter_regional(row.facts.debit())),
    },
    Fault {
        done: "Spanish debit above EUR 20.00 billed without the cap of EUR 0.07",
        kind: "overbilled",
        rows: 13,
        fits: |row| spanish(row) && row.facts.debit() && above(row, 38),
        bill: |row| interchange_at(row, fee(20, 0)),
    },
    Fault {
        done: "Spanish debit of EUR 20.00 and less billed at 0.20%, not 0.10%",
        kind: "overbilled",
        rows: 14,
        fits: |row| spanish(row) && row.facts.debit() && above(row, 7) && !above(row, 20),
        bill: |row| interchange_at(row, fee(20, 0)),
    },
    Fault {
        done: "Swiss Visa debit of CHF 300.00 and more billed without the cap of CHF 0.36",
        kind: "overbilled",
        rows: 3,
        fits: |row| {
            sale(row)
                && row.facts.shop.country == "CH"
                && row.facts.is_visa()
                && row.facts.domestic()
                && above(row, 310)
        },
        bill: |row| interchange_at(row, fee(12, 0)),
    },
    Fault {
        done: "Swiss Mastercard debit with the card billed at 0.28%, the rate for a phone",
        kind: "overbilled",
        rows: 5,
        fits: |row| {
            sale(row)
                && row.facts.shop.country == "CH"
                && !row.facts.is_visa()
                && !row.facts.mobile
                && above(row, 15)
                && !above(row, 250)
        },
        bill: |row| interchange_at(row, fee(28, 0)),
    },
    Fault {
        done: "interchange charged on refunds, which have none",
        kind: "unexpected",
        rows: 6,
        fits: |row| {
            row.event == "refund"
                && row.facts.issued_in_the_eea()
                && above(row, 20)
                && !row.facts.funding.is_empty()
        },
        bill: |row| interchange_at(row, cap(row.facts.debit())),
    },
    Fault {
        done: "Visa's international acquirer fee of 0.55% charged on British cards, which are in its region",
        kind: "unexpected",
        rows: 6,
        fits: |row| british(row) && row.facts.is_visa() && row.facts.shop.id == "acme-rotterdam",
        bill: |row| row.charge("scheme_fee", row.facts.amount * Decimal::new(55, 4)),
    },
    Fault {
        done: "Visa's Secure Credential Framework fee charged on authenticated sales",
        kind: "unexpected",
        rows: 18,
        fits: |row| row.event == "authorization" && row.facts.is_visa() && row.facts.authenticated,
        bill: |row| row.charge("scheme_fee", row.facts.amount * Decimal::new(75, 5)),
    },
    Fault {
        done: "network fees not billed",
        kind: "unbilled",
        rows: 10,
        fits: |row| sale(row) && row.facts.shop.id == "acme-dublin" && row.due("scheme_fee").is_some(),
        bill: |row| row.leave_out("scheme_fee"),
    },
    Fault {
        done: "markup at 0.60% on sales that find more than EUR 50,000.00 in the month, and pay 0.40%",
        kind: "overbilled",
        rows: 24,
        fits: |row| taxed(row) && above(row, 30),
        bill: |row| {
            let first = fee(60, 5).of(row.facts.amount);
            let second = fee(40, 5).of(row.facts.amount);
            (row.due("markup")? == second).then_some(())?;
            row.charge("markup", first)
        },
    },
    Fault {
        done: "contactless sales in Berlin billed at the common markup of 0.60% + 0.05",
        kind: "overbilled",
        rows: 15,
        fits: |row| sale(row) && row.facts.shop.id == "acme-berlin" && row.facts.entry == "contactless",
        bill: |row| row.charge("markup", fee(60, 5).of(row.facts.amount)),
    },
    Fault {
        done: "value-added tax taken of interchange too, not of the markup alone",
        kind: "overbilled",
        rows: 12,
        fits: |row| taxed(row) && above(row, 50),
        bill: |row| {
            let base = row.due("markup")? + row.due("interchange")?;
            row.charge("tax", cents(base * Decimal::new(21, 2)))
        },
    },
    Fault {
        done: "Dutch value-added tax charged to the shop in Berlin",
        kind: "unexpected",
        rows: 8,
        fits: |row| {
            sale(row) && row.facts.shop.id == "acme-berlin" && row.due("markup") > Some(Decimal::new(5, 2))
        },
        bill: |row| row.charge("tax", cents(row.due("markup")? * Decimal::new(21, 2))),
    },
    Fault {
        done: "chargeback fee charged twice in one amount",
        kind: "overbilled",
        rows: 2,
        fits: |row| row.event == "chargeback" && row.facts.shop.id == "acme-berlin",
        bill: |row| row.charge("markup", row.due("markup")? * Decimal::TWO),
    },
    Fault {
        done: "all lines of a sale twice: the second of each is the duplicate",
        kind: "duplicate",
        rows: 4,
        fits: |row| taxed(row) && row.due("scheme_fee").is_none() && above(row, 60),
        bill: Row::double,
    },
    Fault {
        done: "a sale in Zurich billed in euros",
        kind: "wrong_currency",
        rows: 2,
        fits: |row| sale(row) && row.facts.shop.country == "CH" && above(row, 60),
        bill: |row| {
            row.billed_currency = "EUR";
            for cost in &mut row.costs {
                cost.billed = cost.billed.map(|amount| cents(amount * Decimal::new(107, 2)));
            }
            Some(())
        },
    },
];

fn sale(row: &Row<Payment>) -> bool {
    row.event == "sale"
}

/// A card from the Economic Area at a merchant there, under the Regulation's own caps.
fn eea_card(row: &Row<Payment>) -> bool {
    let caps_of_its_own = row.facts.shop.country == "CH" || spanish(row);
    sale(row) && row.facts.issued_in_the_eea() && !caps_of_its_own
}

fn spanish(row: &Row<Payment>) -> bool {
    sale(row) && row.facts.shop.country == "ES" && row.facts.domestic()
}

fn british(row: &Row<Payment>) -> bool {
    sale(row) && row.facts.issuer == "GB" && row.facts.segment == "consumer"
}

fn taxed(row: &Row<Payment>) -> bool {
    sale(row) && row.due("tax").is_some()
}

fn above(row: &Row<Payment>, units: i64) -> bool {
    row.facts.amount > Decimal::from(units)
}

fn interchange_at(row: &mut Row<Payment>, fee: Fee) -> Option<()> {
    row.charge("interchange", fee.of(row.facts.amount))
}
