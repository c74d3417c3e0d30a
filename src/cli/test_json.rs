//! What came of the cases as JSON.

use super::arguments::TestArguments;
use super::test::is_enough;
use super::trace_json;
use serde_json::{Map, Value, json};
use trueup::run::{CaseFailure, CaseReport, Coverage, Mutation, Tally, ThingKind};

/// The whole result; coverage and changed figures where they were asked for.
pub fn report(report: &CaseReport, mutation: Option<&Mutation>, arguments: &TestArguments) -> String {
    let failures: Vec<Value> = report.failures.iter().map(failure).collect();
    let rules = report.rules();
    let mut value = json!({
        "passed": report.passed, "failed": failures.len(), "failures": failures,
        "rules": rules.all, "rules_reached": rules.reached, "rules_missed": report.rules_missed(),
    });
    let least = arguments.coverage_at_least;
    if arguments.coverage || least.is_some() {
        let mut told = coverage(&report.coverage);
        if let Some(least) = least {
            told["at_least"] = json!(least.to_string());
            told["is_enough"] = json!(is_enough(&report.coverage, least));
        }
        value["coverage"] = told;
    }
    if arguments.mutate {
        value["mutation"] = mutation.map_or(Value::Null, self::mutation);
    }
    format!("{value:#}")
}

fn failure(failure: &CaseFailure) -> Value {
    json!({
        "file": failure.path, "case": failure.name, "given": failure.given, "others": failure.others,
        "expected": failure.expected, "got": failure.got,
        "components": trace_json::components(&failure.trace, &failure.program.attributes),
    })
}

fn coverage(coverage: &Coverage) -> Value {
    let schedule = |schedule: &trueup::run::ScheduleCoverage| {
        let mut told = tallies(|kind| schedule.tally(kind), schedule.total());
        told.insert("schedule".to_owned(), json!(schedule.id));
        Value::Object(told)
    };
    let schedules: Vec<Value> = coverage.schedules.iter().map(schedule).collect();
    let missed: Vec<Value> = coverage
        .missed()
        .map(|thing| {
            let kind = ThingKind::ALL.iter().find(|(_, kind)| *kind == thing.kind).map(|(name, _)| *name);
            json!({ "kind": kind, "file": thing.path, "line": thing.line, "what": thing.text })
        })
        .collect();
    let mut told = tallies(|kind| coverage.tally(kind), coverage.total());
    told.insert("schedules".to_owned(), json!(schedules));
    told.insert("missed".to_owned(), json!(missed));
    Value::Object(told)
}

/// One entry for each kind, and `all`.
fn tallies(tally: impl Fn(ThingKind) -> Tally, total: Tally) -> Map<String, Value> {
    let kinds = ThingKind::ALL.iter().map(|(name, kind)| (*name, tally(*kind)));
    let entry = |(name, tally): (&str, Tally)| {
        let share = tally.share().map(|share| share.to_string());
        (name.to_owned(), json!({ "reached": tally.reached, "of": tally.all, "share": share }))
    };
    kinds.chain([("all", total)]).map(entry).collect()
}

fn mutation(mutation: &Mutation) -> Value {
    let survivors: Vec<Value> = mutation
        .survivors
        .iter()
        .map(|found| {
            json!({
                "file": found.path, "line": found.line, "place": found.place,
                "figure": found.figure, "could_be": found.could_be,
            })
        })
        .collect();
    json!({ "caught": mutation.caught, "survived": mutation.survived, "survivors": survivors })
}
