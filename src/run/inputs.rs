//! Reading everything that a config names.

use super::config::Config;
use super::error::{Faults, RunError};
use super::hashing;
use super::input_files::InputFiles;
use super::progress::Progress;
use crate::compile::compile;
use crate::diagnostic::{Sources, Text};
use crate::facts::Attributes;
use crate::money::FxTable;
use crate::program::Program;
use crate::report::Input;
use crate::schedule::{self, Book};
use crate::source::{
    BilledLines, InputFile, Profile, Transactions, load_profile, read_billed, read_transactions,
};
use std::path::Path;

/// Everything that a run reads, beside its book.
#[derive(Debug)]
pub struct Inputs {
    /// The transactions, with their own billed costs if `billed` is `None`.
    pub transactions: Transactions,
    /// The billed costs, where they have files of their own.
    pub billed: Option<BilledLines>,
    /// The exchange rates.
    pub fx: FxTable,
    /// The transaction files as the config names them: the place is an origin's file.
    pub transaction_files: Vec<String>,
}

/// A book that was loaded, checked and compiled.
#[derive(Debug)]
pub struct LoadedBook {
    /// The book.
    pub book: Book,
    /// The compiled book.
    pub program: Program,
    /// Its texts.
    pub sources: Sources,
}

/// Loads the book in `folder`; its faults are an error.
pub fn load_book(folder: &Path, shown: &str) -> Result<LoadedBook, RunError> {
    let loaded = schedule::load(folder, shown).map_err(RunError::io("cannot read the book", folder))?;
    match loaded.book {
        Some(book) => Ok(LoadedBook { program: compile(&book), book, sources: loaded.sources }),
        None => {
            Err(RunError::Book(Box::new(Faults { diagnostics: loaded.diagnostics, sources: loaded.sources })))
        }
    }
}

/// Loads the book of a config; its faults are an error.
pub fn load_book_of(config: &Config) -> Result<LoadedBook, RunError> {
    load_book(&config.resolve(&config.book), &config.book).map_err(|error| match &error {
        RunError::Io { cause, .. } if cause.kind() == std::io::ErrorKind::NotFound => {
            RunError::Other(format!("{error}; paths in the config are relative to its folder"))
        }
        _ => error,
    })
}

impl Inputs {
    /// Reads the files of a config as a whole.
    pub fn read(
        config: &Config,
        attributes: &Attributes,
        progress: &dyn Progress,
    ) -> Result<Inputs, RunError> {
        let files = InputFiles::open(config, attributes)?;
        let (own, billed_bytes) = files.bytes();
        progress.stage("reading transactions", own);
        let mut told = |done| progress.advance(done);
        let InputFiles { profile, set, references, .. } = &files;
        let transactions =
            read_transactions(&files.transactions, profile, attributes, set, references, &mut told)?;
        let mut billed = None;
        if let Some((files, profile)) = &files.billed {
            progress.stage("reading billed costs", billed_bytes);
            billed = Some(read_billed(files, profile, attributes, &mut told)?);
        }
        let transaction_files = files.transactions.iter().map(|file| file.shown.clone()).collect();
        Ok(Inputs { transactions, billed, fx: files.fx.table, transaction_files })
    }
}

/// The source profile with this name; its faults, or an unknown name, are faults of the config.
pub fn profile(
    name: &Text,
    base: &Path,
    attributes: &Attributes,
    sources: &mut Sources,
) -> Result<Profile, RunError> {
    load_profile(&name.value, base, attributes, sources).map_err(|mut diagnostics| {
        for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.labels.is_empty()) {
            *diagnostic = diagnostic.clone().at(name.span.clone(), "named here");
        }
        RunError::Config(Box::new(Faults { diagnostics, sources: sources.clone() }))
    })
}

/// Loaded texts as inputs; `role` says what a path is.
pub fn texts(sources: &Sources, role: impl Fn(&str) -> &'static str) -> Vec<Input> {
    let input = |(path, text): (&str, &str)| Input {
        role: role(path).to_owned(),
        path: path.to_owned(),
        bytes: text.len() as u64,
        sha256: hashing::of_text(text),
        rows: None,
    };
    sources.iter().map(input).collect()
}

/// The bytes of files together, if they can be told.
pub fn bytes(files: &[InputFile]) -> Option<u64> {
    files.iter().map(|file| std::fs::metadata(&file.path).ok().map(|meta| meta.len())).sum()
}
