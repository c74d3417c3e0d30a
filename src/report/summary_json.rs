//! `summary.json`: every figure of the summary. Amounts are strings, so that no reader rounds them.

use super::amount_text;
use super::{
    AggregateGap, BilledCounts, Coverage, Finding, Gate, PastReview, Report, RowCheckCounts, RowCounts,
    Total, VerdictTotal,
};
use crate::facts::UnknownValue;
use crate::money::{Currency, Date, Decimal, plain};
use serde::{Serialize, Serializer};

/// Grows when a field changes its meaning or goes; a new field alone does not change it.
const FORMAT_VERSION: u32 = 1;

/// The summary as pretty JSON with a trailing newline.
pub(super) fn render(report: &Report) -> serde_json::Result<String> {
    let RowCheckCounts { checked, broken } = report.row_checks;
    let summary = Summary {
        format_version: FORMAT_VERSION,
        name: &report.name,
        run_id: &report.run_id,
        as_of: report.as_of.map(day),
        rows: report.rows,
        billed_lines: report.billed_lines,
        totals: report.totals.iter().map(TotalEntry::of).collect(),
        verdicts: report.verdicts.iter().map(VerdictEntry::of).collect(),
        coverage: &report.coverage,
        findings: report.findings.iter().map(FindingEntry::of).collect(),
        gates: &report.gates,
        unknown_values: report.unknown_values.iter().map(UnknownEntry::of).collect(),
        aggregate_gaps: report.aggregate_gaps.iter().map(GapEntry::of).collect(),
        row_checks: RowChecks { checked, held: checked - broken, broken },
        past_review: report.past_review.iter().map(ReviewEntry::of).collect(),
        exit_code: report.exit_code,
    };
    serde_json::to_string_pretty(&summary).map(|json| json + "\n")
}

#[derive(Serialize)]
struct Summary<'a> {
    format_version: u32,
    name: &'a str,
    run_id: &'a str,
    as_of: Option<String>,
    rows: RowCounts,
    billed_lines: BilledCounts,
    totals: Vec<TotalEntry<'a>>,
    verdicts: Vec<VerdictEntry<'a>>,
    #[serde(serialize_with = "by_component")]
    coverage: &'a [Coverage],
    findings: Vec<FindingEntry<'a>>,
    gates: &'a [Gate],
    unknown_values: Vec<UnknownEntry<'a>>,
    aggregate_gaps: Vec<GapEntry<'a>>,
    row_checks: RowChecks,
    past_review: Vec<ReviewEntry<'a>>,
    exit_code: u8,
}

#[derive(Serialize)]
struct RowChecks {
    checked: u64,
    held: u64,
    broken: u64,
}

#[derive(Serialize)]
struct TotalEntry<'a> {
    component: &'a str,
    currency: &'static str,
    expected: String,
    billed: String,
    variance: String,
    unproven: String,
}

impl TotalEntry<'_> {
    fn of(total: &Total) -> TotalEntry<'_> {
        let text = |amount: Decimal| plain(amount, Some(total.currency));
        TotalEntry {
            component: &total.component,
            currency: total.currency.code(),
            expected: text(total.expected),
            billed: text(total.billed),
            variance: text(total.variance),
            unproven: text(total.unproven),
        }
    }
}

#[derive(Serialize)]
struct VerdictEntry<'a> {
    component: &'a str,
    verdict: &'static str,
    kind: &'static str,
    currency: Option<&'static str>,
    lines: u64,
    billed: String,
    expected: String,
    variance: String,
}

impl VerdictEntry<'_> {
    fn of(total: &VerdictTotal) -> VerdictEntry<'_> {
        let text = |amount: Decimal| plain(amount, total.currency);
        VerdictEntry {
            component: &total.component,
            verdict: total.kind.verdict().name(),
            kind: total.kind.name(),
            currency: total.currency.map(Currency::code),
            lines: total.lines,
            billed: text(total.billed),
            expected: text(total.expected),
            variance: text(total.variance),
        }
    }
}

#[derive(Serialize)]
struct FindingEntry<'a> {
    id: &'a str,
    component: &'a str,
    kind: &'static str,
    cause: &'a str,
    r#where: &'a str,
    lines: u64,
    variance: String,
    currency: Option<&'static str>,
    first_dated: Option<String>,
    last_dated: Option<String>,
}

impl FindingEntry<'_> {
    fn of(finding: &Finding) -> FindingEntry<'_> {
        FindingEntry {
            id: &finding.id,
            component: &finding.component,
            kind: finding.kind.name(),
            cause: &finding.cause,
            r#where: &finding.place,
            lines: finding.lines,
            variance: plain(finding.variance, finding.currency),
            currency: finding.currency.map(Currency::code),
            first_dated: finding.first_dated.map(day),
            last_dated: finding.last_dated.map(day),
        }
    }
}

#[derive(Serialize)]
struct UnknownEntry<'a> {
    attribute: &'a str,
    value: &'a str,
    rows: u64,
}

impl UnknownEntry<'_> {
    fn of(unknown: &UnknownValue) -> UnknownEntry<'_> {
        UnknownEntry { attribute: &unknown.attribute, value: &unknown.value, rows: unknown.rows }
    }
}

#[derive(Serialize)]
struct GapEntry<'a> {
    aggregate: &'a str,
    rows: u64,
    why: &'a str,
}

impl GapEntry<'_> {
    fn of(gap: &AggregateGap) -> GapEntry<'_> {
        GapEntry { aggregate: &gap.aggregate, rows: gap.rows, why: &gap.why }
    }
}

#[derive(Serialize)]
struct ReviewEntry<'a> {
    schedule: &'a str,
    source: &'a str,
    verified_on: Option<String>,
    review_by: String,
}

impl ReviewEntry<'_> {
    fn of(review: &PastReview) -> ReviewEntry<'_> {
        ReviewEntry {
            schedule: &review.schedule,
            source: &review.source,
            verified_on: review.verified_on.map(day),
            review_by: day(review.review_by),
        }
    }
}

/// Components in the order of the report, `total` last; a plain map would sort them.
fn by_component<S: Serializer>(coverage: &[Coverage], serializer: S) -> Result<S::Ok, S::Error> {
    serializer
        .collect_map(coverage.iter().map(|entry| (&entry.component, entry.share.map(amount_text::share))))
}

fn day(date: Date) -> String {
    date.to_string()
}
