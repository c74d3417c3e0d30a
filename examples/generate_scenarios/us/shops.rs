//! Acme's shops in the United States, and what each card pays at each of them by the tables of 17 and 18 April 2026.

use crate::fee::{Fee, fee};

/// A shop. Fees stand in the order of `VISA_CREDIT` and `MASTERCARD_CREDIT`; `None` is a cell that is not published.
pub(crate) struct Shop {
    pub(crate) id: &'static str,
    pub(crate) mcc: &'static str,
    pub(crate) program: &'static str,
    pub(crate) mastercard_credit_tier: &'static str,
    pub(crate) unattended: bool,
    /// Sells online, without the card.
    pub(crate) remote: bool,
    /// Bounds of an amount in cents: of most sales, and of the large ones.
    pub(crate) usual: (u32, u32),
    pub(crate) large: (u32, u32),
    pub(crate) visa_credit: [Option<Fee>; 6],
    pub(crate) mastercard_credit: [Option<Fee>; 5],
    pub(crate) visa_debit: Fee,
    pub(crate) visa_prepaid: Option<Fee>,
    pub(crate) mastercard_debit: Fee,
    pub(crate) mastercard_pin: Fee,
}

pub(crate) const VISA_CREDIT: [&str; 6] = [
    "all_other",
    "traditional_rewards",
    "signature",
    "signature_preferred",
    "infinite_spend_not_qualified",
    "infinite_spend_qualified",
];

pub(crate) const MASTERCARD_CREDIT: [&str; 5] =
    ["core", "enhanced_value", "world", "world_high_value", "world_elite"];

/// A row of a table: a percentage per product, 0 where none is published, and one fixed part.
const fn row<const N: usize>(points: [i64; N], fixed: i64) -> [Option<Fee>; N] {
    bounded(points, fixed, None, None)
}

const fn bounded<const N: usize>(
    points: [i64; N],
    fixed: i64,
    min: Option<i64>,
    max: Option<i64>,
) -> [Option<Fee>; N] {
    let mut fees = [None; N];
    let mut place = 0;
    while place < N {
        if points[place] > 0 {
            fees[place] = Some(Fee { points: points[place], fixed, min, max });
        }
        place += 1;
    }
    fees
}

const SUPERMARKET: Shop = Shop {
    id: "acme-boston",
    mcc: "5411",
    program: "none",
    mastercard_credit_tier: "supermarket_3",
    unattended: false,
    remote: false,
    usual: (300, 9_000),
    large: (9_000, 24_000),
    visa_credit: row([150, 150, 165, 200, 0, 200], 7),
    mastercard_credit: row([122, 122, 132, 132, 132], 5),
    visa_debit: fee(0, 30),
    visa_prepaid: Some(fee(115, 15).most(35)),
    mastercard_debit: fee(105, 15).most(35),
    mastercard_pin: fee(105, 15).most(35),
};

/// Electronics, online.
const ONLINE: Shop = Shop {
    id: "acme-denver",
    mcc: "5732",
    program: "none",
    mastercard_credit_tier: "none",
    unattended: false,
    remote: true,
    usual: (1_500, 22_000),
    large: (22_000, 180_000),
    visa_credit: row([189, 204, 205, 250, 220, 260], 10),
    mastercard_credit: row([195, 210, 220, 260, 260], 10),
    visa_debit: fee(165, 15),
    visa_prepaid: None,
    mastercard_debit: fee(165, 15),
    mastercard_pin: fee(165, 15),
};

const RESTAURANT: Shop = Shop {
    id: "acme-austin",
    mcc: "5812",
    visa_credit: bounded([210, 210, 260, 0, 0, 260], 0, Some(4), None),
    mastercard_credit: [
        Some(fee(165, 10)), // Restaurant is printed for World and above: Core and Enhanced Value pay Merit III Base
        Some(fee(180, 10)),
        Some(fee(185, 10)),
        Some(fee(200, 10)),
        Some(fee(200, 10)),
    ],
    visa_debit: fee(119, 10),
    visa_prepaid: Some(fee(115, 15)),
    mastercard_debit: fee(119, 10),
    mastercard_pin: fee(90, 15),
    usual: (1_600, 9_000),
    large: (9_000, 30_000),
    ..STORE
};

/// A coffee shop. Small tickets have fees of their own, see `small_ticket` in `fees.rs`.
const COFFEE: Shop = Shop {
    id: "acme-seattle",
    mcc: "5814",
    visa_credit: RESTAURANT.visa_credit,
    mastercard_credit: row([165, 180, 190, 230, 230], 4),
    mastercard_pin: fee(75, 17).most(95),
    usual: (310, 1_450),
    large: (1_501, 4_800),
    ..RESTAURANT
};

/// Fuel pumps.
const FUEL: Shop = Shop {
    id: "acme-tulsa",
    mcc: "5542",
    unattended: true,
    visa_credit: bounded([115; 6], 25, None, Some(110)),
    mastercard_credit: bounded([190, 190, 200, 200, 200], 0, None, Some(95)),
    visa_debit: fee(80, 15).most(95),
    visa_prepaid: Some(fee(115, 15).most(95)),
    mastercard_debit: fee(70, 17).most(95),
    mastercard_pin: fee(75, 17).most(95),
    usual: (900, 9_500),
    large: (9_500, 17_500),
    ..STORE
};

/// Hardware and building materials, with many business cards.
const STORE: Shop = Shop {
    id: "acme-chicago",
    mcc: "5251",
    program: "none",
    mastercard_credit_tier: "none",
    unattended: false,
    remote: false,
    usual: (700, 25_000),
    large: (25_000, 240_000),
    visa_credit: row([151, 165, 165, 210, 0, 230], 10),
    mastercard_credit: row([165, 180, 190, 230, 230], 10),
    visa_debit: fee(80, 15),
    visa_prepaid: Some(fee(115, 15)),
    mastercard_debit: fee(105, 15),
    mastercard_pin: fee(90, 15),
};

/// Films by the month.
const STREAMING: Shop = Shop {
    id: "acme-streaming",
    mcc: "4899",
    visa_credit: [Some(fee(153, 5)), Some(fee(153, 5)), Some(fee(153, 5)), None, None, Some(fee(230, 5))],
    mastercard_credit: row([115; 5], 5),
    visa_debit: fee(65, 15).most(200),
    mastercard_debit: fee(115, 5),
    usual: (999, 1_999),
    large: (11_900, 24_000),
    ..ONLINE
};

/// Water.
const UTILITY: Shop = Shop {
    id: "acme-reno",
    mcc: "4900",
    visa_credit: [Some(fee(0, 75)); 6],
    mastercard_credit: [Some(fee(0, 75)); 5],
    visa_debit: fee(0, 65),
    mastercard_debit: fee(0, 65),
    usual: (2_500, 9_000),
    large: (9_000, 26_000),
    ..ONLINE
};

/// Gifts; in Visa's programme for small merchants.
const GIFTS: Shop = Shop {
    id: "acme-tampa",
    mcc: "5947",
    program: "small_merchant",
    visa_credit: row([129, 143, 0, 188, 0, 188], 10),
    usual: (500, 6_000),
    large: (6_000, 20_000),
    ..STORE
};

/// With how many of 100 sales happen there.
pub(crate) const SHOPS: &[(u32, &Shop)] = &[
    (24, &SUPERMARKET),
    (18, &ONLINE),
    (10, &RESTAURANT),
    (16, &COFFEE),
    (12, &FUEL),
    (10, &STORE),
    (5, &STREAMING),
    (3, &UTILITY),
    (2, &GIFTS),
];
