//! What the fee schedule language says, sentence by sentence: the books and cases of `fixtures/language/`.
#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};
use trueup::diagnostic::draw_all;
use trueup::run::{CaseReport, run_cases};
use trueup::schedule::load;

fn books() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/language");
    let mut books: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    books.sort();
    books
}

fn topic(book: &Path) -> String {
    book.file_name().unwrap().to_string_lossy().into_owned()
}

fn run(folder: &Path) -> CaseReport {
    let topic = topic(folder);
    let loaded = load(folder, &topic).unwrap();
    assert!(loaded.diagnostics.is_empty(), "{}", draw_all(&loaded.diagnostics, &loaded.sources, false));
    run_cases(&loaded, loaded.book.as_ref().unwrap())
}

#[test]
fn every_case_of_the_language_holds() {
    let mut failures = String::new();
    for book in books() {
        for failure in run(&book).failures {
            failures += &format!(
                "{}: {}\n  given    {}\n  expected {}\n  got      {}\n",
                failure.path,
                failure.name,
                failure.given.join(", "),
                failure.expected,
                failure.got
            );
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn every_rule_of_the_language_books_is_selected_by_a_case() {
    for book in books() {
        let report = run(&book);
        assert!(report.passed > 0, "{} has no case", topic(&book));
        assert_eq!(report.rules_missed(), Vec::<&str>::new(), "{}", topic(&book));
    }
}
