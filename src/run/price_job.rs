//! Expected costs only, without billed ones.

use super::error::{Faults, RunError};
use super::inputs::{bytes, load_book};
use super::job::BATCH_ROWS;
use super::progress::Progress;
use super::set_fact::set_fact;
use super::stream::{Budget, Passes, PricedChunk, Scanned, Setting, Shared, price_once};
use crate::diagnostic::Sources;
use crate::facts::{AttributeId, Attributes, RejectRow, Value, id};
use crate::price::Gap;
use crate::report::{ExpectedTable, write_rejects};
use crate::source::{InputFile, ReferenceFiles, TransactionSource, expand, load_profile, read_fx};
use std::path::{Path, PathBuf};

/// Bytes that may hold transactions while totals over a period are added up.
const MEMORY: usize = 1 << 30;

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
    let source = TransactionSource::open(&files, &profile, attributes, &set, &references)?;
    let scratch = Scratch::beside(&request.out)?;
    let setting = Setting {
        program: &book.program,
        fx: &fx,
        files: &[],
        costs: false,
        threads: rayon::current_num_threads(),
        scratch: &scratch.0,
        batch_rows: BATCH_ROWS,
    };
    let mut table = ExpectedTable::create(&request.out)?;
    progress.stage("reading and pricing", bytes(&files));
    let (mut read, mut priced) = (Scanned::default(), 0);
    let mut take = |chunk: PricedChunk| {
        table.rows(&book.program, &chunk.batch, &chunk.priced)?;
        priced += (0..chunk.batch.rows).filter(|row| chunk.priced.is_priced(*row)).count() as u64;
        progress.advance(chunk.bytes);
        read += chunk.scanned;
        Ok(())
    };
    let mut gaps = Vec::new();
    if book.program.aggregates.is_empty() {
        price_once(&setting, &source, take)?;
    } else {
        let (first, found) = price_with_totals(&setting, &source, &mut take)?;
        (read, gaps) = (first, found);
    }
    table.finish()?;
    let mut rows = read.rows;
    rows.notes.extend(gaps.iter().map(|gap| gap.text(attributes)));
    rows.rejects.extend(source.reference_rows().rejects.iter().cloned());
    rows.notes.extend(source.reference_rows().notes.iter().cloned());
    rows.notes.extend(source.reference_notes(&read.joined, read.kept));
    let rejects_file = (!rows.rejects.is_empty()).then(|| request.out.with_extension("rejects.csv"));
    if let Some(file) = &rejects_file {
        write_rejects(&rows.rejects, file)?;
    }
    progress.finish();
    Ok(PriceOutcome {
        transactions: read.kept,
        priced,
        rejected: rows.rows_rejected,
        rejects: rows.rejects,
        rejects_file,
        other: read.other_rows,
        notes: rows.notes,
    })
}

/// Totals over a period must be known before anything is priced, so everything is read once before.
fn price_with_totals(
    setting: &Setting<'_>,
    source: &TransactionSource<'_>,
    take: &mut (dyn FnMut(PricedChunk) -> Result<(), RunError> + Send),
) -> Result<(Scanned, Vec<Gap>), RunError> {
    let components: Vec<String> = setting.program.components.iter().map(|part| part.name.clone()).collect();
    let shared = Shared::new(&setting.program.attributes, &components);
    let mut passes = Passes::new(*setting, &shared, source, true, &Budget::new(MEMORY));
    let mut read = Scanned::default();
    passes.read_transactions(|scanned, _| {
        read += scanned;
        Ok(())
    })?;
    let gaps = passes.join(&read.rows.rejected_keys)?.price_all(take)?;
    Ok((read, gaps))
}

/// A folder beside the result, for as long as it is needed.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(out: &Path) -> Result<Scratch, RunError> {
        let name = out.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let folder = out.with_file_name(format!(".{name}.scratch"));
        // What a killed run left there is of no use.
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir(&folder).map_err(RunError::io("cannot create", &folder))?;
        Ok(Scratch(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A failure to remove it harms nothing: it is hidden, and the next run removes it.
        let _ = std::fs::remove_dir_all(&self.0);
    }
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
