//! Generated inputs end to end: exactly the planted faults are disputed, each as its kind, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../examples/generate/job/mod.rs"]
#[allow(dead_code)]
mod job;
mod kit;

use job::{Format, Request};
use kit::{files, only_report, said, say, summary, trueup};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn request() -> Request {
    Request {
        transactions: 10_000,
        rules: 60,
        wide: false,
        format: Format::Parquet,
        files: 1,
        faults_per_mille: 30,
        reused_ids: 1_000,
        seed: 7,
        block_rows: job::BLOCK_ROWS,
    }
}

/// What is planted, and the summary of a run over it.
fn generated(request: &Request, folder: &Path) -> (Value, Value) {
    let planted = job::generate(request, folder).unwrap();
    let said = say(folder, &["run"]);
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    (serde_json::from_str(&planted).unwrap(), summary(&only_report(folder, "generated")))
}

/// Disputed and unproven pairs by kind.
fn doubtful(summary: &Value) -> BTreeMap<String, u64> {
    let mut kinds = BTreeMap::new();
    for verdict in summary["verdicts"].as_array().unwrap() {
        if verdict["verdict"] != "agreed" && verdict["lines"] != 0 {
            *kinds.entry(verdict["kind"].as_str().unwrap().to_owned()).or_default() +=
                verdict["lines"].as_u64().unwrap();
        }
    }
    kinds
}

fn assert_only_what_was_planted(request: &Request) -> (Value, Value) {
    let folder = tempfile::tempdir().unwrap();
    let (planted, summary) = generated(request, folder.path());
    let kinds: BTreeMap<String, u64> = serde_json::from_value(planted["kinds"].clone()).unwrap();
    assert_eq!(doubtful(&summary), kinds);
    assert!(planted["disputed"].as_u64().unwrap() > 200, "{planted}");
    assert!(planted["reused_ids"].as_u64().unwrap() > 20, "{planted}");
    assert_eq!(planted["faults"].as_object().unwrap().len(), 6, "every way of billing wrongly comes up");
    let rows = &summary["rows"];
    assert_eq!((&rows["priced"], &rows["unpriced"]), (&planted["transactions"], &Value::from(0)));
    assert_eq!(summary["billed_lines"]["read"], planted["billed_lines"]);
    assert_eq!(summary["coverage"]["total"], "1.0000");
    (planted, summary)
}

#[test]
fn lines_in_a_file_of_their_own_are_disputed_where_a_fault_was_planted() {
    let (planted, _) = assert_only_what_was_planted(&request());
    assert!(planted["kinds"]["duplicate"].as_u64().unwrap() > 0);
}

#[test]
fn costs_in_columns_are_disputed_where_a_fault_was_planted() {
    assert_only_what_was_planted(&Request { wide: true, ..request() });
}

#[test]
fn csv_in_several_files_gives_the_figures_of_one_parquet_file() {
    let parquet = assert_only_what_was_planted(&request());
    let several = Request { format: Format::Csv, files: 2, block_rows: 2_000, ..request() };
    let csv = assert_only_what_was_planted(&several);
    for part in ["rows", "billed_lines", "totals", "verdicts", "findings", "coverage"] {
        assert_eq!(parquet.1[part], csv.1[part], "{part}");
    }
    assert_eq!(parquet.0, csv.0);
}

#[test]
fn the_generated_book_has_no_faults() {
    let folder = tempfile::tempdir().unwrap();
    job::generate(&request(), folder.path()).unwrap();
    let said = say(folder.path(), &["check", "fee_schedules"]);
    assert_eq!(said.status, 0, "the book has no faults: {}{}", said.out, said.err);
}

#[test]
fn neither_threads_nor_memory_change_a_byte_of_a_report_that_does_not_fit_into_memory() {
    let folder = tempfile::tempdir().unwrap();
    let request = Request { transactions: 150_000, files: 3, block_rows: 20_000, ..request() };
    job::generate(&request, folder.path()).unwrap();
    let run = |threads: &str, memory: &str| {
        let mut command = trueup(folder.path(), &["run", "--memory", memory]);
        let said = said(&command.env("RAYON_NUM_THREADS", threads).output().unwrap());
        assert_eq!(said.status, 0, "{}", said.err);
        let report = only_report(folder.path(), "generated");
        let manifest = std::fs::read_to_string(report.join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        (files(&report), manifest["memory"]["spilled_bytes"].as_u64().unwrap())
    };
    let (in_memory, spilled) = run("2", "8GiB");
    assert_eq!(spilled, 0);
    for threads in ["1", "3"] {
        let (found, spilled) = run(threads, "64MiB");
        assert!(spilled > 1_000_000, "only {spilled} bytes did not fit");
        kit::assert_same(&found, &in_memory);
    }
}
