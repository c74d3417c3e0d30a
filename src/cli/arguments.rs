//! What was said on the command line.

use bytesize::ByteSize;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use trueup::money::{Decimal, parse};

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
  3  the book or a case is wrong, or the cases reach less than they must";

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
    #[command(
        after_help = "Examples:\n  trueup test fee_schedules\n  trueup test fee_schedules --coverage-at-least 90%\n  trueup test fee_schedules --mutate"
    )]
    Test(TestArguments),
    /// Say why one transaction costs what it does, what a rule says, or what a diagnostic code means
    #[command(
        after_help = "Examples:\n  trueup explain T301\n  trueup explain --rule acme-markup/sale --book fee_schedules\n  trueup explain --transaction 8835K2QMX4JQ7T6W --config trueup.toml"
    )]
    Explain(ExplainArguments),
    /// Write a book as pages to be read: programmes by products, with rates, dates and conditions in words
    #[command(
        after_help = "Examples:\n  trueup docs fee_schedules --out pages\n  trueup docs fee_schedules --coverage docs/coverage.md"
    )]
    Docs(DocsArguments),
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
    /// Transactions priced in one go; the report does not depend on it
    #[arg(long, value_name = "N", default_value_t = trueup::run::BATCH_ROWS)]
    pub batch_rows: std::num::NonZeroUsize,
    /// Memory for transactions and billed lines; what does not fit goes to files beside the report, which does not
    /// depend on it [default: a quarter of the machine's]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub memory: Option<ByteSize>,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `2GiB`, `512MiB`, `1500MB`: at least enough to work with.
fn size(text: &str) -> Result<ByteSize, String> {
    const LEAST: ByteSize = ByteSize::mib(64);
    let size: ByteSize = text.parse().map_err(|_| "write a size such as 2GiB or 512MiB".to_owned())?;
    if size < LEAST { Err("at least 64MiB are needed to work with".to_owned()) } else { Ok(size) }
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
    /// Facts about merchants, joined by merchant_id
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub merchants: Vec<String>,
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
    /// Say which rules, columns, steps, dates and adjustments no case reaches
    #[arg(long)]
    pub coverage: bool,
    /// Fail if the cases reach less of the book; says the same as --coverage
    #[arg(long, value_name = "PERCENT", value_parser = percentage)]
    pub coverage_at_least: Option<Percentage>,
    /// Say which figures could be another without any case failing
    #[arg(long)]
    pub mutate: bool,
    /// How results are told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// A share in percent, from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentage(pub Decimal);

impl std::fmt::Display for Percentage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}%", self.0.normalize())
    }
}

/// `90%`, `90`, `99.5%`.
fn percentage(text: &str) -> Result<Percentage, String> {
    const DECIMALS: u32 = 6;
    let number = text.trim().strip_suffix('%').unwrap_or(text);
    let percent = parse(number).map_err(|fault| format!("`{number}` {fault}; write 90% or 99.5%"))?;
    if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED {
        return Err("a percentage lies between 0% and 100%".to_owned());
    }
    if percent.normalize().scale() > DECIMALS {
        return Err(format!("a percentage has at most {DECIMALS} decimals here"));
    }
    Ok(Percentage(percent))
}

/// `trueup explain`.
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A diagnostic's code or name, such as T301 or malformed-fee
    #[arg(required_unless_present_any = ["transaction", "rule"], conflicts_with_all = ["transaction", "rule"])]
    pub code: Option<String>,
    /// A transaction's id, exactly as in the input
    #[arg(long, value_name = "ID", conflicts_with = "rule")]
    pub transaction: Option<String>,
    /// A rule of a book; in a matrix SCHEDULE/ROW/COLUMN
    #[arg(long, value_name = "SCHEDULE/RULE")]
    pub rule: Option<String>,
    /// The book's folder that holds the rule
    #[arg(long, value_name = "DIR", default_value = "fee_schedules")]
    pub book: PathBuf,
    /// The day on which the rule's fee is in force [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<trueup::money::Date>,
    /// The config whose input holds the transaction
    #[arg(long, value_name = "FILE", default_value = "trueup.toml")]
    pub config: PathBuf,
    /// How the result is told
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// `trueup docs`.
#[derive(Debug, Args)]
pub struct DocsArguments {
    /// The book's folder
    #[arg(default_value = "fee_schedules")]
    pub book: PathBuf,
    /// The folder for a page per schedule and an index [default: fee_pages, unless --coverage is given]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How pages are written
    #[arg(long, value_enum, default_value_t = PageFormat::Html)]
    pub format: PageFormat,
    /// A Markdown page that says how much of the published tables the book has
    #[arg(long, value_name = "FILE")]
    pub coverage: Option<PathBuf>,
    /// The day whose rates are shown first [default: today]
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<trueup::money::Date>,
}

/// How pages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PageFormat {
    /// For a browser and for printing.
    Html,
    /// For repositories.
    Markdown,
}
