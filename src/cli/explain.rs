//! `trueup explain`.

use super::arguments::{ExplainArguments, Format};
use super::exit::Exit;
use super::terminal::{complain, say};
use super::trace_text;
use trueup::diagnostic::{Code, did_you_mean};

pub fn explain(arguments: &ExplainArguments) -> Exit {
    match (&arguments.transaction, &arguments.code) {
        (Some(id), _) => transaction(arguments, id),
        (None, Some(text)) => code(text),
        (None, None) => Exit::CouldNotRun, // clap requires one of them
    }
}

fn code(text: &str) -> Exit {
    match Code::parse(text) {
        Some(code) => {
            say(code.page().trim_end());
            Exit::Done
        }
        None => {
            let known: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
            complain(format!("error: there is no diagnostic `{text}`; {}", did_you_mean(text, known)));
            Exit::CouldNotRun
        }
    }
}

fn transaction(arguments: &ExplainArguments, id: &str) -> Exit {
    match trueup::run::trace_transaction(&arguments.config, id) {
        Ok(traced) => {
            for transaction in traced {
                say(trace_text::transaction(id, &transaction));
            }
            Exit::Done
        }
        Err(error) => super::failed(&error, Format::Human),
    }
}
