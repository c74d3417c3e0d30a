//! Takes an edition of a published rate table into the schedules of a book, so that what changed is a diff to be read.
//!
//!     cargo run --release --example import-rates -- examples/import_rates/visa_us.toml rates.csv
//!
//! The mapping says which row of the table belongs to which rule. Only dated fees are written: conditions, names,
//! comments, the order and older fees stay as they are, and running it twice changes nothing.

mod import;

use clap::Parser;
use import::{Outcome, Request};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Take an edition of a published rate table into the schedules of a book.
#[derive(Debug, Parser)]
struct Arguments {
    /// Which column of the table is what, and which row belongs to which rule
    mapping: PathBuf,
    /// The table: CSV, or a workbook (.xlsx)
    table: PathBuf,
    /// The folder of the book
    #[arg(long, value_name = "DIR", default_value = "fee_schedules")]
    book: PathBuf,
    /// The sheet of a workbook; left out, the first
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The day from which the rates hold, where no column of the table says it
    #[arg(long, value_name = "DATE")]
    edition: Option<String>,
    /// Write nothing; the exit status is 1 if something would change
    #[arg(long)]
    check: bool,
}

fn main() -> io::Result<ExitCode> {
    let arguments = Arguments::parse();
    let request = Request {
        mapping: arguments.mapping,
        table: arguments.table,
        sheet: arguments.sheet,
        book: arguments.book,
        edition: arguments.edition,
    };
    match import::import(&request) {
        Ok(outcome) => {
            io::stdout().write_all(said(&outcome, arguments.check).as_bytes())?;
            if arguments.check {
                return Ok(ExitCode::from(u8::from(!outcome.changes.is_empty())));
            }
            outcome.write()?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            let mut text = faults.join("\n");
            text.push_str("\nnothing was written\n");
            io::stderr().write_all(text.as_bytes())?;
            Ok(ExitCode::from(2))
        }
    }
}

/// What changed, what nobody named, and the counts that account for every row.
fn said(outcome: &Outcome, check: bool) -> String {
    let mut text = String::new();
    for change in &outcome.changes {
        text.push_str(&format!("{change}\n"));
    }
    for remark in &outcome.remarks {
        text.push_str(&format!("note: {remark}\n"));
    }
    text.push_str(&format!(
        "{} rows: {} in schedules, {} left out; {} {} {}\n",
        outcome.rows,
        outcome.placed,
        outcome.left_out,
        outcome.changes.len(),
        if outcome.changes.len() == 1 { "fee" } else { "fees" },
        if check { "would change" } else { "changed" },
    ));
    if !outcome.changes.is_empty() {
        text.push_str("read the diff beside the table, then move source, verified_on and review_by\n");
    }
    text
}
