//! Unusable input: each is answered with what is wrong, where, and how to mend it; the exit status
//! says whose fault it is; and nothing is published.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{Said, edit, only_report, project, published, records, say, summary};
use std::fs;
use std::path::Path;

const DATA: &str = "data/settlement_detail_report_batch_1.csv";

/// Runs a project after `spoil` has been at it.
fn spoiled(spoil: impl FnOnce(&Path)) -> (Said, tempfile::TempDir) {
    let folder = project();
    spoil(folder.path());
    let said = say(folder.path(), &["run"]);
    (said, folder)
}

/// The run fails with this status, says all of `parts`, and publishes nothing.
fn fails(status: i32, parts: &[&str], spoil: impl FnOnce(&Path)) {
    let (said, folder) = spoiled(spoil);
    assert_eq!(said.status, status, "{}{}", said.out, said.err);
    for part in parts {
        assert!(said.err.contains(part), "`{part}` is not in:\n{}", said.err);
    }
    assert!(!said.err.contains("panicked") && !said.err.contains("Os {"), "{}", said.err);
    assert!(published(folder.path(), "acme-nightly").is_empty(), "something was published");
}

fn header(folder: &Path) -> String {
    fs::read_to_string(folder.join(DATA)).unwrap().lines().next().unwrap().to_owned()
}

#[test]
fn an_empty_file_is_named() {
    fails(2, &[DATA, "empty"], |folder| fs::write(folder.join(DATA), "").unwrap());
}

#[test]
fn a_file_with_a_header_only_gives_a_report_of_nothing_and_a_warning() {
    let (said, folder) = spoiled(|folder| {
        let header = header(folder);
        fs::write(folder.join(DATA), format!("{header}\n")).unwrap();
    });
    assert_eq!(said.status, 1, "a coverage gate is not kept where nothing was billed: {}", said.err);
    assert!(said.err.contains(DATA), "{}", said.err);
    let summary = summary(&only_report(folder.path(), "acme-nightly"));
    assert_eq!(summary["rows"]["read"], 0);
}

#[test]
fn a_wrong_delimiter_is_recognised() {
    fails(2, &[DATA, ";", "delimiter"], |folder| {
        let text = fs::read_to_string(folder.join(DATA)).unwrap();
        fs::write(folder.join(DATA), text.replace(',', ";")).unwrap();
    });
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let (plain, first) = spoiled(|_| {});
    let (marked, second) = spoiled(|folder| {
        let text = fs::read_to_string(folder.join(DATA)).unwrap();
        fs::write(folder.join(DATA), format!("\u{feff}{text}")).unwrap();
        let config = fs::read_to_string(folder.join("trueup.toml")).unwrap();
        fs::write(folder.join("trueup.toml"), format!("\u{feff}{config}")).unwrap();
    });
    assert_eq!((plain.status, marked.status), (0, 0), "{}", marked.err);
    let rows =
        |folder: &tempfile::TempDir| summary(&only_report(folder.path(), "acme-nightly"))["verdicts"].clone();
    assert_eq!(rows(&first), rows(&second));
}

#[test]
fn a_missing_column_is_named_with_the_closest_header() {
    fails(2, &[DATA, "Interchange (NC)", "Interchnge (NC)"], |folder| {
        edit(&folder.join(DATA), "Interchange (NC)", "Interchnge (NC)");
    });
}

#[test]
fn a_duplicated_column_is_refused() {
    fails(2, &[DATA, "Markup (NC)", "more than once"], |folder| {
        edit(&folder.join(DATA), "Scheme Fees (NC)", "Markup (NC)");
    });
}

#[test]
fn text_in_a_money_column_makes_a_reject_with_row_column_and_value() {
    let (said, folder) = spoiled(|folder| {
        let text = fs::read_to_string(folder.join(DATA)).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let column = lines[0].split(',').position(|name| name == "Interchange (NC)").unwrap();
        let mut cells: Vec<&str> = lines[1].split(',').collect();
        cells[column] = "n.a.";
        lines[1] = cells.join(",");
        fs::write(folder.join(DATA), lines.join("\n")).unwrap();
    });
    assert!(said.status == 0 || said.status == 1, "{}", said.err);
    let rejects = records(&only_report(folder.path(), "acme-nightly").join("rejects.csv"));
    let cell = |name: &str| rejects[0][name].as_str();
    assert_eq!(
        (cell("file"), cell("row"), cell("column"), cell("value")),
        (DATA, "2", "Interchange (NC)", "n.a.")
    );
    assert!(cell("reason").contains("decimal"), "{}", cell("reason"));
}

#[test]
fn a_float_in_a_schedule_is_shown_in_its_quotes() {
    let file = "fee_schedules/acme_markup.toml";
    fails(3, &["T005", file, "write \"0.25\""], |folder| {
        edit(&folder.join(file), "2026-01-01 = \"0.25% + EUR 0.08\"", "2026-01-01 = 0.25");
    });
}

#[test]
fn a_float_in_the_config_is_the_configs_fault() {
    fails(2, &["T005", "trueup.toml", "\"50.0\""], |folder| {
        edit(&folder.join("trueup.toml"), "EUR = \"50.00\"", "EUR = 50.0");
    });
}

#[test]
fn a_missing_fx_file_is_named() {
    fails(2, &["data/fx.csv"], |folder| fs::remove_file(folder.join("data/fx.csv")).unwrap());
}

#[test]
fn a_typo_in_the_config_is_told_with_the_nearest_key_and_all_typos_at_once() {
    fails(2, &["T002", "profil", "did you mean `profile`?", "bok", "did you mean `book`?"], |folder| {
        edit(&folder.join("trueup.toml"), "profile =", "profil  =");
        edit(&folder.join("trueup.toml"), "book    =", "bok     =");
    });
}

#[test]
fn an_unknown_profile_is_told_with_the_nearest_one() {
    fails(2, &["adyen-settlement-detail", "adyen-settlement-details"], |folder| {
        edit(&folder.join("trueup.toml"), "adyen-settlement-details", "adyen-settlement-detail");
    });
}

#[test]
fn a_fact_outside_its_list_in_the_config_is_told() {
    fails(2, &["T202", "card_absent"], |folder| {
        edit(&folder.join("trueup.toml"), "card_not_present", "card_absent");
    });
}

#[test]
fn a_tolerance_or_lag_for_no_component_is_told() {
    fails(
        2,
        &["T104", "schem_fee", "did you mean `scheme_fee`?", "markupp", "did you mean `markup`?"],
        |folder| {
            let config = folder.join("trueup.toml");
            let text = fs::read_to_string(&config).unwrap();
            let more = "\n[tolerance]\nschem_fee = { absolute = \"0.01\" }\n[lag]\nmarkupp = { days = 3 }\n";
            fs::write(config, text + more).unwrap();
        },
    );
}

#[test]
fn a_workbook_of_no_rows_or_of_more_than_a_sheet_holds_is_refused() {
    for rows in ["0", "-1", "1_000_001"] {
        fails(2, &["trueup.toml", "workbook_rows", "from 1 to 1000000"], |folder| {
            edit(&folder.join("trueup.toml"), "[run]", &format!("[run]\nworkbook_rows = {rows}"));
        });
    }
}

#[test]
fn a_folder_without_book_toml_is_no_book() {
    fails(3, &["T101", "book.toml"], |folder| {
        fs::remove_file(folder.join("fee_schedules/book.toml")).unwrap()
    });
}

#[test]
fn a_book_folder_that_is_not_there_is_named() {
    fails(2, &["fee_schedules", "check the path", "paths in the config are relative"], |folder| {
        fs::remove_dir_all(folder.join("fee_schedules")).unwrap()
    });
}

#[test]
fn a_missing_config_is_named() {
    fails(2, &["trueup.toml"], |folder| fs::remove_file(folder.join("trueup.toml")).unwrap());
}

#[test]
fn a_place_that_cannot_be_written_to_is_named() {
    fails(2, &["cannot create", "reports"], |folder| fs::write(folder.join("reports"), "a file").unwrap());
}

#[cfg(unix)]
#[test]
fn a_folder_without_the_right_to_write_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = project();
    let home = folder.path().join("reports/acme-nightly");
    fs::create_dir_all(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(home.join("probe"), "").is_ok() {
        println!("left out: this user may write everywhere");
        return;
    }
    let said = say(folder.path(), &["run"]);
    fs::set_permissions(&home, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(
        said.err.contains("reports/acme-nightly") && said.err.contains("give this user the right"),
        "{}",
        said.err
    );
}

#[test]
fn a_pattern_that_matches_no_file_is_named() {
    fails(2, &["data/settled-*.csv"], |folder| {
        edit(&folder.join("trueup.toml"), "data/settlement_detail_report_*.csv", "data/settled-*.csv");
    });
}
