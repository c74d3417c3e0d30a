//! Writes a large, seeded input for `trueup run`: a book, transactions, what was billed for them, and the faults in it.
//!
//!     cargo run --release --example generate -- --transactions 1000000 --out /tmp/million
//!     cargo run --release -- run /tmp/million/trueup.toml
//!
//! The same arguments give the same rows, on any number of threads. Memory does not grow with the number of
//! transactions.

mod job;

use clap::{Parser, ValueEnum};
use job::{Format, Request};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

/// Write a large, seeded input for `trueup run`.
#[derive(Debug, Parser)]
struct Arguments {
    /// The folder to write; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How many transactions
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    transactions: u64,
    /// How many interchange rules the book has
    #[arg(long, value_name = "R", default_value_t = 600, value_parser = clap::value_parser!(u32).range(20..))]
    rules: u32,
    /// Billed costs as columns of the transactions, and not as lines of a file of their own
    #[arg(long)]
    wide: bool,
    /// What the data files are
    #[arg(long, value_enum, default_value_t = FileFormat::Parquet)]
    format: FileFormat,
    /// How many files the transactions, and the lines, are split into
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    files: u64,
    /// Transactions with a billing fault, of a thousand
    #[arg(long, value_name = "PERMILLE", default_value_t = 10, value_parser = clap::value_parser!(u32).range(..=1000))]
    faults: u32,
    /// Refunds that bear the id of the sale they return, in percent of all refunds
    #[arg(long, value_name = "PERCENT", default_value = "0.5", value_parser = hundredths)]
    reused_ids: u32,
    /// Another seed gives other rows
    #[arg(long, default_value_t = 2026)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FileFormat {
    Parquet,
    Csv,
}

/// `0.5` or `12.25` percent as hundredths of a percent.
fn hundredths(text: &str) -> Result<u32, String> {
    let wrong = || format!("`{text}` is no percentage with at most two decimals, such as 0.5");
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 2 {
        return Err(wrong());
    }
    let padded = format!("{whole}{decimals:0<2}");
    padded.parse().ok().filter(|share| *share <= 10_000).ok_or_else(wrong)
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let request = Request {
        transactions: arguments.transactions,
        rules: arguments.rules,
        wide: arguments.wide,
        format: match arguments.format {
            FileFormat::Parquet => Format::Parquet,
            FileFormat::Csv => Format::Csv,
        },
        files: arguments.files,
        faults_per_mille: arguments.faults,
        reused_ids: arguments.reused_ids,
        seed: arguments.seed,
        block_rows: job::BLOCK_ROWS,
    };
    let planted = job::generate(&request, &arguments.out)?;
    io::stdout().write_all(planted.as_bytes())?;
    Ok(())
}
