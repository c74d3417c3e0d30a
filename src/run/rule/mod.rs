//! Everything about one rule of a book, for `trueup explain --rule`.

mod named;
mod worked;

pub use worked::{Worked, WorkedBy};

use super::error::{Faults, RunError};
use crate::money::Date;
use crate::schedule::words::{self, AdjustmentWords, Clause, GroupWords, Version, Words, versions};
use crate::schedule::{
    Above, Book, Condition, Direction, Loaded, Notes, Schedule, Select, above, load, notes, show,
};
use std::path::Path;

/// One rule with its schedule, in words.
#[derive(Debug)]
pub struct RuleSheet {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// What it charges, by date, the newest first.
    pub fees: Vec<Version>,
    /// The day on which one of them is in force.
    pub as_of: Date,
    /// Which way the money flows.
    pub direction: Direction,
    /// When it is true; nothing: always.
    pub when: Vec<Clause>,
    /// Its place among the rules of the schedule, from 1, and how many there are.
    pub place: (usize, usize),
    /// The adjustments that may change its fee.
    pub adjustments: Vec<AdjustmentWords>,
    /// What billers call it.
    pub billed_as: Vec<String>,
    /// The comment on it in the file.
    pub note: Option<String>,
    /// The file it stands in, and the line.
    pub at: (String, usize),
    /// Its schedule.
    pub schedule: ScheduleWords,
    /// The groups that conditions above name.
    pub groups: Vec<GroupWords>,
    /// A transaction that it prices; `None` if no case reaches it and none was found.
    pub worked: Option<Worked>,
}

/// What all rules of a schedule share, in words.
#[derive(Debug)]
pub struct ScheduleWords {
    /// Its id.
    pub id: String,
    /// Its title; empty if it has none.
    pub title: String,
    /// The component that it prices.
    pub component: String,
    /// Where its figures come from; empty if it does not say.
    pub source: String,
    /// When a person last compared it with its source.
    pub verified_on: Option<Date>,
    /// After this day it should be compared again.
    pub review_by: Option<Date>,
    /// What the comments at the top of its file say.
    pub notes: Notes,
    /// The currency of its lines.
    pub currency: String,
    /// What percentages apply to.
    pub basis: String,
    /// How lines are rounded.
    pub rounding: String,
    /// Which true rules give lines.
    pub select: Select,
    /// The date that chooses the rate.
    pub dated_by: String,
    /// The transactions that it prices; nothing: all.
    pub covers: Vec<Clause>,
}

/// Describes the rule that is named as `schedule/rule`, with what is in force on a day.
pub fn rule_sheet(folder: &Path, rule: &str, as_of: Date) -> Result<RuleSheet, RunError> {
    let loaded =
        load(folder, &folder.to_string_lossy()).map_err(RunError::io("cannot read the book", folder))?;
    let Some(book) = &loaded.book else {
        let Loaded { diagnostics, sources, .. } = loaded;
        return Err(RunError::Book(Box::new(Faults { diagnostics, sources })));
    };
    let place = named::find(book, rule).map_err(RunError::Other)?;
    Ok(sheet(&loaded, book, place, as_of))
}

fn sheet(loaded: &Loaded, book: &Book, (place, number): (usize, usize), as_of: Date) -> RuleSheet {
    let schedule = &book.schedules[place];
    let rule = &schedule.rules[number];
    let words = Words::new(book, as_of);
    let shown = show(book, schedule, number, as_of);
    let adjustments = || shown.adjustments.iter().map(|place| &schedule.adjustments[*place]);
    let conditions: Vec<&Condition> = [&schedule.covers, &rule.when]
        .into_iter()
        .chain(adjustments().map(|adjustment| &adjustment.when))
        .collect();
    let text = loaded.sources.text(rule.span.source);
    let Above { note, .. } = above(text, rule.span.range.start);
    let (line, _) = loaded.sources.position(&rule.span);
    RuleSheet {
        id: rule.id.clone(),
        name: rule.name.clone(),
        fees: versions(&rule.fees, as_of),
        as_of,
        direction: rule.direction,
        when: words.condition(&rule.when),
        place: (number + 1, schedule.rules.len()),
        adjustments: adjustments().map(|adjustment| words.adjustment(adjustment)).collect(),
        billed_as: rule.billed_as.clone(),
        note,
        at: (loaded.sources.path(rule.span.source).to_owned(), line),
        groups: words.groups(conditions),
        worked: worked::example(loaded, book, (place, number), (as_of, shown.transaction)),
        schedule: schedule_words(schedule, &words, loaded, book),
    }
}

fn schedule_words(schedule: &Schedule, words: &Words<'_>, loaded: &Loaded, book: &Book) -> ScheduleWords {
    ScheduleWords {
        id: schedule.id.clone(),
        title: schedule.title.clone(),
        component: book.components[schedule.component].name.clone(),
        source: schedule.source.clone(),
        verified_on: schedule.verified_on,
        review_by: schedule.review_by,
        notes: notes(loaded.sources.text(schedule.span.source)),
        currency: words::currency(schedule.currency),
        basis: words::basis(schedule, book),
        rounding: words::rounding(schedule, &book.attributes),
        select: schedule.select,
        dated_by: book.attributes.name(schedule.dated_by).to_owned(),
        covers: words.condition(&schedule.covers),
    }
}
