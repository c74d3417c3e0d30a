//! What happened: a card transaction before anyone billed it.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Sale,
    Refund,
    Chargeback,
    ChargebackReversal,
}

impl Event {
    /// The `Type` of the settlement details report.
    pub(crate) fn adyen_type(self) -> &'static str {
        match self {
            Event::Sale => "Settled",
            Event::Refund => "Refunded",
            Event::Chargeback => "Chargeback",
            Event::ChargebackReversal => "ChargebackReversed",
        }
    }

    /// The `event` of the schedule language.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Event::Sale => "sale",
            Event::Refund => "refund",
            Event::Chargeback => "chargeback",
            Event::ChargebackReversal => "chargeback_reversal",
        }
    }

    /// The merchant receives the gross amount.
    pub(crate) fn pays_the_merchant(self) -> bool {
        matches!(self, Event::Sale | Event::ChargebackReversal)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    Visa,
    Mastercard,
}

/// Who lends the money; prepaid cards cost what debit cards cost.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Funding {
    Debit,
    Credit,
}

#[derive(Clone, Copy)]
pub(crate) struct Card {
    /// The `Payment Method Variant` of the settlement details report.
    pub(crate) variant: &'static str,
    pub(crate) network: Network,
    pub(crate) funding: Funding,
}

#[derive(Clone)]
pub(crate) struct Transaction {
    pub(crate) at: NaiveDateTime,
    pub(crate) event: Event,
    pub(crate) merchant: &'static str,
    /// The payment's reference; a refund or chargeback has that of its sale.
    pub(crate) psp_reference: String,
    /// The reference of this very row.
    pub(crate) modification: String,
    pub(crate) order: String,
    pub(crate) card: Card,
    pub(crate) issuer: &'static str,
    pub(crate) currency: &'static str,
    /// Positive, in major units.
    pub(crate) amount: Decimal,
}

impl Transaction {
    pub(crate) fn day(&self) -> NaiveDate {
        self.at.date()
    }

    pub(crate) fn is_sale_in(&self, currency: &str) -> bool {
        self.event == Event::Sale && self.currency == currency
    }

    pub(crate) fn issued_in_the_eea(&self) -> bool {
        EEA.contains(&self.issuer)
    }
}

const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];
