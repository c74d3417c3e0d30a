//! One golden, many routes: neither the number of threads nor the size of batches nor the order of rows nor
//! how they are spread over files changes what a report says.
#![cfg(test)]

mod kit;

use kit::{Said, assert_golden, copy_of, files, only_report, said, summary, trueup};
use std::fs;
use std::path::Path;

/// A contract with everything that the language has: aggregates, tiers, matrices, groups that are rounded.
const SCENARIO: &str = "contract";

fn run(folder: &Path, threads: &str, batch_rows: &str) {
    let mut command = trueup(folder, &["run", "--batch-rows", batch_rows]);
    let Said { status, err, .. } = said(&command.env("RAYON_NUM_THREADS", threads).output().unwrap());
    assert_eq!(status, 0, "{err}");
}

#[test]
fn one_thread_and_two_and_any_size_of_batches_give_the_golden_report_to_the_byte() {
    for (threads, batch_rows) in
        [("1", "4096"), ("2", "4096"), ("1", "1"), ("2", "1"), ("1", "7"), ("2", "7"), ("2", "1000000")]
    {
        let folder = copy_of(SCENARIO);
        run(folder.path(), threads, batch_rows);
        assert_golden(&files(&only_report(folder.path(), SCENARIO)), SCENARIO);
    }
}

/// What a report says apart from the order of its rows and the names and hashes of its inputs.
fn content(folder: &Path) -> (serde_json::Value, Vec<String>, Vec<String>) {
    run(folder, "2", "7");
    let report = only_report(folder, SCENARIO);
    let mut summary = summary(&report);
    summary.as_object_mut().unwrap().remove("run_id");
    let transactions = ["--transactions", "data/transactions*.csv", "--fx", "data/fx.csv"];
    let price = [&["price", "--book", "fee_schedules", "--out", "expected.csv"][..], &transactions].concat();
    assert_eq!(said(&trueup(folder, &price).output().unwrap()).status, 0);
    (summary, sorted(&report.join("discrepancies.csv")), sorted(&folder.join("expected.csv")))
}

fn sorted(path: &Path) -> Vec<String> {
    let mut lines: Vec<String> = fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// Puts the rows below the header into another order, the same one each time.
fn shuffle(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<(usize, &str)> = rows.lines().enumerate().collect();
    let count = rows.len();
    rows.sort_by_key(|(place, _)| place * 7919 % count);
    assert!(rows.windows(2).any(|pair| pair[0].0 > pair[1].0), "nothing was shuffled");
    let rows: String = rows.into_iter().map(|(_, row)| format!("{row}\n")).collect();
    fs::write(path, format!("{header}\n{rows}")).unwrap();
}

/// Spreads the rows over three files, each with the header.
fn split(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    for part in 0..3 {
        let rows = rows.lines().enumerate().filter(|(place, _)| place % 3 == part);
        let rows: String = rows.map(|(_, row)| format!("{row}\n")).collect();
        fs::write(path.with_extension(format!("{part}.csv")), format!("{header}\n{rows}")).unwrap();
    }
    fs::remove_file(path).unwrap();
}

#[test]
fn shuffled_rows_and_split_files_give_the_same_figures_and_rows() {
    let whole = copy_of(SCENARIO);
    let wanted = content(whole.path());
    assert!(wanted.1.len() > 10 && wanted.2.len() > 1000, "the scenario says little");
    for change in [shuffle, split] {
        let folder = copy_of(SCENARIO);
        for file in ["transactions.csv", "billed.csv"] {
            change(&folder.path().join("data").join(file));
        }
        assert_eq!(content(folder.path()), wanted);
    }
}
