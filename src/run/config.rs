//! `trueup.toml`.

use super::error::{Faults, RunError};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Sources, Table, Text, did_you_mean};
use crate::facts::{AttributeId, Attributes, Value, parse_value};
use crate::money::{self, Currency, Date, Decimal};
use crate::reconcile::{Terms, Tolerance};
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
    /// The transactions.
    pub transactions: TransactionFiles,
    /// The billed costs, where they have files of their own: patterns and profile.
    pub billed: Option<(Vec<String>, Text)>,
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
        let text = std::fs::read_to_string(path).map_err(RunError::io("cannot read", path))?;
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
            let Some(id) = attributes.find(&name.value) else {
                let names: Vec<&str> = attributes.iter().map(|(_, known)| known.name.as_str()).collect();
                let message = format!("no attribute is called `{}`", name.value);
                let fault = Diagnostic::error(Code::UnknownAttribute, message)
                    .at(name.span.clone(), "unknown attribute");
                let near = crate::diagnostic::nearest(&name.value, names);
                diagnostics
                    .push(fault.help(near.map(|near| format!("did you mean `{near}`?")).unwrap_or_default()));
                continue;
            };
            match parse_value(attributes.get(id), &value.value) {
                Ok(value) => facts.push((id, value)),
                Err(fault) => {
                    let message = format!("`{}` {fault}", value.value);
                    diagnostics
                        .push(Diagnostic::error(Code::UnknownValue, message).at(value.span.clone(), "here"));
                }
            }
        }
        self.faultless(diagnostics).map(|()| facts)
    }
}

/// The sections as they were read.
struct Parts {
    run: RunPart,
    transactions: TransactionFiles,
    billed: Option<(Vec<String>, Text)>,
    fx: Vec<String>,
    tolerance: Vec<(Text, Tolerance)>,
    lag_days: Vec<(Text, i64)>,
    gates: Gates,
}

struct RunPart {
    name: String,
    book: String,
    reports: String,
    as_of: Option<Date>,
    costs: bool,
}

impl Parts {
    fn read(mut root: Table<'_>) -> Option<Parts> {
        let run = root.require("run").and_then(|node| node.table("[run]")).and_then(run_part);
        let transactions = root.require("transactions").and_then(|node| node.table("[transactions]"));
        let transactions = transactions.and_then(transaction_part);
        let billed = root.take("billed").and_then(|node| node.table("[billed]")).and_then(billed_part);
        if let Some(node) = root.take("reference") {
            let message =
                "reference files are part of the design, but this version of trueup does not join them yet";
            node.document().report(Diagnostic::error(Code::Unsupported, message).at(node.span(), "refused"));
        }
        let fx = root.take("fx").and_then(|node| node.table("[fx]")).map(fx_part).unwrap_or_default();
        let tolerance = by_component(&mut root, "tolerance", tolerance);
        let lag_days = by_component(&mut root, "lag", lag);
        let gates =
            root.take("gates").and_then(|node| node.table("[gates]")).map(gates_part).unwrap_or_default();
        root.finish();
        Some(Parts { run: run?, transactions: transactions?, billed, fx, tolerance, lag_days, gates })
    }

    fn into_config(self, base: PathBuf, sources: Sources) -> Config {
        let Parts { run, transactions, billed, fx, tolerance, lag_days, gates } = self;
        let RunPart { name, book, reports, as_of, costs } = run;
        let components = tolerance
            .iter()
            .map(|(name, _)| name.clone())
            .chain(lag_days.iter().map(|(name, _)| name.clone()));
        let components = components.collect();
        let terms = Terms {
            tolerance: tolerance.into_iter().map(|(name, tolerance)| (name.value, tolerance)).collect(),
            lag_days: lag_days.into_iter().map(|(name, days)| (name.value, days)).collect(),
            as_of,
        };
        Config {
            base,
            name,
            book,
            reports,
            as_of,
            costs,
            transactions,
            billed,
            fx,
            terms,
            components,
            gates,
            sources,
        }
    }
}

fn run_part(mut table: Table<'_>) -> Option<RunPart> {
    let name =
        table.require("name").and_then(Node::text).and_then(|name| folder_name(&name, table.document()));
    let book = table.require("book").and_then(Node::text);
    let reports = table.require("reports").and_then(Node::text);
    let as_of = table.take("as_of").and_then(Node::date);
    let costs = table.take("costs").and_then(Node::flag).unwrap_or(true);
    table.finish();
    Some(RunPart { name: name?, book: book?.value, reports: reports?.value, as_of, costs })
}

/// The name becomes a folder below `reports`, so it must be one plain word.
fn folder_name(name: &Text, document: &Document<'_>) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let usable = !name.value.is_empty() && !name.value.starts_with('.') && name.value.chars().all(plain);
    if !usable {
        let message = format!("`{}` cannot name a folder", name.value);
        let fault = Diagnostic::error(Code::UnknownValue, message)
            .at(name.span.clone(), "the reports go into a folder of this name");
        document.report(fault.help("use letters, digits, `-`, `_` and `.`"));
    }
    usable.then(|| name.value.clone())
}

fn transaction_part(mut table: Table<'_>) -> Option<TransactionFiles> {
    let files = table.require("files").and_then(Node::texts);
    let profile = table.require("profile").and_then(Node::text);
    let set = table.take("set").and_then(|node| node.table("`set`")).map(|table| {
        let entries = table.into_entries().into_iter();
        entries.filter_map(|(key, node)| Some((key, node.scalar()?))).collect()
    });
    table.finish();
    let files = files?.into_iter().map(|text| text.value).collect();
    Some(TransactionFiles { files, profile: profile?, set: set.unwrap_or_default() })
}

fn billed_part(mut table: Table<'_>) -> Option<(Vec<String>, Text)> {
    let files = table.take("files").and_then(Node::texts);
    let profile = table.take("profile").and_then(Node::text);
    if files.is_some() && profile.is_none() {
        let message = "[billed] has files but no `profile`";
        let fault =
            Diagnostic::error(Code::MissingKey, message).at(table.span_of_first_key(), "add `profile = …`");
        table.document().report(fault);
    }
    table.finish();
    Some((files?.into_iter().map(|text| text.value).collect(), profile?))
}

fn fx_part(mut table: Table<'_>) -> Vec<String> {
    let files = table.require("files").and_then(Node::texts).unwrap_or_default();
    table.finish();
    files.into_iter().map(|text| text.value).collect()
}

fn by_component<T>(
    root: &mut Table<'_>,
    key: &'static str,
    read: impl Fn(Node<'_>) -> Option<T>,
) -> Vec<(Text, T)> {
    let Some(table) = root.take(key).and_then(|node| node.table(key)) else { return Vec::new() };
    table.into_entries().into_iter().filter_map(|(key, node)| Some((key, read(node)?))).collect()
}

fn tolerance(node: Node<'_>) -> Option<Tolerance> {
    let mut table = node.table("the tolerance")?;
    let absolute = table.require("absolute").and_then(decimal);
    table.finish();
    Some(Tolerance { absolute: absolute? })
}

fn lag(node: Node<'_>) -> Option<i64> {
    let mut table = node.table("the lag")?;
    let days = table.require("days").and_then(Node::integer);
    table.finish();
    days
}

fn gates_part(mut table: Table<'_>) -> Gates {
    let coverage_at_least = table.take("coverage_at_least").and_then(|node| {
        let document = node.document();
        let text = node.text()?;
        let share = text.value.strip_suffix('%').and_then(|number| money::parse(number).ok());
        let share = share.and_then(|percent| money::mul(percent, Decimal::new(1, 2)).ok());
        if share.is_none() {
            let message = format!("`{}` is no share", text.value);
            let fault = Diagnostic::error(Code::BadNumber, message).at(text.span.clone(), "write \"99.5%\"");
            document.report(fault);
        }
        Some((share?, text.value))
    });
    let mut overbilled_at_most = BTreeMap::new();
    if let Some(limits) = table.take("overbilled_at_most").and_then(|node| node.table("`overbilled_at_most`"))
    {
        let document = limits.document();
        for (key, node) in limits.into_entries() {
            let Some(currency) = Currency::parse(&key.value) else {
                let message = format!("`{}` is no ISO 4217 currency", key.value);
                document
                    .report(Diagnostic::error(Code::UnknownValue, message).at(key.span, "unknown currency"));
                continue;
            };
            overbilled_at_most.extend(decimal(node).map(|limit| (currency, limit)));
        }
    }
    table.finish();
    Gates { coverage_at_least, overbilled_at_most }
}

fn decimal(node: Node<'_>) -> Option<Decimal> {
    let document = node.document();
    let text = node.text()?;
    match money::parse(&text.value) {
        Ok(amount) => Some(amount),
        Err(fault) => {
            let message = format!("`{}` {fault}", text.value);
            document.report(Diagnostic::error(Code::BadNumber, message).at(text.span, "not a number"));
            None
        }
    }
}
