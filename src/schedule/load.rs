//! Loading a book from a folder, or from texts.

use super::cases::CaseFile;
use super::{Book, checks, read};
use crate::diagnostic::{Code, Diagnostic, SourceId, Sources, Span};
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
    collect(folder, &mut Vec::new(), &mut paths)?;
    paths.sort();
    let (mut texts, mut garbled, mut failed) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let name = parts.join("/");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("{shown}/{name} cannot be read: {error}");
                failed.push(Diagnostic::error(Code::Unreadable, message));
                continue;
            }
        };
        // A byte order mark is no part of the text, and every place would be off by three bytes.
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
        if let Err(error) = std::str::from_utf8(bytes) {
            garbled.push((texts.len(), error.valid_up_to()));
        }
        // The rest of a garbled file is still checked, with a mark in place of what cannot be read.
        texts.push((name, String::from_utf8_lossy(bytes).into_owned()));
    }
    if !failed.is_empty() {
        return Ok(Loaded {
            book: None,
            cases: Vec::new(),
            diagnostics: failed,
            sources: Sources::default(),
        });
    }
    let mut loaded = load_texts(shown, texts);
    for (place, start) in garbled {
        let span =
            Span { source: SourceId(place), range: start..start + char::REPLACEMENT_CHARACTER.len_utf8() };
        let message = format!("{} is not UTF-8 text", loaded.sources.path(span.source));
        let fault = Diagnostic::error(Code::Unreadable, message).at(span, "unreadable from here");
        loaded.diagnostics.push(fault.help("save the file with the encoding UTF-8"));
    }
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
        sources.add(format!("{prefix}{name}"), text.trim_start_matches('\u{feff}'));
    }
    let (book, cases, mut diagnostics) = read::book(&sources, shown);
    let book = book.filter(|book| {
        checks::run(book, &mut diagnostics);
        !diagnostics.iter().any(Diagnostic::is_error)
    });
    Loaded { book, cases, diagnostics, sources }
}

/// Every TOML file below `folder`. A folder that links back to one that is open is not entered again.
fn collect(folder: &Path, open: &mut Vec<PathBuf>, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let real = fs::canonicalize(folder)?;
    if open.contains(&real) {
        return Ok(());
    }
    open.push(real);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if hidden {
            continue;
        }
        if path.is_dir() {
            collect(&path, open, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    open.pop();
    Ok(())
}
