//! The command line: floor 7, the only place that prints, exits and reads the environment.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
