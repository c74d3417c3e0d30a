//! Rates as their publication prints them: a matrix as a table, and rules one after the other as one.

use super::schedule::sentences;
use crate::money::Date;
use crate::report::pages::{Cell, CellKind, RateRow, RateTable};
use crate::schedule::words::{FeeLines, Words, fee_lines};
use crate::schedule::{Above, Condition, DatedFee, Direction, Matrix, Rule, Schedule, above};
use std::sync::Arc;

/// A rule by itself, or the rules of a row of a matrix.
pub struct Programme<'s> {
    /// The first of its rules, for what they share.
    pub first: &'s Rule,
    /// The matrix; `None` of a rule by itself.
    pub matrix: Option<&'s Arc<Matrix>>,
    /// Its rules by column; where there is none, the row does not exist there.
    pub rules: Vec<Option<&'s Rule>>,
}

/// The rules of a schedule in the order of the file, those of a row together.
pub fn programmes(schedule: &Schedule) -> Vec<Programme<'_>> {
    let mut found: Vec<Programme<'_>> = Vec::new();
    for rule in &schedule.rules {
        let Some(column) = &rule.column else {
            found.push(Programme { first: rule, matrix: None, rules: vec![Some(rule)] });
            continue;
        };
        let matrix = &column.matrix;
        if !found.last().is_some_and(|last| last.matrix.is_some() && last.first.span == rule.span) {
            let rules = vec![None; matrix.columns.len()];
            found.push(Programme { first: rule, matrix: Some(matrix), rules });
        }
        let place = matrix.columns.iter().position(|name| *name == column.name);
        if let (Some(last), Some(place)) = (found.last_mut(), place) {
            last.rules[place] = Some(rule);
        }
    }
    found
}

impl Programme<'_> {
    /// Whether it stands in one table with the one before it.
    pub fn follows(&self, before: &Programme<'_>) -> bool {
        self.matrix.map(|matrix| &matrix.span) == before.matrix.map(|matrix| &matrix.span)
    }

    /// Its name, or its id if it has none.
    pub fn name(&self) -> String {
        let rule = self.first;
        if rule.name.is_empty() { rule.row_id().to_owned() } else { rule.name.clone() }
    }

    /// The columns of its table.
    pub fn columns(&self) -> Vec<String> {
        self.matrix.map_or_else(|| vec!["Rate".to_owned()], |matrix| matrix.columns.clone())
    }
}

/// The rates on a day.
pub fn tables(programmes: &[Programme<'_>], text: &str, words: &Words<'_>) -> Vec<RateTable> {
    let mut tables: Vec<RateTable> = Vec::new();
    for (place, programme) in programmes.iter().enumerate() {
        let follows = place.checked_sub(1).is_some_and(|before| programme.follows(&programmes[before]));
        let mut row = row(programme, text, words);
        if !follows {
            let by = programme.matrix.map(|matrix| words.book().attributes.name(matrix.by).to_owned());
            let of_matrix = programme.matrix.and_then(|matrix| joined(above(text, matrix.span.range.start)));
            // What stands above the first row stands above the table.
            let title = of_matrix.or_else(|| row.heading.take());
            tables.push(RateTable { title, by, columns: programme.columns(), ..RateTable::default() });
        }
        if let Some(table) = tables.last_mut() {
            table.rows.push(row);
        }
    }
    tables.iter_mut().for_each(settle_days);
    tables
}

/// Heading and note of a matrix, which are both about it.
fn joined(Above { note, heading }: Above) -> Option<String> {
    let both: Vec<String> = heading.into_iter().chain(note).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// Says a day that all rows share once, for the whole table.
fn settle_days(table: &mut RateTable) {
    let mut days: Vec<Option<Date>> = table.rows.iter().map(|row| row.since).collect();
    days.sort();
    days.dedup();
    match days.as_slice() {
        [one] => table.since = *one,
        _ => table.has_days = true,
    }
}

fn row(programme: &Programme<'_>, text: &str, words: &Words<'_>) -> RateRow {
    let day = words.day();
    let rule = programme.first;
    let Above { note, heading } = above(text, rule.span.range.start);
    let mut when: Condition = rule.when.clone();
    if programme.matrix.is_some() {
        // The last test is the one on the column.
        when.tests.pop();
    }
    let begun = rule.fees.iter().rev().find(|dated| dated.from.is_none_or(|from| from <= day));
    RateRow {
        heading,
        id: rule.row_id().to_owned(),
        name: programme.name(),
        when: sentences(&words.condition(&when)),
        note,
        billed_as: rule.billed_as.clone(),
        is_credit: rule.direction == Direction::Credit,
        since: begun.and_then(|dated| dated.from),
        cells: programme
            .rules
            .iter()
            .map(|rule| rule.map_or_else(Cell::default, |rule| current(rule, words)))
            .collect(),
    }
}

fn current(rule: &Rule, words: &Words<'_>) -> Cell {
    let day = words.day();
    let begun = rule.fees.partition_point(|dated| dated.from.is_none_or(|from| from <= day));
    match begun.checked_sub(1) {
        Some(place) => cell(&rule.fees, place, words),
        None => Cell { kind: CellKind::NotYet, ..Cell::default() },
    }
}

/// The fee in this place of those by date.
pub fn cell(fees: &[DatedFee], place: usize, words: &Words<'_>) -> Cell {
    match &fees[place].fee {
        Some(fee) if fee.is_published() => {
            let FeeLines { lines, beside } = fee_lines(fee, &words.book().attributes);
            Cell { kind: CellKind::Fee, lines, beside }
        }
        Some(_) => Cell { kind: CellKind::Unpublished, ..Cell::default() },
        None if fees[place].withdrawn => Cell { kind: CellKind::Withdrawn, ..Cell::default() },
        None => Cell::default(),
    }
}
