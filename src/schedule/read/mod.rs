//! Text → book: one file per element of the language. Every fault is collected.

mod adjustments;
mod aggregates;
mod book_toml;
mod cases;
mod conditions;
mod dates;
mod fee_text;
pub(super) mod fees;
mod groups;
mod matrix;
mod rounding;
mod rules;
mod schedule;
pub(super) mod values;
mod vocabulary;

use super::{Book, CaseFile, LineCurrency};
use crate::diagnostic::{Code, Diagnostic, Document, Sources, Table};
use book_toml::Foundation;
use cases::Known;
use groups::Groups;
use rayon::prelude::*;
use std::collections::BTreeSet;
use vocabulary::Vocabulary;

/// What a condition may refer to.
#[derive(Clone, Copy)]
pub(super) struct Names<'c> {
    pub vocabulary: &'c Vocabulary,
    pub groups: &'c Groups,
}

/// What every part of a schedule may refer to.
#[derive(Clone, Copy)]
struct Context<'c> {
    foundation: &'c Foundation,
    names: Names<'c>,
}

/// What a fee may refer to. `currency` is `None` where the schedule's head is faulty: then nothing is
/// said about currencies.
#[derive(Clone, Copy)]
pub(super) struct Scope<'c> {
    pub names: Names<'c>,
    pub currency: Option<LineCurrency>,
}

/// What a file of a book is.
enum FileKind {
    Book,
    Schedule,
    Groups,
    Cases,
    Stray,
}

/// Reads all files of a book. The book is there only if its foundation could be read.
pub fn book(sources: &Sources, shown: &str) -> (Option<Book>, Vec<CaseFile>, Vec<Diagnostic>) {
    let documents: Vec<Document<'_>> = sources.ids().map(|id| Document::new(id, sources.text(id))).collect();
    let book_path = if shown.is_empty() { "book.toml".to_owned() } else { format!("{shown}/book.toml") };
    let Some(at) = sources.ids().position(|id| sources.path(id) == book_path) else {
        let message =
            format!("{} is no book: it has no book.toml", if shown.is_empty() { "this" } else { shown });
        let help = "a book is a folder with a book.toml that says `language = 1`, a name and its components; \
                    `trueup init DIR` writes an example";
        return (None, Vec::new(), vec![Diagnostic::error(Code::NoBook, message).help(help)]);
    };
    let mut diagnostics = Vec::new();
    let read = files(sources, &documents, at, &mut diagnostics);
    diagnostics.extend(documents.into_iter().flat_map(Document::into_faults));
    once(&mut diagnostics);
    let (book, cases) = read.map_or((None, Vec::new()), |(book, cases)| (Some(book), cases));
    (book, cases, diagnostics)
}

/// Nothing if book.toml is broken: what the other files may refer to is not known then.
fn files(
    sources: &Sources,
    documents: &[Document<'_>],
    book_at: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(Book, Vec<CaseFile>)> {
    let mut roots: Vec<Table<'_>> = documents.par_iter().map(|document| document.root("this file")).collect();
    let incomplete = documents.iter().any(Document::is_broken);
    let kinds: Vec<FileKind> =
        sources.iter().zip(&roots).map(|((path, _), root)| kind_of(path, root)).collect();
    let mut groups = Groups::new(incomplete);
    for root in &mut roots {
        if let Some(table) = root.take("groups").and_then(|node| node.table("[groups]")) {
            groups.declare(table);
        }
    }
    groups.check(diagnostics);

    let foundation = book_toml::read(roots.remove(book_at), &groups);
    if documents[book_at].is_broken() {
        return None;
    }
    let names = Names { vocabulary: &foundation.vocabulary, groups: &groups };
    let context = Context { foundation: &foundation, names };
    let mut named = Vec::new();
    let mut unnamed = false;
    let mut case_roots = Vec::new();
    for root in roots.into_iter().filter(|root| !root.document().is_broken()) {
        let source = root.span().source;
        let path = sources.path(source);
        match kinds[source.0] {
            FileKind::Schedule => {
                let schedule = schedule::read(root, context);
                unnamed |= schedule.is_none();
                named.extend(schedule);
            }
            FileKind::Cases => case_roots.push((path, root)),
            FileKind::Groups => root.finish(),
            FileKind::Book => stray(&root, path, "a book has one book.toml, at its top"),
            FileKind::Stray => {
                stray(&root, path, "a file of a book has [schedule], only [groups], or ends in .cases.toml");
            }
        }
    }
    let known =
        Known { vocabulary: &foundation.vocabulary, schedules: &named, incomplete: incomplete || unnamed };
    let case_files: Vec<(String, CaseFile)> =
        case_roots.into_iter().filter_map(|(path, root)| cases::read(root, path, &known)).collect();
    let schedules = named.into_iter().filter_map(|named| named.schedule).collect();
    let book = foundation.book(schedules, groups.declared());
    let place = |id: &str| book.schedules.iter().position(|schedule| schedule.id == id);
    let cases = case_files
        .into_iter()
        .filter_map(|(id, file)| Some(CaseFile { schedule: place(&id)?, ..file }))
        .collect();
    Some((book, cases))
}

fn kind_of(path: &str, root: &Table<'_>) -> FileKind {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.ends_with(".cases.toml") {
        FileKind::Cases
    } else if name == "book.toml" {
        FileKind::Book
    } else if root.has("schedule") || root.has("rule") || root.has("matrix") {
        FileKind::Schedule
    } else if root.has("groups") {
        FileKind::Groups
    } else {
        FileKind::Stray
    }
}

fn stray(root: &Table<'_>, path: &str, help: &str) {
    let message = format!("{path} is no part of a book");
    let fault = Diagnostic::error(Code::StrayFile, message).at(root.span_of_first_key(), "starts here");
    root.document().report(fault.help(help));
}

/// A faulty member of a group shows itself wherever the group is used, and is told once.
fn once(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    diagnostics.retain(|diagnostic| {
        let place = diagnostic.labels.first().map(|label| (label.span.source, label.span.range.start));
        place.is_none() || seen.insert((place, diagnostic.code, diagnostic.message.clone()))
    });
}
