//! A book as pages to be read, and what of the published tables it has.

mod counts;
mod history;
mod schedule;
mod tables;

use super::error::{Faults, RunError};
use crate::money::Date;
use crate::report::pages::{BookPages, Folder, PageFormat, SchedulePage, coverage};
use crate::schedule::{Book, Loaded, load};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What to write about a book.
#[derive(Debug, Clone)]
pub struct DocsRequest {
    /// The book's folder.
    pub book: PathBuf,
    /// The day whose rates are shown first.
    pub as_of: Date,
    /// Where pages go, and how they are written; none: nowhere.
    pub pages: Option<(PathBuf, PageFormat)>,
    /// Where the page goes that says what the book has of the published tables.
    pub coverage: Option<PathBuf>,
}

/// Writes pages about a book. Returns the files.
pub fn write_docs(request: &DocsRequest) -> Result<Vec<PathBuf>, RunError> {
    let folder = &request.book;
    let loaded =
        load(folder, &folder.to_string_lossy()).map_err(RunError::io("cannot read the book", folder))?;
    let Some(book) = &loaded.book else {
        let Loaded { diagnostics, sources, .. } = loaded;
        return Err(RunError::Book(Box::new(Faults { diagnostics, sources })));
    };
    let pages = book_pages(&loaded, book, folder, request.as_of);
    let mut files: Vec<(PathBuf, String)> = Vec::new();
    if let Some((out, format)) = &request.pages {
        let rendered = pages.render(*format).map_err(unrendered)?;
        files.extend(rendered.into_iter().map(|(path, text)| (out.join(path), text)));
    }
    if let Some(path) = &request.coverage {
        files.push((path.clone(), coverage(&pages).map_err(unrendered)?));
    }
    for (path, text) in &files {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(RunError::io("cannot create", parent))?;
        }
        fs::write(path, text).map_err(RunError::io("cannot write", path))?;
    }
    Ok(files.into_iter().map(|(path, _)| path).collect())
}

fn unrendered(error: askama::Error) -> RunError {
    RunError::Other(format!("a page cannot be rendered: {error}"))
}

/// The pages of a book that lies in a folder.
fn book_pages(loaded: &Loaded, book: &Book, folder: &Path, as_of: Date) -> BookPages {
    let mut folders: BTreeMap<String, Vec<SchedulePage>> = BTreeMap::new();
    let shown = folder.to_string_lossy();
    for schedule in &book.schedules {
        let file = loaded.sources.path(schedule.span.source);
        let below = file.strip_prefix(shown.as_ref()).unwrap_or(file).trim_start_matches('/');
        let path = below.strip_suffix(".toml").unwrap_or(below).to_owned();
        // The index has this name.
        let path = if path == "index" { "index_".to_owned() } else { path };
        let home = path.rsplit_once('/').map_or("", |(home, _)| home).to_owned();
        let page = schedule::page(schedule, path, loaded, book, as_of);
        folders.entry(home).or_default().push(page);
    }
    let folders = folders.into_iter().map(|(path, schedules)| Folder { path, schedules });
    BookPages { name: book.name.clone(), as_of, folders: folders.collect() }
}
