//! `check` over a schedule of a thousand rules with eight conditions each: once with rules at random, most of which
//! overlap, and once with rules that leave nothing over, which takes a proof to see.
//!
//!     cargo bench --bench check
#![allow(clippy::unwrap_used)]

use trueup::diagnostic::{Code, Diagnostic};
use trueup::schedule::{Book, load_texts, prove};

fn main() {
    divan::main();
}

const BOOK: &str = r#"language = 1
name = "large"
[components.interchange]
schedules = "one"
[derived]
domestic = { same = ["issuer_country", "merchant_country"] }
"#;

const SCHEDULE: &str = r#"[schedule]
id = "large"
component = "interchange"
currency = "USD"
rounding = { per = "none" }
[covers]
network = "visa"
merchant_country = "US"
event = "sale"
token = { known = true }
"#;

const ENTRIES: [&str; 5] =
    ["\"chip\"", "\"contactless\"", "\"magstripe\"", "\"keyed\"", "[\"ecommerce\", \"moto\"]"];
const CHANNELS: [&str; 2] = ["card_present", "card_not_present"];

/// A small generator with a fixed seed: the same rules in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn one<'p>(&mut self, pool: &[&'p str]) -> &'p str {
        pool[usize::try_from(self.below(pool.len() as u64)).unwrap()]
    }
}

/// A book with one schedule, and groups of MCCs that do not overlap.
fn book(rules: &str, mccs_per_group: u64) -> Book {
    let group = |number: u64| {
        let from = number * mccs_per_group;
        format!("g{number} = [\"{from:04}..{:04}\"]\n", from + mccs_per_group - 1)
    };
    let groups: String = (0..10_000 / mccs_per_group).map(group).collect();
    let files = [
        ("book.toml", BOOK.to_owned()),
        ("groups.toml", format!("[groups]\n{groups}")),
        ("large.toml", format!("{SCHEDULE}{rules}")),
    ];
    load_texts("", files.map(|(name, text)| (name.to_owned(), text)).into()).book.unwrap()
}

fn at_random() -> Book {
    let mut dice = Dice(2026);
    let mut rules = String::new();
    for number in 0..1000 {
        rules += &format!(
            "[[rule]]\nid = \"r{number}\"\nwhen = {{ funding = \"{}\", product = \"p{}\", mcc = \"@g{}\", \
             channel = \"{}\", entry = {}, token = {}, domestic = {}, amount = {{ {} = \"{}\" }} }}\nfee = \"1.5%\"\n",
            dice.one(&["credit", "debit", "prepaid"]),
            dice.below(6),
            dice.below(40),
            dice.one(&CHANNELS),
            dice.one(&ENTRIES),
            dice.one(&["true", "false"]),
            dice.one(&["true", "false"]),
            dice.one(&["below", "at_least"]),
            dice.one(&["10", "25", "100", "500"]),
        );
    }
    book(&rules, 250)
}

/// Ten groups of MCCs × ten products × two channels × five entries, in a wild order.
fn complete() -> Book {
    let mut rules = String::new();
    for number in 0..1000_usize {
        // 371 and 1000 have no common divisor, so that every combination comes once.
        let mixed = number * 371 % 1000;
        let product = match mixed / 10 % 10 {
            9 => "{ not = [\"p0\", \"p1\", \"p2\", \"p3\", \"p4\", \"p5\", \"p6\", \"p7\", \"p8\"] }"
                .to_owned(),
            product => format!("\"p{product}\""),
        };
        rules += &format!(
            "[[rule]]\nid = \"r{number}\"\nwhen = {{ mcc = \"@g{}\", product = {product}, channel = \"{}\", entry = {}, \
             token = {{ known = true }}, network = \"visa\", merchant_country = \"US\", event = \"sale\" }}\nfee = \"1.5%\"\n",
            mixed % 10,
            CHANNELS[mixed / 100 % 2],
            ENTRIES[mixed / 200],
        );
    }
    book(&rules, 1000)
}

#[divan::bench(sample_count = 5)]
fn prove_rules_at_random(bencher: divan::Bencher) {
    let book = at_random();
    bencher.bench_local(|| prove(&book, None).len());
}

#[divan::bench(sample_count = 5)]
fn prove_that_nothing_is_left_over(bencher: divan::Bencher) {
    let book = complete();
    let about_rules = |found: &Diagnostic| found.code != Code::UnusedAttribute;
    bencher.bench_local(|| assert!(!prove(&book, None).iter().any(about_rules)));
}
