//! Random books as the text that an analyst would write.

/// Random numbers that the generator reads one after the other; past their end all are zero, so that a
/// shorter list makes a simpler book.
pub struct Tape<'t> {
    numbers: &'t [u16],
}

impl<'t> Tape<'t> {
    pub fn new(numbers: &'t [u16]) -> Tape<'t> {
        Tape { numbers }
    }

    /// A number from zero to `count - 1`.
    pub fn below(&mut self, count: usize) -> usize {
        let Some((number, rest)) = self.numbers.split_first() else { return 0 };
        self.numbers = rest;
        (usize::from(*number) * count) >> 16
    }

    /// True in so many cases of ten.
    pub fn chance(&mut self, of_ten: usize) -> bool {
        self.below(10) >= 10 - of_ten
    }

    pub fn one<'p>(&mut self, pool: &[&'p str]) -> &'p str {
        pool[self.below(pool.len())]
    }
}

const BOOK: &str = r#"language = 1
name     = "random"

[components.interchange]
schedules = "one"
[components.scheme_fee]
schedules = "all"

[attributes]
kilobytes   = { type = "decimal" }
instalments = { type = "integer" }
cashback    = { type = "money" }

[derived]
domestic      = { same = ["issuer_country", "merchant_country"] }
days_to_clear = { days = { from = "authorization_date", to = "clearing_date" } }

[groups]
fuel   = ["5541", "5542"]
travel = ["@fuel", "3000..3299"]
"#;
const SYMBOLS: [(&str, &[&str]); 7] = [
    ("event", &["sale", "refund", "Chargeback"]),
    ("funding", &["credit", "debit", "PREPAID"]),
    ("product", &["classic", "gold", "Gold"]),
    ("issuer_country", &["NL", "de", "US"]),
    ("merchant_country", &["NL", "DE", "us"]),
    ("currency", &["EUR", "USD", "JPY", "KWD"]),
    ("mcc", &["5541", "0763", "@fuel", "@travel", "3299..3301", "5411"]),
];
const NUMBERS: [(&str, &[&str]); 3] = [
    ("amount", &["0", "10", "100", "999.99", "1000"]),
    ("cashback", &["0", "5", "20.005"]),
    ("kilobytes", &["0", "1.5", "10.501"]),
];
const INTEGERS: [(&str, &[&str]); 2] =
    [("instalments", &["0", "1", "12"]), ("days_to_clear", &["-1", "0", "7"])];
const FLAGS: [&str; 2] = ["token", "domestic"];
const DATES: [&str; 2] = ["clearing_date", "authorization_date"];
const DAYS: [&str; 6] = ["2026-05-01", "2026-05-05", "2026-05-08", "2026-05-09", "2026-05-10", "2026-05-20"];
const NETWORKS: [&str; 3] = ["visa", "mastercard", "amex"];
const CURRENCIES: [&str; 4] = ["EUR", "USD", "JPY", "KWD"];
const AMOUNTS: [&str; 9] = ["0.10", "0.05", "0", "0.005", "0.125", "1", "-0.02", "2.50", "0.123456789"];
const PERCENTAGES: [&str; 9] =
    ["1.65%", "0.20%", "0%", "12.5bp", "0.1%", "-0.05%", "100%", "0.333333%", "2.345678%"];
const MODES: [&str; 7] = ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"];

/// The files of a book: `book.toml` and one file per schedule.
pub fn book(tape: &mut Tape<'_>) -> Vec<(String, String)> {
    let mut files = vec![("book.toml".to_owned(), BOOK.to_owned())];
    for component in ["interchange", "scheme_fee"] {
        for number in 0..=tape.below(3) {
            let id = format!("{component}-{number}");
            files.push((format!("{id}.toml"), schedule(tape, component, number, &id)));
        }
    }
    files
}

fn schedule(tape: &mut Tape<'_>, component: &str, number: usize, id: &str) -> String {
    let currency = if tape.chance(3) { "transaction" } else { tape.one(&CURRENCIES) };
    let mut text =
        format!("[schedule]\nid = \"{id}\"\ncomponent = \"{component}\"\ncurrency = \"{currency}\"\n");
    text += &format!("select = \"{}\"\n", tape.one(&["first", "all"]));
    text += &format!("dated_by = \"{}\"\n", tape.one(&DATES));
    text += &format!("basis = \"{}\"\n", tape.one(&["amount", "amount", "cashback"]));
    text += &format!("rounding = {}\n", rounding(tape));
    if tape.chance(3) {
        text += "unknown = \"no\"\n";
    }
    text += &format!("\n[covers]\n{}\n", covers(tape, component, number).join("\n"));
    for rule in 0..=tape.below(4) {
        text += &format!("\n[[rule]]\nid = \"r{rule}\"\n");
        text += &format!("when = {{ {} }}\n", conditions(tape, 3, 2).join(", "));
        if tape.chance(2) {
            text += "direction = \"credit\"\n";
        }
        text += &fees(tape, currency == "transaction");
    }
    text
}

fn rounding(tape: &mut Tape<'_>) -> String {
    let stage = tape.one(&["line", "term", "none"]);
    if stage == "none" {
        return "{ per = \"none\" }".to_owned();
    }
    let mode = tape.one(&MODES);
    let decimals = tape.one(&["\"currency\"", "2", "0", "1", "4"]);
    format!("{{ mode = \"{mode}\", decimals = {decimals}, per = \"{stage}\" }}")
}

/// Two schedules of a component that takes one must be kept apart by a network, unless an `any` hides
/// from the check whether they are.
fn covers(tape: &mut Tape<'_>, component: &str, number: usize) -> Vec<String> {
    let mut covers = conditions(tape, 1, 1);
    let plain = !covers.iter().any(|part| part.starts_with("any"));
    if component == "interchange" && plain {
        covers.push(format!("network = \"{}\"", NETWORKS[number]));
    }
    covers
}

fn conditions(tape: &mut Tape<'_>, most: usize, depth: usize) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for _ in 0..tape.below(most + 1) {
        let (name, test) = condition(tape);
        if !names.contains(&name) {
            names.push(name);
            parts.push(format!("{name} = {test}"));
        }
    }
    if depth > 0 && tape.chance(3) {
        let count = 1 + tape.below(3);
        let branches = (0..count).map(|_| format!("{{ {} }}", conditions(tape, 2, depth - 1).join(", ")));
        let any = format!("any = [{}]", branches.collect::<Vec<_>>().join(", "));
        let place = tape.below(parts.len() + 1);
        parts.insert(place, any);
    }
    parts
}

/// An attribute and a test on it.
fn condition(tape: &mut Tape<'_>) -> (&'static str, String) {
    if tape.chance(1) {
        let (name, _) = SYMBOLS[tape.below(SYMBOLS.len())];
        return (name, format!("{{ known = {} }}", tape.chance(5)));
    }
    match tape.below(10) {
        0..=4 => {
            let (name, pool) = SYMBOLS[tape.below(SYMBOLS.len())];
            (name, one_or_more(tape, pool, "\""))
        }
        5..=6 => {
            let (name, pool) = NUMBERS[tape.below(NUMBERS.len())];
            (name, ordered(tape, pool, "\""))
        }
        7 => {
            let (name, pool) = INTEGERS[tape.below(INTEGERS.len())];
            (name, ordered(tape, pool, ""))
        }
        8 => (FLAGS[tape.below(FLAGS.len())], tape.chance(5).to_string()),
        _ => (DATES[tape.below(DATES.len())], ordered(tape, &DAYS, "")),
    }
}

fn one_or_more(tape: &mut Tape<'_>, pool: &[&str], quote: &str) -> String {
    let values: Vec<String> =
        (0..=tape.below(2)).map(|_| format!("{quote}{}{quote}", tape.one(pool))).collect();
    let list = format!("[{}]", values.join(", "));
    match tape.below(3) {
        0 if values.len() == 1 => values[0].clone(),
        2 => format!("{{ not = {list} }}"),
        _ => list,
    }
}

/// A value, a list, or a range with one end or two out of a sorted pool.
fn ordered(tape: &mut Tape<'_>, pool: &[&str], quote: &str) -> String {
    if tape.chance(2) {
        return one_or_more(tape, pool, quote);
    }
    let split = 1 + tape.below(pool.len() - 1);
    let lower = format!("{} = {quote}{}{quote}", tape.one(&["at_least", "above"]), tape.one(&pool[..split]));
    let upper = format!("{} = {quote}{}{quote}", tape.one(&["below", "at_most"]), tape.one(&pool[split..]));
    match tape.below(3) {
        0 => format!("{{ {lower} }}"),
        1 => format!("{{ {upper} }}"),
        _ => format!("{{ {lower}, {upper} }}"),
    }
}

fn fees(tape: &mut Tape<'_>, named: bool) -> String {
    if tape.chance(6) {
        return format!("fee = \"{}\"\n", fee(tape, named));
    }
    let mut text = "[rule.fee]\n".to_owned();
    let mut days: Vec<&str> = Vec::new();
    for _ in 0..=tape.below(4) {
        let day = tape.one(&DAYS);
        if !days.contains(&day) {
            days.push(day);
            let fee = if tape.chance(2) { "withdrawn".to_owned() } else { fee(tape, named) };
            text += &format!("{day} = \"{fee}\"\n");
        }
    }
    text
}

/// `named`: every amount names its currency.
fn fee(tape: &mut Tape<'_>, named: bool) -> String {
    let mut parts = Vec::new();
    if tape.chance(7) {
        parts.push(tape.one(&PERCENTAGES).to_owned());
    }
    if parts.is_empty() || tape.chance(4) {
        parts.push(amount(tape, named));
    }
    if tape.chance(2) {
        let unit = tape.one(&["kilobytes", "instalments", "days_to_clear", "cashback"]);
        parts.push(format!("{} per {unit}", amount(tape, named)));
    }
    let mut fee = parts.join(" + ");
    match tape.below(6) {
        0..=2 => {}
        3 => fee += &format!(", min {}", amount(tape, named)),
        4 => fee += &format!(", max {}", amount(tape, named)),
        // Both in one currency of which the first is certainly not above the second.
        _ => {
            let currency = if named { "EUR " } else { "" };
            let (min, max) = (tape.one(&["0", "-0.02", "0.05"]), tape.one(&["0.05", "0.125", "2.50"]));
            fee += &format!(", min {currency}{min}, max {currency}{max}");
        }
    }
    fee
}

fn amount(tape: &mut Tape<'_>, named: bool) -> String {
    let amount = tape.one(&AMOUNTS);
    if named || tape.chance(3) { format!("{} {amount}", tape.one(&CURRENCIES)) } else { amount.to_owned() }
}
