//! The log: to stderr, so that results on stdout can be piped.

use super::arguments::{LogArguments, LogFormat};
use std::io::IsTerminal;
use tracing::Level;

/// Starts logging for the rest of the process.
pub fn start(arguments: &LogArguments) {
    let level = arguments.log_level.unwrap_or(match arguments.log_format {
        LogFormat::Text => Level::WARN,
        LogFormat::Json => Level::INFO,
    });
    let builder =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(level).with_target(false);
    match arguments.log_format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().init(),
    }
}
