//! What a transaction should cost, written down a second time and without the engine: the example's answer key.

use crate::fx::Fx;
use crate::transaction::{Event, Funding, Network, Transaction};
use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

/// Costs of one transaction by component; `None` where the component does not apply.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Costs {
    pub(crate) interchange: Option<Decimal>,
    pub(crate) scheme_fee: Option<Decimal>,
    pub(crate) markup: Option<Decimal>,
    pub(crate) commission: Option<Decimal>,
}

impl Costs {
    pub(crate) fn named(&self) -> [(&'static str, Option<Decimal>); 4] {
        [
            ("interchange", self.interchange),
            ("scheme_fee", self.scheme_fee),
            ("markup", self.markup),
            ("commission", self.commission),
        ]
    }

    pub(crate) fn total(&self) -> Decimal {
        self.named().iter().filter_map(|(_, amount)| *amount).sum()
    }
}

/// To the cent, half away from zero.
pub(crate) fn cents(amount: Decimal) -> Decimal {
    let mut rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}

/// `milli_percent(200)` is 0.200 %.
pub(crate) fn milli_percent(thousandths: i64) -> Decimal {
    Decimal::new(thousandths, 5)
}

pub(crate) fn euro(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// An amount in euro as the transaction's currency, unrounded.
pub(crate) fn converted(amount: Decimal, transaction: &Transaction, fx: &Fx) -> Option<Decimal> {
    match transaction.currency {
        "EUR" => Some(amount),
        _ => Some(amount * fx.on(transaction.day())?),
    }
}

/// The right costs; `None` if an exchange rate is missing.
pub(crate) fn costs(transaction: &Transaction, fx: &Fx) -> Option<Costs> {
    let markup = match transaction.event {
        Event::Sale => Some(cents(markup_on_sale(transaction, markup_rate(transaction.day()), fx)?)),
        Event::Refund => Some(cents(converted(euro(10), transaction, fx)?)),
        Event::Chargeback => Some(cents(converted(euro(1500), transaction, fx)?)),
        Event::ChargebackReversal => None,
    };
    if transaction.event != Event::Sale {
        return Some(Costs { markup, ..Costs::default() });
    }
    let interchange = Some(interchange(transaction, transaction.issued_in_the_eea()));
    Some(Costs { interchange, scheme_fee: Some(scheme_fees(transaction, fx)?), markup, commission: None })
}

/// Interchange of a consumer card on a sale without the card being present.
pub(crate) fn interchange(transaction: &Transaction, issued_in_the_eea: bool) -> Decimal {
    let rate = match (issued_in_the_eea, transaction.card.funding) {
        (true, Funding::Debit) => milli_percent(200),
        (true, Funding::Credit) => milli_percent(300),
        (false, Funding::Debit) => milli_percent(1_150),
        (false, Funding::Credit) => milli_percent(1_500),
    };
    cents(transaction.amount * rate)
}

/// The percentage of the markup before and from 16 May 2026.
pub(crate) fn markup_rate(day: NaiveDate) -> Decimal {
    let changed = NaiveDate::from_ymd_opt(2026, 5, 16);
    milli_percent(if changed.is_some_and(|changed| day >= changed) { 220 } else { 250 })
}

/// Unrounded, in the transaction's currency.
pub(crate) fn markup_on_sale(transaction: &Transaction, rate: Decimal, fx: &Fx) -> Option<Decimal> {
    Some(transaction.amount * rate + converted(euro(8), transaction, fx)?)
}

/// Every line is rounded by itself, then the lines are added.
fn scheme_fees(transaction: &Transaction, fx: &Fx) -> Option<Decimal> {
    let network = transaction.card.network;
    let (rate, fixed) = match (network, transaction.issuer == "NL") {
        (Network::Visa, true) => (15, 1),
        (Network::Visa, false) => (30, 1),
        (Network::Mastercard, true) => (18, 1),
        (Network::Mastercard, false) => (35, 2),
    };
    let fixed = converted(euro(fixed), transaction, fx)?;
    let assessment = cents(transaction.amount * milli_percent(rate) + fixed);
    if transaction.issued_in_the_eea() {
        return Some(assessment);
    }
    let rate = milli_percent(if network == Network::Visa { 600 } else { 650 });
    let most = converted(euro(500), transaction, fx)?;
    let cross_border = cents((transaction.amount * rate).min(most));
    let remote = cents(converted(euro(2), transaction, fx)?);
    Some(assessment + cross_border + remote)
}
