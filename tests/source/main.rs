//! Source profiles and the readers of input files.
#![cfg(test)]

mod adyen;
mod files;
mod native;
mod profiles;

use std::fs;
use std::path::Path;
use trueup::diagnostic::Sources;
use trueup::facts::{Attributes, BilledFor, id};
use trueup::money::{Date, Decimal};
use trueup::source::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> InputFile {
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    InputFile { shown: name.to_owned(), path }
}

fn profile(name: &str) -> Profile {
    load_profile(name, Path::new("nowhere"), &Attributes::standard(), &mut Sources::default()).unwrap()
}

fn read(name: &str, content: impl AsRef<[u8]>, profile_name: &str) -> Result<Transactions, SourceError> {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), name, content);
    read_transactions(&[input], &profile(profile_name), &Attributes::standard(), &[], &[], &mut |_| {})
}

fn native(content: &str) -> Transactions {
    read("t.csv", content, "trueup").unwrap()
}

fn billed(content: &str) -> BilledLines {
    let folder = tempfile::tempdir().unwrap();
    let input = file(folder.path(), "b.csv", content);
    read_billed(&[input], &profile("trueup"), &Attributes::standard(), &mut |_| {}).unwrap()
}

fn refusal(name: &str, content: impl AsRef<[u8]>, profile_name: &str) -> String {
    read(name, content, profile_name).unwrap_err().to_string()
}

/// Row, column, reason and value of every reject.
fn rejects(transactions: &Transactions) -> Vec<(u64, &str, &str, &str)> {
    let rejects = transactions.rows.rejects.iter();
    rejects.map(|row| (row.row, row.column.as_str(), row.reason.as_str(), row.value.as_str())).collect()
}

fn nobody(id: &str, event: Option<&str>, reason: &str) -> BilledFor {
    BilledFor::NoTransaction {
        transaction_id: id.to_owned(),
        event: event.map(str::to_owned),
        reason: reason.to_owned(),
    }
}
