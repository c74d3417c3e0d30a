//! `trueup docs`.

use super::arguments::{DocsArguments, PageFormat};
use super::exit::Exit;
use super::faults::plural;
use super::terminal::say;
use std::path::PathBuf;
use trueup::report::pages;
use trueup::run::{DocsRequest, RunError, write_docs};

/// Where pages go unless something else is said.
const OUT: &str = "fee_pages";

pub fn docs(arguments: &DocsArguments) -> Result<Exit, RunError> {
    let out = match (&arguments.out, &arguments.coverage) {
        (None, Some(_)) => None,
        (out, _) => Some(out.clone().unwrap_or_else(|| PathBuf::from(OUT))),
    };
    let format = match arguments.format {
        PageFormat::Html => pages::PageFormat::Html,
        PageFormat::Markdown => pages::PageFormat::Markdown,
    };
    let files = write_docs(&DocsRequest {
        book: arguments.book.clone(),
        as_of: arguments.as_of.unwrap_or_else(|| chrono::Local::now().date_naive()),
        pages: out.map(|out| (out, format)),
        coverage: arguments.coverage.clone(),
    })?;
    match files.as_slice() {
        [first, _, ..] => say(format!("{}, from {}", plural(files.len(), "page"), first.display())),
        files => files.iter().for_each(|file| say(file.display().to_string())),
    }
    Ok(Exit::Done)
}
