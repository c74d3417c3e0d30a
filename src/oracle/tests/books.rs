//! Random books as the text that an analyst would write.

use super::fees::{addition, rule_fees, whole};
use super::tape::{Tape, quoted};
use super::words::{CURRENCIES, DATES, DAYS, conditions, declarations};

const HEAD: &str = r#"language = 1
name     = "random"

[components.interchange]
schedules = "one"
[components.scheme_fee]
schedules = "all"
[components.tax]
schedules = "all"
"#;
const SECTIONS: [&str; 4] = ["attributes", "derived", "groups", "aggregates"];
const NETWORKS: [&str; 3] = ["visa", "mastercard", "amex"];
const MODES: [&str; 7] = ["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"];
/// What matrices are printed by, and their columns.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("product", &["classic", "gold", "Gold"]),
    ("funding", &["credit", "debit", "prepaid"]),
    ("issuer_country", &["NL", "DE", "US"]),
];

/// The files of a book: `book.toml` and one file per schedule.
pub fn book(tape: &mut Tape<'_>) -> Vec<(String, String)> {
    tape.next_part();
    let declared = declarations(tape);
    let counts =
        [("interchange", 3), ("scheme_fee", 3), ("tax", 2)].map(|(name, most)| (name, tape.below(most)));
    let mut files = Vec::new();
    for (component, last) in counts {
        for number in 0..=last {
            tape.next_part();
            let id = format!("{component}-{number}");
            files.push((format!("{id}.toml"), schedule(tape, component, number, &id)));
        }
    }
    files.insert(0, ("book.toml".to_owned(), book_toml(declared, &files)));
    files
}

/// Declares only what is used, so that a simple book stays simple.
fn book_toml(declared: Vec<(&str, &str, String)>, files: &[(String, String)]) -> String {
    let mut all: String = files.iter().map(|(_, text)| text.as_str()).collect();
    let mut used = Vec::new();
    for (section, name, text) in declared.into_iter().rev() {
        if all.contains(name) {
            all += &text;
            used.push((section, format!("{name} = {text}\n")));
        }
    }
    let mut book = HEAD.to_owned();
    for section in SECTIONS {
        let lines: String =
            used.iter().rev().filter(|(of, _)| *of == section).map(|(_, line)| line.as_str()).collect();
        if !lines.is_empty() {
            book += &format!("\n[{section}]\n{lines}");
        }
    }
    book
}

fn schedule(tape: &mut Tape<'_>, component: &str, number: usize, id: &str) -> String {
    let currency = if tape.chance(3) { "transaction" } else { tape.one(&CURRENCIES) };
    let named = currency == "transaction";
    let mut text =
        format!("[schedule]\nid = \"{id}\"\ncomponent = \"{component}\"\ncurrency = \"{currency}\"\n");
    text += &format!("select = \"{}\"\n", tape.one(&["first", "all", "lowest", "highest"]));
    text += &format!("dated_by = \"{}\"\n", tape.one(&DATES));
    text += &format!("basis = {}\n", basis(tape, component));
    text += &format!("rounding = {}\n", rounding(tape));
    if tape.chance(3) {
        text += "unknown = \"no\"\n";
    }
    text += &format!("\n[covers]\n{}\n", covers(tape, component, number).join("\n"));
    let mut ids = Vec::new();
    for rule in 0..=tape.below(4) {
        if tape.chance(3) {
            text += &matrix(tape, rule, named, &mut ids);
        } else {
            text += &format!("\n[[rule]]\nid = \"r{rule}\"\n");
            text += &rule_head(tape);
            text += &rule_fees(tape, named);
            ids.push(format!("r{rule}"));
        }
    }
    for adjustment in 0..tape.below(4) {
        text += &self::adjustment(tape, adjustment, named, &ids);
    }
    text
}

fn rule_head(tape: &mut Tape<'_>) -> String {
    let when = format!("when = {{ {} }}\n", conditions(tape, 2, 2, true).join(", "));
    if tape.chance(2) { format!("{when}direction = \"credit\"\n") } else { when }
}

fn basis(tape: &mut Tape<'_>, component: &str) -> &'static str {
    let pool: &[&str] = match component {
        "interchange" => &["\"amount\"", "\"amount\"", "\"cashback\""],
        "scheme_fee" => &["\"amount\"", "\"cashback\"", "[\"interchange\"]"],
        _ => &["[\"interchange\", \"scheme_fee\"]", "\"interchange\"", "[\"scheme_fee\"]", "\"amount\""],
    };
    tape.one(pool)
}

fn rounding(tape: &mut Tape<'_>) -> String {
    let stage = tape.one(&["line", "term", "none", "transaction", "group"]);
    if stage == "none" {
        return "{ per = \"none\" }".to_owned();
    }
    let mode = tape.one(&MODES);
    let decimals = tape.one(&["\"currency\"", "2", "0", "1", "4"]);
    let group = match stage {
        "group" => format!(", group = [{}]", tape.one(&["\"batch_id\"", "\"merchant_id\", \"currency\""])),
        _ => String::new(),
    };
    format!("{{ mode = \"{mode}\", decimals = {decimals}, per = \"{stage}\"{group} }}")
}

/// Two schedules of a component that takes one are kept apart by a network, or sometimes not at all.
fn covers(tape: &mut Tape<'_>, component: &str, number: usize) -> Vec<String> {
    let mut covers = conditions(tape, 1, 1, component != "interchange");
    let plain = !covers.iter().any(|part| part.starts_with("any"));
    if component == "interchange" && plain {
        covers.push(format!("network = \"{}\"", NETWORKS[number]));
    }
    covers
}

/// The first cell of a row is always a fee, so that there is a rule to adjust.
fn matrix(tape: &mut Tape<'_>, number: usize, named: bool, ids: &mut Vec<String>) -> String {
    let (by, pool) = COLUMNS[tape.below(COLUMNS.len())];
    let columns = tape.some(pool);
    let mut text = format!("\n[[matrix]]\nby = \"{by}\"\ncolumns = [{}]\n", quoted(&columns));
    for row in 0..=tape.below(2) {
        let id = format!("m{number}{row}");
        text += &format!("\n[[matrix.row]]\nid = \"{id}\"\n{}", rule_head(tape));
        let cells = |tape: &mut Tape<'_>| {
            let cell = |place| match place > 0 && tape.chance(3) {
                true => "\"n/a\"".to_owned(),
                false => whole(tape, named, 1),
            };
            (0..columns.len()).map(cell).collect::<Vec<_>>().join(", ")
        };
        if !tape.chance(4) {
            text += &format!("fees = [{}]\n", cells(tape));
        } else {
            text += "[matrix.row.fees]\n";
            for day in tape.some(&DAYS) {
                text += &format!("{day} = [{}]\n", cells(tape));
            }
        }
        ids.push(format!("{id}/{}", columns[0]));
    }
    text
}

fn adjustment(tape: &mut Tape<'_>, number: usize, named: bool, ids: &[String]) -> String {
    let when = conditions(tape, 1, 1, true).join(", ");
    let mut text = format!("\n[[adjustment]]\nid = \"a{number}\"\nwhen = {{ {when} }}\n");
    if tape.chance(4) {
        let id = &ids[tape.below(ids.len())];
        let start = &id[..1 + tape.below(id.len())];
        let pattern = if tape.chance(5) { id.clone() } else { format!("{start}*") };
        text += &format!("to = [\"{pattern}\"]\n");
    }
    if !tape.chance(3) {
        return text + &format!("add = \"{}\"\n", addition(tape, named));
    }
    text += "[adjustment.add]\n";
    for day in tape.some(&DAYS) {
        let add = if tape.chance(2) { "withdrawn".to_owned() } else { addition(tape, named) };
        text += &format!("{day} = \"{add}\"\n");
    }
    text
}
