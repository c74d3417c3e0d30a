//! Random fees of every shape.

use super::tape::Tape;
use super::words::{CURRENCIES, DAYS};

const AMOUNTS: [&str; 9] = ["0.10", "0.05", "0", "0.005", "0.125", "1", "-0.02", "2.50", "0.123456789"];
const PERCENTAGES: [&str; 9] =
    ["1.65%", "0.20%", "0%", "12.5bp", "0.1%", "-0.05%", "100%", "0.333333%", "2.345678%"];
const UNITS: [&str; 6] = ["kilobytes", "instalments", "days_to_clear", "cashback", "items", "traffic"];
/// What bands go by, with ends of steps; the first two are amounts.
const BANDS: [(&str, &[&str]); 8] = [
    ("amount", &["10", "100", "999.99", "1000"]),
    ("cashback", &["0", "5", "20.005"]),
    ("kilobytes", &["1.5", "10.5", "10.501"]),
    ("instalments", &["1", "2", "12"]),
    ("days_to_clear", &["-1", "0", "7"]),
    ("volume", &["100", "1000", "2500.5"]),
    ("items", &["2", "4", "8"]),
    ("fraud_share", &["0.25", "0.5", "1"]),
];
/// What tiers run on, with where steps begin; a share is not for graduated ones.
const TIERS: [(&str, &[&str]); 4] = [
    ("volume", &["10", "50", "200", "500", "1000", "2500.5"]),
    ("items", &["1", "2", "4", "8"]),
    ("traffic", &["1", "2", "5.25", "8", "20"]),
    ("fraud_share", &["0.25", "0.5", "1"]),
];

/// `fee = …`, or a table of fees by date. `named`: every amount names its currency.
pub fn rule_fees(tape: &mut Tape<'_>, named: bool) -> String {
    if !tape.chance(4) {
        return format!("fee = {}\n", whole(tape, named, 2));
    }
    let mut text = "[rule.fee]\n".to_owned();
    for day in tape.some(&DAYS) {
        let fee = if tape.chance(2) { "\"withdrawn\"".to_owned() } else { whole(tape, named, 2) };
        text += &format!("{day} = {fee}\n");
    }
    text
}

/// The fee of a rule, which now and then is not published.
pub fn whole(tape: &mut Tape<'_>, named: bool, depth: usize) -> String {
    if tape.below(12) == 11 { "\"unpublished\"".to_owned() } else { fee(tape, named, depth) }
}

/// A fee as a value of TOML, made of so many layers at most.
pub fn fee(tape: &mut Tape<'_>, named: bool, depth: usize) -> String {
    let shape = if depth == 0 { 0 } else { tape.below(12) };
    match shape {
        0..=4 => format!("\"{}\"", plain(tape, named)),
        5 | 6 => {
            let name = tape.one(&["lesser_of", "greater_of"]);
            let parts: Vec<String> = (0..2 + tape.below(2)).map(|_| fee(tape, named, depth - 1)).collect();
            format!("{{ {name} = [{}] }}", parts.join(", "))
        }
        7 => bands(tape, named, depth),
        8 => tiers(tape, "whole", named, depth),
        _ => tiers(tape, "graduated", named, 1),
    }
}

fn bands(tape: &mut Tape<'_>, named: bool, depth: usize) -> String {
    let place = tape.below(BANDS.len());
    let (by, ends) = BANDS[place];
    let mut steps = Vec::new();
    for end in tape.some(ends) {
        steps.push(format!("{{ below = \"{end}\", fee = {} }}", fee(tape, named, depth - 1)));
    }
    steps.push(format!("{{ fee = {} }}", fee(tape, named, depth - 1)));
    let currency = match place < 2 && tape.chance(5) {
        true => format!(", currency = \"{}\"", tape.one(&CURRENCIES)),
        false => String::new(),
    };
    format!("{{ bands = \"{by}\"{currency}, steps = [{}] }}", steps.join(", "))
}

fn tiers(tape: &mut Tape<'_>, tiering: &str, named: bool, depth: usize) -> String {
    let count = if tiering == "whole" { TIERS.len() } else { TIERS.len() - 1 };
    let (on, begins) = TIERS[tape.below(count)];
    let mut steps = vec![format!("{{ from = \"0\", fee = {} }}", fee(tape, named, depth - 1))];
    for from in tape.some(begins) {
        steps.push(format!("{{ from = \"{from}\", fee = {} }}", fee(tape, named, depth - 1)));
    }
    format!("{{ tiers = \"{tiering}\", on = \"{on}\", steps = [{}] }}", steps.join(", "))
}

fn plain(tape: &mut Tape<'_>, named: bool) -> String {
    let mut parts = Vec::new();
    if tape.chance(7) {
        parts.push(tape.one(&PERCENTAGES).to_owned());
    }
    if parts.is_empty() || tape.chance(4) {
        parts.push(amount(tape, named));
    }
    if tape.chance(2) {
        parts.push(format!("{} per {}", amount(tape, named), tape.one(&UNITS)));
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

/// What an adjustment adds: a percentage, an amount or both.
pub fn addition(tape: &mut Tape<'_>, named: bool) -> String {
    match tape.below(3) {
        0 => tape.one(&PERCENTAGES).to_owned(),
        1 => amount(tape, named),
        _ => format!("{} + {}", tape.one(&PERCENTAGES), amount(tape, named)),
    }
}

fn amount(tape: &mut Tape<'_>, named: bool) -> String {
    let amount = tape.one(&AMOUNTS);
    if named || tape.chance(3) { format!("{} {amount}", tape.one(&CURRENCIES)) } else { amount.to_owned() }
}
