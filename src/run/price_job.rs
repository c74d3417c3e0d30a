//! Expected costs only, without billed ones.

use super::error::{Faults, RunError};
use super::facade::prepare;
use super::inputs::load_book;
use super::progress::Progress;
use super::set_fact::set_fact;
use crate::diagnostic::Sources;
use crate::facts::{AttributeId, Attributes, RejectRow, Value, id};
use crate::price::{BATCH_ROWS, price_with};
use crate::report::{write_expected, write_rejects};
use crate::source::{InputFile, ReferenceFiles, expand, load_profile, read_fx, read_transactions};
use std::path::{Path, PathBuf};

/// What to price, and where to write it.
#[derive(Debug, Clone)]
pub struct PriceRequest {
    /// The book's folder.
    pub book: PathBuf,
    /// Patterns of transaction files, relative to the working directory.
    pub transactions: Vec<String>,
    /// The source profile.
    pub profile: String,
    /// Facts that hold for every row and stand in no column: attribute and value.
    pub set: Vec<(String, String)>,
    /// Patterns of files with facts by `merchant_id`.
    pub merchants: Vec<String>,
    /// Patterns of exchange rate files.
    pub fx: Vec<String>,
    /// The file to write: `.csv` or `.parquet`.
    pub out: PathBuf,
}

/// What was priced.
#[derive(Debug)]
pub struct PriceOutcome {
    /// Transactions read.
    pub transactions: u64,
    /// Transactions whose every covered component has an expected cost.
    pub priced: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Every fault of those rows and of rows of reference files; they are written beside the expected costs.
    pub rejects: Vec<RejectRow>,
    /// Where the rejects were written, if there are any.
    pub rejects_file: Option<PathBuf>,
    /// Rows that are no transaction.
    pub other: u64,
    /// What the log should say.
    pub notes: Vec<String>,
}

/// Prices the files of `request` and writes one row per expected line, or per reason why there is none.
pub fn price_files(request: &PriceRequest, progress: &dyn Progress) -> Result<PriceOutcome, RunError> {
    let here = Path::new("");
    let book = load_book(&request.book, &request.book.to_string_lossy())?;
    let attributes = &book.program.attributes;
    let mut sources = Sources::default();
    let profile = load_profile(&request.profile, here, attributes, &mut sources)
        .map_err(|diagnostics| RunError::Config(Box::new(Faults { diagnostics, sources })))?;
    let set = set_facts(request, attributes)?;
    let files: Vec<InputFile> = expand(&request.transactions, here)?;
    let references = merchants(&request.merchants)?;
    let fx = read_fx(&expand(&request.fx, here)?)?.table;
    progress.stage("reading transactions", None);
    let mut told = |done| progress.advance(done);
    let mut transactions = read_transactions(&files, &profile, attributes, &set, &references, &mut told)?;
    progress.stage("pricing", None);
    let own = std::mem::take(&mut transactions.billed);
    let (batch, line_ids) = (&mut transactions.batch, &transactions.line_ids);
    let (_, aggregates) = prepare(&book.program, batch, line_ids, &own, &fx, None);
    let priced = price_with(&book.program, batch, &fx, &aggregates, BATCH_ROWS);
    let gaps = aggregates.gaps.iter().map(|gap| gap.text(&book.program.attributes));
    transactions.rows.notes.extend(gaps);
    progress.stage("writing", None);
    write_expected(&book.program, &transactions.batch, &priced, &request.out)?;
    let (mut rows, of_references) = (transactions.rows, transactions.reference_rows);
    rows.rejects.extend(of_references.rejects);
    rows.notes.extend(of_references.notes);
    let rejects_file = (!rows.rejects.is_empty()).then(|| request.out.with_extension("rejects.csv"));
    if let Some(file) = &rejects_file {
        write_rejects(&rows.rejects, file)?;
    }
    progress.finish();
    let transactions = transactions.batch.rows;
    Ok(PriceOutcome {
        transactions: transactions as u64,
        priced: (0..transactions).filter(|row| priced.is_priced(*row)).count() as u64,
        rejected: rows.rows_rejected,
        rejects: rows.rejects,
        rejects_file,
        other: rows.other_rows.len() as u64,
        notes: rows.notes,
    })
}

/// Facts by `merchant_id`, if there are any.
fn merchants(patterns: &[String]) -> Result<Vec<ReferenceFiles>, RunError> {
    if patterns.is_empty() {
        return Ok(Vec::new());
    }
    let files = expand(patterns, Path::new(""))?;
    Ok(vec![ReferenceFiles { name: "--merchants".to_owned(), key: id::MERCHANT_ID, files }])
}

fn set_facts(request: &PriceRequest, attributes: &Attributes) -> Result<Vec<(AttributeId, Value)>, RunError> {
    let fact = |(name, value): &(String, String)| {
        set_fact(attributes, name, value).map_err(|fault| {
            RunError::Other(format!("--set {name}={value}: {}. {}", fault.message, fault.help))
        })
    };
    request.set.iter().map(fact).collect()
}
