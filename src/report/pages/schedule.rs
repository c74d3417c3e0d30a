//! The page of one schedule, as a value.

use super::Counts;
use crate::money::Date;

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

impl SchedulePage {
    /// The way from its page to the index.
    pub fn up(&self) -> String {
        "../".repeat(self.path.matches('/').count())
    }
}
