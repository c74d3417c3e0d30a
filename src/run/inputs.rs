//! Reading everything that a config names.

use super::config::Config;
use super::error::{Faults, RunError};
use super::hashing;
use super::progress::Progress;
use crate::compile::compile;
use crate::diagnostic::{SourceId, Sources, Text};
use crate::facts::Attributes;
use crate::money::FxTable;
use crate::program::Program;
use crate::report::Input;
use crate::schedule::{self, Book};
use crate::source::{
    BilledLines, InputFile, Profile, Transactions, expand, load_profile, read_billed, read_fx,
    read_transactions,
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
    /// Every input file, for the record.
    pub files: Vec<Input>,
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
    /// Reads and hashes the files of a config.
    pub fn read(
        config: &Config,
        attributes: &Attributes,
        progress: &dyn Progress,
    ) -> Result<Inputs, RunError> {
        let mut sources = config.sources.clone();
        let profile = profile(&config.transactions.profile, &config.base, attributes, &mut sources)?;
        let set = config.set_facts(attributes)?;
        let references = config.reference_files(attributes)?;
        let transaction_files = expand(&config.transactions.files, &config.base)?;
        let fx_files = expand(&config.fx, &config.base)?;
        let fx = read_fx(&fx_files)?;

        progress.stage("reading transactions", bytes(&transaction_files));
        let mut told = |done| progress.advance(done);
        let transactions =
            read_transactions(&transaction_files, &profile, attributes, &set, &references, &mut told)?;
        let mut files = hashed("transactions", &transaction_files, &transactions.rows.rows_per_file)?;
        let mut billed = None;
        if let Some((patterns, name)) = &config.billed {
            let profile = self::profile(name, &config.base, attributes, &mut sources)?;
            let billed_files = expand(patterns, &config.base)?;
            progress.stage("reading billed costs", bytes(&billed_files));
            let lines = read_billed(&billed_files, &profile, attributes, &mut told)?;
            files.extend(hashed("billed", &billed_files, &lines.rows.rows_per_file)?);
            billed = Some(lines);
        }
        let reference_files: Vec<InputFile> =
            references.into_iter().flat_map(|reference| reference.files).collect();
        let rows = &transactions.reference_rows.rows_per_file;
        files.extend(hashed("reference", &reference_files, rows)?);
        files.extend(hashed("fx", &fx_files, &fx.rows_per_file)?);
        let config_path = config.sources.path(SourceId(0));
        files.extend(texts(&sources, |path| if path == config_path { "config" } else { "profile" }));
        files.dedup(); // both sides may have the same profile
        let transaction_files = transaction_files.into_iter().map(|file| file.shown).collect();
        Ok(Inputs { transactions, billed, fx: fx.table, files, transaction_files })
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

fn hashed(role: &str, files: &[InputFile], rows: &[u64]) -> Result<Vec<Input>, RunError> {
    let hash = |(place, file): (usize, &InputFile)| {
        let (bytes, sha256) = hashing::of_file(&file.path)?;
        let rows = rows.get(place).copied();
        Ok(Input { role: role.to_owned(), path: file.shown.clone(), bytes, sha256, rows })
    };
    files.iter().enumerate().map(hash).collect()
}

fn bytes(files: &[InputFile]) -> Option<u64> {
    files.iter().map(|file| std::fs::metadata(&file.path).ok().map(|meta| meta.len())).sum()
}
