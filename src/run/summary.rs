//! The report of a run: counts, figures and rows put together.

use super::config::Config;
use super::error::RunError;
use super::facade::Comparison;
use super::inputs::{Inputs, LoadedBook};
use super::job::ENGINE;
use super::{figures, gates, hashing, rule_use};
use crate::facts::{Batch, BilledLine, OtherRow, RejectRow, RowCheck};
use crate::money::Date;
use crate::price::Gap;
use crate::reconcile::{Kind, Verdict, balance, coverage};
use crate::report::{
    AggregateGap, BilledCounts, Charged, ComparisonRow, Coverage, Report, RowCheckCounts, RowCounts, Shown,
    Top, UnprovenReasons,
};
use crate::source::masked;
use std::collections::HashSet;

/// What a report is made of.
pub struct Facts<'a> {
    pub config: &'a Config,
    pub book: &'a LoadedBook,
    pub inputs: &'a Inputs,
    pub batch: &'a Batch,
    pub billed: &'a [BilledLine],
    pub comparison: &'a Comparison,
    pub as_of: Option<Date>,
    /// Whether `costs.parquet` is written.
    pub costs: bool,
}

/// Puts the report together. Rows or lines that went nowhere are an error.
pub fn report(facts: &Facts<'_>, rows: &[ComparisonRow]) -> Result<Report, RunError> {
    let Facts { config, book, inputs, comparison, as_of, .. } = *facts;
    let components = &comparison.paired.components;
    let totals = figures::totals(&balance(&comparison.paired)?, components, rows)?;
    let verdicts = figures::verdicts(rows, components)?;
    let findings = figures::findings(rows)?;
    let most = config.workbook_rows;
    let (mut charged, mut unproven_reasons) = (Charged::default(), UnprovenReasons::default());
    let (mut disputed, mut unproven) = (Top::new(most), Top::new(most));
    for row in rows {
        charged.add(row)?;
        unproven_reasons.add(row)?;
        match row.kind.verdict() {
            Verdict::Agreed => {}
            Verdict::Disputed => disputed.add(row),
            Verdict::Unproven => unproven.add(row),
        }
    }
    let checks = row_checks(inputs);
    let broken: Vec<_> = checks.iter().filter(|check| !check.holds).cloned().collect();
    let coverage = coverages(comparison)?;
    let gates = gates::check(&config.gates, coverage.last(), &charged.too_much);
    let exit_code = u8::from(gates.iter().any(|gate| !gate.passed));
    Ok(Report {
        name: config.name.clone(),
        run_id: hashing::run_id(as_of, ENGINE, &inputs.files, facts.costs),
        as_of,
        rows: row_counts(facts)?,
        billed_lines: billed_counts(facts)?,
        totals,
        verdicts,
        coverage,
        findings,
        gates,
        comparison_rows: rows.len() as u64,
        charged,
        unproven_reasons,
        disputed: disputed.shown(),
        unproven: unproven.shown(),
        rejects: rejects(facts),
        other_rows: Shown::first(other_rows(inputs), most),
        row_checks: RowCheckCounts { checked: checks.len() as u64, broken: broken.len() as u64 },
        broken_checks: Shown::first(broken, most),
        unknown_values: both(
            &inputs.transactions.rows.unknown_values,
            inputs.billed.as_ref().map(|billed| &billed.rows.unknown_values),
        ),
        aggregate_gaps: aggregate_gaps(facts),
        rules: rule_use::rule_use(&book.program, comparison)?,
        past_review: rule_use::past_review(&book.book, as_of),
        inputs: inputs.files.clone(),
        engine: ENGINE.to_owned(),
        parameters: parameters(config),
        exit_code,
    })
}

/// The rows that are no transaction, of all inputs.
pub fn other_rows(inputs: &Inputs) -> Vec<OtherRow> {
    let own = inputs.billed.as_ref();
    both(&inputs.transactions.rows.other_rows, own.map(|billed| &billed.rows.other_rows))
}

/// The inputs' own arithmetic, checked on each row.
pub fn row_checks(inputs: &Inputs) -> Vec<RowCheck> {
    let own = inputs.billed.as_ref();
    both(&inputs.transactions.rows.row_checks, own.map(|billed| &billed.rows.row_checks))
}

fn aggregate_gaps(facts: &Facts<'_>) -> Vec<AggregateGap> {
    let attributes = &facts.book.program.attributes;
    let gap = |gap: &Gap| AggregateGap {
        aggregate: attributes.name(gap.attribute).to_owned(),
        rows: gap.rows as u64,
        why: gap.why.to_owned(),
    };
    facts.comparison.aggregates.gaps.iter().map(gap).collect()
}

fn both<T: Clone>(first: &[T], second: Option<&Vec<T>>) -> Vec<T> {
    first.iter().chain(second.into_iter().flatten()).cloned().collect()
}

fn coverages(comparison: &Comparison) -> Result<Vec<Coverage>, RunError> {
    let paired = &comparison.paired;
    let mut shares = Vec::new();
    for (place, component) in paired.components.iter().enumerate() {
        shares.push(Coverage { component: component.clone(), share: coverage(paired, Some(place))? });
    }
    shares.push(Coverage { component: "total".to_owned(), share: coverage(paired, None)? });
    Ok(shares)
}

fn repeated(comparison: &Comparison) -> HashSet<usize> {
    comparison.repeats.iter().map(|repeat| repeat.row).collect()
}

/// INVARIANT (rows): read = priced + unpriced + rejected.
fn row_counts(facts: &Facts<'_>) -> Result<RowCounts, RunError> {
    let repeated = repeated(facts.comparison);
    let transactions = &facts.inputs.transactions;
    let (mut priced, mut unpriced) = (0, 0);
    for row in (0..facts.batch.rows).filter(|row| !repeated.contains(row)) {
        let count = if facts.comparison.priced.is_priced(row) { &mut priced } else { &mut unpriced };
        *count += 1;
    }
    let other = transactions.rows.other_rows.len() as u64;
    let in_files: u64 = transactions.rows.rows_per_file.iter().sum();
    let rejected = transactions.rows.rows_rejected + repeated.len() as u64;
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
    let rejected = match &facts.inputs.billed {
        Some(billed) => billed.rows.billed_rejected,
        None => facts.inputs.transactions.rows.billed_rejected,
    };
    let mut counts =
        BilledCounts { read: facts.billed.len() as u64 + rejected, rejected, ..BilledCounts::default() };
    for pair in &facts.comparison.paired.pairs {
        let lines = pair.lines.len() as u64;
        match pair.kind {
            Kind::Unexpected => counts.unexpected += lines,
            Kind::Duplicate => counts.duplicate += lines,
            _ => counts.paired += lines,
        }
    }
    if counts.read != counts.paired + counts.unexpected + counts.duplicate + counts.rejected {
        return Err(RunError::RowsLost(format!("billed lines do not add up: {counts:?}")));
    }
    Ok(counts)
}

/// Rows that could not be used, and rows that repeat another, in the order of files and rows.
fn rejects(facts: &Facts<'_>) -> Vec<RejectRow> {
    let transactions = &facts.inputs.transactions;
    let own = facts.inputs.billed.as_ref();
    let mut rejects = both(&transactions.rows.rejects, own.map(|billed| &billed.rows.rejects));
    rejects.extend(transactions.reference_rows.rejects.iter().cloned());
    let consequence = match own {
        Some(_) => "it is not priced again",
        None => "its costs are reported as duplicates, and it is not priced again",
    };
    for repeat in &facts.comparison.repeats {
        let (origin, first) = (transactions.origins[repeat.row], transactions.origins[repeat.of]);
        let name = |file: u32| facts.inputs.transaction_files.get(file as usize).cloned().unwrap_or_default();
        let value = facts.batch.symbol(crate::facts::id::TRANSACTION_ID, repeat.row).unwrap_or_default();
        rejects.push(RejectRow {
            file: name(origin.file),
            row: origin.row,
            column: String::new(),
            reason: format!("repeats row {} of {}: {consequence}", first.row, name(first.file)),
            value: masked(value),
        });
    }
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
