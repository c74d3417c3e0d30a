//! What cases reach, as a table for people.

use super::terminal::{Tone, toned};
use std::fmt::Write;
use trueup::run::{Coverage, Tally, Thing, ThingKind};

/// A row for each schedule, one for all, and a line for each thing that no case reaches.
pub fn table(coverage: &Coverage, color: bool) -> String {
    let mut rows = vec![head()];
    for schedule in &coverage.schedules {
        rows.push(row(&schedule.id, |kind| schedule.tally(kind), schedule.total()));
    }
    if coverage.schedules.len() > 1 {
        rows.push(row("total", |kind| coverage.tally(kind), coverage.total()));
    }
    let width = |column: usize| rows.iter().map(|row| row[column].text.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        text.push_str(line(row, &widths, color).trim_end());
        text.push('\n');
    }
    let missed: Vec<&Thing> = coverage.missed().collect();
    if !missed.is_empty() {
        text.push('\n');
    }
    for thing in missed {
        let _ = writeln!(text, "{}:{}: no case reaches {}", thing.path, thing.line, thing.text);
    }
    text
}

/// A cell, and how it is to look.
struct Cell {
    text: String,
    tone: Tone,
}

fn head() -> Vec<Cell> {
    let names = ThingKind::ALL.iter().map(|(name, _)| *name);
    let names = ["schedule"].into_iter().chain(names).chain(["total"]);
    names.map(|name| Cell { text: name.to_owned(), tone: Tone::Head }).collect()
}

fn row(id: &str, tally: impl Fn(ThingKind) -> Tally, total: Tally) -> Vec<Cell> {
    let tallies = ThingKind::ALL.iter().map(|(_, kind)| tally(*kind)).chain([total]);
    [Cell { text: id.to_owned(), tone: Tone::Plain }].into_iter().chain(tallies.map(cell)).collect()
}

/// `3 of 4  75.0%`; a stroke where there is nothing to reach.
fn cell(tally: Tally) -> Cell {
    let Tally { reached, all } = tally;
    match all {
        0 => Cell { text: format!("{:>6}", "-"), tone: Tone::Plain },
        _ => {
            let tone = if reached == all { Tone::Good } else { Tone::Bad };
            Cell { text: format!("{reached} of {all} {:>6}", tally.percent()), tone }
        }
    }
}

fn line(row: &[Cell], widths: &[usize], color: bool) -> String {
    let mut line = String::new();
    for (place, (cell, width)) in row.iter().zip(widths).enumerate() {
        // Names stand on the left and figures on the right.
        let padded = match place {
            0 => format!("{:<width$}", cell.text),
            _ => format!("   {:>width$}", cell.text),
        };
        line.push_str(&toned(&padded, cell.tone, color));
    }
    line
}
