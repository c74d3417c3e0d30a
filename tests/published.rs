//! Every row of the published tables stands in a schedule with exactly its fee, or is left out with a reason, and no
//! schedule has a fee that its table does not print.
//!
//! The tables lie beside the repository; a clone that lies alone says so. Nothing of the import is used here: rows are
//! read, found and compared by themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod kit;

use kit::repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use toml::{Table, Value};
use trueup::money::{Date, Decimal};
use trueup::schedule::{Book, DatedFee, Fee, Plain, Schedule, Shape, load};

type Row = BTreeMap<String, String>;

/// The figures of a fee, as a table prints them: percent, fixed, min, max.
type Figures = (Decimal, Decimal, Option<Decimal>, Option<Decimal>);

#[test]
fn every_row_of_visas_table_has_its_place() {
    every_row_has_its_place("visa_us.toml", "visa_us_interchange_2026-04-18.csv");
}

#[test]
fn every_row_of_mastercards_table_has_its_place() {
    every_row_has_its_place("mastercard_us.toml", "mastercard_us_interchange_2026-04-17.csv");
}

fn every_row_has_its_place(mapping: &str, table: &str) {
    let table = repository().join("../shared/facts").join(table);
    if !table.exists() {
        eprintln!("skipped: {} is not there", table.display());
        return;
    }
    let mapping = fs::read_to_string(repository().join("examples/import_rates").join(mapping)).unwrap();
    let mapping: Table = mapping.parse().unwrap();
    let loaded = load(&repository().join("fee_schedules"), "fee_schedules").unwrap();
    let book = loaded.book.expect("the shipped book has no fault");
    let mut reached = BTreeSet::new();
    let (mut faults, mut places, mut left_out) = (Vec::new(), 0, 0);
    for (line, row) in rows(&table) {
        let told = |why: String| format!("line {line}, {} of {}: {why}", row["program"], row["product"]);
        if let Some(reason) = reason_to_leave_out(&mapping, &row) {
            assert!(!reason.trim().is_empty());
            left_out += 1;
            continue;
        }
        let found = fees_of(&mapping, &book, &row, &mut reached);
        places += found.len();
        if found.is_empty() {
            faults.push(told("no schedule has it".to_owned()));
        }
        for (place, max, fee) in found {
            if let Err(why) = agrees(&row, max, fee) {
                faults.push(told(format!("{place}: {why}")));
            }
        }
    }
    faults.extend(invented(&mapping, &book, &reached));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    eprintln!("{places} places, {left_out} rows left out");
    assert!(places > 200);
}

fn rows(table: &std::path::Path) -> Vec<(usize, Row)> {
    let mut reader = csv::Reader::from_path(table).unwrap();
    reader.deserialize().enumerate().map(|(place, row)| (place + 2, row.unwrap())).collect()
}

fn text<'v>(table: &'v Table, key: &str) -> Option<&'v str> {
    table.get(key).and_then(Value::as_str)
}

fn tables<'v>(mapping: &'v Table, key: &str) -> impl Iterator<Item = &'v Table> {
    mapping.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn reason_to_leave_out<'m>(mapping: &'m Table, row: &Row) -> Option<&'m str> {
    tables(mapping, "left_out").find_map(|rows| {
        let programs = rows.get("programs").and_then(Value::as_array);
        let of_program =
            programs.is_none_or(|names| names.iter().any(|name| name.as_str() == Some(&row["program"])));
        let of_product = text(rows, "product").is_none_or(|product| product == row["product"]);
        (of_program && of_product).then(|| text(rows, "reason").expect("a reason"))
    })
}

/// Each place that a row gives a fee to: its name, a cap of its own, and the fee that is in force there.
type Place<'b> = (String, Option<&'b str>, Option<&'b Fee>);

fn fees_of<'b>(
    mapping: &'b Table,
    book: &'b Book,
    row: &Row,
    reached: &mut BTreeSet<String>,
) -> Vec<Place<'b>> {
    let date: Date = row["effective_from"].parse().unwrap();
    let mut found = Vec::new();
    for part in tables(mapping, "schedule") {
        let id = text(part, "id").unwrap();
        let Some(columns) = columns_of(part, &row["product"]) else { continue };
        let schedule = book.schedules.iter().find(|schedule| schedule.id == id).expect(id);
        let named = part.get("programs").and_then(|programs| programs.get(&row["program"]));
        let targets = match named {
            Some(Value::Array(several)) => several.iter().collect(),
            Some(one) => vec![one],
            None => Vec::new(),
        };
        for target in targets {
            let table = target.as_table();
            let max = table.and_then(|table| text(table, "max"));
            if let Some(adjustment) = table.and_then(|table| text(table, "adjustment")) {
                let of_schedule =
                    schedule.adjustments.iter().find(|one| one.id == adjustment).expect(adjustment);
                found.push((adjustment.to_owned(), max, in_force(&of_schedule.add, date)));
                continue;
            }
            let rule = target.as_str().or(table.and_then(|table| text(table, "rule"))).unwrap();
            found.extend(of_rule(schedule, &columns, max, date, reached, |one| one.row_id() == rule));
        }
        if named.is_none() {
            let name = &row["program"];
            found.extend(of_rule(schedule, &columns, None, date, reached, |one| &one.name == name));
        }
    }
    found
}

/// The columns that a product fills: none for plain rules, `None` if the part is not about it.
fn columns_of<'m>(part: &'m Table, product: &str) -> Option<Vec<&'m str>> {
    match part.get("products") {
        None => Some(vec!["*"]),
        Some(Value::Array(products)) => {
            products.iter().any(|one| one.as_str() == Some(product)).then(Vec::new)
        }
        Some(products) => match products.get(product)? {
            Value::Array(columns) => Some(columns.iter().filter_map(Value::as_str).collect()),
            column => Some(vec![column.as_str().unwrap()]),
        },
    }
}

fn of_rule<'b>(
    schedule: &'b Schedule,
    columns: &[&str],
    max: Option<&'b str>,
    date: Date,
    reached: &mut BTreeSet<String>,
    is_meant: impl Fn(&trueup::schedule::Rule) -> bool,
) -> Vec<Place<'b>> {
    let fills = |name: &str| columns.contains(&"*") || columns.contains(&name);
    let meant = schedule.rules.iter().filter(|rule| is_meant(rule));
    let mut found: Vec<Place> = meant
        .filter(|rule| rule.column.as_ref().is_none_or(|column| fills(&column.name)))
        .map(|rule| (format!("{}/{}", schedule.id, rule.id), max, in_force(&rule.fees, date)))
        .collect();
    reached.extend(found.iter().map(|(place, ..)| place.clone()));
    // A cell that is not applicable is no rule at all, and its row is one for other products.
    let has_row = schedule.rules.iter().any(|rule| is_meant(rule) && rule.column.is_some());
    if found.is_empty() && has_row {
        found.push((schedule.id.clone(), max, None));
    }
    found
}

fn in_force(fees: &[DatedFee], date: Date) -> Option<&Fee> {
    DatedFee::on(fees, date).map(|(_, fee)| fee)
}

/// Whether a fee says what the row prints.
fn agrees(row: &Row, max: Option<&str>, fee: Option<&Fee>) -> Result<(), String> {
    if row["attributes"].contains("not_applicable=true") {
        return fee.map_or(Ok(()), |fee| Err(format!("{}, and the table says not applicable", fee.text)));
    }
    let number = |key: &str| -> Option<Decimal> {
        Some(row[key].as_str()).filter(|cell| !cell.is_empty()).map(|cell| cell.parse().unwrap())
    };
    let printed: Figures = (
        number("pct").expect("a rate"),
        number("fixed").unwrap_or_default(),
        number("min"),
        max.map(|max| max.parse().unwrap()).or(number("max")),
    );
    let fee = fee.ok_or("no fee is in force")?;
    let Shape::Plain(plain) = &fee.shape else { return Err(format!("{} is no plain fee", fee.text)) };
    if figures(plain) == printed { Ok(()) } else { Err(format!("{} is not {printed:?}", fee.text)) }
}

fn figures(plain: &Plain) -> Figures {
    let amount = |part: Option<trueup::schedule::Money>| part.map(|money| money.amount);
    assert!(plain.per_unit.is_none());
    let percent = plain.rate.unwrap_or_default() * Decimal::ONE_HUNDRED;
    (percent, amount(plain.fixed).unwrap_or_default(), amount(plain.min), amount(plain.max))
}

/// Rules with a figure that no row of the table gives them.
fn invented(mapping: &Table, book: &Book, reached: &BTreeSet<String>) -> Vec<String> {
    let ids: BTreeSet<&str> = tables(mapping, "schedule").filter_map(|part| text(part, "id")).collect();
    let schedules = book.schedules.iter().filter(|schedule| ids.contains(schedule.id.as_str()));
    let mut told = Vec::new();
    for schedule in schedules {
        for rule in &schedule.rules {
            let place = format!("{}/{}", schedule.id, rule.id);
            let published =
                rule.fees.last().and_then(|last| last.fee.as_ref()).filter(|fee| fee.is_published());
            if let Some(fee) = published
                && !reached.contains(&place)
            {
                told.push(format!("{place}: {} stands in no row of the table", fee.text));
            }
        }
    }
    told
}
