//! The codes that transactions and rules are made of, with how often each comes up.

pub const EVENTS: [&str; 2] = ["sale", "refund"];
pub const SALE: u8 = 0;
pub const REFUND: u8 = 1;

pub const NETWORKS: [&str; 3] = ["visa", "mastercard", "amex"];
pub const NETWORK_WEIGHTS: [u32; 3] = [55, 40, 5];

pub const FUNDINGS: [&str; 3] = ["debit", "credit", "prepaid"];
pub const FUNDING_WEIGHTS: [u32; 3] = [62, 31, 7];

pub const PRODUCTS: [&str; 7] =
    ["classic", "gold", "platinum", "infinite", "business", "corporate", "purchasing"];
pub const PRODUCT_WEIGHTS: [u32; 7] = [48, 20, 12, 6, 8, 4, 2];
/// Products from here on are commercial.
const FIRST_COMMERCIAL: u8 = 4;

pub const SEGMENTS: [&str; 2] = ["consumer", "commercial"];

/// The segment of a product.
pub fn segment_of(product: u8) -> u8 {
    u8::from(product >= FIRST_COMMERCIAL)
}

pub const CHANNELS: [&str; 2] = ["card_present", "card_not_present"];

pub const ENTRIES: [&str; 6] = ["contactless", "chip", "magstripe", "keyed", "ecommerce", "moto"];
/// How cards are read in each channel.
pub const ENTRY_WEIGHTS: [[u32; 6]; 2] = [[68, 29, 2, 1, 0, 0], [0, 0, 0, 2, 94, 4]];

pub const TIERS: [&str; 3] = ["1", "2", "3"];

pub const CURRENCIES: [&str; 3] = ["EUR", "USD", "GBP"];

/// Countries of merchants and issuers: code, currency of its merchants, share of merchants, share of
/// foreign cards. Those without a share of merchants issue cards only.
pub const COUNTRIES: [(&str, u8, u32, u32); 30] = [
    ("NL", 0, 260, 60),
    ("DE", 0, 200, 150),
    ("FR", 0, 120, 110),
    ("BE", 0, 80, 70),
    ("ES", 0, 70, 60),
    ("IT", 0, 50, 60),
    ("AT", 0, 30, 40),
    ("IE", 0, 20, 40),
    ("PT", 0, 15, 25),
    ("FI", 0, 15, 15),
    ("GR", 0, 10, 10),
    ("GB", 2, 70, 120),
    ("US", 1, 60, 110),
    ("PL", 0, 0, 50),
    ("SE", 0, 0, 30),
    ("DK", 0, 0, 30),
    ("CZ", 0, 0, 25),
    ("HU", 0, 0, 15),
    ("RO", 0, 0, 15),
    ("NO", 0, 0, 15),
    ("CH", 0, 0, 50),
    ("TR", 0, 0, 20),
    ("CA", 0, 0, 20),
    ("AU", 0, 0, 20),
    ("JP", 0, 0, 10),
    ("CN", 0, 0, 15),
    ("IN", 0, 0, 10),
    ("BR", 0, 0, 10),
    ("AE", 0, 0, 8),
    ("ZA", 0, 0, 5),
];

/// Groups of countries that rules name.
pub const COUNTRY_GROUPS: [(&str, &[&str]); 4] = [
    (
        "EEA",
        &[
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
            "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
        ],
    ),
    ("benelux", &["BE", "LU", "NL"]),
    ("europe_beside", &["CH", "GB", "TR"]),
    ("overseas", &["AE", "AU", "BR", "CA", "CN", "IN", "JP", "US", "ZA"]),
];

/// Kinds of shops: name of the group of MCCs, the codes, how often, share of sales without the card in percent.
pub const SECTORS: [(&str, &[&str], u32, u32); 12] = [
    ("groceries", &["5411", "5422", "5441", "5451", "5462", "5499"], 240, 8),
    ("fuel", &["5541", "5542", "5983"], 70, 1),
    ("restaurants", &["5811", "5812", "5813", "5814"], 170, 12),
    ("clothing", &["5611", "5621", "5631", "5651", "5661", "5691", "5699"], 110, 45),
    ("household", &["5200", "5251", "5310", "5311", "5331", "5399", "5712", "5722"], 90, 35),
    ("electronics", &["5732", "5734", "5045", "5065"], 50, 60),
    ("digital", &["5815", "5816", "5817", "5818"], 70, 100),
    ("travel", &["3000", "3005", "3026", "3246", "4511", "4722", "3501", "3640", "7011", "7512"], 50, 80),
    ("transport", &["4111", "4112", "4121", "4131", "7523"], 60, 40),
    ("services", &["4814", "4899", "4900", "5912", "5942", "5999", "6300", "7230", "8011", "8099"], 70, 50),
    ("public", &["8211", "8220", "8398", "9211", "9222", "9311", "9399"], 15, 70),
    ("gambling", &["7800", "7801", "7802", "7995"], 5, 95),
];

/// Days of the month of the clearing dates, with the share of its transactions in thousandths.
pub const DAYS: [u32; 31] = [
    33, 35, 30, 31, 32, 32, 33, 36, 37, 30, 31, 32, 32, 33, 37, 38, 29, 30, 31, 32, 33, 36, 38, 29, 30, 31,
    31, 32, 31, 29, 26,
];

/// The month of the clearing dates.
pub const MONTH: (i32, u32) = (2026, 5);
