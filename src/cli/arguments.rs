//! What was said on the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Proves what card payments should have cost and finds where the bill disagrees.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_STATUS)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Logging.
    #[command(flatten)]
    pub log: LogArguments,
}

const EXIT_STATUS: &str = "Exit status:
  0  done, and within the gates
  1  discrepancies or coverage outside the gates
  2  could not run: bad flags, an unreadable file, I/O
  3  the book or a case is wrong";

/// The log goes to stderr.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// How log lines look.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// The least that is logged: error, warn, info or debug [default: warn; info for json]
    #[arg(long, global = true)]
    pub log_level: Option<tracing::Level>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// How results are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// For programs.
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a small working project: a book with cases, sample data, trueup.toml
    #[command(after_help = "Example:\n  trueup init acme && cd acme && trueup run")]
    Init(InitArguments),
    /// The nightly job: price, reconcile, report
    #[command(after_help = "Example:\n  trueup run acme/trueup.toml --log-format json 2>run.log")]
    Run(RunArguments),
    /// Write expected costs only
    #[command(
        after_help = "Example:\n  trueup price --book fee_schedules --transactions 'data/*.parquet' --out expected.csv"
    )]
    Price(PriceArguments),
    /// Tell every fault of a book at once
    #[command(after_help = "Example:\n  trueup check fee_schedules --deny warnings --allow large-move")]
    Check(CheckArguments),
    /// Run the *.cases.toml beside the schedules
    #[command(after_help = "Example:\n  trueup test fee_schedules")]
    Test(TestArguments),
    /// Say why one transaction costs what it does, or what a diagnostic code means
    #[command(
        after_help = "Examples:\n  trueup explain T301\n  trueup explain --transaction 8835K2QMX4JQ7T6W --config trueup.toml"
    )]
    Explain(ExplainArguments),
}

/// `trueup init`.
#[derive(Debug, Args)]
pub struct InitArguments {
    /// A new or empty folder
    pub folder: PathBuf,
}

/// `trueup run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// The config
    #[arg(default_value = "trueup.toml")]
    pub config: PathBuf,
    /// Leave out costs.parquet
    #[arg(long)]
    pub no_costs: bool,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `trueup price`.
#[derive(Debug, Args)]
pub struct PriceArguments {
    /// The book's folder
    #[arg(long, value_name = "DIR")]
    pub book: PathBuf,
    /// Transaction files, or patterns of them
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub transactions: Vec<String>,
    /// The source profile of the transactions
    #[arg(long, default_value = "trueup")]
    pub profile: String,
    /// A fact that holds for every row and stands in no column
    #[arg(long, value_name = "ATTRIBUTE=VALUE", value_parser = fact)]
    pub set: Vec<(String, String)>,
    /// Exchange rates: a CSV file with date, from, to, rate
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub fx: Vec<String>,
    /// The file to write: .csv or .parquet
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

fn fact(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("write ATTRIBUTE=VALUE, such as merchant_country=NL")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// `trueup check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The book's folder
    #[arg(default_value = "fee_schedules")]
    pub book: PathBuf,
    /// The day on which sources must be fresh [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<trueup::money::Date>,
    /// Warnings that count as errors: codes, names, or `warnings` for all of them
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub deny: Vec<String>,
    /// Warnings that are not told: codes or names
    #[arg(long, value_name = "CODE", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// Exchange rates that the book must get by with: a CSV file with date, from, to, rate
    #[arg(long, value_name = "FILE")]
    pub fx: Vec<String>,
    /// How faults are told
    #[arg(long, value_enum, default_value_t = CheckFormat::Human)]
    pub format: CheckFormat,
}

/// How faults of a book are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Human,
    /// For programs.
    Json,
    /// For code scanning.
    Sarif,
}

impl CheckFormat {
    /// How it is told that the check itself was not possible.
    pub fn of_errors(self) -> Format {
        match self {
            CheckFormat::Json => Format::Json,
            CheckFormat::Human | CheckFormat::Sarif => Format::Human,
        }
    }
}

/// `trueup test`.
#[derive(Debug, Args)]
pub struct TestArguments {
    /// The book's folder
    #[arg(default_value = "fee_schedules")]
    pub book: PathBuf,
    /// How results are told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `trueup explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A diagnostic's code or name, such as T301 or malformed-fee
    #[arg(required_unless_present = "transaction", conflicts_with = "transaction")]
    pub code: Option<String>,
    /// A transaction's id, exactly as in the input
    #[arg(long, value_name = "ID")]
    pub transaction: Option<String>,
    /// The config whose input holds the transaction
    #[arg(long, value_name = "FILE", default_value = "trueup.toml")]
    pub config: PathBuf,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}
