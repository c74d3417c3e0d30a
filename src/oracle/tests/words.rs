//! Random conditions, and what `book.toml` declares for them.

use super::tape::{Tape, quoted};

const SYMBOLS: [(&str, &[&str]); 8] = [
    ("event", &["sale", "refund", "Chargeback"]),
    ("funding", &["credit", "debit", "PREPAID"]),
    ("product", &["classic", "gold", "Gold"]),
    ("issuer_country", &["NL", "de", "US", "@club", "@bloc"]),
    ("merchant_country", &["NL", "DE", "us", "@bloc"]),
    ("currency", &["EUR", "USD", "JPY", "KWD"]),
    ("mcc", &["5541", "0763", "@fuel", "@travel", "@shops", "3299..3301", "5411"]),
    ("merchant_id", &["m1", "m2"]),
];
const AMOUNTS: [(&str, &[&str]); 2] =
    [("amount", &["0", "10", "100", "999.99", "1000"]), ("cashback", &["0", "5", "20.005"])];
const INTEGERS: [(&str, &[&str]); 2] =
    [("instalments", &["0", "1", "12"]), ("days_to_clear", &["-1", "0", "7"])];
const KILOBYTES: (&str, &[&str]) = ("kilobytes", &["0", "1.5", "10.501"]);
/// Aggregates that are decimals, and one that is an integer.
const TOTALS: [(&str, &[&str]); 3] = [
    ("volume", &["0", "500", "1000", "4000"]),
    ("traffic", &["0", "5", "20.5"]),
    ("fraud_share", &["0", "0.25", "0.5", "1"]),
];
const ITEMS: (&str, &[&str]) = ("items", &["0", "2", "5", "12"]);
const FLAGS: [&str; 3] = ["token", "domestic", "fraud"];
pub const DATES: [&str; 2] = ["clearing_date", "authorization_date"];
pub const DAYS: [&str; 6] =
    ["2026-05-01", "2026-05-05", "2026-05-08", "2026-05-09", "2026-05-10", "2026-05-20"];
pub const CURRENCIES: [&str; 4] = ["EUR", "USD", "JPY", "KWD"];

/// What a book may declare: the section of `book.toml`, the name and what it is. One may name those before it.
pub fn declarations(tape: &mut Tape<'_>) -> Vec<(&'static str, &'static str, String)> {
    let fixed = [
        ("attributes", "kilobytes", r#"{ type = "decimal" }"#),
        ("attributes", "instalments", r#"{ type = "integer" }"#),
        ("attributes", "cashback", r#"{ type = "money" }"#),
        ("attributes", "fraud", r#"{ type = "flag" }"#),
        ("derived", "domestic", r#"{ same = ["issuer_country", "merchant_country"] }"#),
        ("derived", "days_to_clear", r#"{ days = { from = "authorization_date", to = "clearing_date" } }"#),
        ("groups", "fuel", r#"["5541", "5542"]"#),
        ("groups", "travel", r#"["@fuel", "3000..3299"]"#),
        ("groups", "bloc", r#"["@club", "GB"]"#),
    ];
    let mut all: Vec<_> = fixed.map(|(section, name, text)| (section, name, text.to_owned())).into();
    let club = dated_group(tape, &["NL", "DE", "us", "FR"]);
    let before_bloc = all.len() - 1;
    all.insert(before_bloc, ("groups", "club", club));
    all.push(("groups", "shops", dated_group(tape, &["5411", "@fuel", "@travel", "3300..3399"])));
    let volume = format!("sum = \"{}\"", tape.one(&["amount", "cashback"]));
    all.push(("aggregates", "volume", aggregate(tape, &volume, true)));
    all.push(("aggregates", "items", aggregate(tape, "count = true", false)));
    let traffic = format!("sum = \"{}\"", tape.one(&["kilobytes", "instalments", "days_to_clear"]));
    all.push(("aggregates", "traffic", aggregate(tape, &traffic, false)));
    let of = tape.one(&["amount", "kilobytes", "cashback"]);
    let share = format!("share_of = \"{of}\"");
    all.push(("aggregates", "fraud_share", aggregate(tape, &share, of != "kilobytes")));
    all
}

fn dated_group(tape: &mut Tape<'_>, pool: &[&str]) -> String {
    let days = tape.some(&DAYS);
    let dated: Vec<String> =
        days.iter().map(|day| format!("{day} = [{}]", quoted(&tape.some(pool)))).collect();
    format!("{{ {} }}", dated.join(", "))
}

fn aggregate(tape: &mut Tape<'_>, measure: &str, money: bool) -> String {
    let period = tape.one(&["month", "day", "year", "all"]);
    let mut text = format!("{measure}, period = \"{period}\", dated_by = \"{}\"", tape.one(&DATES));
    let per: [&[&str]; 5] =
        [&["merchant_id"], &["merchant_id", "currency"], &["currency"], &["batch_id"], &[]];
    let per = per[tape.below(per.len())];
    if !per.is_empty() {
        text += &format!(", per = [{}]", quoted(per));
    }
    if money && tape.chance(6) {
        text += &format!(", currency = \"{}\"", tape.one(&CURRENCIES));
    }
    if measure.starts_with("share_of") || tape.chance(4) {
        let mut filter = conditions(tape, 2, 1, false);
        if filter.is_empty() {
            filter.push("fraud = true".to_owned());
        }
        text += &format!(", where = {{ {} }}", filter.join(", "));
    }
    format!("{{ {text} }}")
}

/// Tests joined by commas. `totals`: they may ask for aggregates.
pub fn conditions(tape: &mut Tape<'_>, most: usize, depth: usize, totals: bool) -> Vec<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for _ in 0..tape.below(most + 1) {
        let (name, test) = condition(tape, totals);
        if !names.contains(&name) {
            names.push(name);
            parts.push(format!("{name} = {test}"));
        }
    }
    if depth > 0 && tape.chance(3) {
        let count = 1 + tape.below(3);
        let branches =
            (0..count).map(|_| format!("{{ {} }}", conditions(tape, 2, depth - 1, totals).join(", ")));
        let any = format!("any = [{}]", branches.collect::<Vec<_>>().join(", "));
        let place = tape.below(parts.len() + 1);
        parts.insert(place, any);
    }
    parts
}

/// An attribute and a test on it.
fn condition(tape: &mut Tape<'_>, totals: bool) -> (&'static str, String) {
    if tape.chance(1) {
        let (name, _) = SYMBOLS[tape.below(SYMBOLS.len())];
        return (name, format!("{{ known = {} }}", tape.chance(5)));
    }
    match tape.below(if totals { 14 } else { 11 }) {
        0..=4 => {
            let (name, pool) = SYMBOLS[tape.below(SYMBOLS.len())];
            (name, one_or_more(tape, pool, "\""))
        }
        5 => (KILOBYTES.0, ordered(tape, KILOBYTES.1, "\"", false)),
        6..=7 => {
            let (name, pool) = AMOUNTS[tape.below(AMOUNTS.len())];
            (name, ordered(tape, pool, "\"", true))
        }
        8 => {
            let (name, pool) = INTEGERS[tape.below(INTEGERS.len())];
            (name, ordered(tape, pool, "", false))
        }
        9 => (FLAGS[tape.below(FLAGS.len())], tape.chance(5).to_string()),
        10 => (DATES[tape.below(DATES.len())], ordered(tape, &DAYS, "", false)),
        11 => (ITEMS.0, ordered(tape, ITEMS.1, "", false)),
        _ => {
            let (name, pool) = TOTALS[tape.below(TOTALS.len())];
            (name, ordered(tape, pool, "\"", false))
        }
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

/// A value, a list, or a range with one end or two out of a sorted pool; of money perhaps in a currency.
fn ordered(tape: &mut Tape<'_>, pool: &[&str], quote: &str, money: bool) -> String {
    if tape.chance(2) {
        return one_or_more(tape, pool, quote);
    }
    let split = 1 + tape.below(pool.len() - 1);
    let lower = format!("{} = {quote}{}{quote}", tape.one(&["at_least", "above"]), tape.one(&pool[..split]));
    let upper = format!("{} = {quote}{}{quote}", tape.one(&["below", "at_most"]), tape.one(&pool[split..]));
    let bounds = match tape.below(3) {
        0 => lower,
        1 => upper,
        _ => format!("{lower}, {upper}"),
    };
    let currency = match money && tape.chance(5) {
        true => format!(", currency = \"{}\"", tape.one(&CURRENCIES)),
        false => String::new(),
    };
    format!("{{ {bounds}{currency} }}")
}
