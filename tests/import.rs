//! The import of rate tables: what changed is one line, what is hand-written survives, and every row has its place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/import_rates/import/mod.rs"]
#[allow(dead_code)]
mod import;
mod kit;

use import::{Outcome, Request};
use kit::{copy_of, repository};
use std::fs;
use std::path::{Path, PathBuf};

/// The shipped example, with the table changed as `edit` says.
struct Example {
    folder: tempfile::TempDir,
}

impl Example {
    fn new() -> Example {
        Example { folder: copy_of("import_rates") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn replace(&self, name: &str, old: &str, new: &str) {
        let text = self.text(name);
        assert!(text.contains(old), "{name} has no {old}");
        fs::write(self.path(name), text.replace(old, new)).unwrap();
    }

    fn append(&self, name: &str, more: &str) {
        fs::write(self.path(name), self.text(name) + more).unwrap();
    }

    fn request(&self, table: &str) -> Request {
        Request {
            mapping: self.path("mapping.toml"),
            table: self.path(table),
            sheet: None,
            book: self.path("fee_schedules"),
            edition: None,
        }
    }

    fn try_import(&self) -> Result<Outcome, Vec<String>> {
        import::import(&self.request("rates.csv"))
    }

    /// Imports and writes.
    fn import(&self) -> Outcome {
        let outcome = self.try_import().unwrap();
        outcome.write().unwrap();
        outcome
    }

    fn faults(&self) -> String {
        self.try_import().unwrap_err().join("\n")
    }
}

const CREDIT: &str = "fee_schedules/credit.toml";

/// The lines that only the second text has, and those that only the first has.
fn diff(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let only = |one: &str, other: &str| {
        let other: Vec<&str> = other.lines().collect();
        one.lines().filter(|line| !other.contains(line)).map(str::to_owned).collect()
    };
    (only(new, old), only(old, new))
}

#[test]
fn an_edition_that_is_in_force_changes_nothing() {
    let example = Example::new();
    let outcome = example.import();
    assert_eq!(outcome.changes, []);
    assert!(outcome.files.is_empty());
    assert_eq!((outcome.rows, outcome.placed, outcome.left_out), (12, 11, 1));
    assert_eq!(outcome.remarks, ["the mapping of acme-credit names `Bus`, which no row of the table has"]);
}

#[test]
fn a_new_rate_of_the_next_edition_is_one_line_under_the_old_one() {
    let example = Example::new();
    let old = example.text(CREDIT);
    example.replace("rates.csv", "2026-04-18", "2027-04-17");
    example.replace("rates.csv", "Card present,black,0.40", "Card present,black,0.42");
    let outcome = example.import();
    assert_eq!(outcome.changes.len(), 1);
    assert_eq!(
        outcome.changes[0].to_string(),
        "acme-credit/shop 2027-04-17: 0.20% + 0.02 | 0.28% + 0.02 | 0.40% + 0.05 -> 0.20% + 0.02 | 0.28% + 0.02 | 0.42% + 0.05"
    );
    let new = example.text(CREDIT);
    let line = "2027-04-17 = [\"0.20% + 0.02\", \"0.28% + 0.02\", \"0.42% + 0.05\"]\n";
    assert!(
        new.contains(&format!("2026-04-18 = [\"0.20% + 0.02\", \"0.28% + 0.02\", \"0.40% + 0.05\"]\n{line}"))
    );
    assert_eq!(new.replace(line, ""), old, "everything else is as it was, to the byte");
}

#[test]
fn running_it_twice_changes_nothing_more() {
    let example = Example::new();
    example.replace("rates.csv", "2026-04-18", "2027-04-17");
    example.replace("rates.csv", "Lounge,black,0,1.00", "Lounge,black,0,1.20");
    example.replace("rates.csv", "Token,every,-0.05", "Token,every,-0.06");
    assert_eq!(example.import().changes.len(), 2);
    let text = example.text(CREDIT);
    assert!(
        text.contains("2025-04-12 = \"1.00\"                  # a flat fee\n2027-04-17 = \"1.20\"\n"),
        "{text}"
    );
    assert!(text.contains("2025-04-12 = \"-0.05%\"\n2027-04-17 = \"-0.06%\"\n"), "{text}");
    assert_eq!(example.import().changes, []);
    assert_eq!(example.text(CREDIT), text);
}

#[test]
fn a_correction_of_an_edition_replaces_its_line_and_keeps_how_it_was_written() {
    let example = Example::new();
    let old = example.text(CREDIT);
    example.replace("rates.csv", "2026-04-18", "2025-04-12");
    example.replace("rates.csv", "Fuel,gold,0.25,,0.25", "Fuel,gold,0.25,,0.30");
    example.replace("rates.csv", "Card present,gold,0.28", "Card present,gold,0.25");
    example.replace("rates.csv", "Lounge,black,0,1.00", "Lounge,black,0,1.10");
    example.import();
    let (added, removed) = diff(&old, &example.text(CREDIT));
    assert_eq!(
        added,
        [
            "2025-04-12 = [\"0.25%, max 0.25\",  \"0.25%, max 0.30\",  \"0.45%, max 0.45\"]",
            "2025-04-12 = \"1.10\"                  # a flat fee"
        ]
    );
    assert_eq!(removed.len(), 2);
}

#[test]
fn an_older_edition_goes_where_its_date_belongs() {
    let example = Example::new();
    example.replace("rates.csv", "2026-04-18", "2024-10-19");
    example.replace("rates.csv", "Fuel,black,0.45", "Fuel,black,0.44");
    example.import();
    let text = example.text(CREDIT);
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("{line} is missing in {text}"));
    assert!(at("2024-04-13 = [\"0.25%\",") < at("2024-10-19 = [\"0.25%, max 0.25\""));
    assert!(at("2024-10-19 = [\"0.25%, max 0.25\"") < at("2025-04-12 = [\"0.25%, max 0.25\""));
    assert!(text.contains("# before the cap\n"));
}

#[test]
fn every_programme_that_nobody_knows_is_told_with_the_nearest_name() {
    let example = Example::new();
    example.replace("rates.csv", "Lounge,", "Loonge,");
    example.replace("rates.csv", "Token,every", "Tokens,every");
    example.append("rates.csv", "Ferry,gold,1.00,,,EUR,2026-04-18,\nFuel,silver,1.00,,,EUR,2026-04-18,\n");
    let faults = example.faults();
    for told in [
        "line 11: `Loonge` of black: `acme-credit` has no such programme; did you mean `Lounge`?",
        "line 12: `Tokens` of every: `acme-credit` has no such programme; did you mean `Token`?",
        "line 14: `Ferry` of gold: `acme-credit` has no such programme; name its rule in the mapping, or leave it out with a reason",
        "line 15: `Fuel` of silver: no [[schedule]] of the mapping has this product; valid here: `black`, `classic`, `every`, `gold`",
    ] {
        assert!(faults.contains(told), "{told}\nis not in\n{faults}");
    }
}

#[test]
fn a_programme_that_vanished_is_told_and_keeps_its_fee() {
    let example = Example::new();
    let old = example.text(CREDIT);
    example.replace("rates.csv", "Lounge,black,0,1.00,,EUR,2026-04-18,\n", "");
    let outcome = example.import();
    let told = "no row of the table speaks of acme-credit/lounge (Lounge); it keeps its fee. \
                If it was withdrawn, add a line DATE = \"withdrawn\"";
    assert!(outcome.remarks.contains(&told.to_owned()), "{:?}", outcome.remarks);
    assert_eq!(example.text(CREDIT), old);
}

#[test]
fn a_new_programme_is_added_where_the_mapping_says() {
    let example = Example::new();
    let old = example.text(CREDIT);
    example.append("rates.csv", "Bus,every,0.10,,,EUR,2026-04-18,\n");
    let outcome = example.import();
    assert_eq!(outcome.changes[0].to_string(), "acme-credit/bus 2026-04-18: new: 0.10% | 0.10% | 0.10%");
    let new = example.text(CREDIT);
    let row = "\n[[matrix.row]]\nid   = \"bus\"\nname = \"Bus\"\nwhen = { channel = \"card_present\", mcc = [\"4111\", \"4131\"] }\n\
               [matrix.row.fees]\n2026-04-18 = [\"0.10%\", \"0.10%\", \"0.10%\"]\n";
    assert!(new.contains(&format!("{row}\n[[matrix.row]]\nid   = \"shop\"")), "{new}");
    assert_eq!(new.replace(row, ""), old);
    assert_eq!(example.import().changes, []);
}

#[test]
fn a_new_rule_without_columns_goes_behind_the_last() {
    let example = Example::new();
    let old = example.text(CREDIT);
    example.replace(
        "mapping.toml",
        "\"Bus\"      = { rule = \"bus\", when = { channel = \"card_present\", mcc = [\"4111\", \"4131\"] }, before = \"shop\" }",
        "\"Bus\"      = { rule = \"bus\", when = { mcc = \"4131\" }, before = \"lounge\" }\n\
         \"Post\"     = { rule = \"post\", when = { mcc = \"9402\" } }",
    );
    example.replace(
        "mapping.toml",
        "[schedule.products]\nevery   = \"*\"\n",
        "[schedule.products]\nevery   = \"*\"\nnone    = []\n",
    );
    example.append("rates.csv", "Bus,none,0,0.10,,EUR,2026-04-18,\n");
    example.import();
    let new = example.text(CREDIT);
    let rule = "\n[[rule]]\nid   = \"bus\"\nname = \"Bus\"\nwhen = { mcc = \"4131\" }\n[rule.fee]\n2026-04-18 = \"0.10\"\n";
    assert!(new.contains(&format!("{rule}\n[[rule]]\nid        = \"lounge\"")), "{new}");
    assert_eq!(new.replace(rule, ""), old);
}

#[test]
fn a_cell_that_is_gone_is_unpublished_and_one_that_is_not_applicable_falls_through() {
    let example = Example::new();
    example.replace("rates.csv", "2026-04-18", "2027-04-17");
    example.replace("rates.csv", "Card present,classic,0.20,0.02,,EUR,2027-04-17,\n", "");
    example.replace(
        "rates.csv",
        "Card present,black,0.40,0.05,,EUR,2027-04-17,",
        "Card present,black,,,,EUR,2027-04-17,not applicable",
    );
    let outcome = example.import();
    assert_eq!(outcome.changes[0].after, "unpublished | 0.28% + 0.02 | n/a");
}

#[test]
fn rows_that_contradict_each_other_are_told() {
    let example = Example::new();
    example.append("rates.csv", "Fuel,gold,0.26,,0.25,EUR,2026-04-18,\n");
    example.append("rates.csv", "Lounge,black,0,1,,EUR,2026-04-18,\n"); // the same figure
    let told = "acme-credit/fuel: lines 3 and 14 say two things of it: 0.25%, max 0.25 and 0.26%, max 0.25";
    assert_eq!(example.faults(), told);
}

#[test]
fn what_the_mapping_has_wrong_is_told() {
    let example = Example::new();
    example.replace("mapping.toml", "gold    = \"gold\"", "gold    = \"golt\"");
    example.replace("mapping.toml", "\"Distance\" = \"distance\"", "\"Distance\" = \"distnce\"");
    let faults = example.faults();
    assert!(faults.contains("the matrix has no column `golt`; did you mean `gold`?"), "{faults}");
    assert!(
        faults.contains("acme-credit/distnce: there is no such rule, and the mapping gives no `when`"),
        "{faults}"
    );
    assert!(faults.contains("did you mean `distance`?"), "{faults}");

    let example = Example::new();
    example.replace("mapping.toml", "id = \"acme-credit\"", "id = \"acme-credti\"");
    assert_eq!(example.faults(), "the book has no schedule `acme-credti`; did you mean `acme-credit`?");

    let example = Example::new();
    example.replace("mapping.toml", "percent        = \"percent\"", "percent        = \"percnt\"");
    assert!(example.faults().ends_with("there is no column `percnt`; did you mean `percent`?"));

    let example = Example::new();
    example.replace("mapping.toml", "reason   = \"no sale\"", "reason   = \" \"");
    assert!(example.faults().contains("has no reason"));
}

#[test]
fn what_the_table_has_wrong_is_told_with_its_line() {
    let example = Example::new();
    example.replace("rates.csv", "Fuel,classic,0.25", "Fuel,classic,0.25 %");
    example.replace(
        "rates.csv",
        "Distance,gold,0.35,0.05,,EUR,2026-04-18",
        "Distance,gold,0.35,0.05,,EUR,next spring",
    );
    let faults = example.faults();
    assert!(faults.contains("rates.csv:2: `0.25 %` is no number"), "{faults}");
    assert!(faults.contains("rates.csv:9: `next spring` is no date such as 2026-04-18"), "{faults}");

    let example = Example::new();
    example.replace("rates.csv", "Lounge,black,0,1.00,,EUR", "Lounge,black,0,1.00,,USD");
    assert_eq!(example.faults(), "acme-credit/lounge: line 11 is in USD, and the schedule in EUR");
}

#[test]
fn a_book_that_would_be_at_fault_is_not_made() {
    let example = Example::new();
    example.replace("mapping.toml", "mcc = [\"4111\", \"4131\"]", "mcc = \"@acme_bus\"");
    example.append("rates.csv", "Bus,every,0.10,,,EUR,2026-04-18,\n");
    let faults = example.faults();
    assert!(faults.contains("acme_bus") && faults.contains("credit.toml"), "{faults}");
    assert!(!faults.contains("Warning"), "{faults}");
}

#[test]
fn a_fee_without_a_date_is_asked_for_its_date_if_it_changes() {
    let example = Example::new();
    example.replace(CREDIT, "[rule.fee]\n2025-04-12 = \"1.00\"                  # a flat fee", "fee = \"1\"");
    assert_eq!(example.import().changes, []);
    example.replace("rates.csv", "Lounge,black,0,1.00", "Lounge,black,0,1.20");
    let told = "acme-credit/lounge: its fee has no date; write since when it holds, and import again";
    assert_eq!(example.faults(), told);
}

#[test]
fn a_fee_of_several_parts_is_left_to_be_set_by_hand() {
    let example = Example::new();
    example.replace(CREDIT, "2025-04-12 = \"1.00\" ", "2025-04-12 = { lesser_of = [\"1.00\", \"0.50%\"] } ");
    let outcome = example.import();
    assert_eq!(outcome.changes, []);
    assert!(outcome.remarks.iter().any(|remark| remark.contains("lounge") && remark.contains("by hand")));
}

#[test]
fn a_sheet_of_a_workbook_is_a_table_too() {
    let example = Example::new();
    let mut workbook = rust_xlsxwriter::Workbook::new();
    workbook.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "see the other sheet").unwrap();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Rates").unwrap();
    for (row, line) in example.text("rates.csv").lines().enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            match cell.parse::<i64>() {
                Ok(number) => sheet.write_number(row, column, i32::try_from(number).unwrap()).unwrap(),
                Err(_) => sheet.write_string(row, column, cell).unwrap(),
            };
        }
    }
    workbook.save(example.path("rates.xlsx")).unwrap();
    let mut request = example.request("rates.xlsx");
    request.sheet = Some("Rates".to_owned());
    let outcome = import::import(&request).unwrap();
    assert_eq!((outcome.rows, outcome.changes.len()), (12, 0));
    request.sheet = Some("Rate".to_owned());
    assert!(
        import::import(&request).unwrap_err()[0].ends_with("there is no sheet `Rate`; did you mean `Rates`?")
    );
}

#[test]
fn a_wide_table_of_fee_texts_is_read_as_it_is_printed() {
    let example = Example::new();
    let table = "Programme,Classic,Gold,Black\nCard present,0.20% + 0.02,0.29% + 0.02,\nCard not present,0.30% + 0.05,0.35% + 0.05,N/A\n";
    fs::write(example.path("wide.csv"), table).unwrap();
    let mapping = "[table]\nprogram = \"Programme\"\nfees = [\"Classic\", \"Gold\", \"Black\"]\n\n[[schedule]]\nid = \"acme-credit\"\n\
                   [schedule.products]\nClassic = \"classic\"\nGold = \"gold\"\nBlack = \"black\"\n";
    fs::write(example.path("mapping.toml"), mapping).unwrap();
    let mut request = example.request("wide.csv");
    assert!(import::import(&request).unwrap_err()[0].contains("--edition"));
    request.edition = Some("2027-04-17".to_owned());
    let outcome = import::import(&request).unwrap();
    assert_eq!(outcome.changes.len(), 1);
    assert_eq!(outcome.changes[0].after, "0.20% + 0.02 | 0.29% + 0.02 | unpublished");
}

#[test]
fn the_published_tables_change_nothing_in_the_shipped_schedules() {
    for (mapping, table) in [
        ("visa_us.toml", "visa_us_interchange_2026-04-18.csv"),
        ("mastercard_us.toml", "mastercard_us_interchange_2026-04-17.csv"),
    ] {
        let table = repository().join("../shared/facts").join(table);
        if !table.exists() {
            eprintln!("skipped: {} is not there", table.display());
            continue;
        }
        let request = Request {
            mapping: Path::new("examples/import_rates").join(mapping),
            table,
            sheet: None,
            book: repository().join("fee_schedules"),
            edition: None,
        };
        let outcome =
            import::import(&Request { mapping: repository().join(&request.mapping), ..request }).unwrap();
        assert_eq!(outcome.changes, [], "{mapping}");
        assert_eq!(outcome.rows, outcome.placed + outcome.left_out);
    }
}
