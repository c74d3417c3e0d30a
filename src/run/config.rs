//! `trueup.toml`.

use super::config_read::Parts;
use super::error::{Faults, RunError};
use super::set_fact::set_fact;
use crate::diagnostic::{Code, Diagnostic, Document, Sources, Text, did_you_mean};
use crate::facts::{AttributeId, Attributes, Value};
use crate::money::{Currency, Date, Decimal};
use crate::reconcile::Terms;
use crate::source::{ReferenceFiles, expand};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A config that has been read without faults.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder of the config; every path is relative to it.
    pub base: PathBuf,
    /// `[run] name`.
    pub name: String,
    /// The book's folder as written.
    pub book: String,
    /// The reports' folder as written.
    pub reports: String,
    /// The day the run stands for, if given.
    pub as_of: Option<Date>,
    /// Whether `costs.parquet` is written.
    pub costs: bool,
    /// How many rows of a kind the workbook has at most.
    pub workbook_rows: usize,
    /// The transactions.
    pub transactions: TransactionFiles,
    /// The billed costs, where they have files of their own: patterns and profile.
    pub billed: Option<(Vec<String>, Text)>,
    /// Facts to be joined onto each transaction, in this order.
    pub references: Vec<ReferencePart>,
    /// Files of exchange rates: patterns.
    pub fx: Vec<String>,
    /// Tolerances and lags.
    pub terms: Terms,
    /// The components that tolerances and lags name, to be looked up in the book.
    pub components: Vec<Text>,
    /// What makes exit code 1.
    pub gates: Gates,
    /// The config's own text, which later diagnostics point into.
    pub sources: Sources,
}

/// `[transactions]`.
#[derive(Debug, Clone)]
pub struct TransactionFiles {
    /// Patterns.
    pub files: Vec<String>,
    /// The source profile.
    pub profile: Text,
    /// Facts that hold for every row: attribute and value as written.
    pub set: Vec<(Text, Text)>,
}

/// `[reference.NAME]`.
#[derive(Debug, Clone)]
pub struct ReferencePart {
    /// The name.
    pub name: String,
    /// Patterns.
    pub files: Vec<String>,
    /// The attribute by which a transaction finds its row.
    pub key: Text,
}

/// `[gates]`.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    /// The least share of billed money that must be proven, between 0 and 1, and as written.
    pub coverage_at_least: Option<(Decimal, String)>,
    /// The most overcharge in each currency, in major units.
    pub overbilled_at_most: BTreeMap<Currency, Decimal>,
}

impl Config {
    /// Reads and validates a config; all its faults are told at once.
    pub fn load(path: &Path) -> Result<Config, RunError> {
        let text = std::fs::read_to_string(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => RunError::Other(format!(
                "there is no {}; name a config (`trueup run FILE`), or let `trueup init DIR` write an example",
                path.display()
            )),
            _ => RunError::io("cannot read", path)(cause),
        })?;
        let mut sources = Sources::default();
        let shown =
            path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into());
        let id = sources.add(shown, text.trim_start_matches('\u{feff}'));
        let document = Document::new(id, sources.text(id));
        let parts = Parts::read(document.root("trueup.toml"));
        let diagnostics = document.into_faults();
        match parts {
            Some(parts) if diagnostics.is_empty() => {
                Ok(parts.into_config(path.parent().unwrap_or(Path::new("")).to_owned(), sources))
            }
            _ => Err(RunError::Config(Box::new(Faults { diagnostics, sources }))),
        }
    }

    /// A path of the config, relative to its folder.
    pub fn resolve(&self, path: &str) -> PathBuf {
        self.base.join(path)
    }

    /// Tolerances and lags must name components of the book: one for a misspelt name would do nothing.
    pub fn check_components(&self, known: &[&str]) -> Result<(), RunError> {
        let stray = self.components.iter().filter(|name| !known.contains(&name.value.as_str()));
        let diagnostics: Vec<Diagnostic> = stray
            .map(|name| {
                let message = format!("the book declares no component `{}`", name.value);
                Diagnostic::error(Code::UnknownComponent, message)
                    .at(name.span.clone(), "unknown component")
                    .help(did_you_mean(&name.value, known.iter().copied()))
            })
            .collect();
        self.faultless(diagnostics)
    }

    fn faultless(&self, diagnostics: Vec<Diagnostic>) -> Result<(), RunError> {
        if diagnostics.is_empty() {
            return Ok(());
        }
        Err(RunError::Config(Box::new(Faults { diagnostics, sources: self.sources.clone() })))
    }

    /// The facts of `set`, in the book's attributes.
    pub fn set_facts(&self, attributes: &Attributes) -> Result<Vec<(AttributeId, Value)>, RunError> {
        let mut facts = Vec::new();
        let mut diagnostics = Vec::new();
        for (name, value) in &self.transactions.set {
            match set_fact(attributes, &name.value, &value.value) {
                Ok(fact) => facts.push(fact),
                Err(fault) => {
                    let at = if fault.in_name { name } else { value };
                    let label = format!("cannot be set for `{}`", name.value);
                    let fault = Diagnostic::error(fault.code, fault.message).help(fault.help);
                    diagnostics.push(fault.at(at.span.clone(), label));
                }
            }
        }
        self.faultless(diagnostics).map(|()| facts)
    }

    /// The files of each reference, and its key among the book's attributes.
    pub fn reference_files(&self, attributes: &Attributes) -> Result<Vec<ReferenceFiles>, RunError> {
        let mut keys = Vec::new();
        let mut diagnostics = Vec::new();
        for ReferencePart { key, .. } in &self.references {
            match reference_key(attributes, &key.value) {
                Ok(key) => keys.push(key),
                Err(fault) => diagnostics.push(fault.at(key.span.clone(), "cannot be a key")),
            }
        }
        self.faultless(diagnostics)?;
        let files = self.references.iter().zip(keys).map(|(reference, key)| {
            let name = format!("[reference.{}]", reference.name);
            Ok(ReferenceFiles { name, key, files: expand(&reference.files, &self.base)? })
        });
        files.collect()
    }
}

/// The attribute called `name`, which a transaction must have before anything is joined or computed.
fn reference_key(attributes: &Attributes, name: &str) -> Result<AttributeId, Diagnostic> {
    let Some(id) = attributes.find(name) else {
        let known: Vec<&str> = attributes.iter().map(|(_, attribute)| attribute.name.as_str()).collect();
        let message = format!("no attribute is called `{name}`");
        return Err(Diagnostic::error(Code::UnknownAttribute, message).help(did_you_mean(name, known)));
    };
    if attributes.get(id).derived {
        let message = format!("`{name}` is computed after references are joined");
        let fault = Diagnostic::error(Code::WrongCondition, message);
        return Err(fault.help("name a fact that the transactions carry"));
    }
    Ok(id)
}
