//! Random small books whose conditions convert amounts, and the exchange rates that put an amount on
//! every side of every threshold.

use super::books::{Dice, Random};
use trueup::money::{Currency, Date, FxTable, parse};

const AMOUNTS: [&str; 6] = ["0", "5", "10", "50", "100", "200"];
const TESTS: [&str; 9] = [
    "amount = { above = \"10\", currency = \"USD\" }",
    "amount = { at_most = \"10\", currency = \"USD\" }",
    "amount = { at_least = \"100\", currency = \"USD\" }",
    "amount = { below = \"100\", currency = \"USD\" }",
    "amount = { above = \"10\" }",
    "amount = { below = \"100\" }",
    "currency = \"USD\"",
    "currency = \"EUR\"",
    "currency = { not = \"USD\" }",
];

/// A book with two schedules of a component that takes one.
pub fn book(seed: u64) -> Random {
    let mut dice = Dice::new(seed ^ 0xf00d);
    let book = "language = 1\nname = \"random\"\n[components.interchange]\nschedules = \"one\"\n";
    let mut files = vec![("book.toml".to_owned(), book.to_owned())];
    for id in ["first", "second"] {
        let mut text = format!(
            "[schedule]\nid = \"{id}\"\ncomponent = \"interchange\"\ncurrency = \"EUR\"\nrounding = {{ per = \"none\" }}\n"
        );
        if dice.chance(2) {
            text += "unknown = \"no\"\n";
        }
        text += &format!("[covers]\n{}\n", condition(&mut dice).join("\n"));
        for rule in 0..1 + dice.below(4) {
            let when = condition(&mut dice).join(", ");
            text += &format!("[[rule]]\nid = \"r{rule}\"\nwhen = {{ {when} }}\nfee = \"1\"\n");
        }
        files.push((format!("{id}.toml"), text));
    }
    let facts = vec![
        ("clearing_date", &["2026-05-01"] as &'static [&'static str]),
        ("amount", &AMOUNTS),
        ("currency", &["EUR", "USD", "GBP"]),
        ("token", &["true", "false"]),
    ];
    Random { files, facts }
}

fn condition(dice: &mut Dice) -> Vec<String> {
    let mut parts: Vec<&str> = Vec::new();
    for _ in 0..dice.below(4) {
        let part =
            if dice.chance(2) { dice.one(&["token = true", "token = false"]) } else { dice.one(&TESTS) };
        let name = |part: &str| part.split(' ').next().unwrap_or_default().to_owned();
        if !parts.iter().any(|known| name(known) == name(part)) {
            parts.push(part);
        }
    }
    parts.into_iter().map(str::to_owned).collect()
}

/// No rates at all, then every rate that turns one of the amounts into another.
pub fn tables() -> Vec<FxTable> {
    let [eur, gbp, usd] = ["EUR", "GBP", "USD"].map(|code| Currency::parse(code).unwrap());
    let day = Date::from_ymd_opt(2026, 5, 1).unwrap();
    let rates = ["0.025", "0.05", "0.1", "0.2", "0.25", "0.5", "1", "2", "4", "5", "10", "20", "40"];
    let table = |rate: &str| {
        let mut fx = FxTable::default();
        for other in [eur, gbp] {
            fx.insert(day, other, usd, parse(rate).unwrap());
        }
        fx
    };
    std::iter::once(FxTable::default()).chain(rates.iter().map(|rate| table(rate))).collect()
}
