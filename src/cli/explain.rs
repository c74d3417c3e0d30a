//! `trueup explain`.

use super::arguments::{ExplainArguments, Format};
use super::exit::Exit;
use super::terminal::say;
use super::{rule_json, rule_text, trace_json, trace_text};
use serde_json::{Value, json};
use trueup::diagnostic::Code;
use trueup::run::{RunError, rule_sheet};

pub fn explain(arguments: &ExplainArguments) -> Result<Exit, RunError> {
    if let Some(id) = &arguments.transaction {
        let traced = trueup::run::trace_transaction(&arguments.config, id)?;
        match arguments.format {
            Format::Human => traced.iter().for_each(|traced| say(trace_text::transaction(id, traced))),
            Format::Json => {
                let all: Vec<Value> =
                    traced.iter().map(|traced| trace_json::transaction(id, traced)).collect();
                say(format!("{:#}", json!({ "transactions": all })));
            }
        }
    } else if let Some(rule) = &arguments.rule {
        let as_of = arguments.as_of.unwrap_or_else(|| chrono::Local::now().date_naive());
        let sheet = rule_sheet(&arguments.book, rule, as_of)?;
        match arguments.format {
            Format::Human => say(rule_text::sheet(&sheet)),
            Format::Json => say(format!("{:#}", rule_json::sheet(&sheet))),
        }
    } else if let Some(text) = &arguments.code {
        let unknown = || RunError::Other(format!("there is no diagnostic `{text}`; {}", Code::suggest(text)));
        let code = Code::parse(text).ok_or_else(unknown)?;
        match arguments.format {
            Format::Human => say(code.page().trim_end()),
            Format::Json => {
                let page = json!({
                    "code": code.as_str(), "name": code.name(), "title": code.title(), "page": code.page(),
                });
                say(format!("{page:#}"));
            }
        }
    }
    Ok(Exit::Done)
}
