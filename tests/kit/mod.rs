//! What the end-to-end tests share: running the program and looking at folders.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The top of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, to be run in `folder`.
pub fn trueup(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trueup"));
    command.current_dir(folder).args(arguments).env_remove("RUST_LOG");
    command
}

/// What a finished program said.
pub struct Said {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs the program to its end.
pub fn say(folder: &Path, arguments: &[&str]) -> Said {
    said(&trueup(folder, arguments).output().unwrap())
}

pub fn said(output: &Output) -> Said {
    Said {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// A copy of a fixture in a folder of its own, so that tests do not meet.
pub fn copy_of(fixture: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&repository().join("fixtures").join(fixture), folder.path());
    folder
}

/// Copies a folder, without reports.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() == "reports" {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)
        } else {
            fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}

/// A new project from `trueup init`.
pub fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let said = say(folder.path(), &["init", "."]);
    assert_eq!(said.status, 0, "{}", said.err);
    folder
}

/// Replaces text in a file, which must hold it.
pub fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} does not hold {from}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

/// The only report below `folder/reports/<name>`.
pub fn only_report(folder: &Path, name: &str) -> PathBuf {
    let reports = published(folder, name);
    assert_eq!(reports.len(), 1, "{reports:?}");
    reports.into_iter().next().unwrap()
}

/// The published reports below `folder/reports/<name>`; hidden names are none.
pub fn published(folder: &Path, name: &str) -> Vec<PathBuf> {
    let home = folder.join("reports").join(name);
    let Ok(entries) = fs::read_dir(home) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.')).collect()
}

/// The files of a folder by name. The manifest is there without its timings and memory, which no two runs share.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let mut bytes = fs::read(entry.path()).unwrap();
        if name == "manifest.json" {
            let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let object = manifest.as_object_mut().unwrap();
            object.remove("timings_ms");
            object.remove("memory");
            bytes = format!("{manifest:#}\n").into_bytes();
        }
        files.insert(name, bytes);
    }
    files
}

/// What came out must be the golden report of this name; with UPDATE_GOLDENS it becomes it.
pub fn assert_golden(got: &BTreeMap<String, Vec<u8>>, report: &str) {
    let golden = repository().join("reports").join(report);
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let _ = fs::remove_dir_all(&golden);
        fs::create_dir_all(&golden).unwrap();
        for (name, bytes) in got {
            fs::write(golden.join(name), bytes).unwrap();
        }
    }
    assert_same(got, &files(&golden));
}

/// Two folders of files must be equal; says which file differs and where.
pub fn assert_same(got: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(got), names(wanted), "other files than wanted");
    for (name, bytes) in got {
        let other = &wanted[name];
        if bytes != other {
            let at =
                bytes.iter().zip(other).position(|(a, b)| a != b).unwrap_or(bytes.len().min(other.len()));
            let around = |bytes: &[u8]| {
                let end = (at + 80).min(bytes.len());
                String::from_utf8_lossy(&bytes[at.saturating_sub(80)..end]).into_owned()
            };
            panic!("{name} differs at byte {at}:\n  got    {}\n  wanted {}", around(bytes), around(other));
        }
    }
}

/// The records of a CSV file as maps from header to cell.
pub fn records(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row =
        |record: csv::StringRecord| header.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

/// `summary.json` of a report.
pub fn summary(report: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(report.join("summary.json")).unwrap()).unwrap()
}

/// Asserts that a golden report disputes what `planted.csv` of its fixture lists, each with its kind, and nothing else, and that the
/// amounts are those of the generator. Returns the kinds.
pub fn assert_planted_are_found(name: &str) -> BTreeSet<String> {
    let planted = records(&repository().join("fixtures").join(name).join("planted.csv"));
    let report = repository().join("reports").join(name);
    let mut found = records(&report.join("discrepancies.csv"));
    found.retain(|row| row["verdict"] == "disputed");
    let key = |row: &BTreeMap<String, String>| -> [String; 4] {
        ["transaction_id", "event", "component", "kind"].map(|column| row[column].clone())
    };
    let wanted: BTreeSet<_> = planted.iter().map(key).collect();
    let keys: BTreeSet<_> = found.iter().map(key).collect();
    let missed: Vec<_> = wanted.difference(&keys).collect();
    let extra: Vec<_> = keys.difference(&wanted).collect();
    assert!(missed.is_empty() && extra.is_empty(), "missed {missed:#?}\nnot planted {extra:#?}");
    let amount = |text: &str| text.parse::<rust_decimal::Decimal>().ok();
    let compared = planted.iter().filter(|one| matches!(one["kind"].as_str(), "overbilled" | "underbilled"));
    for one in compared {
        let row = found.iter().find(|row| key(row) == key(one)).unwrap();
        assert_eq!(amount(&row["expected"]), amount(&one["expected"]), "{one:?}");
        assert_eq!(amount(&row["billed"]), amount(&one["billed"]), "{one:?}");
    }
    wanted.into_iter().map(|[.., kind]| kind).collect()
}
