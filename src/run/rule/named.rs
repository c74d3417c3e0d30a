//! The rule that a name means.

use crate::diagnostic::did_you_mean;
use crate::schedule::{Book, Schedule};

/// The place of a schedule and of its rule, named as `schedule/rule`; else what may have been meant.
pub fn find(book: &Book, name: &str) -> Result<(usize, usize), String> {
    // Ids may hold a slash themselves.
    let mut schedules = book.schedules.iter().enumerate();
    let own =
        |schedule: &Schedule| name.strip_prefix(schedule.id.as_str())?.strip_prefix('/').map(str::to_owned);
    let Some((place, rule)) = schedules.find_map(|(place, schedule)| Some((place, own(schedule)?))) else {
        return Err(no_schedule(book, name));
    };
    let schedule = &book.schedules[place];
    match schedule.rules.iter().position(|known| known.id == rule) {
        Some(number) => Ok((place, number)),
        None => Err(no_rule(schedule, &rule)),
    }
}

fn no_schedule(book: &Book, name: &str) -> String {
    let ids = || book.schedules.iter().map(|schedule| schedule.id.as_str());
    if let Some(schedule) = book.schedules.iter().find(|schedule| schedule.id == name.trim_end_matches('/')) {
        let first = schedule.rules.first().map_or("", |rule| &rule.id);
        let count = schedule.rules.len();
        return format!(
            "`{}` is a schedule with {count} rules; name one of them, such as {}/{first}",
            schedule.id, schedule.id
        );
    }
    let schedule = name.split('/').next().unwrap_or_default();
    format!("the book has no schedule `{schedule}`; {}", did_you_mean(schedule, ids().collect::<Vec<&str>>()))
}

fn no_rule(schedule: &Schedule, rule: &str) -> String {
    let row: Vec<String> = schedule
        .rules
        .iter()
        .filter(|known| known.column.is_some() && known.row_id() == rule)
        .map(|known| format!("{}/{}", schedule.id, known.id))
        .collect();
    if !row.is_empty() {
        return format!("`{rule}` is the row of a matrix, with the rules {}", row.join(", "));
    }
    let ids: Vec<&str> = schedule.rules.iter().map(|known| known.id.as_str()).collect();
    format!("the schedule `{}` has no rule `{rule}`; {}", schedule.id, did_you_mean(rule, ids))
}
