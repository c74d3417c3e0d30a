//! `trueup docs`: a book as pages, and how much of the published tables it has.
//! `UPDATE_GOLDENS=1 cargo test --test docs` writes `reports/pages/` and `docs/coverage.md` anew.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use kit::{copy_of, edit, repository, say};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const BOOK: &str = "fixtures/pages/fee_schedules";
const TODAY: &str = "2026-11-25";

/// Every file below a folder: path and text.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let (mut open, mut found) = (vec![folder.to_owned()], BTreeMap::new());
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The pages of a book as they stand on a day.
fn pages(book: &str, format: &str, day: &str) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("pages");
    let out = out.to_str().unwrap();
    let said = say(repository(), &["docs", book, "--format", format, "--as-of", day, "--out", out]);
    assert_eq!(said.status, 0, "{}", said.err);
    texts(Path::new(out))
}

/// Holds texts against the golden ones, or writes those anew.
fn assert_golden(got: &BTreeMap<String, String>, golden: &Path) {
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        let _ = fs::remove_dir_all(golden);
        for (name, text) in got {
            let path = golden.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }
    let wanted = texts(golden);
    assert_eq!(got.keys().collect::<Vec<_>>(), wanted.keys().collect::<Vec<_>>());
    for (name, text) in got {
        let differs = text.lines().zip(wanted[name].lines()).find(|(got, wanted)| got != wanted);
        assert!(*text == wanted[name], "{name} differs from {}: {differs:?}", golden.display());
    }
}

#[test]
fn the_pages_are_those_that_a_person_has_looked_at() {
    for format in ["html", "markdown"] {
        let golden = repository().join("reports/pages").join(format);
        assert_golden(&pages(BOOK, format, TODAY), &golden);
    }
}

#[test]
fn a_page_needs_nothing_from_elsewhere_and_its_links_lead_to_pages() {
    let pages = pages(BOOK, "html", TODAY);
    for (name, page) in &pages {
        for foreign in ["<script", "http:", "https:", "<link", "<img", "@import", "url("] {
            assert!(!page.contains(foreign), "{name} has {foreign}");
        }
        let home = Path::new(name).parent().unwrap();
        for link in page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            let ups = link.matches("../").count();
            let home = home.ancestors().nth(ups).unwrap();
            let target = home.join(link.trim_start_matches("../"));
            assert!(pages.contains_key(target.to_str().unwrap()), "{name} leads to {link}");
        }
    }
}

#[test]
fn what_a_schedule_says_is_text_and_no_markup() {
    let html = &pages(BOOK, "html", TODAY)["acme/nl/interchange.html"];
    assert!(
        html.contains("Acme &#60;Interchange&#62; | Netherlands") && html.contains("Fuel &#38; Go"),
        "{html}"
    );
    assert!(!html.contains("<Interchange>") && !html.contains("<marks>"));
    let markdown = &pages(BOOK, "markdown", TODAY)["acme/nl/interchange.md"];
    assert!(markdown.contains(r"Acme \<Interchange> \| Netherlands"), "{markdown}");
    let rates = markdown.split("## Adjustments").next().unwrap();
    for row in rates.lines().filter(|line| line.starts_with("| Fuel") || line.starts_with("| Travel")) {
        assert!(row.replace(r"\|", "").matches('|').count() == 6, "{row}");
    }
}

#[test]
fn the_day_chooses_what_is_current_and_what_is_earlier_or_announced() {
    let rates = |day: &str| {
        let page = pages(BOOK, "markdown", day).remove("acme/nl/interchange.md").unwrap();
        let (now, rest) = page.split_once("## Adjustments").unwrap();
        let later = rest.split_once("## Earlier and announced rates").unwrap().1;
        let rows = |text: &str, wanted: &str| -> Vec<String> {
            let lines = text.lines().skip_while(|line| !line.starts_with(wanted));
            lines
                .take_while(|line| line.starts_with(wanted) || line.starts_with("|  |"))
                .map(str::to_owned)
                .collect()
        };
        (rows(now, "| Travel"), rows(later, "| Travel"))
    };
    let cells = |row: &str| {
        row.rsplit(" | ").take(3).map(|cell| cell.trim_matches([' ', '|']).to_owned()).collect::<Vec<_>>()
    };
    let (now, later) = rates("2026-06-30");
    assert_eq!(cells(now[0].rsplit_once(" | 2025-07-01").unwrap().0), ["1.90%", "*not published*", "1.40%"]);
    assert!(later[0].starts_with("| Travel | 2027-04-17 |  | 1.50%"), "{later:?}");
    assert!(later[1].starts_with("|  | 2026-07-01 | 2027-04-16 | 1.45%"), "{later:?}");
    let (now, later) = rates("2027-04-17");
    assert_eq!(cells(now[0].rsplit_once(" | 2027-04-17").unwrap().0), ["ended", "1.75%", "1.50%"]);
    assert_eq!(later.len(), 2, "{later:?}");
    let (now, _) = rates("2025-06-30");
    assert!(now[0].contains("| not yet | not yet | not yet |"), "{now:?}");
}

#[test]
fn without_a_folder_pages_go_into_one_of_their_own_and_with_coverage_alone_nowhere() {
    let folder = copy_of("pages");
    let said = say(folder.path(), &["docs", "--as-of", TODAY]);
    assert_eq!((said.status, said.out.as_str()), (0, "3 pages, from fee_pages/index.html\n"));
    fs::remove_dir_all(folder.path().join("fee_pages")).unwrap();
    let said = say(folder.path(), &["docs", "--coverage", "covered.md"]);
    assert_eq!((said.status, said.out.as_str()), (0, "covered.md\n"));
    assert!(!folder.path().join("fee_pages").exists());
}

#[test]
fn a_book_with_a_fault_gives_no_page() {
    let folder = copy_of("pages");
    edit(&folder.path().join("fee_schedules/markup.toml"), "[covers]", "[cover]");
    let said = say(folder.path(), &["docs"]);
    assert_eq!(said.status, 3);
    assert!(said.err.contains("T002") && !folder.path().join("fee_pages").exists(), "{}", said.err);
}

/// `docs/coverage.md` is what the book of published fees gives, whatever day it is.
#[test]
fn the_coverage_that_is_told_is_that_of_the_published_schedules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("coverage.md");
    let said = say(repository(), &["docs", "fee_schedules", "--coverage", path.to_str().unwrap()]);
    assert_eq!(said.status, 0, "{}", said.err);
    let got = fs::read_to_string(&path).unwrap();
    let golden = repository().join("docs/coverage.md");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        fs::write(&golden, &got).unwrap();
    }
    let wanted = fs::read_to_string(&golden).unwrap();
    let differs = got.lines().zip(wanted.lines()).find(|(got, wanted)| got != wanted);
    assert!(got == wanted, "docs/coverage.md is not of the book as it is: {differs:?}");
}
