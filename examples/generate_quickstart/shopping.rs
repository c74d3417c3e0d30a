//! Acme's customers: sales, and the refunds and chargebacks that follow them.

use crate::answer_key::random::Random;
use crate::transaction::{Card, Event, Funding, Network, Transaction};
use chrono::{Days, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

/// How much of each event happens between two days, both included.
pub(crate) struct Traffic {
    pub(crate) first: NaiveDate,
    pub(crate) last: NaiveDate,
    pub(crate) sales: usize,
    pub(crate) refunds: usize,
    pub(crate) chargebacks: usize,
    pub(crate) reversals: usize,
}

const MERCHANTS: &[(u32, &str)] = &[(55, "AcmeShop_NL"), (30, "AcmeOutlet_NL"), (15, "AcmeTickets_NL")];

/// The company's merchant accounts, in the order of its statements.
pub(crate) fn merchants() -> impl Iterator<Item = &'static str> {
    MERCHANTS.iter().map(|(_, merchant)| *merchant)
}

const fn card(variant: &'static str, network: Network, funding: Funding) -> Card {
    Card { variant, network, funding }
}

const CARDS: &[(u32, Card)] = &[
    (26, card("visastandarddebit", Network::Visa, Funding::Debit)),
    (12, card("visastandardcredit", Network::Visa, Funding::Credit)),
    (4, card("visapremiumdebit", Network::Visa, Funding::Debit)),
    (7, card("visapremiumcredit", Network::Visa, Funding::Credit)),
    (2, card("visaprepaidanonymous", Network::Visa, Funding::Debit)),
    (22, card("mcstandarddebit", Network::Mastercard, Funding::Debit)),
    (14, card("mcstandardcredit", Network::Mastercard, Funding::Credit)),
    (3, card("mcpremiumdebit", Network::Mastercard, Funding::Debit)),
    (8, card("mcpremiumcredit", Network::Mastercard, Funding::Credit)),
    (2, card("mcprepaidanonymous", Network::Mastercard, Funding::Debit)),
];

const EURO_ISSUERS: &[(u32, &str)] = &[
    (38, "NL"),
    (18, "DE"),
    (12, "BE"),
    (8, "FR"),
    (4, "ES"),
    (4, "IT"),
    (2, "IE"),
    (2, "AT"),
    (1, "PL"),
    (1, "SE"),
    (1, "NO"),
    (1, "IS"),
    (5, "GB"),
    (2, "CH"),
    (1, "US"),
];

const DOLLAR_ISSUERS: &[(u32, &str)] =
    &[(64, "US"), (8, "CA"), (7, "GB"), (4, "AU"), (3, "JP"), (3, "BR"), (6, "DE"), (5, "NL")];

/// Bounds of the amount in cents.
const AMOUNTS: &[(u32, (u32, u32))] = &[
    (44, (500, 3_000)),
    (31, (3_000, 8_000)),
    (18, (8_000, 25_000)),
    (6, (25_000, 90_000)),
    (1, (90_000, 240_000)),
];

/// Everything that happened, in the order of time.
pub(crate) fn transactions(traffic: &Traffic, random: &mut Random) -> Vec<Transaction> {
    let sales: Vec<_> = (0..traffic.sales).map(|number| sale(number, traffic, random)).collect();
    let mut unused: Vec<&Transaction> = sales.iter().collect();
    random.shuffle(&mut unused);
    let mut later = Vec::new();
    follow(Event::Refund, traffic.refunds, &mut unused, traffic.last, random, &mut later);
    let refunds = later.len();
    follow(Event::Chargeback, traffic.chargebacks, &mut unused, traffic.last, random, &mut later);
    let chargebacks = later[refunds..].to_vec();
    let mut reversible: Vec<_> = chargebacks.iter().collect();
    follow(Event::ChargebackReversal, traffic.reversals, &mut reversible, traffic.last, random, &mut later);
    let mut all: Vec<_> = sales.iter().cloned().chain(later).collect();
    all.sort_by(|a, b| (a.at, &a.modification).cmp(&(b.at, &b.modification)));
    all
}

fn sale(number: usize, traffic: &Traffic, random: &mut Random) -> Transaction {
    let merchant = random.weighted(MERCHANTS);
    let in_dollars = merchant != "AcmeOutlet_NL" && random.chance(21);
    let days = (traffic.last - traffic.first).num_days() as u32;
    let day = traffic.first + Days::new(u64::from(random.between(0, days)));
    Transaction {
        at: opening_hours(day, random),
        event: Event::Sale,
        merchant,
        psp_reference: random.reference(),
        modification: random.reference(),
        order: format!("ACME-{}", 700_001 + number),
        card: random.weighted(CARDS),
        issuer: random.weighted(if in_dollars { DOLLAR_ISSUERS } else { EURO_ISSUERS }),
        currency: if in_dollars { "USD" } else { "EUR" },
        amount: amount(random),
    }
}

fn amount(random: &mut Random) -> Decimal {
    let (low, high) = random.weighted(AMOUNTS);
    let cents = random.between(low, high - 100);
    let unit = cents - cents % 100;
    let priced = random.weighted(&[(30, cents), (25, unit + 50), (25, unit + 95), (20, unit)]);
    Decimal::new(i64::from(priced), 2)
}

fn opening_hours(day: NaiveDate, random: &mut Random) -> NaiveDateTime {
    let seconds = random.between(6 * 3600, 22 * 3600 - 1);
    day.and_time(chrono::NaiveTime::MIN) + chrono::TimeDelta::seconds(i64::from(seconds))
}

/// Adds `count` events that follow one of the `earlier` transactions by some days.
fn follow(
    event: Event,
    count: usize,
    earlier: &mut Vec<&Transaction>,
    last: NaiveDate,
    random: &mut Random,
    later: &mut Vec<Transaction>,
) {
    let least = if event == Event::Refund { 1 } else { 3 };
    let end = later.len() + count;
    while later.len() < end {
        let Some(origin) = earlier.pop() else { return };
        let room = (last - origin.day()).num_days() as u32;
        if room < least {
            continue;
        }
        let day = origin.day() + Days::new(u64::from(random.between(least, room.min(12))));
        let partial = event == Event::Refund && random.chance(30);
        let amount = if partial { half(origin.amount) } else { origin.amount };
        let at = opening_hours(day, random);
        later.push(Transaction { at, event, amount, modification: random.reference(), ..origin.clone() });
    }
}

fn half(amount: Decimal) -> Decimal {
    amount.mantissa().checked_div(2).map_or(amount, |cents| Decimal::new(cents as i64, 2))
}
