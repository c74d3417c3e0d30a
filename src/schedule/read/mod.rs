//! Text → book: one file per element of the language. Every fault is collected.

mod book_toml;
mod cases;
mod conditions;
mod dates;
mod fee_text;
mod groups;
mod rounding;
mod rules;
mod schedule;
mod values;

use super::{Book, CaseFile};
use crate::diagnostic::{Code, Diagnostic, Document, SourceId, Sources, Table};
use book_toml::Foundation;
use groups::Groups;

/// What every part of a schedule may refer to.
struct Context<'c> {
    foundation: &'c Foundation,
    groups: &'c Groups,
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
    let mut diagnostics = Vec::new();
    let ids: Vec<SourceId> = (0..sources.iter().count()).map(SourceId).collect();
    let book_path = if shown.is_empty() { "book.toml".to_owned() } else { format!("{shown}/book.toml") };
    let Some(book_id) = ids.iter().copied().find(|id| sources.path(*id) == book_path) else {
        let message =
            format!("{} is no book: it has no book.toml", if shown.is_empty() { "this" } else { shown });
        let help = "a book is a folder with a book.toml that says `language = 1`, a name and its components; \
                    `trueup init DIR` writes an example";
        diagnostics.push(Diagnostic::error(Code::NoBook, message).help(help));
        return (None, Vec::new(), diagnostics);
    };

    let foundation = in_file(sources, book_id, &mut diagnostics, |root| Some(book_toml::read(root)));
    let Some(foundation) = foundation else { return (None, Vec::new(), diagnostics) };

    let mut groups = Groups::default();
    for id in &ids {
        let declared = in_file(sources, *id, &mut diagnostics, |mut root| {
            root.take("groups").and_then(|node| node.table("[groups]")).map(groups::read)
        });
        groups.extend(declared.unwrap_or_default(), &mut diagnostics);
    }
    groups.check_cycles(&mut diagnostics);

    let context = Context { foundation: &foundation, groups: &groups };
    let mut schedules = Vec::new();
    let mut case_files = Vec::new();
    for id in ids.into_iter().filter(|id| *id != book_id) {
        let path = sources.path(id);
        in_file(sources, id, &mut diagnostics, |mut root| {
            match kind_of(path, &root) {
                FileKind::Schedule => schedules.extend(schedule::read(root, &context)),
                FileKind::Cases => case_files.push((path.to_owned(), root.span())),
                FileKind::Groups => {
                    root.take("groups");
                    root.finish();
                }
                FileKind::Book => stray(&root, path, "a book has one book.toml, at its top"),
                FileKind::Stray => stray(
                    &root,
                    path,
                    "a file of a book has [schedule], only [groups], or ends in .cases.toml",
                ),
            }
            None::<()>
        });
    }
    let book = foundation.into_book(schedules);
    let mut cases = Vec::new();
    for (path, span) in case_files {
        in_file(sources, span.source, &mut diagnostics, |root| {
            cases.extend(cases::read(root, &path, &book));
            None::<()>
        });
    }
    dedupe(&mut diagnostics);
    (Some(book), cases, diagnostics)
}

fn kind_of(path: &str, root: &Table<'_>) -> FileKind {
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.ends_with(".cases.toml") {
        FileKind::Cases
    } else if name == "book.toml" {
        FileKind::Book
    } else if root.has("schedule") || root.has("rule") {
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

/// Reads one file and collects its faults.
fn in_file<T>(
    sources: &Sources,
    id: SourceId,
    diagnostics: &mut Vec<Diagnostic>,
    read: impl FnOnce(Table<'_>) -> Option<T>,
) -> Option<T> {
    let document = Document::new(id, sources.text(id));
    let result = read(document.root("this file"));
    diagnostics.extend(document.into_faults());
    result
}

/// Each file is read once for its groups and once for the rest, and would tell its syntax faults twice.
fn dedupe(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: Vec<Diagnostic> = Vec::new();
    diagnostics.retain(|diagnostic| {
        let new = !seen.contains(diagnostic);
        if new {
            seen.push(diagnostic.clone());
        }
        new
    });
}
