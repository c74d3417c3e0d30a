//! Both evaluators price every book that the project ships: its cases, and transactions at its edges.

use super::agreement::agree;
use super::constructs::Seen;
use super::rows;
use super::scenario::{Scenario, failing};
use super::shipped_rows::Edges;
use crate::diagnostic::draw_all;
use crate::oracle::Rate;
use crate::schedule::{Basis, Book, Loaded, load};
use proptest::collection::vec;
use proptest::prelude::any;
use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

const ROWS: usize = 40;
const TRIES_PER_SCHEDULE: usize = 10;
const MOST_TRIES: usize = 300;

/// Every folder with a book, but for those that show faults.
fn books() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("fixtures"), root.join("fee_schedules")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        if folder.ends_with("fixtures/diagnostics") {
            continue;
        }
        if folder.join("book.toml").exists() {
            found.push(folder);
            continue;
        }
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        open.extend(entries.filter(|path| path.is_dir()));
    }
    found.sort();
    assert!(found.len() >= 12, "{found:?}");
    found
}

fn loaded(folder: &Path) -> (Loaded, Book) {
    let loaded = load(folder, &folder.file_name().unwrap().to_string_lossy()).unwrap();
    let faults = draw_all(&loaded.diagnostics, &loaded.sources, false);
    let book = loaded.book.clone().unwrap_or_else(|| panic!("{}:\n{faults}", folder.display()));
    (loaded, book)
}

/// The `[fx]` of a file of cases, read once more from its text.
fn rates(loaded: &Loaded, path: &str) -> Vec<Rate> {
    let (_, text) = loaded.sources.iter().find(|(known, _)| *known == path).unwrap();
    let file: toml::Table = text.parse().unwrap();
    let pairs = file.get("fx").and_then(toml::Value::as_table).into_iter().flatten();
    let of_pair = |(pair, days): (&String, &toml::Value)| -> Vec<Rate> {
        let days = days.as_table().unwrap().iter();
        days.map(|(day, rate)| rows::rate(pair, day, rate.as_str().unwrap())).collect()
    };
    pairs.flat_map(of_pair).collect()
}

/// The book as a case sees it: its own schedule, and the components that this one rests on.
fn alone(book: &Book, own: usize) -> Book {
    let mut kept = vec![own];
    let mut next = 0;
    while next < kept.len() {
        if let Basis::Components(components) = &book.schedules[kept[next]].basis {
            let below = |place: &usize| components.contains(&book.schedules[*place].component);
            let more: Vec<usize> =
                (0..book.schedules.len()).filter(below).filter(|place| !kept.contains(place)).collect();
            kept.extend(more);
        }
        next += 1;
    }
    kept.sort_unstable();
    let schedules = kept.into_iter().map(|place| book.schedules[place].clone()).collect();
    Book { schedules, ..book.clone() }
}

#[test]
fn both_evaluators_agree_on_every_case_that_is_shipped() {
    let mut seen = Seen::default();
    for folder in books() {
        let (loaded, book) = loaded(&folder);
        for file in &loaded.cases {
            let book = alone(&book, file.schedule);
            let rates = rates(&loaded, &file.path);
            for case in &file.cases {
                let rows = std::iter::once(&case.given).chain(&case.others);
                let rows = rows.map(|facts| facts.iter().cloned().collect()).collect();
                let files = vec![(file.path.clone(), case.name.clone())];
                let scenario = Scenario { files, book: book.clone(), rates: rates.clone(), rows };
                agree(&scenario, &mut seen).unwrap_or_else(|difference| panic!("{difference}"));
            }
        }
    }
    assert!(seen.count("transactions") > 250, "{:?}", seen.0);
}

#[test]
fn both_evaluators_agree_on_transactions_at_the_edges_of_every_book_that_is_shipped() {
    for folder in books() {
        let (loaded, book) = loaded(&folder);
        let edges = Edges::of(&book, &loaded.cases);
        let mut all_rates = edges.rates();
        for file in &loaded.cases {
            for rate in rates(&loaded, &file.path) {
                let key = |rate: &Rate| (rate.date, rate.from, rate.to);
                if !all_rates.iter().any(|known| key(known) == key(&rate)) {
                    all_rates.push(rate);
                }
            }
        }
        let seen = RefCell::new(Seen::default());
        let files = vec![(folder.display().to_string(), String::new())];
        // The whole book, and each schedule as its cases see it.
        let books: Vec<Book> =
            (0..book.schedules.len()).map(|own| alone(&book, own)).chain([book.clone()]).collect();
        let rows = vec(vec(any::<u16>(), edges.numbers_per_row()), 1..=ROWS);
        let tries = (TRIES_PER_SCHEDULE * books.len()).min(MOST_TRIES);
        let different =
            failing(u32::try_from(tries).unwrap(), 2000, (0..books.len(), rows), |(book, numbers)| {
                let own = Some(book).filter(|place| *place < books.len() - 1);
                let rows = numbers.iter().map(|numbers| edges.row(numbers, own)).collect();
                let (book, rates) = (books[book].clone(), all_rates.clone());
                agree(&Scenario { files: files.clone(), book, rates, rows }, &mut seen.borrow_mut())
            });
        assert!(different.is_none(), "{}", different.unwrap().0);
        let seen = seen.into_inner();
        let (lines, unproven) =
            (seen.count("line") + seen.count("several_lines"), seen.count("unknown_attribute"));
        assert!(lines >= 50 && unproven >= 20, "{}: {:#?}", folder.display(), seen.0);
    }
}
