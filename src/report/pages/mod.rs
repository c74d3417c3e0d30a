//! A book as pages: a schedule as its publication prints it, programmes by products, with rates and dates. The value is
//! made in `run/pages/`; here it is rendered.

mod coverage;
mod filters;
mod html;
mod markdown;
mod schedule;

pub use coverage::coverage;
pub use schedule::{
    AdjustmentRow, Cell, CellKind, GroupRow, PastRow, PastTable, RateRow, RateTable, SchedulePage,
};

use crate::money::Date;

/// A book to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookPages {
    /// Its name.
    pub name: String,
    /// The day whose rates are shown first.
    pub as_of: Date,
    /// Its folders with schedules, in order.
    pub folders: Vec<Folder>,
}

/// A folder of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its path below the book, such as `visa/us`; empty for the book itself.
    pub path: String,
    /// The schedules in it, in order.
    pub schedules: Vec<SchedulePage>,
}

/// How much there is of something, each rule with its newest fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Schedules.
    pub schedules: usize,
    /// Rules, those of a row of a matrix counted as one.
    pub programmes: usize,
    /// Rates that are published; each column of a matrix has its own.
    pub published: usize,
    /// Rates that are charged and not published.
    pub unpublished: usize,
    /// Rates that have ended.
    pub withdrawn: usize,
    /// The first day of any rate.
    pub first: Option<Date>,
    /// The last day on which a rate changed.
    pub newest: Option<Date>,
}

/// How pages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFormat {
    /// HTML that needs no other file.
    Html,
    /// GitHub-flavoured Markdown.
    Markdown,
}

/// A file: its path with `/`, and its text.
pub type PageFile = (String, String);

impl BookPages {
    /// Every page, the index first.
    pub fn render(&self, format: PageFormat) -> Result<Vec<PageFile>, askama::Error> {
        let schedules = self.folders.iter().flat_map(|folder| &folder.schedules);
        let (index, one): (_, fn(&BookPages, &SchedulePage) -> _) = match format {
            PageFormat::Html => (html::index(self), html::schedule),
            PageFormat::Markdown => (markdown::index(self), markdown::schedule),
        };
        [index].into_iter().chain(schedules.map(|page| one(self, page))).collect()
    }

    /// How much there is of everything.
    pub fn counts(&self) -> Counts {
        self.folders.iter().fold(Counts::default(), |sum, folder| sum.and(folder.counts()))
    }
}

impl Folder {
    /// How much there is in it.
    pub fn counts(&self) -> Counts {
        self.schedules.iter().fold(Counts::default(), |sum, page| sum.and(page.counts))
    }

    /// `Visa / US`, `New Zealand`; of the book itself nothing.
    pub fn title(&self) -> String {
        let word = |word: &str| {
            // Two letters are a country.
            let capitals = if word.chars().count() == 2 { 2 } else { 1 };
            let letter = |(place, letter): (usize, char)| {
                if place < capitals { letter.to_ascii_uppercase() } else { letter }
            };
            word.chars().enumerate().map(letter).collect::<String>()
        };
        let part = |part: &str| part.split('_').map(word).collect::<Vec<_>>().join(" ");
        self.path.split('/').map(part).collect::<Vec<_>>().join(" / ")
    }
}

impl Counts {
    /// Both together.
    pub fn and(self, other: Counts) -> Counts {
        Counts {
            schedules: self.schedules + other.schedules,
            programmes: self.programmes + other.programmes,
            published: self.published + other.published,
            unpublished: self.unpublished + other.unpublished,
            withdrawn: self.withdrawn + other.withdrawn,
            first: self.first.into_iter().chain(other.first).min(),
            newest: self.newest.max(other.newest),
        }
    }
}
