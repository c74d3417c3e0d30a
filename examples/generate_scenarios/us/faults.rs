//! What goes wrong on Acme's American bill.

use super::fees::{interchange_fee, millionths};
use super::payment::Payment;
use super::shops::VISA_CREDIT;
use crate::fault::Fault;
use crate::fee::{Fee, fee};
use crate::row::Row;
use rust_decimal::Decimal;

pub(crate) const FAULTS: &[Fault<Payment>] = &[
    Fault {
        done: "regulated Visa debit cards billed at the rates for exempt ones",
        kind: "overbilled",
        rows: 14,
        fits: |row| {
            july_sale(row)
                && row.facts.is_visa()
                && is_regulated(row)
                && row.facts.card.funding == "debit"
                && !row.facts.small_ticket()
                && above(row, 80)
        },
        bill: |row| interchange_at(row, row.facts.shop.visa_debit),
    },
    Fault {
        done: "fuel on Visa credit cards billed without the cap of USD 1.10",
        kind: "overbilled",
        rows: 9,
        fits: |row| {
            july_sale(row)
                && row.facts.shop.id == "acme-tulsa"
                && visa_consumer_credit(row)
                && !row.facts.downgraded
                && above(row, 75)
        },
        bill: |row| interchange_at(row, fee(115, 25)),
    },
    Fault {
        done: "Visa credit sales billed at Non-Qualified, though they met their programme's criteria",
        kind: "overbilled",
        rows: 7,
        fits: |row| {
            july_sale(row)
                && visa_consumer_credit(row)
                && !row.facts.downgraded
                && !row.facts.token
                && !row.facts.dcap
                && above(row, 60)
                && row.facts.shop.id != "acme-tulsa"
        },
        bill: |row| interchange_at(row, fee(315, 10)),
    },
    Fault {
        done: "Signature cards billed as Signature Preferred",
        kind: "overbilled",
        rows: 11,
        fits: |row| {
            july_sale(row)
                && !row.facts.downgraded
                && row.facts.card.product == VISA_CREDIT[2]
                && matches!(row.facts.shop.id, "acme-boston" | "acme-chicago")
                && above(row, 30)
        },
        bill: |row| interchange_at(row, row.facts.shop.visa_credit[3]?),
    },
    Fault {
        done: "the incentive of 0.05% for a network token not passed on",
        kind: "overbilled",
        rows: 12,
        fits: |row| july_sale(row) && row.facts.token && visa_consumer_credit(row) && above(row, 50),
        bill: |row| {
            let right = interchange_fee(&row.facts)?;
            interchange_at(row, Fee { points: right.points + 5, ..right })
        },
    },
    Fault {
        done: "exempt Mastercard debit cards in the supermarket billed without the cap of USD 0.35",
        kind: "overbilled",
        rows: 6,
        fits: |row| {
            july_sale(row)
                && row.facts.shop.id == "acme-boston"
                && !row.facts.is_visa()
                && row.facts.regulated == Some(false)
                && !row.facts.downgraded
                && above(row, 40)
        },
        bill: |row| interchange_at(row, fee(105, 15)),
    },
    Fault {
        done: "small business cards with level 2 or 3 data billed at Data Rate I",
        kind: "overbilled",
        rows: 4,
        fits: |row| {
            july_sale(row)
                && row.facts.card.product.starts_with("small_business")
                && row.facts.data_level != "1"
                && !row.facts.downgraded
                && above(row, 50)
        },
        bill: |row| {
            let right = interchange_fee(&row.facts)?;
            interchange_at(row, Fee { points: right.points + 75, ..right })
        },
    },
    Fault {
        done: "World cards in the restaurant billed at Merit III Base",
        kind: "overbilled",
        rows: 4,
        fits: |row| {
            july_sale(row)
                && row.facts.shop.id == "acme-austin"
                && row.facts.card.product == "world"
                && !row.facts.downgraded
                && above(row, 20)
        },
        bill: |row| interchange_at(row, fee(190, 10)),
    },
    Fault {
        done: "Core cards in the coffee shop billed at 1.90%, the rate of 2019",
        kind: "overbilled",
        rows: 4,
        fits: |row| {
            july_sale(row)
                && row.facts.shop.id == "acme-seattle"
                && row.facts.card.product == "core"
                && !row.facts.downgraded
        },
        bill: |row| interchange_at(row, fee(190, 0)),
    },
    Fault {
        done: "regulated debit of issuers without the fraud-prevention adjustment billed with its cent",
        kind: "overbilled",
        rows: 12,
        fits: |row| july_sale(row) && is_regulated(row) && !row.facts.fraud_adjusted,
        bill: |row| interchange_at(row, fee(5, 22)),
    },
    Fault {
        done: "online sales authenticated by the issuer billed at CPS/e-Commerce Basic, not Preferred",
        kind: "overbilled",
        rows: 4,
        fits: |row| {
            july_sale(row)
                && row.facts.is_visa()
                && row.facts.authenticated
                && row.facts.regulated == Some(false)
                && row.facts.card.funding == "debit"
                && !row.facts.downgraded
                && above(row, 40)
        },
        bill: |row| interchange_at(row, fee(165, 15)),
    },
    Fault {
        done: "interchange charged on refunds, which have none",
        kind: "unexpected",
        rows: 5,
        fits: |row| row.event == "refund" && row.facts.is_visa() && above(row, 20),
        bill: |row| interchange_at(row, fee(165, 10)),
    },
    Fault {
        done: "acme-boston billed the superseded markup of 0.20% after 1 July",
        kind: "overbilled",
        rows: 30,
        fits: |row| july_sale(row) && row.facts.shop.id == "acme-boston" && above(row, 60),
        bill: |row| row.charge("markup", fee(20, 8).of(row.facts.amount)),
    },
    Fault {
        done: "authorizations billed at the superseded USD 0.025",
        kind: "overbilled",
        rows: 24,
        fits: |row| row.event == "authorization" && row.facts.shop.id == "acme-denver",
        bill: |row| row.charge("markup", Decimal::new(25, 3)),
    },
    Fault {
        done: "a compliance fee of USD 1.95, which no contract has",
        kind: "unexpected",
        rows: 6,
        fits: |row| july_sale(row) && row.facts.shop.id == "acme-denver",
        bill: |row| row.charge("compliance", Decimal::new(195, 2)),
    },
    Fault {
        done: "Transaction Integrity Fee of USD 0.10 charged on sales that met the CPS criteria",
        kind: "overbilled",
        rows: 15,
        fits: |row| {
            july_sale(row)
                && row.facts.is_visa()
                && !row.facts.downgraded
                && row.facts.regulated != Some(true)
        },
        bill: |row| row.charge("scheme_fee", row.due("scheme_fee")? + millionths(100_000)),
    },
    Fault {
        done: "network fees on an authorization charged twice in one amount",
        kind: "overbilled",
        rows: 20,
        fits: |row| {
            row.event == "authorization" && !row.facts.is_visa() && row.facts.shop.id == "acme-boston"
        },
        bill: |row| row.charge("scheme_fee", row.due("scheme_fee")? * Decimal::TWO),
    },
    Fault {
        done: "Mastercard's volume fee billed at 0.13%, which it was until 30 June",
        kind: "underbilled",
        rows: 10,
        fits: |row| july_sale(row) && !row.facts.is_visa() && above(row, 40),
        bill: |row| row.charge("scheme_fee", row.due("scheme_fee")? - row.facts.amount * millionths(100)),
    },
    Fault {
        done: "network fees not billed",
        kind: "unbilled",
        rows: 9,
        fits: |row| july_sale(row) && row.facts.shop.id == "acme-austin",
        bill: |row| row.leave_out("scheme_fee"),
    },
    Fault {
        done: "the same row twice, byte for byte: the second one is the duplicate",
        kind: "duplicate",
        rows: 4,
        fits: |row| {
            july_sale(row) && row.facts.shop.id == "acme-chicago" && above(row, 60) && !above(row, 250)
        },
        bill: Row::double,
    },
];

fn july_sale(row: &Row<Payment>) -> bool {
    row.event == "sale" && row.due("scheme_fee").is_some()
}

fn visa_consumer_credit(row: &Row<Payment>) -> bool {
    row.facts.is_visa() && row.facts.is_consumer_credit()
}

fn is_regulated(row: &Row<Payment>) -> bool {
    row.facts.regulated == Some(true)
}

fn above(row: &Row<Payment>, dollars: i64) -> bool {
    row.facts.amount > Decimal::from(dollars)
}

fn interchange_at(row: &mut Row<Payment>, fee: Fee) -> Option<()> {
    row.charge("interchange", fee.of(row.facts.amount))
}
