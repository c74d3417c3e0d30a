//! `trueup check`.

use super::arguments::{BookArguments, Format};
use super::exit::Exit;
use super::faults::{plural, tell_diagnostics};
use super::terminal::say;
use trueup::run::RunError;
use trueup::schedule;

pub fn check(arguments: &BookArguments) -> Result<Exit, RunError> {
    let folder = &arguments.book;
    let mut loaded = schedule::load(folder, &folder.to_string_lossy()).map_err(|cause| RunError::Io {
        action: "cannot read the book",
        path: folder.clone(),
        cause,
    })?;
    let today = arguments.as_of.unwrap_or_else(|| chrono::Local::now().date_naive());
    if let Some(book) = &loaded.book {
        loaded.diagnostics.extend(schedule::past_review(book, today));
    }
    if arguments.format == Format::Json || !loaded.diagnostics.is_empty() {
        tell_diagnostics(&loaded.diagnostics, &loaded.sources, arguments.format);
    }
    match &loaded.book {
        Some(book) => {
            if arguments.format == Format::Human {
                let rules = book.schedules.iter().map(|schedule| schedule.rules.len()).sum();
                let cases = loaded.cases.iter().map(|file| file.cases.len()).sum();
                say(format!(
                    "{}: {}, {}, {}: no errors",
                    book.name,
                    plural(book.schedules.len(), "schedule"),
                    plural(rules, "rule"),
                    plural(cases, "case")
                ));
            }
            Ok(Exit::Done)
        }
        None => Ok(Exit::BookWrong),
    }
}
