//! What of the published tables a book has: one Markdown page for the whole book, which depends on no day.

use super::{BookPages, Counts, SchedulePage, filters};
use crate::money::Date;
use askama::Template;

#[derive(Template)]
#[template(path = "coverage.md", config = "src/report/pages/askama.toml")]
struct Coverage<'p> {
    book: &'p BookPages,
}

/// The page.
pub fn coverage(book: &BookPages) -> Result<String, askama::Error> {
    Coverage { book }.render()
}

impl Counts {
    /// The cells of a table, from programmes to the newest day.
    fn row(&self) -> String {
        let day = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let Counts { programmes, published, unpublished, withdrawn, first, newest, .. } = self;
        format!("{programmes} | {published} | {unpublished} | {withdrawn} | {} | {}", day(first), day(newest))
    }
}

impl SchedulePage {
    /// Its confidence, or that nothing is said.
    pub fn confidence_text(&self) -> &str {
        self.confidence.as_deref().unwrap_or("not said")
    }
}
