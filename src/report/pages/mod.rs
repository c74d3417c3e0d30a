//! A book as pages: a schedule as its publication prints it, programmes by products, with rates and dates. The value is
//! made in `run/pages/`; here it is rendered.

mod coverage;
mod filters;
mod html;
mod markdown;

pub use coverage::coverage;

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

/// One schedule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchedulePage {
    /// Its file below the book, without its ending: `visa/us/consumer_credit`.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its title, or its id if it has none.
    pub title: String,
    /// The component that it prices.
    pub component: String,
    /// Where its figures come from; empty if it does not say.
    pub source: String,
    /// When a person last compared it with its source.
    pub verified_on: Option<Date>,
    /// After this day it should be compared again.
    pub review_by: Option<Date>,
    /// Whether that day has passed.
    pub is_past_review: bool,
    /// How well its figures are known.
    pub confidence: Option<String>,
    /// What the publication has and the schedule has not.
    pub missing: Vec<String>,
    /// What is not published but the schedule's own.
    pub encoding: Option<String>,
    /// What else the file says at its top.
    pub remarks: Vec<String>,
    /// Currency, rounding and the like: name and text.
    pub terms: Vec<(&'static str, String)>,
    /// The transactions that it prices, in sentences; nothing: all.
    pub covers: Vec<String>,
    /// Its rules, in the order of the file.
    pub tables: Vec<RateTable>,
    /// What its rules charged before, or will.
    pub history: Vec<PastTable>,
    /// What is added to them.
    pub adjustments: Vec<AdjustmentRow>,
    /// The groups that are named and not spelt out.
    pub groups: Vec<GroupRow>,
    /// Findings of `check` that are meant, and why.
    pub allowed: Vec<(String, String)>,
    /// How much of it there is.
    pub counts: Counts,
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

/// A matrix, or rules one after the other as a table with one column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateTable {
    /// What stands above it in the file.
    pub title: Option<String>,
    /// The attribute of the columns; `None` of rules.
    pub by: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// The day since which all rates of the table hold; `None` if they differ, or have no day.
    pub since: Option<Date>,
    /// Whether rows have different days.
    pub has_days: bool,
    /// The rows.
    pub rows: Vec<RateRow>,
}

/// A programme with its rates on the day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RateRow {
    /// What stands above it in the file, apart from it.
    pub heading: Option<String>,
    /// Its id.
    pub id: String,
    /// Its name, or its id if it has none.
    pub name: String,
    /// When it is selected, in sentences; nothing: always.
    pub when: Vec<String>,
    /// The comment on it.
    pub note: Option<String>,
    /// What billers call it.
    pub billed_as: Vec<String>,
    /// Whether the money comes back.
    pub is_credit: bool,
    /// Since when; `None` without a day.
    pub since: Option<Date>,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// One rate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cell {
    /// What it is.
    pub kind: CellKind,
    /// The fee, a line for each step or part.
    pub lines: Vec<String>,
    /// What limits it or chooses among its lines.
    pub beside: Vec<String>,
}

/// What a cell has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CellKind {
    /// A fee.
    Fee,
    /// One that is not published.
    Unpublished,
    /// None in this column.
    #[default]
    NotApplicable,
    /// None any more.
    Withdrawn,
    /// None yet.
    NotYet,
}

/// What the rules of a table charged before, or will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTable {
    /// The columns.
    pub columns: Vec<String>,
    /// The rows: of each programme the newest first.
    pub rows: Vec<PastRow>,
}

/// What a programme charged for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastRow {
    /// Its name; empty where it is that of the row above.
    pub name: String,
    /// The first day; `None`: since ever.
    pub from: Option<Date>,
    /// The last day; `None`: it is announced, and has no end yet.
    pub until: Option<Date>,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// An adjustment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentRow {
    /// Its id.
    pub id: String,
    /// What it adds, and since when, the newest first.
    pub adds: Vec<(String, Option<Date>)>,
    /// When, in sentences; nothing: always.
    pub when: Vec<String>,
    /// To which rules; nothing: to all.
    pub to: Vec<String>,
}

/// A group with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    /// Its name, with `@`.
    pub name: String,
    /// Its members on the day.
    pub members: Vec<String>,
    /// Since when; `None`: ever.
    pub since: Option<Date>,
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

impl SchedulePage {
    /// The way from its page to the index.
    fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }
}
