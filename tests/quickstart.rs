//! The shipped example: every planted fault is found, nothing else is disputed, and the report is
//! the same to the byte, however often, on however many threads, and after a kill.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{
    assert_golden, assert_same, copy_of, files, only_report, published, records, repository, said, summary,
    trueup,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

fn run_in(folder: &Path) -> kit::Said {
    kit::say(folder, &["run"])
}

#[test]
fn the_report_of_the_quickstart_is_the_golden_one_to_the_byte() {
    let folder = copy_of("quickstart");
    let said = run_in(folder.path());
    assert_eq!(said.status, 1, "the example lies outside its gates\n{}{}", said.out, said.err);
    let got = files(&only_report(folder.path(), "quickstart"));
    assert_golden(&got, "quickstart");
}

#[test]
fn every_planted_fault_is_found_with_its_kind_and_the_generators_amounts_and_nothing_else_is_disputed() {
    let kinds = kit::assert_planted_are_found("quickstart");
    assert_eq!(kinds.len(), 6, "every disputed kind is planted: {kinds:?}");
}

#[test]
fn rows_and_money_of_the_input_are_those_of_the_report() {
    let report = repository().join("reports/quickstart");
    let summary = summary(&report);
    let count = |pointer: &str| summary.pointer(pointer).unwrap().as_u64().unwrap();
    let data = repository().join("fixtures/quickstart/data");
    let (mut rows, mut billed) = (0, BTreeMap::<String, rust_decimal::Decimal>::new());
    for batch in 1..=4 {
        for row in records(&data.join(format!("settlement_detail_report_batch_{batch}.csv"))) {
            rows += 1;
            for column in ["Commission (NC)", "Markup (NC)", "Scheme Fees (NC)", "Interchange (NC)"] {
                if let Ok(amount) = row[column].parse::<rust_decimal::Decimal>() {
                    *billed.entry(row["Net Currency"].clone()).or_default() += amount;
                }
            }
        }
    }
    assert_eq!(rows, count("/rows/read") + count("/rows/other"));
    assert_eq!(
        count("/rows/read"),
        count("/rows/priced") + count("/rows/unpriced") + count("/rows/rejected")
    );
    let mut reported = BTreeMap::<String, rust_decimal::Decimal>::new();
    for total in summary["totals"].as_array().unwrap() {
        let amount: rust_decimal::Decimal = total["billed"].as_str().unwrap().parse().unwrap();
        *reported.entry(total["currency"].as_str().unwrap().to_owned()).or_default() += amount;
    }
    assert_eq!(reported, billed, "billed money of the input and of the report, rejected rows and all");
}

#[test]
fn the_same_inputs_give_the_same_bytes_on_one_thread_and_on_two_and_when_run_again() {
    let folder = copy_of("quickstart");
    let mut reports = Vec::new();
    for threads in ["1", "2", "2"] {
        let output = trueup(folder.path(), &["run"]).env("RAYON_NUM_THREADS", threads).output().unwrap();
        assert_eq!(said(&output).status, 1);
        reports.push(files(&only_report(folder.path(), "quickstart")));
    }
    assert_same(&reports[1], &reports[0]);
    assert_same(&reports[2], &reports[0]);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_killed_at_any_point_leaves_nothing_half_made_and_runs_again_to_the_same_report() {
    let folder = copy_of("quickstart");
    assert_eq!(run_in(folder.path()).status, 1);
    let undisturbed = files(&only_report(folder.path(), "quickstart"));
    std::fs::remove_dir_all(folder.path().join("reports")).unwrap();
    for milliseconds in [0, 1, 3, 7, 15, 30, 45, 60, 80, 100, 130, 160, 200, 260, 330, 420] {
        let mut child = trueup(folder.path(), &["run"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        for report in published(folder.path(), "quickstart") {
            assert_same(&files(&report), &undisturbed);
        }
    }
    assert_eq!(run_in(folder.path()).status, 1);
    assert_same(&files(&only_report(folder.path(), "quickstart")), &undisturbed);
    let hidden = std::fs::read_dir(folder.path().join("reports/quickstart")).unwrap();
    let hidden: Vec<_> =
        hidden.map(|entry| entry.unwrap().file_name()).filter(|name| name != ".lock").collect();
    assert_eq!(hidden.len(), 1, "nothing but the report: {hidden:?}");
}

#[test]
fn the_starter_that_init_writes_runs_at_once_and_its_cases_hold() {
    let folder = kit::project();
    assert_eq!(kit::say(folder.path(), &["test"]).status, 0);
    assert_eq!(kit::say(folder.path(), &["check", "--as-of", "2026-04-01"]).status, 0);
    let said = run_in(folder.path());
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    assert!(said.out.contains("report.xlsx"), "{}", said.out);
    let again = kit::say(folder.path(), &["init", "."]);
    assert_eq!(again.status, 2, "an occupied folder is not overwritten");
}

/// The lines of the first fenced block of a document that names the workbook.
fn shown_output(document: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository().join(document)).unwrap();
    let blocks = text.split("```").skip(1).step_by(2);
    let block = blocks.into_iter().find(|block| block.contains("\nWorkbook: ")).unwrap();
    block.lines().skip(1).filter(|line| !line.starts_with('$')).map(str::to_owned).collect()
}

#[test]
fn the_documents_show_what_the_program_prints() {
    let folder = copy_of("quickstart");
    let printed = run_in(folder.path()).out.replace("reports/", "fixtures/quickstart/reports/");
    for document in ["README.md", "docs/manual/run.md"] {
        for line in shown_output(document).iter().filter(|line| line.trim() != "…") {
            assert!(
                printed.lines().any(|known| known == line),
                "{document} shows `{line}`, printed was:\n{printed}"
            );
        }
    }
}
