//! `trueup run`.

use super::arguments::{Format, RunArguments};
use super::exit::Exit;
use super::faults::plural;
use super::machine::quarter_of_memory;
use super::terminal::{Bar, say};
use serde_json::json;
use std::fmt::Write;
use trueup::money::{Currency, plain};
use trueup::reconcile::Verdict;
use trueup::report::Report;
use trueup::run::{Overrides, RunError, RunOutcome};

pub fn run(arguments: &RunArguments) -> Result<Exit, RunError> {
    tracing::info!(config = %arguments.config.display(), "run begins");
    let memory = arguments.memory.map_or_else(quarter_of_memory, |size| size.as_u64());
    let (no_costs, batch_rows) = (arguments.no_costs, arguments.batch_rows);
    let overrides = Overrides { no_costs, batch_rows, memory };
    let progress = Bar::default();
    let outcome = trueup::run::run(&arguments.config, overrides, &progress);
    drop(progress);
    let outcome = outcome?;
    log(&outcome);
    match arguments.format {
        Format::Human => say(in_words(&outcome)),
        Format::Json => say(as_json(&outcome)),
    }
    Ok(if outcome.report.exit_code == 0 { Exit::Done } else { Exit::OutsideGates })
}

fn log(outcome: &RunOutcome) {
    let report = &outcome.report;
    for note in &outcome.notes {
        tracing::warn!("{note}");
    }
    for unknown in &report.unknown_values {
        let (attribute, value, rows) = (&unknown.attribute, &unknown.value, unknown.rows);
        tracing::warn!(attribute, value, rows, "value outside the attribute's list, read as unknown");
    }
    for late in &report.past_review {
        tracing::warn!(schedule = late.schedule, review_by = %late.review_by, "source past its review date");
    }
    tracing::info!(
        run_id = report.run_id,
        folder = %outcome.folder.display(),
        rows_read = report.rows.read,
        rows_priced = report.rows.priced,
        rows_unpriced = report.rows.unpriced,
        rows_rejected = report.rows.rejected,
        findings = report.findings.len(),
        exit_code = report.exit_code,
        "report published"
    );
}

fn as_json(outcome: &RunOutcome) -> String {
    let summary = std::fs::read_to_string(outcome.folder.join("summary.json")).unwrap_or_default();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap_or_default();
    format!("{:#}", json!({ "folder": outcome.folder.display().to_string(), "summary": summary }))
}

fn in_words(outcome: &RunOutcome) -> String {
    // Writing into a String cannot fail.
    let mut text = String::new();
    let _ = describe(&outcome.report, &mut text);
    let workbook = outcome.folder.join("report.xlsx");
    let _ = write!(text, "\nWorkbook: {}", workbook.display());
    text
}

fn describe(report: &Report, to: &mut String) -> std::fmt::Result {
    const FINDINGS_SHOWN: usize = 12;
    let rows = report.rows;
    writeln!(to, "{} {}", report.name, report.run_id)?;
    let count = |rows: u64, what| plural(rows as usize, what);
    write!(to, "{}: {} priced, ", count(rows.read, "transaction"), rows.priced)?;
    writeln!(
        to,
        "{} unpriced, {} rejected; {}",
        rows.unpriced,
        rows.rejected,
        count(rows.other, "other row")
    )?;

    let head = ("component", "expected", "billed", "variance", "unproven");
    writeln!(to, "\n{:<14} {:>14} {:>14} {:>14} {:>12}  currency", head.0, head.1, head.2, head.3, head.4)?;
    for total in &report.totals {
        let amount = |amount| plain(amount, Some(total.currency));
        let (expected, billed) = (amount(total.expected), amount(total.billed));
        let (variance, unproven) = (amount(total.variance), amount(total.unproven));
        write!(to, "{:<14} {expected:>14} {billed:>14} {variance:>14}", total.component)?;
        writeln!(to, " {unproven:>12}  {}", total.currency)?;
    }
    for verdict in [Verdict::Agreed, Verdict::Disputed, Verdict::Unproven] {
        let lines: u64 = report
            .verdicts
            .iter()
            .filter(|total| total.kind.verdict() == verdict)
            .map(|total| total.lines)
            .sum();
        write!(to, "{}{lines} {}", if verdict == Verdict::Agreed { "\n" } else { ", " }, verdict.name())?;
    }
    writeln!(to)?;

    if !report.findings.is_empty() {
        writeln!(to, "\nFindings, the most money first:")?;
    }
    for finding in report.findings.iter().take(FINDINGS_SHOWN) {
        let money = format!(
            "{} {}",
            plain(finding.variance, finding.currency),
            finding.currency.map_or("", Currency::code)
        );
        let (id, kind, place) = (&finding.id, finding.kind.name(), &finding.place);
        writeln!(to, "  {id:<4} {money:>12}  {:>3} × {kind} {place}: {}", finding.lines, finding.cause)?;
    }
    if report.findings.len() > FINDINGS_SHOWN {
        writeln!(to, "  … and {} more in the workbook", report.findings.len() - FINDINGS_SHOWN)?;
    }
    let unbalanced = report.row_checks.broken;
    if unbalanced > 0 {
        let checked = count(report.row_checks.checked, "row");
        writeln!(to, "{unbalanced} of {checked} state a net amount that their parts do not come to")?;
    }
    if report.gates.is_empty() {
        writeln!(to, "No gates are declared, so the exit status is 0 whatever is found")?;
    }
    for gate in &report.gates {
        let verdict = if gate.passed { "within" } else { "OUTSIDE" };
        writeln!(to, "Gate {}: {} is {verdict} {}", gate.name, gate.value, gate.limit)?;
    }
    Ok(())
}
