//! Card payments in Acme's shops.

use super::shops::{SHOPS, Shop};
use crate::answer_key::random::Random;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

#[derive(Clone, Copy)]
pub(crate) struct Card {
    pub(crate) network: &'static str,
    pub(crate) funding: &'static str,
    pub(crate) segment: &'static str,
    /// Empty where it is not known.
    pub(crate) product: &'static str,
}

/// The facts of a transaction.
#[derive(Clone)]
pub(crate) struct Payment {
    pub(crate) shop: &'static Shop,
    pub(crate) authorized: NaiveDate,
    /// None of an authorization.
    pub(crate) cleared: Option<NaiveDate>,
    pub(crate) amount: Decimal,
    pub(crate) card: Card,
    /// Of debit and prepaid cards; `None` where nobody knows.
    pub(crate) regulated: Option<bool>,
    pub(crate) fraud_adjusted: bool,
    pub(crate) entry: &'static str,
    pub(crate) verification: &'static str,
    pub(crate) authenticated: bool,
    pub(crate) token: bool,
    pub(crate) dcap: bool,
    pub(crate) downgraded: bool,
    /// Of commercial cards.
    pub(crate) data_level: &'static str,
}

impl Payment {
    pub(crate) fn is_visa(&self) -> bool {
        self.card.network == "visa"
    }

    pub(crate) fn is_consumer_credit(&self) -> bool {
        self.card.funding == "credit" && self.card.segment == "consumer"
    }

    /// Recurring payments are those of a subscription, which the merchant starts.
    pub(crate) fn recurring(&self) -> bool {
        self.shop.id == "acme-streaming"
    }

    /// Cleared within the networks' limit for small tickets; only the coffee shop clears so.
    pub(crate) fn small_ticket(&self) -> bool {
        self.shop.mcc == "5814" && self.amount <= Decimal::from(15)
    }
}

const fn card(
    network: &'static str,
    funding: &'static str,
    segment: &'static str,
    product: &'static str,
) -> Card {
    Card { network, funding, segment, product }
}

const CARDS: &[(u32, Card)] = &[
    (250, card("visa", "debit", "consumer", "")),
    (120, card("mastercard", "debit", "consumer", "")),
    (22, card("visa", "prepaid", "consumer", "")),
    (45, card("visa", "credit", "consumer", "all_other")),
    (95, card("visa", "credit", "consumer", "traditional_rewards")),
    (130, card("visa", "credit", "consumer", "signature")),
    (60, card("visa", "credit", "consumer", "signature_preferred")),
    (6, card("visa", "credit", "consumer", "infinite_spend_not_qualified")),
    (40, card("visa", "credit", "consumer", "infinite_spend_qualified")),
    (50, card("mastercard", "credit", "consumer", "core")),
    (30, card("mastercard", "credit", "consumer", "enhanced_value")),
    (70, card("mastercard", "credit", "consumer", "world")),
    (40, card("mastercard", "credit", "consumer", "world_high_value")),
    (60, card("mastercard", "credit", "consumer", "world_elite")),
    (4, card("mastercard", "credit", "consumer", "world_legend")), // newer than the table
    (5, card("visa", "credit", "consumer", "")),
];

const BUSINESS_CARDS: &[(u32, Card)] = &[
    (30, card("visa", "credit", "commercial", "business_spend_tier_1")),
    (1, card("visa", "credit", "commercial", "business_spend_tier_3")),
    (12, card("visa", "credit", "commercial", "business_spend_tier_5")),
    (12, card("visa", "credit", "commercial", "corporate")),
    (10, card("visa", "credit", "commercial", "purchasing")),
    (18, card("mastercard", "credit", "commercial", "small_business_level_1")),
    (10, card("mastercard", "credit", "commercial", "small_business_level_3")),
    (7, card("mastercard", "credit", "commercial", "small_business_level_5")),
];

/// A sale that was authorized on one of `days`.
pub(crate) fn sale(first: NaiveDate, days: u32, random: &mut Random) -> Payment {
    let shop = random.weighted(SHOPS);
    let takes_business_cards = matches!(shop.id, "acme-chicago" | "acme-denver" | "acme-tulsa");
    let business = takes_business_cards && random.chance(if shop.remote { 12 } else { 30 });
    let card = random.weighted(if business { BUSINESS_CARDS } else { CARDS });
    let authorized = first + Days::new(u64::from(random.between(0, days)));
    let waited = random.weighted(&[(20, 0), (55, 1), (18, 2), (7, 3)]);
    let (low, high) = if random.chance(12) { shop.large } else { shop.usual };
    let debit = card.funding != "credit";
    let entry = entry(shop, random);
    let downgraded = random.chance(1);
    let verification = verification(shop, card, entry, random);
    Payment {
        shop,
        authorized,
        cleared: authorized.checked_add_days(Days::new(waited)),
        amount: Decimal::new(i64::from(random.between(low, high)), 2),
        card,
        regulated: (debit && !random.chance(1)).then(|| random.chance(62)),
        fraud_adjusted: random.chance(88),
        entry,
        verification,
        authenticated: shop.id == "acme-denver" && random.chance(40),
        token: shop.id == "acme-denver" && !downgraded && random.chance(35),
        dcap: shop.id == "acme-denver"
            && card.network == "visa"
            && !debit
            && !business
            && !downgraded
            && random.chance(20),
        downgraded: downgraded && verification != "pin",
        data_level: if business { random.weighted(&[(55, "1"), (25, "2"), (20, "3")]) } else { "" },
    }
}

fn entry(shop: &Shop, random: &mut Random) -> &'static str {
    match (shop.remote, shop.id) {
        (true, _) => "ecommerce",
        (false, "acme-chicago") => random.weighted(&[(50, "contactless"), (45, "chip"), (5, "keyed")]),
        _ => random.weighted(&[(58, "contactless"), (40, "chip"), (2, "magstripe")]),
    }
}

fn verification(shop: &Shop, card: Card, entry: &str, random: &mut Random) -> &'static str {
    if shop.remote || entry == "keyed" {
        return "none";
    }
    if card.funding == "debit" && random.chance(40) {
        return "pin";
    }
    random.weighted(&[(70, "none"), (30, "device")])
}

/// A refund of a part of a sale, or of all of it, some days later.
pub(crate) fn refund(sale: &Payment, random: &mut Random) -> Option<Payment> {
    let day = sale.cleared? + Days::new(u64::from(random.between(1, 9)));
    let amount = if random.chance(60) { sale.amount } else { (sale.amount / Decimal::TWO).round_dp(2) };
    Some(Payment { authorized: day, cleared: Some(day), amount, ..sale.clone() })
}
