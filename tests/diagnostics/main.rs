//! The catalogue of diagnostics: every code has a page, a book that provokes it, and a drawing.
//!
//! `many` is one book with many faults; `faults.toml` holds single faults with their places, `once.toml` faults
//! that must provoke no others, and `unsupported.toml` what the language has and this version refuses.
//! `UPDATE_GOLDENS=1 cargo test --test diagnostics` rewrites the drawings.
#![cfg(test)]

mod faults;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use trueup::diagnostic::{Code, Diagnostic, Sources, Span, draw_all};
use trueup::money::{Currency, Date, FxTable};
use trueup::schedule::{load, load_texts, past_review, prove};

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
    let found = loaded.book.as_ref().map(|book| {
        // The books of other codes are too short to leave nothing open.
        let proved = if name.starts_with("T5") { prove(book, Some(&rates())) } else { Vec::new() };
        past_review(book, today).into_iter().chain(proved).collect::<Vec<Diagnostic>>()
    });
    (loaded.diagnostics.into_iter().chain(found.unwrap_or_default()).collect(), loaded.sources)
}

/// Exchange rates that know pounds and no dollars.
fn rates() -> FxTable {
    let [eur, gbp] = ["EUR", "GBP"].map(|code| Currency::parse(code).unwrap());
    let mut fx = FxTable::default();
    fx.insert(Date::from_ymd_opt(2026, 5, 1).unwrap(), eur, gbp, "0.85".parse().unwrap());
    fx
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
        assert!((10..=30).contains(&lines), "docs/diagnostics/{code}.md has {lines} lines");
    }
    let pages: BTreeSet<String> = Code::ALL.iter().map(|code| format!("{code}.md")).collect();
    assert_eq!(names_in("docs/diagnostics"), pages);
}

#[test]
fn every_code_has_a_short_name_of_its_own_and_is_found_by_it() {
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len());
    for code in Code::ALL {
        let name = code.name();
        assert!(name.split('-').all(|word| !word.is_empty()), "{name}");
        assert!(name.chars().all(|c| c == '-' || c.is_ascii_lowercase()), "{name}");
        assert_eq!([name, &name.to_uppercase(), code.as_str()].map(Code::parse), [Some(*code); 3]);
    }
    assert_eq!(Code::parse("overlap"), None);
    assert_eq!(Code::suggest("schedule-overlaps"), "did you mean `schedules-overlap`?");
    assert_eq!(Code::suggest("T3O1"), "did you mean `T301`?");
}

#[test]
fn a_proof_is_drawn_as_one_transaction() {
    let mut sources = Sources::default();
    let source = sources.add("credit.toml", "id = \"fuel\"\n");
    let fact = |attribute: &str, value: &str| (attribute.to_owned(), value.to_owned());
    let found = Diagnostic::warning(Code::ShadowedRule, "`fuel` is never selected").help("remove it");
    let found = found.proof(vec![fact("network", "visa"), fact("amount", "10.00")]);
    let proof = "Note: proof: a transaction with network = visa, amount = 10.00\n";
    let drawn = draw_all(std::slice::from_ref(&found), &sources, false);
    assert_eq!(drawn, format!("[T501] Warning: `fuel` is never selected\n  Help: remove it\n  {proof}"));
    let drawn = draw_all(&[found.at(Span { source, range: 5..11 }, "this one")], &sources, false);
    assert!(drawn.contains(proof) && drawn.contains("this one"), "{drawn}");
}

#[test]
fn every_code_has_a_book_that_provokes_it_and_nothing_else() {
    let mut folders: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    for code in Code::ALL {
        let (diagnostics, _) = told(code.as_str());
        let found: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(found, [*code], "fixtures/diagnostics/{code}");
        assert_eq!(diagnostics[0].severity, code.severity(), "{code}");
    }
    folders.extend(["faults.toml", "many", "once.toml", "unsupported.toml"].map(str::to_owned));
    assert_eq!(names_in("fixtures/diagnostics"), folders);
}

#[test]
fn every_book_is_drawn_as_its_golden_shows() {
    let names = Code::ALL.iter().map(|code| code.as_str()).chain(["many"]);
    let differences: Vec<String> = names.filter_map(difference).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n\n"));
}

#[test]
fn one_book_with_many_faults_tells_all_of_them_at_once() {
    let (diagnostics, _) = told("many");
    let found: BTreeSet<&str> = diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect();
    let planted = ["T002", "T005", "T008", "T009", "T103", "T106", "T201", "T202", "T203", "T301"];
    assert_eq!(found, BTreeSet::from(planted));
    assert_eq!(diagnostics.len(), planted.len(), "each once");
}

#[test]
fn a_caret_stands_under_its_characters_behind_accents_windows_line_ends_and_a_byte_order_mark() {
    let book = fs::read_to_string(provoking("T301").join("book.toml")).unwrap();
    let schedule = fs::read_to_string(provoking("T301").join("credit.toml")).unwrap();
    let place = |book: &str, schedule: &str| {
        let files = [("book.toml", book), ("credit.toml", schedule)];
        let loaded = load_texts("", files.map(|(name, text)| (name.to_owned(), text.to_owned())).into());
        assert_eq!(loaded.diagnostics.len(), 1, "{:?}", loaded.diagnostics);
        let span = loaded.diagnostics[0].labels[0].span.clone();
        let drawn = draw_all(&loaded.diagnostics, &loaded.sources, false);
        (
            loaded.sources.text(span.source)[span.range.clone()].to_owned(),
            loaded.sources.position(&span),
            drawn,
        )
    };
    let (characters, position, drawn) = place(&book, &schedule);
    assert_eq!((characters.as_str(), position), (",", (11, 17)));
    let windows = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(place(&windows(&book), &windows(&schedule)), (characters, position, drawn));

    let accents = schedule.replace("fee = ", "name = \"crédit €\"\nfee = ").replace("1.65%", "1.65é");
    let (characters, position, drawn) = place(&book, &accents);
    assert_eq!((characters.as_str(), position), ("é", (12, 12)));
    assert!(drawn.contains("12 │ fee = \"1.65é + 0,10\"\n    │            ┬\n"), "{drawn}");
}

#[test]
fn a_letter_too_many_anywhere_in_a_book_is_drawn_and_never_ends_the_program() {
    for name in ["T206", "T402", "many"] {
        let files: Vec<(String, String)> = names_in(&format!("fixtures/diagnostics/{name}"))
            .into_iter()
            .filter(|file| file.ends_with(".toml"))
            .map(|file| (file.clone(), fs::read_to_string(provoking(name).join(file)).unwrap()))
            .collect();
        for (at, (_, text)) in files.iter().enumerate() {
            for (place, _) in text.char_indices() {
                let mut changed = files.clone();
                changed[at].1.insert(place, '€');
                let loaded = load_texts("", changed);
                let drawn = draw_all(&loaded.diagnostics, &loaded.sources, false);
                let headed = drawn.lines().filter(|line| line.starts_with("[T")).count();
                assert_eq!(headed, loaded.diagnostics.len(), "{name}, file {at}, byte {place}\n{drawn}");
            }
        }
    }
}
