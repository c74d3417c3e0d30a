//! Random small books about a few facts, and every transaction that they can tell apart.

use trueup::facts::{Attributes, Batch, ColumnBuilder, Value, parse_value};

/// A small generator: the same book for the same seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(0x1234_5678_9abc_def1))
    }

    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(count).unwrap()).unwrap()
    }

    pub fn chance(&mut self, of_ten: usize) -> bool {
        self.below(10) < of_ten
    }

    pub fn one<'p>(&mut self, pool: &[&'p str]) -> &'p str {
        pool[self.below(pool.len())]
    }
}

/// A fact, the tests that a book may ask about it, and values that fall on every side of every test.
struct Fact {
    name: &'static str,
    tests: &'static [&'static str],
    values: &'static [&'static str],
}

const FACTS: [Fact; 9] = [
    Fact {
        name: "funding",
        tests: &[
            "\"credit\"",
            "\"debit\"",
            "[\"credit\", \"debit\"]",
            "{ not = \"credit\" }",
            "{ known = true }",
            "{ known = false }",
        ],
        values: &["credit", "debit", "prepaid"],
    },
    Fact {
        name: "product",
        tests: &["\"gold\"", "\"classic\"", "{ not = [\"gold\", \"classic\"] }", "{ known = false }"],
        values: &["gold", "classic", "Gold"],
    },
    Fact { name: "token", tests: &["true", "false", "{ known = true }"], values: &["true", "false"] },
    Fact {
        name: "amount",
        tests: &[
            "{ below = \"10\" }",
            "{ at_least = \"10\" }",
            "{ above = \"10\", at_most = \"25.50\" }",
            "{ at_least = \"25.50\" }",
            "\"10\"",
            "{ not = \"10\" }",
            "{ below = \"0\" }",
            "{ at_least = \"0\" }",
        ],
        values: &["-5", "0", "5", "10", "12.34", "25.50", "99"],
    },
    Fact {
        name: "instalments",
        tests: &["{ at_most = 1 }", "{ above = 1, below = 12 }", "{ at_least = 12 }", "12", "[1, 2]"],
        values: &["-1", "1", "2", "3", "12", "13"],
    },
    Fact {
        name: "mcc",
        tests: &[
            "\"@fuel\"",
            "{ not = \"@fuel\" }",
            "[\"3000..3299\", \"5541\"]",
            "\"@travel\"",
            "{ known = true }",
        ],
        values: &["5541", "5542", "3000", "3299", "3300", "4722"],
    },
    Fact { name: "domestic", tests: &["true", "false", "{ known = false }"], values: &[] },
    Fact {
        name: "issuer_country",
        tests: &["\"NL\"", "[\"NL\", \"DE\"]", "{ not = \"@EEA\" }", "\"@EEA\""],
        values: &["NL", "DE", "FR", "US", "CA"],
    },
    Fact {
        name: "days_to_clear",
        tests: &["{ at_most = 1 }", "{ at_least = 8 }", "{ above = 1, below = 8 }", "0", "{ known = true }"],
        values: &[],
    },
];

/// Facts that derived ones rest on, and the day that chooses rates.
const MERCHANT_COUNTRY: (&str, &[&str]) = ("merchant_country", &["NL", "DE", "US", "FR", "GB"]);
/// Long before, three days before and on each day of clearing.
const AUTHORIZED: (&str, &[&str]) = (
    "authorization_date",
    &[
        "2025-01-01",
        "2026-02-24",
        "2026-02-25",
        "2026-02-26",
        "2026-03-12",
        "2026-03-29",
        "2026-05-28",
        "2026-05-29",
        "2026-06-05",
        "2026-06-28",
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2026-03-15",
        "2026-04-01",
        "2026-05-31",
        "2026-06-01",
        "2026-06-08",
        "2026-07-01",
    ],
);
const CLEARED: (&str, &[&str]) = (
    "clearing_date",
    &[
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2026-03-15",
        "2026-04-01",
        "2026-05-31",
        "2026-06-01",
        "2026-06-08",
        "2026-07-01",
    ],
);
const FEE_DAYS: [&str; 2] = ["2026-03-01", "2026-06-01"];

const BOOK: &str = r#"language = 1
name     = "random"
[components.interchange]
schedules = "one"
[attributes]
instalments = { type = "integer" }
[derived]
domestic      = { same = ["issuer_country", "merchant_country"] }
days_to_clear = { days = { from = "authorization_date", to = "clearing_date" } }
[groups]
travel = ["@fuel", "3000..3299"]
EEA    = ["NL", "DE", "FR"]
[groups.fuel]
2026-03-15 = ["5541"]
2026-06-01 = ["5541", "5542"]
"#;

/// A book as texts, and what its transactions are made of.
pub struct Random {
    pub files: Vec<(String, String)>,
    pub facts: Vec<(&'static str, &'static [&'static str])>,
}

/// A book with two schedules of a component that takes one.
pub fn book(seed: u64) -> Random {
    let mut dice = Dice::new(seed);
    let mut chosen: Vec<&Fact> = Vec::new();
    // What is derived brings two facts with it.
    let weight = |fact: &&Fact| if fact.values.is_empty() { 2 } else { 1 };
    while chosen.iter().map(weight).sum::<usize>() < 3 {
        let fact = &FACTS[dice.below(FACTS.len())];
        if !chosen.iter().any(|known| known.name == fact.name) {
            chosen.push(fact);
        }
    }
    let mut facts = vec![CLEARED];
    let mut add = |fact: (&'static str, &'static [&'static str])| {
        if !facts.iter().any(|(name, _)| *name == fact.0) {
            facts.push(fact);
        }
    };
    for fact in &chosen {
        match fact.name {
            "domestic" => {
                add(("issuer_country", &["NL", "DE", "FR", "US", "CA"]));
                add(MERCHANT_COUNTRY);
            }
            "days_to_clear" => add(AUTHORIZED),
            name => add((name, fact.values)),
        }
    }
    let mut files = vec![("book.toml".to_owned(), BOOK.to_owned())];
    for id in ["first", "second"] {
        files.push((format!("{id}.toml"), schedule(&mut dice, id, &chosen)));
    }
    Random { files, facts }
}

fn schedule(dice: &mut Dice, id: &str, chosen: &[&Fact]) -> String {
    let select = dice.one(&["first", "first", "first", "all", "lowest"]);
    let mut text = format!(
        "[schedule]\nid = \"{id}\"\ncomponent = \"interchange\"\ncurrency = \"EUR\"\nselect = \"{select}\"\n\
         rounding = {{ per = \"none\" }}\n"
    );
    if dice.chance(2) {
        text += "unknown = \"no\"\n";
    }
    text += &format!("[covers]\n{}\n", condition(dice, chosen, 2, 1).join("\n"));
    let mut numbers = 0;
    for rule in 0..1 + dice.below(5) {
        let when = condition(dice, chosen, 3, 1).join(", ");
        text += &format!("[[rule]]\nid = \"r{rule}\"\nwhen = {{ {when} }}\n");
        text += &fee(dice, chosen, &mut numbers);
    }
    for adjustment in 0..dice.below(3) {
        let when = condition(dice, chosen, 2, 1).join(", ");
        text += &format!("[[adjustment]]\nid = \"a{adjustment}\"\nwhen = {{ {when} }}\n");
        if dice.chance(4) {
            text += "to = [\"r0\"]\n";
        }
        text += match dice.below(3) {
            0 => "[adjustment.add]\n2026-03-01 = \"1000\"\n2026-06-01 = \"withdrawn\"\n",
            _ => "add = \"1000\"\n",
        };
    }
    text
}

/// Parts of a condition; `any` down to a depth.
fn condition(dice: &mut Dice, chosen: &[&Fact], most: usize, depth: usize) -> Vec<String> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for _ in 0..dice.below(most + 1) {
        let fact = chosen[dice.below(chosen.len())];
        if !parts.iter().any(|(name, _)| *name == fact.name) {
            parts.push((fact.name, format!("{} = {}", fact.name, dice.one(fact.tests))));
        }
    }
    let mut parts: Vec<String> = parts.into_iter().map(|(_, part)| part).collect();
    if dice.chance(1) {
        let day =
            dice.one(&["{ below = 2026-03-15 }", "{ at_least = 2026-06-08 }", "{ above = 2026-02-27 }"]);
        parts.push(format!("clearing_date = {day}"));
    }
    if depth > 0 && dice.chance(3) {
        let branches = (0..1 + dice.below(2)).map(|_| {
            let parts = condition(dice, chosen, 2, depth - 1).join(", ");
            format!("{{ {parts} }}")
        });
        let branches: Vec<String> = branches.collect();
        parts.push(format!("any = [{}]", branches.join(", ")));
    }
    parts
}

/// A fee, every part of which is another amount, so that the amount tells which part was due.
fn fee(dice: &mut Dice, chosen: &[&Fact], numbers: &mut usize) -> String {
    let mut next = || {
        *numbers += 1;
        *numbers
    };
    let bands = |name, ends: [&str; 2], next: &mut dyn FnMut() -> usize| {
        format!(
            "{{ bands = \"{name}\", steps = [ {{ below = \"{}\", fee = \"{}\" }}, {{ below = \"{}\", fee = \"{}\" }}, \
             {{ fee = \"{}\" }} ] }}",
            ends[0],
            next(),
            ends[1],
            next(),
            next()
        )
    };
    let has = |name: &str| chosen.iter().any(|fact| fact.name == name);
    let mut one = |dice: &mut Dice| match dice.below(3) {
        0 if has("amount") => bands("amount", ["10", "25.50"], &mut next),
        1 if has("instalments") => bands("instalments", ["1.5", "12"], &mut next),
        _ => format!("\"{}\"", next()),
    };
    if dice.chance(5) {
        return format!("fee = {}\n", one(dice));
    }
    let mut text = "[rule.fee]\n".to_owned();
    for day in FEE_DAYS.iter().chain(&["2026-06-08"]) {
        let fee = if dice.chance(3) { "\"withdrawn\"".to_owned() } else { one(dice) };
        if dice.chance(7) || *day == "2026-06-01" {
            text += &format!("{day} = {fee}\n");
        }
    }
    text
}

impl Random {
    /// Every transaction with each fact unknown or one of its values.
    pub fn transactions(&self, attributes: &Attributes) -> Batch {
        let mut rows: Vec<Vec<Option<&str>>> = vec![Vec::new()];
        for (_, values) in &self.facts {
            let options: Vec<Option<&str>> = values.iter().copied().map(Some).chain([None]).collect();
            let longer = |row: &Vec<Option<&'static str>>| {
                options.iter().map(|option| [row.as_slice(), &[*option]].concat()).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(longer).collect();
        }
        let mut columns = vec![None; attributes.len()];
        for (place, (name, _)) in self.facts.iter().enumerate() {
            let id = attributes.find(name).unwrap();
            let mut builder = ColumnBuilder::new(attributes.get(id).kind);
            for row in &rows {
                builder.push(row[place].map(|text| value(attributes, name, text)));
            }
            columns[id.0] = Some(builder.finish());
        }
        Batch { rows: rows.len(), columns }
    }
}

/// One value as a case would have it.
pub fn value(attributes: &Attributes, name: &str, text: &str) -> Value {
    parse_value(attributes.get(attributes.find(name).unwrap()), text).unwrap()
}
