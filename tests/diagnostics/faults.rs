//! Single faults in sound books: with their places, once each, and what is refused.

use crate::provoking;
use std::fs;
use trueup::diagnostic::{Code, Diagnostic, draw_all};
use trueup::schedule::{Loaded, load_texts};

/// A text of a table, or nothing.
fn text<'t>(table: &'t toml::Table, key: &str) -> &'t str {
    table.get(key).and_then(toml::Value::as_str).unwrap_or_default()
}

/// The sound text with a change at its end, or in the place of the key that the change gives again.
fn with(sound: &str, change: &str) -> String {
    let key = change.split('=').next().unwrap_or_default().trim();
    let again = |line: &str| !key.is_empty() && line.starts_with(&format!("{key} "));
    if !sound.lines().any(again) {
        return format!("{sound}{change}\n");
    }
    let lines: Vec<&str> = sound.lines().map(|line| if again(line) { change } else { line }).collect();
    format!("{}\n", lines.join("\n"))
}

/// The cases of a file, each with its sound book changed and loaded.
fn changed(file: &str) -> Vec<(toml::Table, Loaded)> {
    let all: toml::Table = toml::from_str(&fs::read_to_string(provoking(file)).unwrap()).unwrap();
    let sound = all["sound"].as_table().unwrap();
    let load = |case: &toml::Table| {
        let book = with(text(sound, "book"), text(case, "book"));
        let rules = if case.contains_key("rules") { case } else { sound };
        let schedule = format!("{}{}", with(text(sound, "head"), text(case, "head")), text(rules, "rules"));
        let mut files = vec![("book.toml".to_owned(), book), ("credit.toml".to_owned(), schedule)];
        for (key, name) in [("cases", "credit.cases.toml"), ("other", "other.toml")] {
            files.extend(case.get(key).map(|_| (name.to_owned(), text(case, key).to_owned())));
        }
        load_texts("", files)
    };
    assert!(load(&toml::Table::new()).diagnostics.is_empty(), "the sound book of {file} is sound");
    let cases = all["case"].as_array().unwrap().iter().map(|case| case.as_table().unwrap().clone());
    cases.map(|case| (case.clone(), load(&case))).collect()
}

#[test]
fn what_this_version_leaves_out_of_the_language_is_refused_by_name_and_never_ignored() {
    for (case, loaded) in changed("unsupported.toml") {
        let refused = text(&case, "refused");
        let drawn = draw_all(&loaded.diagnostics, &loaded.sources, false);
        let found: Vec<Code> = loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(found, [Code::Unsupported], "{refused}\n{drawn}");
        assert!(loaded.book.is_none(), "{refused}");
        let diagnostic = &loaded.diagnostics[0];
        assert!(diagnostic.message.starts_with(refused), "{refused}\n{drawn}");
        let span = &diagnostic.labels[0].span;
        let place = &loaded.sources.text(span.source)[span.range.clone()];
        assert!(place.starts_with(text(&case, "at")), "{refused}\n{drawn}");
    }
}

#[test]
fn each_fault_is_told_with_its_code_where_it_stands_and_how_to_mend_it() {
    let mut wrong = String::new();
    for (case, loaded) in changed("faults.toml") {
        let drawn = draw_all(&loaded.diagnostics, &loaded.sources, false);
        let told = |diagnostic: &Diagnostic| {
            let span = &diagnostic.labels[0].span;
            let file = loaded.sources.text(span.source);
            let places: Vec<usize> = file.match_indices(text(&case, "at")).map(|(at, _)| at).collect();
            diagnostic.code.as_str() == text(&case, "code")
                && diagnostic.message.starts_with(text(&case, "says"))
                && places == [span.range.start]
                && diagnostic.help.as_ref().is_some_and(|help| !help.is_empty())
        };
        if loaded.diagnostics.len() != 1 || !told(&loaded.diagnostics[0]) || loaded.book.is_some() {
            wrong += &format!(
                "{} at {}: {}\n{drawn}\n",
                text(&case, "code"),
                text(&case, "at"),
                text(&case, "says")
            );
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_fault_is_told_once_and_what_follows_from_it_not_at_all() {
    for (case, loaded) in changed("once.toml") {
        let drawn = draw_all(&loaded.diagnostics, &loaded.sources, false);
        let found: Vec<&str> = drawn.lines().filter_map(|line| line.strip_prefix('[')?.get(..4)).collect();
        let told: Vec<&str> =
            case["told"].as_array().unwrap().iter().filter_map(toml::Value::as_str).collect();
        assert_eq!(found, told, "{}\n{drawn}", text(&case, "why"));
    }
}

#[test]
fn all_faults_of_a_list_of_steps_are_told_at_once() {
    let book = "language = 1\nname = \"steps\"\nrounding = { per = \"none\" }\n[components.tax]\nschedules = \"all\"\n";
    let schedule = "[schedule]\nid = \"steps\"\ncomponent = \"tax\"\ncurrency = \"EUR\"\n[[rule]]\nid = \"banded\"\n\
                    fee = { bands = \"amount\", steps = [{ below = \"100\", fee = \"1%\" }, { below = \"50\", fee = \"2%\" }, \
                    { fee = \"3%\" }, { below = \"70\", fee = \"4%\" }] }\n";
    let files = [("book.toml", book), ("steps.toml", schedule)];
    let loaded = load_texts("", files.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec());
    let told: Vec<&str> = loaded.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(
        told,
        [
            "steps ascend, and 50 does not lie above 100",
            "this step has no end, so those after it are never reached",
            "nothing prices what lies above this step",
        ]
    );
}
