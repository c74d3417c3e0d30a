//! Telling what is wrong.

use super::arguments::Format;
use super::terminal::{color, complain, say};
use serde_json::{Value, json};
use trueup::diagnostic::{Diagnostic, Severity, Sources, draw_all, in_order};
use trueup::run::RunError;

/// Tells why a job failed: diagnostics drawn with their source lines, other errors as a sentence.
pub fn tell(error: &RunError, format: Format) {
    match error {
        RunError::Config(faults) | RunError::Book(faults) => {
            tell_diagnostics(&faults.diagnostics, &faults.sources, format);
        }
        other if format == Format::Json => say(format!("{:#}", json!({ "error": other.to_string() }))),
        other => complain(format!("error: {other}")),
    }
}

/// Diagnostics drawn on stderr, or as JSON on stdout.
pub fn tell_diagnostics(diagnostics: &[Diagnostic], sources: &Sources, format: Format) {
    match format {
        Format::Human => {
            let colored = color(&std::io::stderr());
            complain(draw_all(diagnostics, sources, colored));
            complain(count(diagnostics));
        }
        Format::Json => {
            let list: Vec<Value> = in_order(diagnostics, sources)
                .iter()
                .map(|diagnostic| as_json(diagnostic, sources))
                .collect();
            say(format!("{:#}", json!({ "diagnostics": list })));
        }
    }
}

fn as_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let place = diagnostic.labels.first().map(|label| {
        let (line, column) = sources.position(&label.span);
        (sources.path(label.span.source), line, column)
    });
    json!({
        "code": diagnostic.code.as_str(),
        "severity": severity(diagnostic.severity),
        "message": diagnostic.message,
        "file": place.map(|(file, _, _)| file),
        "line": place.map(|(_, line, _)| line),
        "column": place.map(|(_, _, column)| column),
        "help": diagnostic.help,
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `2 errors, 1 warning`, with the way to read more.
pub fn count(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = diagnostics.len() - errors;
    let more = diagnostics.iter().find(|diagnostic| diagnostic.is_error()).or(diagnostics.first());
    let more = more.map(|diagnostic| format!("; `trueup explain {}` says more", diagnostic.code));
    format!("{}, {}{}", plural(errors, "error"), plural(warnings, "warning"), more.unwrap_or_default())
}

/// `1 rule`, `2 rules`.
pub fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
