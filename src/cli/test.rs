//! `trueup test`.

use super::arguments::{Format, Percentage, TestArguments};
use super::coverage_text;
use super::exit::Exit;
use super::faults::{plural, tell_diagnostics};
use super::terminal::{Bar, color, say};
use super::test_json;
use super::trace_text;
use trueup::run::{CaseFailure, CaseReport, Coverage, Mutation, RunError, mutate, run_cases};
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
    let holds = report.failures.is_empty();
    // Beside a case that fails anyway, it means nothing that a change makes one fail.
    let mutation = (arguments.mutate && holds).then(|| mutate(&loaded, book, &Bar::default()));
    match arguments.format {
        Format::Human => say(in_words(&report, mutation.as_ref(), arguments)),
        Format::Json => say(test_json::report(&report, mutation.as_ref(), arguments)),
    }
    let reached = arguments.coverage_at_least.is_none_or(|least| is_enough(&report.coverage, least));
    Ok(if holds && reached { Exit::Done } else { Exit::BookWrong })
}

/// Whether the cases reach as much of the book as they must.
pub fn is_enough(coverage: &Coverage, Percentage(least): Percentage) -> bool {
    coverage.total().is_at_least(least)
}

fn in_words(report: &CaseReport, mutation: Option<&Mutation>, arguments: &TestArguments) -> String {
    let mut text: String = report.failures.iter().map(failure).collect();
    let told = arguments.coverage || arguments.coverage_at_least.is_some();
    if !told {
        for missed in report.rules_missed() {
            text.push_str(&format!("no case reaches {missed}\n"));
        }
    }
    let (passed, failed, rules) = (report.passed, report.failures.len(), report.rules());
    text.push_str(&format!(
        "{}: {passed} hold, {failed} fail; {} of {} rules reached",
        plural(passed + failed, "case"),
        rules.reached,
        rules.all
    ));
    if told {
        text.push_str(&format!("\n\n{}", coverage(&report.coverage, arguments.coverage_at_least)));
    }
    match mutation {
        Some(mutation) => text.push_str(&format!("\n\n{}", self::mutation(mutation))),
        None if arguments.mutate => text.push_str("\n\nNo figure was changed, because a case fails already"),
        None => {}
    }
    text
}

fn coverage(coverage: &Coverage, least: Option<Percentage>) -> String {
    let mut text = coverage_text::table(coverage, color(&std::io::stdout()));
    let total = coverage.total();
    text.push_str(&format!("\nThe cases reach {} of {}: {}", total.reached, total.all, total.percent()));
    if let Some(least) = least {
        let verdict = if is_enough(coverage, least) { "at least" } else { "LESS than" };
        text.push_str(&format!(", which is {verdict} {least}"));
    }
    text
}

fn mutation(mutation: &Mutation) -> String {
    let mut text = String::new();
    for found in &mutation.survivors {
        let could_be = found.could_be.join(" or ");
        text.push_str(&format!(
            "{}:{}: {}: {} could be {could_be}: no case fails\n",
            found.path, found.line, found.place, found.figure
        ));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let (caught, survived) = (mutation.caught, mutation.survived);
    let changes = plural(caught + survived, "change");
    text.push_str(&format!("{changes} of a figure by one unit in its last digit: "));
    text.push_str(&format!("{caught} make a case fail, {survived} do not"));
    text
}

fn failure(failure: &CaseFailure) -> String {
    let mut text =
        format!("FAILED {}: {}\n  given     {}\n", failure.path, failure.name, failure.given.join(", "));
    for other in &failure.others {
        text.push_str(&format!("  beside    {}\n", other.join(", ")));
    }
    let trace = trace_text::components(&failure.trace, &failure.program.attributes);
    text.push_str(&format!("  expected  {}\n  got       {}\n", failure.expected, failure.got));
    text.push_str(&format!("{}\n", indented(&trace)));
    text
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}
