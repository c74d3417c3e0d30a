//! The files that a config names, opened and ready to be read.

use super::config::Config;
use super::error::RunError;
use super::hashing;
use super::inputs::{bytes, profile, texts};
use crate::diagnostic::{SourceId, Sources};
use crate::facts::{AttributeId, Attributes, Value};
use crate::report::Input;
use crate::source::{FxRates, InputFile, Profile, ReferenceFiles, expand, read_fx};
use std::time::SystemTime;

/// Everything that a run reads, beside its book.
#[derive(Debug)]
pub struct InputFiles {
    pub transactions: Vec<InputFile>,
    pub profile: Profile,
    pub set: Vec<(AttributeId, Value)>,
    pub references: Vec<ReferenceFiles>,
    /// The billed costs, where they have files of their own.
    pub billed: Option<(Vec<InputFile>, Profile)>,
    pub fx: FxRates,
    fx_files: Vec<InputFile>,
    /// The config and the profiles.
    sources: Sources,
    config_path: String,
}

/// The size and hash of each file that is read row by row.
#[derive(Debug, Default)]
pub struct Hashes {
    transactions: Vec<(u64, String)>,
    billed: Vec<(u64, String)>,
    references: Vec<(u64, String)>,
    fx: Vec<(u64, String)>,
}

/// Rows of each file.
#[derive(Debug, Clone, Copy)]
pub struct RowsPerFile<'a> {
    pub transactions: &'a [u64],
    pub billed: &'a [u64],
    pub references: &'a [u64],
}

impl InputFiles {
    /// Finds the files of a config, and reads the small ones: profiles and exchange rates.
    pub fn open(config: &Config, attributes: &Attributes) -> Result<InputFiles, RunError> {
        let mut sources = config.sources.clone();
        let base = &config.base;
        let own = profile(&config.transactions.profile, base, attributes, &mut sources)?;
        let set = config.set_facts(attributes)?;
        let references = config.reference_files(attributes)?;
        let transactions = expand(&config.transactions.files, base)?;
        let fx_files = expand(&config.fx, base)?;
        let fx = read_fx(&fx_files)?;
        let billed = match &config.billed {
            None => None,
            Some((patterns, name)) => {
                let profile = profile(name, base, attributes, &mut sources)?;
                Some((expand(patterns, base)?, profile))
            }
        };
        let config_path = config.sources.path(SourceId(0)).to_owned();
        Ok(InputFiles {
            transactions,
            profile: own,
            set,
            references,
            billed,
            fx,
            fx_files,
            sources,
            config_path,
        })
    }

    /// The bytes of the transaction files, and those of the billed costs.
    pub fn bytes(&self) -> (Option<u64>, Option<u64>) {
        (bytes(&self.transactions), self.billed.as_ref().and_then(|(files, _)| bytes(files)))
    }

    /// Length and last change of every file that is read row by row.
    pub fn stamps(&self) -> Result<Vec<(u64, Option<SystemTime>)>, RunError> {
        let billed = self.billed.iter().flat_map(|(files, _)| files);
        let references = self.references.iter().flat_map(|reference| &reference.files);
        let files = self.transactions.iter().chain(billed).chain(references).chain(&self.fx_files);
        let stamp = |file: &InputFile| {
            let meta = std::fs::metadata(&file.path).map_err(RunError::io("cannot read", &file.path))?;
            Ok((meta.len(), meta.modified().ok()))
        };
        files.map(stamp).collect()
    }

    /// Hashes every file.
    pub fn hash(&self) -> Result<Hashes, RunError> {
        let all = |files: &[InputFile]| -> Result<Vec<(u64, String)>, RunError> {
            files.iter().map(|file| hashing::of_file(&file.path)).collect()
        };
        let billed = self.billed.as_ref().map_or(&[][..], |(files, _)| files);
        let references: Vec<InputFile> =
            self.references.iter().flat_map(|reference| reference.files.clone()).collect();
        Ok(Hashes {
            transactions: all(&self.transactions)?,
            billed: all(billed)?,
            references: all(&references)?,
            fx: all(&self.fx_files)?,
        })
    }

    /// Every file, for the record.
    pub fn records(&self, hashes: &Hashes, rows: RowsPerFile<'_>) -> Vec<Input> {
        let mut inputs = record("transactions", &self.transactions, &hashes.transactions, rows.transactions);
        if let Some((files, _)) = &self.billed {
            inputs.extend(record("billed", files, &hashes.billed, rows.billed));
        }
        let references: Vec<InputFile> =
            self.references.iter().flat_map(|reference| reference.files.clone()).collect();
        inputs.extend(record("reference", &references, &hashes.references, rows.references));
        inputs.extend(record("fx", &self.fx_files, &hashes.fx, &self.fx.rows_per_file));
        let role = |path: &str| if path == self.config_path { "config" } else { "profile" };
        inputs.extend(texts(&self.sources, role));
        inputs.dedup(); // both sides may have the same profile
        inputs
    }
}

fn record(role: &str, files: &[InputFile], hashes: &[(u64, String)], rows: &[u64]) -> Vec<Input> {
    let input = |(place, (file, (bytes, sha256))): (usize, (&InputFile, &(u64, String)))| Input {
        role: role.to_owned(),
        path: file.shown.clone(),
        bytes: *bytes,
        sha256: sha256.clone(),
        rows: rows.get(place).copied(),
    };
    files.iter().zip(hashes).enumerate().map(input).collect()
}
