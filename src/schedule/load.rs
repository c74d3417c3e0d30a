//! Loading a book from a folder, or from texts.

use super::cases::CaseFile;
use super::{Book, checks, read};
use crate::diagnostic::{Code, Diagnostic, Sources};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// A book with everything that is wrong with it.
#[derive(Debug)]
pub struct Loaded {
    /// The book, if nothing is wrong that forbids its use.
    pub book: Option<Book>,
    /// Its cases, as far as they could be read.
    pub cases: Vec<CaseFile>,
    /// Every fault and warning found.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics point into: every file of the book.
    pub sources: Sources,
}

impl Loaded {
    /// Whether any fault forbids the use of the book.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Loads the book in `folder`. Paths are shown relative to it, under its own name as `shown`.
///
/// Faults of the book are in the result; only a folder that cannot be listed is an error.
pub fn load(folder: &Path, shown: &str) -> io::Result<Loaded> {
    let mut paths = Vec::new();
    collect(folder, &mut paths)?;
    paths.sort();
    let (mut texts, mut unreadable) = (Vec::new(), Vec::new());
    for path in paths {
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let name = parts.join("/");
        match fs::read_to_string(&path) {
            Ok(text) => texts.push((name, text)),
            Err(error) => {
                let message = format!("{shown}/{name} cannot be read: {error}");
                unreadable
                    .push(Diagnostic::error(Code::Unreadable, message).help("a schedule is UTF-8 text"));
            }
        }
    }
    let mut loaded = load_texts(shown, texts);
    loaded.diagnostics.extend(unreadable);
    if loaded.has_errors() {
        loaded.book = None;
    }
    Ok(loaded)
}

/// Loads a book from texts: the path below the book's folder, and the content.
pub fn load_texts(shown: &str, texts: Vec<(String, String)>) -> Loaded {
    let mut sources = Sources::default();
    let prefix = if shown.is_empty() { String::new() } else { format!("{shown}/") };
    for (name, text) in texts {
        // A byte order mark is no part of the text, and every place would be off by three bytes.
        sources.add(format!("{prefix}{name}"), text.trim_start_matches('\u{feff}'));
    }
    let (book, cases, mut diagnostics) = read::book(&sources, shown);
    let book = book.filter(|book| {
        checks::run(book, &mut diagnostics);
        !diagnostics.iter().any(Diagnostic::is_error)
    });
    Loaded { book, cases, diagnostics, sources }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}
