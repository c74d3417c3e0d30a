//! Telling what is wrong.

use super::arguments::Format;
use super::terminal::{color, complain, say};
use serde_json::{Map, Value, json};
use trueup::diagnostic::{Diagnostic, Label, Severity, Sources, draw_all, in_order};
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
            complain(count(diagnostics, 0));
        }
        Format::Json => say(format!("{:#}", json!({ "diagnostics": list(diagnostics, sources) }))),
    }
}

/// Diagnostics as JSON objects, in the order of file and place.
pub fn list(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Value> {
    in_order(diagnostics, sources).iter().map(|diagnostic| as_json(diagnostic, sources)).collect()
}

fn as_json(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut labels = diagnostic.labels.iter();
    let mut told = place(labels.next(), sources);
    told.extend(object([
        ("code", json!(diagnostic.code.as_str())),
        ("name", json!(diagnostic.code.name())),
        ("severity", json!(severity(diagnostic.severity))),
        ("message", json!(diagnostic.message)),
        ("help", json!(diagnostic.help)),
        ("related", labels.map(|label| related(label, sources)).collect()),
        ("proof", diagnostic.proof.iter().cloned().collect()),
    ]));
    Value::Object(told)
}

fn related(label: &Label, sources: &Sources) -> Value {
    let mut told = place(Some(label), sources);
    told.extend(object([("message", json!(label.text))]));
    Value::Object(told)
}

/// Where a label stands, from 1; the end is just behind its last character. Nulls for no label.
fn place(label: Option<&Label>, sources: &Sources) -> Map<String, Value> {
    let span = label.map(|label| &label.span);
    let (start, end) = (span.map(|span| sources.position(span)), span.map(|span| sources.end(span)));
    object([
        ("file", json!(span.map(|span| sources.path(span.source)))),
        ("line", json!(start.map(|(line, _)| line))),
        ("column", json!(start.map(|(_, column)| column))),
        ("end_line", json!(end.map(|(line, _)| line))),
        ("end_column", json!(end.map(|(_, column)| column))),
    ])
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Map<String, Value> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// The word for a severity in JSON and SARIF.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// `2 errors, 1 warning, 3 allowed`, with the way to read more.
pub fn count(diagnostics: &[Diagnostic], allowed: usize) -> String {
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    let warnings = plural(diagnostics.len() - errors, "warning");
    let more = diagnostics.iter().find(|diagnostic| diagnostic.is_error()).or(diagnostics.first());
    let more = more.map(|diagnostic| format!("; `trueup explain {}` says more", diagnostic.code));
    let allowed = if allowed == 0 { String::new() } else { format!(", {allowed} allowed") };
    format!("{}, {warnings}{allowed}{}", plural(errors, "error"), more.unwrap_or_default())
}

/// `1 rule`, `2 rules`.
pub fn plural(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
