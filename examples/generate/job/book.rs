//! The book: interchange with many rules, scheme fees that add up, a markup by the merchant's tier.

use super::rules::{self, Rule};
use super::vocabulary::{COUNTRY_GROUPS, CURRENCIES, NETWORKS, SECTORS};
use std::fmt::Write;

/// The components in their order.
pub const COMPONENTS: [&str; 3] = ["interchange", "scheme_fee", "markup"];

/// What the generator billed that the book does not have.
pub const STRANGE_COMPONENT: &str = "gateway_fee";

const BOOK: &str = r#"# A generated book with invented figures.
language = 1
name     = "generated card costs"

[components.interchange]
schedules = "one"
[components.scheme_fee]
schedules = "all"
[components.markup]
schedules = "one"

[attributes]
merchant_tier = { type = "code", values = ["1", "2", "3"] }

[derived]
domestic = { same = ["issuer_country", "merchant_country"] }

[rounding]
mode     = "half_up"
decimals = 2
per      = "line"
"#;

const REFUNDS: &str = r#"
[[rule]]
id   = "refund"
name = "Interchange that comes back"
when = { event = "refund" }
direction = "credit"
fee  = "0.2%"
"#;

const CROSS_BORDER: &str = r#"
[[rule]]
id   = "cross-border"
fee  = "0.6%"
"#;

/// The texts of the book's files, and the interchange rules of each currency for those who want to bill wrongly.
pub struct Book {
    /// Path below the book's folder, and content.
    pub files: Vec<(String, String)>,
    /// By currency, a place in `CURRENCIES`.
    pub rules: [Vec<Rule>; 3],
}

impl Book {
    /// A book with so many interchange rules; three quarters of them are for merchants in euro.
    pub fn draw(seed: u64, count: u32) -> Book {
        let other = count / 8;
        let counts = [count - 2 * other, other, other];
        let rules = [0, 1, 2].map(|currency| rules::draw(seed, currency as u8, counts[currency]));
        let mut files = vec![("book.toml".to_owned(), BOOK.to_owned()), ("groups.toml".to_owned(), groups())];
        for (currency, rules) in CURRENCIES.iter().zip(&rules) {
            let name = currency.to_lowercase();
            files.push((format!("interchange_{name}.toml"), interchange(currency, rules)));
            files.push((format!("markup_{name}.toml"), markup(currency)));
        }
        for (network, place) in NETWORKS.iter().zip(0..) {
            files.push((format!("scheme_{network}.toml"), scheme(network, place)));
        }
        let covers = "event   = \"sale\"\ndomestic = false\n";
        let head = schedule("scheme-cross-border", "scheme_fee", "transaction", covers, 4);
        files.push(("scheme_cross_border.toml".to_owned(), head + CROSS_BORDER));
        Book { files, rules }
    }
}

fn groups() -> String {
    // Writing into a String cannot fail.
    let mut text = "[groups]\n".to_owned();
    let sectors = SECTORS.iter().map(|sector| (sector.0, sector.1));
    for (name, members) in COUNTRY_GROUPS.iter().copied().chain(sectors) {
        let members: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
        let _ = writeln!(text, "{name} = [{}]", members.join(", "));
    }
    text
}

fn schedule(id: &str, component: &str, currency: &str, covers: &str, decimals: u32) -> String {
    format!(
        "[schedule]\nid        = \"{id}\"\ntitle     = \"Invented: {id}\"\ncomponent = \"{component}\"\n\
         currency  = \"{currency}\"\nselect    = \"first\"\ndated_by  = \"clearing_date\"\n\
         rounding  = {{ mode = \"half_up\", decimals = {decimals}, per = \"line\" }}\n\
         source    = \"invented\"\n\n[covers]\n{covers}"
    )
}

fn interchange(currency: &str, rules: &[Rule]) -> String {
    let covers = format!("event    = [\"sale\", \"refund\"]\ncurrency = \"{currency}\"\n");
    let id = format!("interchange-{}", currency.to_lowercase());
    let mut text = schedule(&id, "interchange", currency, &covers, 2) + REFUNDS;
    for rule in rules {
        let _ = write!(text, "\n[[rule]]\nid   = \"{}\"\n", rule.id);
        if !rule.when.is_empty() {
            let _ = writeln!(text, "when = {{ {} }}", rule.when);
        }
        match &rule.fees[..] {
            [(_, fee)] => {
                let _ = writeln!(text, "fee  = \"{fee}\"");
            }
            fees => {
                text.push_str("[rule.fee]\n");
                for (day, fee) in fees {
                    let _ = writeln!(text, "{day} = \"{fee}\"");
                }
            }
        }
    }
    text
}

/// What a network takes of every sale and refund, to four decimals.
fn scheme(network: &str, place: u32) -> String {
    let covers = format!("event   = [\"sale\", \"refund\"]\nnetwork = \"{network}\"\n");
    let mut text = schedule(&format!("scheme-{network}"), "scheme_fee", "transaction", &covers, 4);
    let rules = [
        ("refund", "{ event = \"refund\" }", 8),
        ("commercial", "{ segment = \"commercial\" }", 32),
        ("remote-credit", "{ channel = \"card_not_present\", funding = \"credit\" }", 29),
        ("remote", "{ channel = \"card_not_present\" }", 26),
        ("abroad", "{ domestic = false }", 41),
        ("rest", "{}", 22),
    ];
    for (id, when, rate) in rules {
        let rate = rate + place * 3;
        let _ = write!(text, "\n[[rule]]\nid   = \"{id}\"\nwhen = {when}\nfee  = \"0.0{rate:02}5%\"\n");
    }
    text
}

fn markup(currency: &str) -> String {
    let covers = format!("event    = [\"sale\", \"refund\"]\ncurrency = \"{currency}\"\n");
    let id = format!("markup-{}", currency.to_lowercase());
    let mut text = schedule(&id, "markup", currency, &covers, 2);
    let rules = [
        ("refund", "{ event = \"refund\" }", "0.05"),
        ("tier-1", "{ merchant_tier = \"1\" }", "0.08% + 0.02"),
        ("tier-2", "{ merchant_tier = \"2\" }", "0.15% + 0.04"),
        (
            "tier-3-commercial",
            "{ merchant_tier = \"3\", segment = \"commercial\" }",
            "0.35% + 0.08, max 9.00",
        ),
        ("tier-3", "{}", "0.25% + 0.07"),
    ];
    for (id, when, fee) in rules {
        let _ = write!(text, "\n[[rule]]\nid   = \"{id}\"\nwhen = {when}\nfee  = \"{fee}\"\n");
    }
    text
}
