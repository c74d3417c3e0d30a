//! Everything about one rule as text.

use super::faults::plural;
use super::trace_text;
use std::fmt::Write;
use trueup::money::Date;
use trueup::run::{RuleSheet, ScheduleWords, Worked, WorkedBy};
use trueup::schedule::Direction;
use trueup::schedule::words::{self, AdjustmentWords, Clause, GroupWords, Version};

/// Longer lists are broken into lines.
const WIDTH: usize = 100;

/// One rule with its schedule, and a worked example.
pub fn sheet(sheet: &RuleSheet) -> String {
    let name = if sheet.name.is_empty() { String::new() } else { format!(" ({})", sheet.name) };
    let mut text = format!("{}/{}{name}\n", sheet.schedule.id, sheet.id);
    section(&mut text, "fee", fees(sheet));
    section(&mut text, "schedule", schedule(sheet));
    section(&mut text, "covers", clauses(&sheet.schedule.covers, "every transaction"));
    section(
        &mut text,
        "true when",
        clauses(&sheet.when, "always, where the schedule covers the transaction"),
    );
    section(&mut text, "adjustments", sheet.adjustments.iter().flat_map(adjustment).collect());
    section(&mut text, "billed as", sheet.billed_as.clone());
    section(&mut text, "groups", sheet.groups.iter().flat_map(group).collect());
    section(&mut text, "note", sheet.note.iter().flat_map(|note| wrapped(note, ' ', "")).collect());
    match &sheet.worked {
        Some(worked) => text.push_str(&example(worked)),
        None => text.push_str("example: no case reaches it, and no transaction was found that it prices\n"),
    }
    text.trim_end().to_owned()
}

/// A heading with lines below it; nothing of no lines.
fn section(text: &mut String, heading: &str, lines: Vec<String>) {
    if !lines.is_empty() {
        let _ = writeln!(text, "{heading}");
        for line in &lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

fn fees(sheet: &RuleSheet) -> Vec<String> {
    let mut lines = history(sheet);
    if sheet.direction == Direction::Credit {
        lines.push("money that comes back: the amount is turned round".to_owned());
    }
    if sheet.fees.iter().all(|version| !version.is_current) {
        lines.push(format!("nothing is in force on {}", sheet.as_of));
    }
    lines
}

/// One line for each version, the newest first.
fn history(sheet: &RuleSheet) -> Vec<String> {
    let texts: Vec<String> = sheet.fees.iter().map(|version| version.charge.to_string()).collect();
    let width = texts.iter().map(|text| text.chars().count()).max().unwrap_or(0);
    let line = |(version, text): (&Version, &String)| {
        let when = match version.from {
            None => String::new(),
            Some(from) if from > sheet.as_of => format!("from {from} on"),
            Some(from) => format!("since {from}"),
        };
        let mark = if version.is_current && sheet.fees.len() > 1 { ", now" } else { "" };
        format!("{text:<width$}  {when}{mark}").trim_end().to_owned()
    };
    sheet.fees.iter().zip(&texts).map(line).collect()
}

fn schedule(sheet: &RuleSheet) -> Vec<String> {
    let ScheduleWords { title, component, source, verified_on, review_by, notes, .. } = &sheet.schedule;
    let ScheduleWords { currency, basis, rounding, select, dated_by, .. } = &sheet.schedule;
    let day = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let (place, of) = sheet.place;
    let select = format!("{}; this is number {place} of {of}", words::select(*select));
    let (file, line) = &sheet.at;
    let mut entries = vec![
        ("title", title.clone()),
        ("component", component.clone()),
        ("source", source.clone()),
        ("verified on", day(verified_on)),
        ("review by", day(review_by)),
        ("confidence", notes.confidence.clone().unwrap_or_default()),
    ];
    entries.extend(notes.missing.iter().map(|missing| ("missing", missing.clone())));
    entries.extend(notes.remarks.iter().map(|remark| ("remark", remark.clone())));
    entries.extend([
        ("encoding", notes.encoding.clone().unwrap_or_default()),
        ("stands in", format!("{file}, line {line}")),
        ("currency", currency.clone()),
        ("percentages of", basis.clone()),
        ("rounding", rounding.clone()),
        ("dated by", dated_by.clone()),
        ("selects", select),
    ]);
    entries
        .iter()
        .filter(|(_, said)| !said.is_empty())
        .flat_map(|(name, said)| labelled(name, said))
        .collect()
}

/// A label with a text beside it, of as many lines as it needs.
fn labelled(label: &str, said: &str) -> Vec<String> {
    let lines = wrapped(said, ' ', "");
    let shown = |place: usize| if place == 0 { label } else { "" };
    lines.iter().enumerate().map(|(place, line)| format!("{:<14}  {line}", shown(place))).collect()
}

fn clauses(clauses: &[Clause], always: &str) -> Vec<String> {
    if clauses.is_empty() {
        return vec![always.to_owned()];
    }
    clauses.iter().map(Clause::to_string).collect()
}

fn adjustment(adjustment: &AdjustmentWords) -> Vec<String> {
    let conditions: Vec<String> = adjustment.when.iter().map(Clause::to_string).collect();
    let when = match conditions.as_slice() {
        [] => String::new(),
        all => format!(" where {}", all.join(" and ")),
    };
    let adds = |version: &Version| {
        let add = &version.charge;
        let since = version.from.map(|from| format!(" since {from}")).unwrap_or_default();
        format!("{} adds {add}{since}{when}", adjustment.id)
    };
    adjustment.add.iter().map(adds).collect()
}

/// A group that is too long for the line on which it is named.
fn group(group: &GroupWords) -> Vec<String> {
    if group.is_short() {
        return Vec::new();
    }
    let mut lines = wrapped(&format!("{}  {}", group.name, group.members.join(", ")), ' ', "  ");
    if !group.changes.is_empty() {
        let days: Vec<String> = group.changes.iter().map(ToString::to_string).collect();
        lines.push(format!("  changes on {}", days.join(", ")));
    }
    lines
}

/// A text in lines, broken where this character stands.
fn wrapped(text: &str, at: char, indent: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(at) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => {
                line.push(at);
                line.push_str(word);
            }
            Some(_) => lines.push(format!("{indent}{word}")),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

fn example(worked: &Worked) -> String {
    let mut text = match &worked.by {
        WorkedBy::Case(name, file, line) => format!("example: {name} ({file}, line {line})\n"),
        WorkedBy::Search => "example: no case reaches it; a transaction that it prices\n".to_owned(),
    };
    let width = worked.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in &worked.facts {
        let _ = writeln!(text, "  {name:<width$}  {value}");
    }
    if worked.others > 0 {
        let others = plural(worked.others, "other transaction");
        let _ = writeln!(text, "  beside {others}, which totals over a period count");
    }
    if let Some(date) = worked.schedule.date {
        let _ = writeln!(text, "  at the rates of {date}");
    }
    text.push_str(&trace_text::rule(worked.rule(), &worked.schedule, &worked.attributes));
    text
}
