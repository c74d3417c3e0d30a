//! Arguments, terminal and exit status.

mod arguments;
mod check;
mod exit;
mod explain;
mod faults;
mod init;
mod log;
mod price;
mod run;
mod terminal;
mod test;
mod trace_text;

use arguments::{Arguments, Command};
use clap::Parser;
use exit::Exit;

/// Does what the arguments say and returns the exit status.
pub fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    log::start(&arguments.log);
    let exit = match &arguments.command {
        Command::Init(wanted) => init::init(wanted),
        Command::Run(wanted) => run::run(wanted),
        Command::Price(wanted) => price::price(wanted),
        Command::Check(wanted) => check::check(wanted),
        Command::Test(wanted) => test::test(wanted),
        Command::Explain(wanted) => explain::explain(wanted),
    };
    exit.into()
}

/// What a failed job means for the exit status, after saying why.
fn failed(error: &trueup::run::RunError, format: arguments::Format) -> Exit {
    faults::tell(error, format);
    tracing::error!(error = %error, "could not run");
    if error.is_book() { Exit::BookWrong } else { Exit::CouldNotRun }
}
