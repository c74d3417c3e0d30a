//! The stream held against the comparison of everything at once: random faults in the input of the contract, cut into
//! many files, in much memory and in none.

use super::{Budget, Figures, Made, Passes, Scanned, Setting, Shared, Sink};
use crate::price::BATCH_ROWS;
use crate::reconcile::{Kind, Terms};
use crate::report::ComparisonRow;
use crate::run::config::Config;
use crate::run::error::RunError;
use crate::run::facade::{self, compare};
use crate::run::input_files::InputFiles;
use crate::run::inputs::{Inputs, LoadedBook, load_book_of};
use crate::run::progress::Silent;
use crate::run::whole_bill::take_billed;
use crate::source::{BilledSource, TransactionSource};
use proptest::test_runner::{RngAlgorithm, TestRng};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

type Dice = TestRng;

fn roll(dice: &mut Dice, sides: usize) -> usize {
    use proptest::prelude::Rng;
    dice.next_u32() as usize % sides
}

/// Pairs, billed and expected money by component, kind and currency; where lines went; rows priced, unpriced, repeated.
type Said = (BTreeMap<(String, Kind, String), (u64, String, String)>, [u64; 3], [u64; 3]);

fn said(figures: &Figures, components: &[String]) -> Said {
    let verdicts = figures.verdicts.iter().map(|((component, kind, currency), sums)| {
        let currency = currency.map(|currency| currency.to_string()).unwrap_or_default();
        let money = |amount: crate::money::Decimal| amount.normalize().to_string();
        (
            (components[*component].clone(), *kind, currency),
            (sums.pairs, money(sums.billed), money(sums.expected)),
        )
    });
    let lines = figures.lines;
    let lines = [lines.paired, lines.unexpected, lines.duplicate];
    (verdicts.collect(), lines, [figures.priced, figures.unpriced, figures.repeated])
}

/// One cell of a row is changed, a row is repeated, or an id is taken from another row.
fn spoil(rows: &mut Vec<Vec<String>>, dice: &mut Dice) {
    const CELLS: [&str; 8] = ["", "x", "-1", "0.005", "USD", "sale", "refund", "9999999999999999"];
    for _ in 0..roll(dice, 60) {
        let (row, other) = (roll(dice, rows.len()), roll(dice, rows.len()));
        match roll(dice, 6) {
            0 => rows.push(rows[row].clone()),
            1 => {
                rows.swap(row, other);
            }
            2 => rows[row][0] = rows[other][0].clone(),
            3 => rows[row][1] = ["", "sale", "refund", "chargeback"][roll(dice, 4)].to_owned(),
            _ => {
                let column = roll(dice, rows[row].len());
                rows[row][column] = match roll(dice, 3) {
                    0 => CELLS[roll(dice, CELLS.len())].to_owned(),
                    _ => rows[other][column].clone(),
                };
            }
        }
    }
    rows.truncate(400);
}

/// Spreads the rows of a file, some of them spoilt, over several files.
fn spread(folder: &Path, name: &str, dice: &mut Dice) {
    let path = folder.join(format!("{name}.csv"));
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<Vec<String>> =
        rows.lines().map(|row| row.split(',').map(str::to_owned).collect()).collect();
    rows.truncate(150);
    spoil(&mut rows, dice);
    let files = 1 + roll(dice, 9);
    for file in 0..files {
        let rows = rows.iter().enumerate().filter(|(place, _)| place * files / rows.len() == file);
        let rows: String = rows.map(|(_, row)| format!("{}\n", row.join(","))).collect();
        fs::write(folder.join(format!("{name}{file}.csv")), format!("{header}\n{rows}")).unwrap();
    }
}

fn scenario(dice: &mut Dice) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contract");
    for part in ["data", "fee_schedules"] {
        fs::create_dir(folder.path().join(part)).unwrap();
        for file in fs::read_dir(from.join(part)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), folder.path().join(part).join(file.file_name())).unwrap();
        }
    }
    fs::copy(from.join("trueup.toml"), folder.path().join("trueup.toml")).unwrap();
    for name in ["transactions", "billed"] {
        spread(&folder.path().join("data"), name, dice);
    }
    folder
}

fn terms(
    rejected: &[(String, Option<String>)],
    rows_rejected: u64,
    as_of: Option<crate::money::Date>,
) -> Terms {
    Terms {
        rejected: rejected.iter().cloned().collect(),
        incomplete: rows_rejected > 0,
        as_of,
        ..Terms::default()
    }
}

/// Everything compared at once.
fn whole(config: &Config, book: &LoadedBook) -> Said {
    let mut inputs = Inputs::read(config, &book.program.attributes, &Silent).unwrap();
    let billed = take_billed(&mut inputs);
    let rows = &inputs.transactions.rows;
    let rejected = rows.rows_rejected + inputs.billed.as_ref().unwrap().rows.rows_rejected;
    let terms = terms(&rows.rejected_keys, rejected, None);
    let setting = facade::Setting {
        program: &book.program,
        fx: &inputs.fx,
        terms: &terms,
        totals: None,
        batch_rows: BATCH_ROWS,
    };
    let (batch, line_ids) = (&mut inputs.transactions.batch, &inputs.transactions.line_ids);
    let comparison = compare(&setting, batch, line_ids, &billed).unwrap();
    let mut figures = Figures::default();
    comparison.paired.pairs.iter().for_each(|pair| figures.add_pair(pair).unwrap());
    for row in 0..comparison.priced.rows() {
        let repeated = comparison.repeats.iter().any(|repeat| repeat.row == row);
        match (repeated, comparison.priced.is_priced(row)) {
            (true, _) => figures.repeated += 1,
            (false, true) => figures.priced += 1,
            (false, false) => figures.unpriced += 1,
        }
    }
    said(&figures, &comparison.paired.components)
}

#[derive(Default)]
struct Seen {
    figures: Figures,
    rows: Vec<ComparisonRow>,
}

impl Sink for Seen {
    fn unit(&mut self, made: Made) -> Result<(), RunError> {
        self.figures.merge(&made.figures)?;
        self.rows.extend(made.discrepancies);
        Ok(())
    }
}

/// The same as a stream, with the rows that people read.
fn streamed(config: &Config, book: &LoadedBook, memory: usize, threads: usize) -> (Said, Vec<ComparisonRow>) {
    let files = InputFiles::open(config, &book.program.attributes).unwrap();
    let attributes = &book.program.attributes;
    let source = TransactionSource::open(
        &files.transactions,
        &files.profile,
        attributes,
        &files.set,
        &files.references,
    );
    let source = source.unwrap();
    let components: Vec<String> = book.program.components.iter().map(|part| part.name.clone()).collect();
    let shared = Shared::new(attributes, &components);
    let scratch = tempfile::tempdir().unwrap();
    let setting = Setting {
        program: &book.program,
        fx: &files.fx.table,
        files: &[],
        costs: false,
        threads,
        scratch: scratch.path(),
        batch_rows: BATCH_ROWS,
    };
    let mut passes = Passes::new(setting, &shared, &source, false, &Budget::new(memory));
    let (mut transactions, mut lines) = (Scanned::default(), Scanned::default());
    passes
        .read_transactions(|scanned, _| {
            transactions += scanned;
            Ok(())
        })
        .unwrap();
    let (billed, profile) = files.billed.as_ref().unwrap();
    let billed = BilledSource::open(billed, profile, attributes).unwrap();
    passes
        .read_billed(&billed, |scanned, _| {
            lines += scanned;
            Ok(())
        })
        .unwrap();
    let rejected = transactions.rows.rows_rejected + lines.rows.rows_rejected;
    let terms = terms(&transactions.rows.rejected_keys, rejected, None);
    let joined = passes.join(&transactions.rows.rejected_keys).unwrap();
    let mut seen = Seen::default();
    joined.compare(&terms, &mut seen).unwrap();
    assert_eq!(joined.spilled_bytes() > 0, memory == 0);
    assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0, "nothing is left behind");
    (said(&seen.figures, &joined.components), seen.rows)
}

#[test]
fn a_stream_in_any_memory_says_what_the_comparison_of_everything_at_once_says() {
    let mut dice = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut kinds = std::collections::BTreeSet::new();
    for _ in 0..40 {
        let folder = scenario(&mut dice);
        let config = Config::load(&folder.path().join("trueup.toml")).unwrap();
        let book = load_book_of(&config).unwrap();
        let wanted = whole(&config, &book);
        let (found, rows) = streamed(&config, &book, usize::MAX, 1);
        assert_eq!(found, wanted, "in {}", folder.keep().display());
        for (memory, threads) in [(0, 1), (0, 2), (usize::MAX, 2)] {
            assert!(streamed(&config, &book, memory, threads) == (wanted.clone(), rows.clone()));
        }
        kinds.extend(wanted.0.keys().map(|(_, kind, _)| *kind));
    }
    assert!(kinds.len() >= 10, "only {kinds:?} came up");
}
