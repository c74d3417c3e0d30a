//! The report of a run: counts, figures and rows put together.

use super::config::Config;
use super::error::RunError;
use super::inputs::LoadedBook;
use super::job::ENGINE;
use super::stream::{Figures, Scanned};
use super::{figures, gates, hashing, rule_use};
use crate::facts::{OtherRow, RejectRow, RowCheck, UnknownValue};
use crate::money::Date;
use crate::price::Gap;
use crate::reconcile::Broken;
use crate::report::{
    AggregateGap, BilledCounts, ComparisonRow, Input, Report, RowCheckCounts, RowCounts, Shown,
};
use crate::source::RowsRead;

/// What a report is made of.
pub struct Facts<'a> {
    pub config: &'a Config,
    pub book: &'a LoadedBook,
    pub transactions: &'a Scanned,
    /// The billed costs, where they have files of their own.
    pub billed: Option<&'a Scanned>,
    /// The rows of reference files.
    pub references: &'a RowsRead,
    pub figures: &'a Figures,
    /// The components in the order of reports.
    pub components: &'a [String],
    pub gaps: &'a [Gap],
    pub as_of: Option<Date>,
    /// Whether `costs.parquet` is written.
    pub costs: bool,
    pub inputs: Vec<Input>,
    pub shown: ShownRows,
    /// Rows that repeat another.
    pub repeats: Vec<RejectRow>,
}

/// The rows that the workbook shows.
pub struct ShownRows {
    pub disputed: Shown<ComparisonRow>,
    pub unproven: Shown<ComparisonRow>,
    pub other_rows: Shown<OtherRow>,
    pub broken_checks: Shown<RowCheck>,
}

/// Puts the report together. Rows, lines or money that went nowhere are an error.
pub fn report(facts: Facts<'_>) -> Result<Report, RunError> {
    let Facts { config, book, figures, components, as_of, .. } = facts;
    conserved(figures, components)?;
    let coverage = figures::coverage(figures, components)?;
    let gates = gates::check(&config.gates, coverage.last(), &figures.charged.too_much);
    let exit_code = u8::from(gates.iter().any(|gate| !gate.passed));
    let (rows, billed_lines, rejects) = (row_counts(&facts)?, billed_counts(&facts)?, rejects(&facts));
    let ShownRows { disputed, unproven, other_rows, broken_checks } = facts.shown;
    Ok(Report {
        name: config.name.clone(),
        run_id: hashing::run_id(as_of, ENGINE, &facts.inputs, facts.costs),
        as_of,
        rows,
        billed_lines,
        totals: figures::totals(figures, components)?,
        verdicts: figures::verdicts(figures, components),
        coverage,
        findings: figures::findings(figures),
        gates,
        comparison_rows: figures.pairs(),
        charged: figures.charged.clone(),
        unproven_reasons: figures.unproven.clone(),
        disputed,
        unproven,
        rejects,
        other_rows,
        row_checks: row_checks(facts.transactions, facts.billed),
        broken_checks,
        unknown_values: unknown_values(facts.transactions, facts.billed),
        aggregate_gaps: facts.gaps.iter().map(|gap| aggregate_gap(gap, book)).collect(),
        rules: rule_use::rule_use(&book.program, figures)?,
        past_review: rule_use::past_review(&book.book, as_of),
        inputs: facts.inputs,
        engine: ENGINE.to_owned(),
        parameters: parameters(config),
        exit_code,
    })
}

/// INVARIANT (money): what came in is what the pairs show, per component and currency, to the last digit.
fn conserved(figures: &Figures, components: &[String]) -> Result<(), RunError> {
    let (shown, came_in) = (figures.shown()?, &figures.came_in);
    for key in shown.keys().chain(came_in.keys()) {
        let (into, out) =
            (came_in.get(key).copied().unwrap_or_default(), shown.get(key).copied().unwrap_or_default());
        if into != out {
            return Err(RunError::from(Broken::Money {
                component: components[key.0].clone(),
                currency: key.1,
                expected_in: into.0,
                expected_out: out.0,
                billed_in: into.1,
                billed_out: out.1,
            }));
        }
    }
    Ok(())
}

fn aggregate_gap(gap: &Gap, book: &LoadedBook) -> AggregateGap {
    let aggregate = book.program.attributes.name(gap.attribute).to_owned();
    AggregateGap { aggregate, rows: gap.rows as u64, why: gap.why.to_owned() }
}

fn row_checks(transactions: &Scanned, billed: Option<&Scanned>) -> RowCheckCounts {
    let more = billed.map(|billed| billed.row_checks).unwrap_or_default();
    let RowCheckCounts { checked, broken } = transactions.row_checks;
    RowCheckCounts { checked: checked + more.checked, broken: broken + more.broken }
}

fn unknown_values(transactions: &Scanned, billed: Option<&Scanned>) -> Vec<UnknownValue> {
    let more = billed.into_iter().flat_map(|billed| &billed.rows.unknown_values);
    transactions.rows.unknown_values.iter().chain(more).cloned().collect()
}

/// INVARIANT (rows): read = priced + unpriced + rejected.
fn row_counts(facts: &Facts<'_>) -> Result<RowCounts, RunError> {
    let (figures, transactions) = (facts.figures, facts.transactions);
    let other = transactions.other_rows;
    let in_files: u64 = transactions.rows.rows_per_file.iter().sum();
    let (priced, unpriced) = (figures.priced, figures.unpriced);
    let rejected = transactions.rows.rows_rejected + figures.repeated;
    let counts = RowCounts { read: in_files - other.min(in_files), priced, unpriced, rejected, other };
    if counts.read != priced + unpriced + rejected {
        return Err(RunError::RowsLost(format!(
            "of {} rows, {priced} are priced, {unpriced} unpriced and {rejected} rejected",
            counts.read
        )));
    }
    Ok(counts)
}

/// INVARIANT (lines): read = paired + unexpected + duplicate + rejected.
fn billed_counts(facts: &Facts<'_>) -> Result<BilledCounts, RunError> {
    let bill = facts.billed.unwrap_or(facts.transactions);
    let rejected = bill.rows.billed_rejected;
    let counts = BilledCounts { read: bill.lines + rejected, rejected, ..facts.figures.lines };
    if counts.read != counts.paired + counts.unexpected + counts.duplicate + counts.rejected {
        return Err(RunError::RowsLost(format!("billed lines do not add up: {counts:?}")));
    }
    Ok(counts)
}

/// Rows that could not be used, and rows that repeat another, in the order of files and rows.
fn rejects(facts: &Facts<'_>) -> Vec<RejectRow> {
    let of_bill = facts.billed.into_iter().flat_map(|billed| &billed.rows.rejects);
    let all = facts.transactions.rows.rejects.iter().chain(of_bill).chain(&facts.references.rejects);
    let mut rejects: Vec<RejectRow> = all.chain(&facts.repeats).cloned().collect();
    rejects.sort();
    rejects
}

fn parameters(config: &Config) -> Vec<(String, String)> {
    let mut parameters = vec![
        ("book".to_owned(), config.book.clone()),
        ("transactions".to_owned(), config.transactions.files.join(", ")),
        ("profile".to_owned(), config.transactions.profile.value.clone()),
    ];
    if let Some((files, profile)) = &config.billed {
        parameters.push(("billed".to_owned(), files.join(", ")));
        parameters.push(("billed profile".to_owned(), profile.value.clone()));
    }
    for reference in &config.references {
        let joined = format!("{} by {}", reference.files.join(", "), reference.key.value);
        parameters.push((format!("reference {}", reference.name), joined));
    }
    for (name, value) in &config.transactions.set {
        parameters.push((format!("set {}", name.value), value.value.clone()));
    }
    for (component, tolerance) in &config.terms.tolerance {
        parameters.push((format!("tolerance {component}"), tolerance.absolute.to_string()));
    }
    for (component, days) in &config.terms.lag_days {
        parameters.push((format!("lag {component}"), format!("{days} days")));
    }
    parameters
}
