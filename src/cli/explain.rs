//! `trueup explain`.

use super::arguments::ExplainArguments;
use super::exit::Exit;
use super::terminal::say;
use super::trace_text;
use trueup::diagnostic::{Code, did_you_mean};
use trueup::run::RunError;

pub fn explain(arguments: &ExplainArguments) -> Result<Exit, RunError> {
    if let Some(id) = &arguments.transaction {
        for transaction in trueup::run::trace_transaction(&arguments.config, id)? {
            say(trace_text::transaction(id, &transaction));
        }
    } else if let Some(text) = &arguments.code {
        let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let unknown =
            || RunError::Other(format!("there is no diagnostic `{text}`; {}", did_you_mean(text, known)));
        say(Code::parse(text).ok_or_else(unknown)?.page().trim_end());
    }
    Ok(Exit::Done)
}
