//! Everything about one rule as JSON.

use super::trace_json;
use serde_json::{Map, Value, json};
use trueup::run::{RuleSheet, ScheduleWords, Worked, WorkedBy};
use trueup::schedule::words::{AdjustmentWords, Charge, Clause, GroupWords, Version};
use trueup::schedule::{Direction, Fee};

/// One rule with its schedule, and a worked example.
pub fn sheet(sheet: &RuleSheet) -> Value {
    let fees: Vec<Value> = sheet.fees.iter().map(version).collect();
    let current = sheet.fees.iter().find(|version| version.is_current);
    let (file, line) = &sheet.at;
    json!({
        "schedule": schedule(&sheet.schedule), "rule": sheet.id, "name": sheet.name,
        "as_of": sheet.as_of.to_string(), "fee": current.and_then(|version| fee(&version.charge)), "fees": fees,
        "direction": if sheet.direction == Direction::Credit { "credit" } else { "debit" },
        "when": clauses(&sheet.when), "place": sheet.place.0, "of": sheet.place.1,
        "adjustments": sheet.adjustments.iter().map(adjustment).collect::<Vec<Value>>(),
        "billed_as": sheet.billed_as, "note": sheet.note, "file": file, "line": line,
        "groups": sheet.groups.iter().map(group).collect::<Vec<Value>>(),
        "example": sheet.worked.as_ref().map(example),
    })
}

fn schedule(schedule: &ScheduleWords) -> Value {
    let day = |day: Option<trueup::money::Date>| day.map(|day| day.to_string());
    json!({
        "id": schedule.id, "title": schedule.title, "component": schedule.component, "source": schedule.source,
        "confidence": schedule.notes.confidence, "missing": schedule.notes.missing,
        "verified_on": day(schedule.verified_on), "review_by": day(schedule.review_by),
        "currency": schedule.currency, "basis": schedule.basis, "rounding": schedule.rounding,
        "encoding": schedule.notes.encoding, "remarks": schedule.notes.remarks,
        "select": trace_json::select(schedule.select), "dated_by": schedule.dated_by, "covers": clauses(&schedule.covers),
    })
}

fn version(version: &Version) -> Value {
    json!({
        "from": version.from.map(|from| from.to_string()), "fee": fee(&version.charge), "current": version.is_current,
    })
}

/// A fee as a schedule writes it; `null` where there is none.
fn fee(charge: &Charge) -> Option<&str> {
    match charge {
        Charge::Fee(fee) => Some(fee),
        Charge::Unpublished => Some(Fee::UNPUBLISHED),
        Charge::NotApplicable | Charge::Withdrawn => None,
    }
}

/// Each part as a sentence.
fn clauses(clauses: &[Clause]) -> Vec<String> {
    clauses.iter().map(Clause::to_string).collect()
}

fn adjustment(adjustment: &AdjustmentWords) -> Value {
    let add: Vec<Value> = adjustment.add.iter().map(version).collect();
    json!({ "adjustment": adjustment.id, "add": add, "when": clauses(&adjustment.when), "to": adjustment.to })
}

fn group(group: &GroupWords) -> Value {
    let changes: Vec<String> = group.changes.iter().map(ToString::to_string).collect();
    json!({ "group": group.name, "members": group.members, "changes": changes })
}

fn example(worked: &Worked) -> Value {
    let (case, file, line) = match &worked.by {
        WorkedBy::Case(name, file, line) => (Some(name), Some(file), Some(line)),
        WorkedBy::Search => (None, None, None),
    };
    let facts: Map<String, Value> =
        worked.facts.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "case": case, "file": file, "line": line, "facts": facts, "others": worked.others,
        "date": worked.schedule.date.map(|date| date.to_string()),
        "rule": trace_json::rule(worked.rule(), &worked.attributes),
    })
}
