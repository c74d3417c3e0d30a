//! Drawing a diagnostic with its source lines.

use super::{Diagnostic, Severity, Sources, Span};
use ariadne::{CharSet, Config, IndexType, Label, Report, ReportKind, Source};
use std::fmt;

/// A span as the drawing library wants it: the path and the bytes.
type Place = (String, std::ops::Range<usize>);

/// The diagnostic as text, several lines, with its source lines underlined.
pub fn draw(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> String {
    let Some(main) = diagnostic.labels.first() else { return without_place(diagnostic) };
    let kind = match diagnostic.severity {
        Severity::Error => ReportKind::Error,
        Severity::Warning => ReportKind::Warning,
    };
    let config =
        Config::default().with_color(color).with_index_type(IndexType::Byte).with_char_set(CharSet::Unicode);
    let mut report = Report::build(kind, place(&main.span, sources))
        .with_config(config)
        .with_code(diagnostic.code)
        .with_message(&diagnostic.message);
    // Labels of one file stand together only if they come in the order of its lines.
    let mut labels: Vec<_> = diagnostic.labels.iter().collect();
    labels.sort_by_key(|label| (label.span.source != main.span.source, label.span.range.start));
    for label in labels {
        report.add_label(Label::new(place(&label.span, sources)).with_message(&label.text));
    }
    if let Some(proof) = diagnostic.proof_in_words() {
        report.add_note(format!("proof: {proof}"));
    }
    if let Some(help) = &diagnostic.help {
        report.set_help(help);
    }
    let mut drawn = Vec::new();
    match report.finish().write(Texts::new(sources), &mut drawn) {
        Ok(()) => tidy(&String::from_utf8_lossy(&drawn)),
        Err(_) => without_place(diagnostic),
    }
}

/// All of them, in the order of file and place, a blank line between.
pub fn draw_all(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    in_order(diagnostics, sources)
        .iter()
        .map(|diagnostic| draw(diagnostic, sources, color))
        .collect::<Vec<_>>()
        .join("\n")
}

/// By file and place; those of the whole book first.
pub fn in_order<'d>(diagnostics: &'d [Diagnostic], sources: &Sources) -> Vec<&'d Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| {
        diagnostic.labels.first().map(|label| (sources.path(label.span.source), label.span.range.start))
    });
    ordered
}

fn place(span: &Span, sources: &Sources) -> Place {
    // An empty span would draw nothing, so it takes the next character if there is one. The drawing
    // library takes whole characters only.
    let text = sources.text(span.source);
    let start = text.floor_char_boundary(span.range.start);
    let end = text.ceil_char_boundary(span.range.end.max(start + 1));
    (sources.path(span.source).to_owned(), start..end)
}

fn without_place(diagnostic: &Diagnostic) -> String {
    let kind = match diagnostic.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
    };
    let help = diagnostic.help.as_ref().map(|help| format!("  Help: {help}\n")).unwrap_or_default();
    let proof = diagnostic.proof_in_words().map(|proof| format!("  Note: proof: {proof}\n"));
    format!("[{}] {kind}: {}\n{help}{}", diagnostic.code, diagnostic.message, proof.unwrap_or_default())
}

/// Lines without trailing blanks, so that goldens survive editors.
fn tidy(drawn: &str) -> String {
    drawn.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The texts of all sources, for the drawing library.
struct Texts<'a> {
    sources: Vec<(&'a str, Source<&'a str>)>,
}

impl<'a> Texts<'a> {
    fn new(sources: &'a Sources) -> Texts<'a> {
        Texts { sources: sources.iter().map(|(path, text)| (path, Source::from(text))).collect() }
    }
}

impl<'a> ariadne::Cache<String> for Texts<'a> {
    type Storage = &'a str;

    fn fetch(&mut self, path: &String) -> Result<&Source<&'a str>, impl fmt::Debug> {
        let found = self.sources.iter().find(|(known, _)| known == path);
        found.map(|(_, source)| source).ok_or_else(|| format!("no text loaded for {path}"))
    }

    fn display<'b>(&self, path: &'b String) -> Option<impl fmt::Display + 'b> {
        Some(path)
    }
}
