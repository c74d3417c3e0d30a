//! Pages as HTML, each by itself: styles inside, no scripts, nothing from elsewhere.

use super::{BookPages, Cell, CellKind, PageFile, RateTable, SchedulePage, filters};
use askama::Template;

#[derive(Template)]
#[template(path = "index.html", config = "src/report/pages/askama.toml")]
struct Index<'p> {
    book: &'p BookPages,
}

#[derive(Template)]
#[template(path = "schedule.html", config = "src/report/pages/askama.toml")]
struct Schedule<'p> {
    book: &'p BookPages,
    page: &'p SchedulePage,
}

pub fn index(book: &BookPages) -> Result<PageFile, askama::Error> {
    Ok(("index.html".to_owned(), Index { book }.render()?))
}

pub fn schedule(book: &BookPages, page: &SchedulePage) -> Result<PageFile, askama::Error> {
    Ok((format!("{}.html", page.path), Schedule { book, page }.render()?))
}

impl SchedulePage {
    /// The class that colours its confidence.
    fn confidence_class(&self) -> &'static str {
        match self.confidence.as_deref() {
            Some("solid") => "solid",
            Some("medium") => "medium",
            _ => "weak",
        }
    }
}

impl RateTable {
    /// How many columns it has in all.
    fn width(&self) -> usize {
        self.columns.len() + 1 + usize::from(self.has_days)
    }
}

impl Cell {
    /// Whether its lines are sentences, which break.
    fn is_wide(&self) -> bool {
        self.lines.iter().any(|line| line.chars().count() > 26)
    }

    /// The class that styles it.
    fn class(&self) -> &'static str {
        match self.kind {
            CellKind::Fee => "fee",
            CellKind::Unpublished => "unpublished",
            CellKind::NotApplicable | CellKind::Withdrawn | CellKind::NotYet => "none",
        }
    }

    /// What it says where it has no fee.
    fn said(&self) -> &'static str {
        match self.kind {
            CellKind::Fee => "",
            CellKind::Unpublished => "not published",
            CellKind::NotApplicable => "–",
            CellKind::Withdrawn => "ended",
            CellKind::NotYet => "not yet",
        }
    }
}
