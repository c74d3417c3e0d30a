//! Card payments in Acme's European shops.

use crate::answer_key::random::Random;
use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

pub(crate) struct Shop {
    pub(crate) id: &'static str,
    pub(crate) country: &'static str,
    pub(crate) mcc: &'static str,
    pub(crate) currency: &'static str,
    /// Sells online, without the card.
    pub(crate) remote: bool,
    /// In the contract, which has a markup.
    pub(crate) contract: bool,
    /// Bounds of an amount in cents: of most sales, and of the large ones.
    usual: (u32, u32),
    large: (u32, u32),
    issuers: &'static [(u32, &'static str)],
}

const AMSTERDAM: Shop = Shop {
    id: "acme-amsterdam",
    country: "NL",
    mcc: "5651",
    currency: "EUR",
    remote: false,
    contract: true,
    usual: (900, 14_000),
    large: (14_000, 60_000),
    issuers: &[(70, "NL"), (10, "DE"), (6, "BE"), (6, "GB"), (5, "US"), (2, "FR"), (1, "CH")],
};

const ROTTERDAM: Shop = Shop {
    id: "acme-rotterdam",
    mcc: "5732",
    remote: true,
    usual: (1_900, 26_000),
    large: (26_000, 140_000),
    issuers: &[(52, "NL"), (14, "DE"), (10, "BE"), (10, "GB"), (6, "US"), (4, "FR"), (2, "CH"), (2, "NO")],
    ..AMSTERDAM
};

const BERLIN: Shop = Shop {
    id: "acme-berlin",
    country: "DE",
    mcc: "5814",
    usual: (350, 4_000),
    large: (4_000, 12_000),
    issuers: &[(78, "DE"), (6, "NL"), (5, "AT"), (4, "PL"), (4, "US"), (3, "GB")],
    ..AMSTERDAM
};

const PARIS: Shop = Shop {
    id: "acme-paris",
    country: "FR",
    mcc: "5812",
    contract: false,
    usual: (1_400, 11_000),
    large: (11_000, 40_000),
    issuers: &[(74, "FR"), (6, "BE"), (5, "DE"), (5, "IT"), (5, "US"), (5, "GB")],
    ..AMSTERDAM
};

const MADRID: Shop = Shop {
    id: "acme-madrid",
    country: "ES",
    mcc: "5411",
    contract: false,
    usual: (400, 6_500),
    large: (6_500, 18_000),
    issuers: &[(86, "ES"), (4, "PT"), (3, "FR"), (3, "GB"), (2, "DE"), (2, "US")],
    ..AMSTERDAM
};

const DUBLIN: Shop = Shop {
    id: "acme-dublin",
    country: "IE",
    mcc: "5942",
    remote: true,
    contract: false,
    usual: (800, 9_000),
    large: (9_000, 30_000),
    issuers: &[(60, "IE"), (18, "GB"), (8, "US"), (6, "DE"), (4, "FR"), (4, "NL")],
    ..AMSTERDAM
};

/// Groceries, which are in Visa's list of everyday goods.
const ZURICH: Shop = Shop {
    id: "acme-zurich",
    country: "CH",
    mcc: "5411",
    currency: "CHF",
    contract: false,
    usual: (600, 14_000),
    large: (30_000, 52_000),
    issuers: &[(80, "CH"), (12, "DE"), (5, "FR"), (3, "IT")],
    ..AMSTERDAM
};

/// With how many of 100 sales happen there.
pub(crate) const SHOPS: &[(u32, &Shop)] = &[
    (29, &AMSTERDAM),
    (18, &ROTTERDAM),
    (14, &BERLIN),
    (10, &PARIS),
    (13, &MADRID),
    (9, &DUBLIN),
    (7, &ZURICH),
];

/// The facts of a transaction.
#[derive(Clone)]
pub(crate) struct Payment {
    pub(crate) shop: &'static Shop,
    pub(crate) authorized: NaiveDate,
    /// None of an authorization.
    pub(crate) cleared: Option<NaiveDate>,
    pub(crate) amount: Decimal,
    pub(crate) network: &'static str,
    /// Empty behind a wallet, where it is not known.
    pub(crate) funding: &'static str,
    pub(crate) segment: &'static str,
    pub(crate) product: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) entry: &'static str,
    pub(crate) authenticated: bool,
    pub(crate) token: bool,
    /// A phone or a watch was presented.
    pub(crate) mobile: bool,
}

impl Payment {
    pub(crate) fn is_visa(&self) -> bool {
        self.network == "visa"
    }

    /// Debit and prepaid cards cost the same.
    pub(crate) fn debit(&self) -> bool {
        matches!(self.funding, "debit" | "prepaid")
    }

    pub(crate) fn issued_in_the_eea(&self) -> bool {
        !matches!(self.issuer, "GB" | "CH" | "US")
    }

    pub(crate) fn domestic(&self) -> bool {
        self.issuer == self.shop.country
    }
}

/// A sale in June 2026.
pub(crate) fn sale(june: NaiveDate, random: &mut Random) -> Payment {
    let shop = random.weighted(SHOPS);
    let authorized = june + Days::new(u64::from(random.between(0, 27)));
    let waited = random.weighted(&[(30, 0), (55, 1), (15, 2)]);
    let (low, high) = if random.chance(14) { shop.large } else { shop.usual };
    let issuer = random.weighted(shop.issuers);
    let network = random.weighted(&[(55, "visa"), (45, "mastercard")]);
    let business = issuer == "GB" && network == "visa" && shop.country != "CH" && random.chance(15);
    let entry = if shop.remote { "ecommerce" } else { random.weighted(&[(68, "contactless"), (32, "chip")]) };
    Payment {
        shop,
        authorized,
        cleared: authorized.checked_add_days(Days::new(waited)),
        amount: Decimal::new(i64::from(random.between(low, high)), 2),
        network,
        funding: if business { "credit" } else { funding(shop, issuer, network, random) },
        segment: if business { "commercial" } else { "consumer" },
        product: if business { random.weighted(&[(2, "business"), (1, "corporate")]) } else { "" },
        issuer,
        entry,
        authenticated: shop.remote && random.chance(70),
        token: shop.remote && random.chance(25),
        mobile: entry == "contactless" && random.chance(40),
    }
}

fn funding(shop: &Shop, issuer: &str, network: &str, random: &mut Random) -> &'static str {
    match (shop.country, issuer) {
        ("CH", "CH") => "debit",
        ("CH", _) if network == "visa" => random.weighted(&[(60, "debit"), (40, "credit")]),
        (_, "FR") => random.weighted(&[(58, "debit"), (38, "deferred_debit"), (4, "prepaid")]),
        (_, "US") => random.weighted(&[(30, "debit"), (70, "credit")]),
        ("NL" | "DE", _) if random.chance(2) => "",
        _ => random.weighted(&[(66, "debit"), (30, "credit"), (4, "prepaid")]),
    }
}

/// What follows a sale some days later: a refund of a part or of all, or a chargeback.
pub(crate) fn later(sale: &Payment, days: (u32, u32), partly: bool, random: &mut Random) -> Option<Payment> {
    let day = sale.cleared? + Days::new(u64::from(random.between(days.0, days.1)));
    let amount = if partly { (sale.amount / Decimal::TWO).round_dp(2) } else { sale.amount };
    Some(Payment { authorized: day, cleared: Some(day), amount, ..sale.clone() })
}
