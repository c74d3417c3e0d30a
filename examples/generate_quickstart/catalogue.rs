//! The faults of both examples.

use crate::contract::{cents, euro, interchange, markup_on_sale, milli_percent};
use crate::fault::Fault;
use crate::fx::Fx;
use crate::row::Row;
use crate::transaction::{Event, Funding, Transaction};
use chrono::Datelike;
use rust_decimal::{Decimal, RoundingStrategy};

pub(crate) const QUICKSTART: &[Fault] = &[
    Fault { transactions: 8, ..DEBIT_AT_CREDIT_CAP },
    Fault {
        done: "EEA credit cards billed at 0.50% interchange, not at the cap of 0.30%",
        kind: "overbilled",
        transactions: 6,
        fits: |t| is_eea_sale(t, Funding::Credit) && t.amount > euro(10_000),
        bill: |row, _| set(&mut row.billed.interchange, cents(row.transaction.amount * milli_percent(500))),
    },
    Fault { transactions: 20, ..SUPERSEDED_MARKUP },
    Fault {
        done: "EEA cards billed as inter-regional: 1.15% or 1.50% interchange",
        kind: "overbilled",
        transactions: 6,
        fits: |t| t.is_sale_in("EUR") && t.issued_in_the_eea() && t.amount > euro(25_000),
        bill: |row, _| set(&mut row.billed.interchange, interchange(&row.transaction, false)),
    },
    Fault {
        done: "scheme fees billed twice over in one amount, on dollar sales",
        kind: "overbilled",
        transactions: 10,
        fits: |t| t.is_sale_in("USD") && !t.issued_in_the_eea(),
        bill: |row, _| set(&mut row.billed.scheme_fee, row.right.scheme_fee? * Decimal::TWO),
    },
    Fault { transactions: 2, ..DUPLICATE_ROW },
    Fault {
        done: "interchange charged on refunds, which have none",
        kind: "unexpected",
        transactions: 4,
        fits: |t| t.event == Event::Refund && t.currency == "EUR" && t.amount > euro(2_000),
        bill: |row, _| set(&mut row.billed.interchange, interchange(&row.transaction, true)),
    },
    Fault { transactions: 7, ..SCHEME_FEE_MISSING },
    Fault {
        done: "markup rounded up to the next cent, not to the nearest",
        kind: "overbilled",
        transactions: 12,
        fits: |t| t.is_sale_in("EUR") && t.merchant == "AcmeTickets_NL",
        bill: |row, fx| {
            let exact = markup_on_sale(&row.transaction, markup_rate(row), fx)?;
            set(&mut row.billed.markup, exact.round_dp_with_strategy(2, RoundingStrategy::AwayFromZero))
        },
    },
    Fault {
        done: "fixed part of the markup left out: the percentage alone was billed",
        kind: "underbilled",
        transactions: 9,
        fits: |t| t.is_sale_in("EUR"),
        bill: |row, _| {
            let percentage = row.transaction.amount * markup_rate(row);
            set(&mut row.billed.markup, cents(percentage))
        },
    },
    Fault {
        done: "fixed part of the markup on dollar sales taken as USD 0.08, not converted from EUR 0.08",
        kind: "underbilled",
        transactions: 5,
        fits: |t| t.is_sale_in("USD"),
        bill: |row, _| {
            let markup = row.transaction.amount * markup_rate(row) + euro(8);
            set(&mut row.billed.markup, cents(markup))
        },
    },
    Fault {
        done: "chargeback fee on a dollar chargeback taken as USD 15.00, not converted from EUR 15.00",
        kind: "underbilled",
        transactions: 1,
        fits: |t| t.event == Event::Chargeback && t.currency == "USD",
        bill: |row, _| set(&mut row.billed.markup, euro(1500)),
    },
    Fault {
        done: "chargeback fee charged twice in one amount",
        kind: "overbilled",
        transactions: 2,
        fits: |t| t.event == Event::Chargeback && t.currency == "EUR",
        bill: |row, _| set(&mut row.billed.markup, euro(3000)),
    },
    Fault {
        done: "a commission of 0.90% billed beside interchange, scheme fees and markup",
        kind: "unexpected",
        transactions: 3,
        fits: |t| t.is_sale_in("EUR") && t.amount > euro(4_000),
        bill: |row, _| set(&mut row.billed.commission, cents(row.transaction.amount * milli_percent(900))),
    },
    Fault {
        done: "interchange with the sign reversed",
        kind: "underbilled",
        transactions: 3,
        fits: |t| t.is_sale_in("EUR") && t.amount > euro(6_000),
        bill: |row, _| set(&mut row.billed.interchange, -row.right.interchange?),
    },
    Fault {
        done: "cards from outside the EEA billed at the caps for EEA cards",
        kind: "underbilled",
        transactions: 3,
        fits: |t| t.is_sale_in("EUR") && !t.issued_in_the_eea() && t.amount > euro(3_000),
        bill: |row, _| set(&mut row.billed.interchange, interchange(&row.transaction, true)),
    },
    Fault {
        done: "a euro sale settled and billed in dollars",
        kind: "wrong_currency",
        transactions: 1,
        fits: |t| t.is_sale_in("EUR") && t.amount > euro(20_000),
        bill: bill_in_dollars,
    },
];

pub(crate) const STARTER: &[Fault] = &[
    Fault { transactions: 3, ..DEBIT_AT_CREDIT_CAP },
    Fault { transactions: 6, ..SUPERSEDED_MARKUP },
    Fault { transactions: 2, ..SCHEME_FEE_MISSING },
    Fault { transactions: 1, ..DUPLICATE_ROW },
];

const DEBIT_AT_CREDIT_CAP: Fault = Fault {
    done: "EEA debit cards billed at the credit cap: 0.30% interchange, not 0.20%",
    kind: "overbilled",
    transactions: 0,
    fits: |t| is_eea_sale(t, Funding::Debit) && t.amount > euro(5_000),
    bill: |row, _| set(&mut row.billed.interchange, cents(row.transaction.amount * milli_percent(300))),
};

const SUPERSEDED_MARKUP: Fault = Fault {
    done: "AcmeOutlet_NL billed the superseded markup of 0.25% from 16 May on",
    kind: "overbilled",
    transactions: 0,
    fits: |t| {
        t.is_sale_in("EUR") && t.merchant == "AcmeOutlet_NL" && t.day().day() >= 16 && t.amount > euro(3_500)
    },
    bill: |row, fx| {
        let superseded = markup_on_sale(&row.transaction, milli_percent(250), fx)?;
        set(&mut row.billed.markup, cents(superseded))
    },
};

const SCHEME_FEE_MISSING: Fault = Fault {
    done: "scheme fees not billed",
    kind: "unbilled",
    transactions: 0,
    fits: |t| t.is_sale_in("EUR"),
    bill: |row, _| {
        row.billed.scheme_fee = None;
        Some(())
    },
};

const DUPLICATE_ROW: Fault = Fault {
    done: "the same row twice, byte for byte: the second one is the duplicate",
    kind: "duplicate",
    transactions: 0,
    fits: |t| t.is_sale_in("EUR") && t.amount > euro(4_000),
    bill: |row, _| {
        row.copies = 2;
        Some(())
    },
};

fn set(cost: &mut Option<Decimal>, amount: Decimal) -> Option<()> {
    *cost = Some(amount);
    Some(())
}

fn is_eea_sale(transaction: &Transaction, funding: Funding) -> bool {
    transaction.is_sale_in("EUR") && transaction.issued_in_the_eea() && transaction.card.funding == funding
}

fn markup_rate(row: &Row) -> Decimal {
    crate::contract::markup_rate(row.transaction.day())
}

/// Gross amount and every cost at the day's rate.
fn bill_in_dollars(row: &mut Row, fx: &Fx) -> Option<()> {
    let rate = fx.on(row.transaction.day())?;
    row.net_currency = "USD";
    row.exchange_rate = rate;
    let costs = [&mut row.billed.interchange, &mut row.billed.scheme_fee, &mut row.billed.markup];
    for cost in costs {
        *cost = cost.map(|amount| cents(amount * rate));
    }
    Some(())
}
