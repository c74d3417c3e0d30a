//! The nightly job: read, price, reconcile, report.

use super::causes::Explainer;
use super::config::Config;
use super::error::RunError;
use super::facade::{Comparison, Setting, compare};
use super::inputs::{Inputs, LoadedBook, load_book_of, texts};
use super::progress::Progress;
use super::publish::Draft;
use super::rows::RowMaker;
use super::{hashing, manifest, summary};
use crate::facts::{Batch, BilledFor, BilledLine, id};
use crate::money::Date;
use crate::price::Repricer;
use crate::report::{ComparisonRow, Costs, Options, Report, Tables, write_summary};
use crate::source::masked;
use std::collections::{BTreeMap, HashMap};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Engine version as reports carry it.
pub const ENGINE: &str = concat!("trueup ", env!("CARGO_PKG_VERSION"));

/// Rows of `costs.parquet` that are encoded at once. Where they are cut does not depend on threads.
const CHUNK_ROWS: usize = 1 << 18;

/// What the command line says over the config.
#[derive(Debug, Clone, Copy)]
pub struct Overrides {
    /// Leave out `costs.parquet`.
    pub no_costs: bool,
    /// How many rows are priced in one go; the report does not depend on it.
    pub batch_rows: NonZeroUsize,
}

/// A finished run.
#[derive(Debug)]
pub struct RunOutcome {
    /// The published folder.
    pub folder: PathBuf,
    /// What it says.
    pub report: Report,
    /// What the log should say: columns left alone, files without rows.
    pub notes: Vec<String>,
}

/// Runs the job of the config at `path`. Nothing is published unless everything holds.
pub fn run(path: &Path, overrides: Overrides, progress: &dyn Progress) -> Result<RunOutcome, RunError> {
    let mut clock = Clock::start();
    let config = Config::load(path)?;
    let book = load_book_of(&config)?;
    let components: Vec<&str> =
        book.program.components.iter().map(|component| component.name.as_str()).collect();
    config.check_components(&components)?;
    clock.lap("book");
    let mut inputs = Inputs::read(&config, &book.program.attributes, progress)?;
    inputs.files.extend(texts(&book.sources, |_| "book"));
    clock.lap("read");

    progress.stage("pricing and pairing", None);
    let (billed, mut notes) = take_billed(&mut inputs);
    let mut batch = std::mem::take(&mut inputs.transactions.batch);
    let mut terms = config.terms.clone();
    let lines_rejected = inputs.billed.as_ref().map_or(0, |billed| billed.rows.rows_rejected);
    terms.incomplete = inputs.transactions.rows.rows_rejected + lines_rejected > 0;
    terms.rejected = inputs.transactions.rows.rejected_keys.iter().cloned().collect();
    terms.as_of = terms.as_of.or_else(|| newest(&batch, &billed));
    let line_ids = &inputs.transactions.line_ids;
    let setting = Setting {
        program: &book.program,
        fx: &inputs.fx,
        terms: &terms,
        totals: None,
        batch_rows: overrides.batch_rows,
    };
    let comparison = compare(&setting, &mut batch, line_ids, &billed)?;
    clock.lap("price_and_pair");

    progress.stage("explaining", None);
    notes.extend(missing_facts(&book, &batch));
    notes.extend(comparison.aggregates.gaps.iter().map(|gap| gap.text(&book.program.attributes)));
    notes.extend(crowded_ids(&comparison, &batch));
    let rows = rows(&book, &batch, &billed, &inputs, &comparison);
    clock.lap("explain");

    let facts = summary::Facts {
        config: &config,
        book: &book,
        inputs: &inputs,
        batch: &batch,
        billed: &billed,
        comparison: &comparison,
        as_of: terms.as_of,
        costs: config.costs && !overrides.no_costs,
    };
    let report = summary::report(&facts, &rows)?;
    progress.stage("writing the report", None);
    let folder = write(&facts, &rows, &report, &mut clock)?;
    progress.finish();
    notes.append(&mut inputs.transactions.rows.notes);
    notes.append(&mut inputs.transactions.reference_rows.notes);
    notes.extend(inputs.billed.into_iter().flat_map(|billed| billed.rows.notes));
    Ok(RunOutcome { folder, report, notes })
}

/// The billed lines: those of the files named under `[billed]`, else those of the transactions' own
/// columns. Both at once would count the same money twice.
pub fn take_billed(inputs: &mut Inputs) -> (Vec<BilledLine>, Vec<String>) {
    let own = std::mem::take(&mut inputs.transactions.billed);
    match &mut inputs.billed {
        None => (own, Vec::new()),
        Some(billed) => {
            let note = format!(
                "{} costs in columns of the transactions are left alone: [billed] names files",
                own.len()
            );
            let mut lines = std::mem::take(&mut billed.lines);
            leave_rejected_apart(
                &mut lines,
                &inputs.transactions.rows.rejected_keys,
                &inputs.transactions.batch,
            );
            (lines, if own.is_empty() { Vec::new() } else { vec![note] })
        }
    }
}

/// A line of a separate bill whose transaction is a reject is not unexpected: the row was there. Where
/// another row of the transaction is left, the line stays with it.
fn leave_rejected_apart(lines: &mut [BilledLine], rejected: &[(String, Option<String>)], batch: &Batch) {
    let mut events: HashMap<&str, Vec<Option<&str>>> = HashMap::new();
    for (id, event) in rejected {
        events.entry(id).or_default().push(event.as_deref());
    }
    for row in 0..batch.rows {
        let event = batch.symbol(id::EVENT, row);
        if let Some(known) = batch.symbol(id::TRANSACTION_ID, row).and_then(|id| events.get_mut(id)) {
            known.retain(|rejected| *rejected != event);
        }
    }
    for line in lines {
        let BilledFor::Id { transaction_id, event } = &line.billed_for else { continue };
        let Some(known) = events.get(transaction_id.as_str()) else { continue };
        if known.iter().any(|known| known.is_none() || event.is_none() || *known == event.as_deref()) {
            line.billed_for = BilledFor::NoTransaction {
                transaction_id: transaction_id.clone(),
                event: event.clone(),
                reason: "transaction_rejected".to_owned(),
            };
        }
    }
}

fn newest(batch: &Batch, billed: &[BilledLine]) -> Option<Date> {
    let dates = [id::CLEARING_DATE, id::SETTLEMENT_DATE, id::AUTHORIZATION_DATE];
    let of_rows =
        dates.into_iter().flat_map(|date| (0..batch.rows).filter_map(move |row| batch.date(date, row)));
    of_rows.chain(billed.iter().filter_map(|line| line.billed_on)).max()
}

/// Ids that so many rows share that they hardly name one transaction.
fn crowded_ids(comparison: &Comparison, batch: &Batch) -> Vec<String> {
    const PLAUSIBLE: usize = 20;
    let crowded = comparison.paired.several_rows.iter().filter(|(_, rows)| *rows > PLAUSIBLE);
    let note = |(row, rows): &(usize, usize)| {
        let id = masked(batch.symbol(id::TRANSACTION_ID, *row).unwrap_or_default());
        format!("{rows} different rows have the transaction id {id} and one event, and are compared as one")
    };
    crowded.map(note).collect()
}

/// Facts that the book asks for and no column carries.
fn missing_facts(book: &LoadedBook, batch: &Batch) -> Option<String> {
    let needed = book.program.needed();
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|attribute| batch.column(*attribute).is_none())
        .map(|attribute| book.program.attributes.name(attribute))
        .collect();
    (!missing.is_empty())
        .then(|| format!("the book asks for facts that no column carries: {}", missing.join(", ")))
}

fn rows(
    book: &LoadedBook,
    batch: &Batch,
    billed: &[BilledLine],
    inputs: &Inputs,
    comparison: &Comparison,
) -> Vec<ComparisonRow> {
    let program = &book.program;
    let repricer = Repricer::new(program, batch, &inputs.fx, (&comparison.priced, &comparison.aggregates));
    let explainer = Explainer { program, batch, comparison, repricer };
    let repeated = comparison.repeats.iter().map(|repeat| repeat.row).collect();
    RowMaker { program, batch, billed, comparison, explainer, repeated }.rows()
}

fn write(
    facts: &summary::Facts<'_>,
    rows: &[ComparisonRow],
    report: &Report,
    clock: &mut Clock,
) -> Result<PathBuf, RunError> {
    let config = facts.config;
    let home = config.resolve(&config.reports).join(&config.name);
    let draft = Draft::begin(&home, &report.run_id)?;
    let options = Options { costs: facts.costs, workbook_rows: config.workbook_rows, ..Options::default() };
    let mut tables = Tables::begin(draft.folder(), &options)?;
    tables.discrepancies(rows)?;
    if options.costs {
        for chunk in rows.chunks(CHUNK_ROWS) {
            let mut costs = Costs::with_capacity(chunk.len());
            chunk.iter().for_each(|row| costs.push_row(row));
            tables.costs(costs.encode()?)?;
        }
    }
    tables.other_rows(&summary::other_rows(facts.inputs))?;
    tables.row_checks(&summary::row_checks(facts.inputs))?;
    tables.rejects(&report.rejects)?;
    tables.finish()?;
    write_summary(report, draft.folder(), &options)?;
    clock.lap("write");
    let text = manifest::manifest(report, &hashes(draft.folder())?, &clock.laps);
    let path = draft.folder().join("manifest.json");
    std::fs::write(&path, text).map_err(RunError::io("cannot write", path))?;
    draft.publish()
}

/// Size and hash of every file written, by name.
fn hashes(folder: &Path) -> Result<BTreeMap<String, (u64, String)>, RunError> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(RunError::io("cannot read", folder))? {
        let entry = entry.map_err(RunError::io("cannot read", folder))?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), hashing::of_file(&entry.path())?);
    }
    Ok(files)
}

/// How long each stage took.
struct Clock {
    since: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Clock {
        Clock { since: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, stage: &'static str) {
        self.laps.push((stage, self.since.elapsed()));
        self.since = Instant::now();
    }
}
