//! `trueup check`.

use super::arguments::{CheckArguments, CheckFormat};
use super::exit::Exit;
use super::faults::{count, list, plural};
use super::sarif;
use super::terminal::{color, complain, say};
use serde_json::json;
use trueup::diagnostic::{Levels, draw_all};
use trueup::run::{BookSize, CheckOutcome, CheckRequest, RunError, check_book, fx_for_check};

pub fn check(arguments: &CheckArguments) -> Result<Exit, RunError> {
    let done = find_and_tell(arguments);
    if let (Err(error), CheckFormat::Sarif) = (&done, arguments.format) {
        say(format!("{:#}", sarif::failed(&error.to_string())));
    }
    done
}

fn find_and_tell(arguments: &CheckArguments) -> Result<Exit, RunError> {
    let levels = Levels::new(&arguments.deny, &arguments.allow)
        .map_err(|faults| RunError::Other(faults.join("\n")))?;
    let outcome = check_book(&CheckRequest {
        book: arguments.book.clone(),
        as_of: arguments.as_of.unwrap_or_else(|| chrono::Local::now().date_naive()),
        levels,
        fx: fx_for_check(&arguments.fx)?,
    })?;
    let (found, sources) = (&outcome.found, &outcome.sources);
    match arguments.format {
        CheckFormat::Human => tell(&outcome),
        CheckFormat::Json => say(format!(
            "{:#}",
            json!({ "diagnostics": list(&found.diagnostics, sources), "allowed": found.allowed })
        )),
        CheckFormat::Sarif => {
            let here = std::env::current_dir().map_err(RunError::io("cannot find the folder", "."))?;
            let places = sarif::Places { sources, book: &arguments.book, here: &here };
            say(format!("{:#}", sarif::log(&found.diagnostics, &places)));
        }
    }
    Ok(if outcome.has_errors() { Exit::BookWrong } else { Exit::Done })
}

fn tell(outcome: &CheckOutcome) {
    let found = &outcome.found;
    if !found.diagnostics.is_empty() {
        complain(draw_all(&found.diagnostics, &outcome.sources, color(&std::io::stderr())));
    }
    if !found.diagnostics.is_empty() || found.allowed > 0 {
        complain(count(&found.diagnostics, found.allowed));
    }
    if let Some(BookSize { name, schedules, rules, cases }) = &outcome.book
        && !outcome.has_errors()
    {
        let [schedules, rules, cases] = [(schedules, "schedule"), (rules, "rule"), (cases, "case")]
            .map(|(size, what)| plural(*size, what));
        say(format!("{name}: {schedules}, {rules}, {cases}: no errors"));
    }
}
