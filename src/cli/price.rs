//! `trueup price`.

use super::arguments::{Format, PriceArguments};
use super::exit::Exit;
use super::faults::plural;
use super::terminal::{Bar, complain, say};
use serde_json::json;
use trueup::run::{PriceRequest, RunError};

pub fn price(arguments: &PriceArguments) -> Result<Exit, RunError> {
    const REJECTS_SHOWN: usize = 20;
    let request = PriceRequest {
        book: arguments.book.clone(),
        transactions: arguments.transactions.clone(),
        profile: arguments.profile.clone(),
        set: arguments.set.clone(),
        merchants: arguments.merchants.clone(),
        fx: arguments.fx.clone(),
        out: arguments.out.clone(),
    };
    let progress = Bar::default();
    let outcome = trueup::run::price_files(&request, &progress);
    drop(progress);
    let outcome = outcome?;
    for note in &outcome.notes {
        tracing::warn!("{note}");
    }
    for reject in outcome.rejects.iter().take(REJECTS_SHOWN) {
        let column =
            if reject.column.is_empty() { String::new() } else { format!(", column {}", reject.column) };
        complain(format!(
            "rejected: {}, row {}{column}: {} ({})",
            reject.file, reject.row, reject.reason, reject.value
        ));
    }
    if outcome.rejects.len() > REJECTS_SHOWN {
        complain(format!("… and {} more", outcome.rejects.len() - REJECTS_SHOWN));
    }
    let unpriced = outcome.transactions - outcome.priced;
    let read = outcome.transactions + outcome.rejected;
    if arguments.format == Format::Json {
        let told = json!({
            "transactions": read, "priced": outcome.priced, "unpriced": unpriced,
            "rejected": outcome.rejected, "other_rows": outcome.other,
            "out": arguments.out.display().to_string(),
            "rejects": outcome.rejects_file.map(|file| file.display().to_string()),
        });
        say(format!("{told:#}"));
        return Ok(Exit::Done);
    }
    say(format!(
        "{}: {} priced, {unpriced} unpriced, {} rejected; {}",
        plural(read as usize, "transaction"),
        outcome.priced,
        outcome.rejected,
        plural(outcome.other as usize, "other row")
    ));
    say(format!("Expected costs: {}", arguments.out.display()));
    if let Some(file) = &outcome.rejects_file {
        say(format!("Rejected rows: {}", file.display()));
    }
    Ok(Exit::Done)
}
