//! The catalogue of diagnostics: every code has a page, a book that provokes it, and a drawing.
//!
//! `UPDATE_GOLDENS=1 cargo test --test diagnostics` rewrites the drawings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use trueup::diagnostic::{Code, Diagnostic, Sources, draw_all};
use trueup::money::Date;
use trueup::run::{Config, RunError};
use trueup::schedule::{load, load_texts, past_review};

/// The day on which freshness is judged here.
const TODAY: (i32, u32, u32) = (2026, 11, 21);

fn root(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn provoking(name: &str) -> PathBuf {
    root("fixtures/diagnostics").join(name)
}

/// Everything that is told about the book in a folder, as `trueup check` would.
fn told(name: &str) -> (Vec<Diagnostic>, Sources) {
    let loaded = load(&provoking(name), name).unwrap();
    let (year, month, day) = TODAY;
    let today = Date::from_ymd_opt(year, month, day).unwrap();
    let stale = loaded.book.as_ref().map(|book| past_review(book, today)).unwrap_or_default();
    (loaded.diagnostics.into_iter().chain(stale).collect(), loaded.sources)
}

/// What differs from the golden, which is rewritten instead if the environment asks for it.
fn difference(name: &str) -> Option<String> {
    let (diagnostics, sources) = told(name);
    let drawn = draw_all(&diagnostics, &sources, false);
    let golden = provoking(name).join("drawn.txt");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&golden, drawn).unwrap();
        return None;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    (drawn != expected).then(|| format!("{name}/drawn.txt:\n{}", diff(&expected, &drawn)))
}

/// The lines of both texts: common ones as they are, else `-` expected and `+` drawn.
fn diff(expected: &str, drawn: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), drawn.lines().collect());
    let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let tails = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = tails.take_while(|(old, new)| old == new).count();
    let mut lines: Vec<String> = old[..head].iter().map(|line| format!("  {line}")).collect();
    lines.extend(old[head..old.len() - tail].iter().map(|line| format!("- {line}")));
    lines.extend(new[head..new.len() - tail].iter().map(|line| format!("+ {line}")));
    lines.extend(old[old.len() - tail..].iter().map(|line| format!("  {line}")));
    lines.join("\n")
}

fn names_in(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_code_has_a_page_that_begins_with_its_code_and_title() {
    for code in Code::ALL {
        let expected = format!("# {code} {}", code.title());
        assert_eq!(code.page().lines().next(), Some(expected.as_str()), "docs/diagnostics/{code}.md");
        let lines = code.page().lines().count();
        assert!((10..=45).contains(&lines), "docs/diagnostics/{code}.md has {lines} lines");
    }
    let pages: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(names_in("docs/diagnostics"), pages);
}

#[test]
fn every_code_has_a_book_that_provokes_it_and_nothing_else() {
    let mut folders: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    for code in Code::ALL {
        let (diagnostics, _) = told(code.as_str());
        let found: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(found, [*code], "fixtures/diagnostics/{code}");
    }
    folders.insert("many".to_owned());
    assert_eq!(names_in("fixtures/diagnostics"), folders);
}

#[test]
fn every_book_is_drawn_as_its_golden_shows() {
    let names = Code::ALL.iter().map(|code| code.as_str()).chain(["many"]);
    let differences: Vec<String> = names.filter_map(difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}
