//! The nightly job: read, price, reconcile, report.

use super::clock::Clock;
use super::config::Config;
use super::error::RunError;
use super::input_files::{Hashes, InputFiles, RowsPerFile};
use super::inputs::{LoadedBook, load_book_of, texts};
use super::progress::Progress;
use super::publish::Draft;
use super::stream::{Budget, Passes, Scanned, Setting, Shared};
use super::written::{Told, Written};
use super::{hashing, manifest, summary};
use crate::price::Gap;
use crate::reconcile::Terms;
use crate::report::{Options, Report, write_summary};
use crate::source::{BilledSource, TransactionSource};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Engine version as reports carry it.
pub const ENGINE: &str = concat!("trueup ", env!("CARGO_PKG_VERSION"));

/// Rows priced in one go, if nothing else is said: those of a piece.
pub const BATCH_ROWS: NonZeroUsize = NonZeroUsize::MIN.saturating_add((1 << 17) - 1);

/// What the command line says over the config.
#[derive(Debug, Clone, Copy)]
pub struct Overrides {
    /// Leave out `costs.parquet`.
    pub no_costs: bool,
    /// How many rows are priced in one go; the report does not depend on it.
    pub batch_rows: NonZeroUsize,
    /// Bytes that may hold transactions and billed lines; what does not fit goes to files. The report does not
    /// depend on it.
    pub memory: u64,
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
    let components: Vec<String> = book.program.components.iter().map(|part| part.name.clone()).collect();
    config.check_components(&components.iter().map(String::as_str).collect::<Vec<_>>())?;
    clock.lap("book");
    let files = InputFiles::open(&config, &book.program.attributes)?;
    let home = config.resolve(&config.reports).join(&config.name);
    let draft = Draft::begin(&home)?;
    let options = Options {
        costs: config.costs && !overrides.no_costs,
        workbook_rows: config.workbook_rows,
        ..Options::default()
    };
    let stamps = files.stamps()?;
    let job = Job { config: &config, book: &book, files: &files, components, options, overrides, progress };
    let mut written = Written::begin(&draft, &options)?;
    let (hashes, read) = std::thread::scope(|scope| {
        let hashing = scope.spawn(|| files.hash());
        let read = job.stream(&draft, &mut written, &mut clock);
        let hashes = hashing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // A fault of what is read tells more than one of hashing it.
        read.and_then(|read| hashes.map(|hashes| (hashes, read)))
    })?;
    // What was read twice, and hashed beside, must have been the same all the time.
    if files.stamps()? != stamps {
        return Err(RunError::Changed);
    }
    progress.stage("writing the report", None);
    let outcome = job.publish(draft, written, &hashes, read, clock);
    progress.finish();
    outcome
}

struct Job<'a> {
    config: &'a Config,
    book: &'a LoadedBook,
    files: &'a InputFiles,
    components: Vec<String>,
    options: Options,
    overrides: Overrides,
    progress: &'a dyn Progress,
}

/// What streaming the input through found, beside what was written.
struct Streamed {
    transactions: Scanned,
    billed: Option<Scanned>,
    reference_notes: Vec<String>,
    references: crate::source::RowsRead,
    terms: Terms,
    components: Vec<String>,
    gaps: Vec<Gap>,
    spilled: usize,
}

impl Job<'_> {
    /// Reads everything once, finds what belongs together, prices and compares it.
    fn stream(&self, draft: &Draft, written: &mut Written, clock: &mut Clock) -> Result<Streamed, RunError> {
        let Job { book, files, .. } = *self;
        let (program, attributes) = (&book.program, &book.program.attributes);
        let source = TransactionSource::open(
            &files.transactions,
            &files.profile,
            attributes,
            &files.set,
            &files.references,
        )?;
        let shared = Shared::new(attributes, &self.components);
        let names: Vec<String> = files.transactions.iter().map(|file| file.shown.clone()).collect();
        let threads = rayon::current_num_threads();
        let setting = Setting {
            program,
            fx: &files.fx.table,
            files: &names,
            costs: self.options.costs,
            threads,
            scratch: draft.scratch(),
            batch_rows: self.overrides.batch_rows,
        };
        let budget = Budget::new(usize::try_from(self.overrides.memory).unwrap_or(usize::MAX) / 2);
        let own_bill = files.billed.is_none();
        let mut passes = Passes::new(setting, &shared, &source, own_bill, &budget);
        let (bytes, billed_bytes) = files.bytes();

        self.progress.stage("reading transactions", bytes);
        let mut transactions = Scanned::default();
        passes.read_transactions(|mut scanned, bytes| {
            written.rows(&mut scanned)?;
            transactions += scanned;
            self.progress.advance(bytes);
            self.progress.rows(transactions.kept);
            Ok(())
        })?;
        clock.lap("read_transactions");
        let mut billed = None;
        if let Some((files, profile)) = &files.billed {
            self.progress.stage("reading billed costs", billed_bytes);
            let source = BilledSource::open(files, profile, attributes)?;
            let mut scanned = Scanned::default();
            passes.read_billed(&source, |mut found, bytes| {
                written.rows(&mut found)?;
                scanned += found;
                self.progress.advance(bytes);
                self.progress.rows(scanned.lines);
                Ok(())
            })?;
            billed = Some(scanned);
            clock.lap("read_billed");
        }
        let terms = self.terms(&transactions, billed.as_ref());
        self.progress.stage("pairing", None);
        let joined = passes.join(&transactions.rows.rejected_keys)?;
        clock.lap("pair");
        self.progress.stage_of("pricing and comparing", transactions.kept);
        let mut sink = Told { written, progress: self.progress, rows: 0 };
        let gaps = joined.compare(&terms, &mut sink)?;
        clock.lap("price_and_compare");
        let references = source.reference_rows();
        Ok(Streamed {
            reference_notes: source.reference_notes(&transactions.joined, transactions.kept),
            references: references.clone(),
            gaps,
            spilled: joined.spilled_bytes(),
            components: joined.components.clone(),
            transactions,
            billed,
            terms,
        })
    }

    fn terms(&self, transactions: &Scanned, billed: Option<&Scanned>) -> Terms {
        let mut terms = self.config.terms.clone();
        let lines_rejected = billed.map_or(0, |billed| billed.rows.rows_rejected);
        terms.incomplete = transactions.rows.rows_rejected + lines_rejected > 0;
        terms.rejected = transactions.rows.rejected_keys.iter().cloned().collect();
        let newest = transactions.newest.max(billed.and_then(|billed| billed.newest));
        terms.as_of = terms.as_of.or(newest);
        terms
    }

    fn publish(
        &self,
        draft: Draft,
        written: Written,
        hashes: &Hashes,
        mut streamed: Streamed,
        mut clock: Clock,
    ) -> Result<RunOutcome, RunError> {
        let attributes = &self.book.program.attributes;
        streamed.transactions.rows.add_unknown_values_of(&streamed.references);
        streamed.transactions.rows.tell_unknown_values(attributes);
        if let Some(billed) = &mut streamed.billed {
            billed.rows.tell_unknown_values(attributes);
        }
        let rows = RowsPerFile {
            transactions: &streamed.transactions.rows.rows_per_file,
            billed: streamed.billed.as_ref().map_or(&[], |billed| &billed.rows.rows_per_file),
            references: &streamed.references.rows_per_file,
        };
        let mut inputs = self.files.records(hashes, rows);
        inputs.extend(texts(&self.book.sources, |_| "book"));
        let Written {
            mut tables,
            figures,
            disputed,
            unproven,
            other_rows,
            broken_checks,
            repeats,
            notes,
            ..
        } = written;
        let facts = summary::Facts {
            config: self.config,
            book: self.book,
            transactions: &streamed.transactions,
            billed: streamed.billed.as_ref(),
            references: &streamed.references,
            figures: &figures,
            components: &streamed.components,
            gaps: &streamed.gaps,
            as_of: streamed.terms.as_of,
            costs: self.options.costs,
            inputs,
            shown: summary::ShownRows {
                disputed: disputed.shown(),
                unproven: unproven.shown(),
                other_rows,
                broken_checks,
            },
            repeats,
        };
        let report = summary::report(facts)?;
        tables.rejects(&report.rejects)?;
        tables.finish()?;
        write_summary(&report, draft.folder(), &self.options)?;
        clock.lap("write");
        let hashes = hashes_of(draft.folder())?;
        let text = manifest::manifest(&report, &hashes, &clock, streamed.spilled);
        let path = draft.folder().join("manifest.json");
        std::fs::write(&path, text).map_err(RunError::io("cannot write", path))?;
        let folder = draft.publish(&report.run_id)?;
        Ok(RunOutcome { folder, notes: self.notes(streamed, notes), report })
    }

    /// What the log should say.
    fn notes(&self, streamed: Streamed, mut notes: Vec<String>) -> Vec<String> {
        let mut all = Vec::new();
        if streamed.billed.is_some() && streamed.transactions.lines > 0 {
            all.push(format!(
                "{} costs in columns of the transactions are left alone: [billed] names files",
                streamed.transactions.lines
            ));
        }
        all.extend(self.missing_facts(&streamed.transactions.present));
        all.extend(streamed.gaps.iter().map(|gap| gap.text(&self.book.program.attributes)));
        all.append(&mut notes);
        all.extend(streamed.transactions.rows.notes);
        all.extend(streamed.references.notes);
        all.extend(streamed.reference_notes);
        all.extend(streamed.billed.into_iter().flat_map(|billed| billed.rows.notes));
        all
    }

    /// Facts that the book asks for and no column carries.
    fn missing_facts(&self, present: &[bool]) -> Option<String> {
        let program = &self.book.program;
        let computed = |id: &crate::facts::AttributeId| {
            program.attributes.get(*id).derived || program.aggregates.iter().any(|sum| sum.attribute == *id)
        };
        let missing: Vec<&str> = program
            .needed()
            .into_iter()
            .filter(|id| !computed(id) && !present.get(id.0).copied().unwrap_or(false))
            .map(|id| program.attributes.name(id))
            .collect();
        (!missing.is_empty())
            .then(|| format!("the book asks for facts that no column carries: {}", missing.join(", ")))
    }
}

/// Size and hash of every file written, by name.
fn hashes_of(folder: &Path) -> Result<BTreeMap<String, (u64, String)>, RunError> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(RunError::io("cannot read", folder))? {
        let entry = entry.map_err(RunError::io("cannot read", folder))?;
        files.insert(entry.file_name().to_string_lossy().into_owned(), hashing::of_file(&entry.path())?);
    }
    Ok(files)
}
