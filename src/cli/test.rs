//! `trueup test`.

use super::arguments::{Format, TestArguments};
use super::exit::Exit;
use super::faults::{plural, tell_diagnostics};
use super::terminal::say;
use super::trace_text;
use serde_json::{Value, json};
use trueup::run::{CaseFailure, CaseReport, RunError, run_cases};
use trueup::schedule;

pub fn test(arguments: &TestArguments) -> Result<Exit, RunError> {
    let folder = &arguments.book;
    let loaded = schedule::load(folder, &folder.to_string_lossy()).map_err(|cause| RunError::Io {
        action: "cannot read the book",
        path: folder.clone(),
        cause,
    })?;
    let Some(book) = &loaded.book else {
        tell_diagnostics(&loaded.diagnostics, &loaded.sources, arguments.format);
        return Ok(Exit::BookWrong);
    };
    let report = run_cases(&loaded, book);
    match arguments.format {
        Format::Human => say(in_words(&report)),
        Format::Json => say(as_json(&report)),
    }
    Ok(if report.failures.is_empty() { Exit::Done } else { Exit::BookWrong })
}

fn in_words(report: &CaseReport) -> String {
    let mut text: String = report.failures.iter().map(failure).collect();
    let (reached, rules) = report.rules_reached;
    for missed in &report.rules_missed {
        text.push_str(&format!("no case reaches {missed}\n"));
    }
    let cases = report.passed + report.failures.len();
    let (passed, failed) = (report.passed, report.failures.len());
    text.push_str(&format!(
        "{}: {passed} hold, {failed} fail; {reached} of {rules} rules reached",
        plural(cases, "case")
    ));
    text
}

fn failure(failure: &CaseFailure) -> String {
    format!(
        "FAILED {}: {}\n  given     {}\n  expected  {}\n  got       {}\n{}\n",
        failure.path,
        failure.name,
        failure.given.join(", "),
        failure.expected,
        failure.got,
        indented(&trace_text::components(&failure.trace, &failure.program.attributes))
    )
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

fn as_json(report: &CaseReport) -> String {
    let failures: Vec<Value> = report
        .failures
        .iter()
        .map(|failure| {
            json!({
                "file": failure.path, "case": failure.name, "given": failure.given,
                "expected": failure.expected, "got": failure.got,
            })
        })
        .collect();
    let (reached, rules) = report.rules_reached;
    let value = json!({
        "passed": report.passed, "failed": failures.len(), "failures": failures,
        "rules": rules, "rules_reached": reached, "rules_missed": report.rules_missed,
    });
    format!("{value:#}")
}
