//! Arguments, terminal and exit status.

mod arguments;
mod check;
mod coverage_text;
mod docs;
mod exit;
mod explain;
mod faults;
mod init;
mod log;
mod machine;
mod price;
mod rule_json;
mod rule_text;
mod run;
mod sarif;
mod terminal;
mod test;
mod test_json;
mod trace_json;
mod trace_text;

use arguments::{Arguments, Command, Format, LogFormat};
use clap::Parser;
use exit::Exit;

/// Does what the arguments say and returns the exit status.
pub fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    log::start(&arguments.log);
    let (result, format) = match &arguments.command {
        Command::Init(wanted) => (init::init(wanted), Format::Human),
        Command::Run(wanted) => (run::run(wanted), wanted.format),
        Command::Price(wanted) => (price::price(wanted), wanted.format),
        Command::Check(wanted) => (check::check(wanted), wanted.format.of_errors()),
        Command::Test(wanted) => (test::test(wanted), wanted.format),
        Command::Explain(wanted) => (explain::explain(wanted), wanted.format),
        Command::Docs(wanted) => (docs::docs(wanted), Format::Human),
    };
    let exit = result.unwrap_or_else(|error| {
        faults::tell(&error, format);
        // On a terminal the error stands there already.
        if arguments.log.log_format == LogFormat::Json {
            tracing::error!(error = %error, "could not run");
        }
        if error.is_book() { Exit::BookWrong } else { Exit::CouldNotRun }
    });
    exit.into()
}
