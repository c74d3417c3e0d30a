//! Pages as GitHub-flavoured Markdown.

use super::{BookPages, Cell, CellKind, PageFile, SchedulePage, filters};
use askama::Template;

#[derive(Template)]
#[template(path = "index.md", config = "src/report/pages/askama.toml")]
struct Index<'p> {
    book: &'p BookPages,
}

#[derive(Template)]
#[template(path = "schedule.md", config = "src/report/pages/askama.toml")]
struct Schedule<'p> {
    book: &'p BookPages,
    page: &'p SchedulePage,
}

pub fn index(book: &BookPages) -> Result<PageFile, askama::Error> {
    Ok(("index.md".to_owned(), Index { book }.render()?))
}

pub fn schedule(book: &BookPages, page: &SchedulePage) -> Result<PageFile, askama::Error> {
    Ok((format!("{}.md", page.path), Schedule { book, page }.render()?))
}

impl Cell {
    /// A cell of a table.
    fn in_markdown(&self) -> String {
        match self.kind {
            CellKind::Fee => {
                let lines = self.lines.iter().chain(&self.beside).map(|line| filters::escaped(line));
                lines.collect::<Vec<_>>().join("<br>")
            }
            CellKind::Unpublished => "*not published*".to_owned(),
            CellKind::NotApplicable => "–".to_owned(),
            CellKind::Withdrawn => "ended".to_owned(),
            CellKind::NotYet => "not yet".to_owned(),
        }
    }
}
