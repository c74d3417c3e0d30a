//! Floor 5: the report of a run. A [`Report`] is a value; each renderer turns it into one file.

mod amount_text;
mod columns;
mod costs;
mod csv_files;
mod expected;
mod files;
mod headline;
mod markdown;
mod order;
pub mod pages;
mod parquet;
mod summary_json;
mod sums;
mod tables;
#[cfg(test)]
mod tests;
mod top;
mod workbook;

pub use costs::{CostRow, Costs, EncodedCosts, Name, TextColumn};
pub use expected::ExpectedTable;
pub use files::{MAX_SHEET_ROWS, Options, ReportError, WORKBOOK_ROWS, write_rejects, write_summary};
pub use sums::{Charged, Reason, RowCheckCounts, UnprovenReasons};
pub use tables::Tables;
pub use top::{Shown, Top};

use crate::facts::{OtherRow, RejectRow, RowCheck, UnknownValue};
use crate::money::{Currency, Date, Decimal};
use crate::reconcile::Kind;
use serde::Serialize;

/// What the summary of one run says, and the rows that people read. Its size does not grow with that of the
/// run, apart from rejects; the tables are written beside it by [`Tables`].
#[derive(Debug, Clone)]
pub struct Report {
    /// `[run] name`.
    pub name: String,
    /// The same inputs give the same id.
    pub run_id: String,
    /// The day the run stands for; `None` when no input row carried a date.
    pub as_of: Option<Date>,
    /// Where every input row went.
    pub rows: RowCounts,
    /// Where every billed line went.
    pub billed_lines: BilledCounts,
    /// Money per component and currency.
    pub totals: Vec<Total>,
    /// Money per component, kind and currency.
    pub verdicts: Vec<VerdictTotal>,
    /// Share of billed money proven right or wrong; the last entry is named `total`.
    pub coverage: Vec<Coverage>,
    /// Discrepancies grouped by cause, the most money first.
    pub findings: Vec<Finding>,
    /// The gates of the config.
    pub gates: Vec<Gate>,
    /// Pairs, which are the rows of `costs.parquet`.
    pub comparison_rows: u64,
    /// Money in dispute.
    pub charged: Charged,
    /// Why money is unproven.
    pub unproven_reasons: UnprovenReasons,
    /// The disputed rows with the most money.
    pub disputed: Shown<ComparisonRow>,
    /// The unproven rows with the most money.
    pub unproven: Shown<ComparisonRow>,
    /// Input rows that could not be used.
    pub rejects: Vec<RejectRow>,
    /// The first input rows that are no transaction: payouts, invoices, corrections.
    pub other_rows: Shown<OtherRow>,
    /// The profile's own arithmetic checked on each row; none if it declares none.
    pub row_checks: RowCheckCounts,
    /// The first rows whose own arithmetic does not hold.
    pub broken_checks: Shown<RowCheck>,
    /// Values outside an attribute's closed list, read as unknown.
    pub unknown_values: Vec<UnknownValue>,
    /// What aggregates could not add up.
    pub aggregate_gaps: Vec<AggregateGap>,
    /// Every rule of the book with what it priced.
    pub rules: Vec<RuleUse>,
    /// Schedules whose source should have been reviewed before `as_of`.
    pub past_review: Vec<PastReview>,
    /// Input files.
    pub inputs: Vec<Input>,
    /// Engine version.
    pub engine: String,
    /// What the config said, for the record: name and value.
    pub parameters: Vec<(String, String)>,
    /// 0 or 1.
    pub exit_code: u8,
}

/// So many findings are listed where people read them; a book of thousands of rules can be billed wrong in as many ways.
const LISTED_FINDINGS: usize = 100;

impl Report {
    /// The findings that a page lists, and where the others stand.
    fn listed_findings(&self) -> (&[Finding], Option<String>) {
        let all = self.findings.len();
        let listed = &self.findings[..all.min(LISTED_FINDINGS)];
        let note = || {
            let [few, all] =
                [listed.len(), all].map(|count| amount_text::grouped(Decimal::from(count), None));
            format!("the {few} with the most money of {all}; all are in summary.json")
        };
        (listed, (all > listed.len()).then(note))
    }
}

/// Input rows: `read = priced + unpriced + rejected`. `other` rows are no transactions and stand beside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RowCounts {
    /// Rows that are, or should have been, a transaction.
    pub read: u64,
    /// Rows whose every covered component has an expected cost.
    pub priced: u64,
    /// Rows with a component that could not be priced.
    pub unpriced: u64,
    /// Rows that could not be used.
    pub rejected: u64,
    /// Rows that the profile lists as no transaction.
    pub other: u64,
}

/// Billed lines: `read = paired + unexpected + duplicate + rejected`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct BilledCounts {
    /// Lines read.
    pub read: u64,
    /// Lines that met an expected cost, or a transaction whose cost is unproven.
    pub paired: u64,
    /// Lines that nothing was expected for.
    pub unexpected: u64,
    /// Lines billed before.
    pub duplicate: u64,
    /// Lines that could not be used.
    pub rejected: u64,
}

/// Money of one component in one currency, in major units. Variance is billed − expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The component.
    pub component: String,
    /// The currency.
    pub currency: Currency,
    /// Expected cost.
    pub expected: Decimal,
    /// Billed cost.
    pub billed: Decimal,
    /// Billed − expected.
    pub variance: Decimal,
    /// Billed − expected of the rows that are unproven: `expected + variance + unproven = billed`.
    pub unproven: Decimal,
}

/// Money of one component with one kind of result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictTotal {
    /// The component.
    pub component: String,
    /// The kind, which has a verdict.
    pub kind: Kind,
    /// `None` where neither side has an amount.
    pub currency: Option<Currency>,
    /// Pairs.
    pub lines: u64,
    /// Billed cost.
    pub billed: Decimal,
    /// Expected cost, of the pairs that have one.
    pub expected: Decimal,
    /// Billed − expected, of the pairs that have a variance.
    pub variance: Decimal,
}

/// Share of billed money that was agreed or disputed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The component, or `total`.
    pub component: String,
    /// Between 0 and 1, four decimals, rounded down; `None` if nothing was billed.
    pub share: Option<Decimal>,
}

/// Discrepancies with one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// `F1`, `F2`… in order of money.
    pub id: String,
    /// The kind they share.
    pub kind: Kind,
    /// The component they share.
    pub component: String,
    /// Why, in words.
    pub cause: String,
    /// Schedule and rule, as `schedule/rule`, or what was billed.
    pub place: String,
    /// How many pairs.
    pub lines: u64,
    /// The sum of their variances.
    pub variance: Decimal,
    /// Its currency.
    pub currency: Option<Currency>,
    /// The first day.
    pub first_dated: Option<Date>,
    /// The last day.
    pub last_dated: Option<Date>,
}

/// A limit of the config and whether the run kept it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// `coverage_at_least`, `overbilled_at_most EUR`.
    pub name: String,
    /// The limit as declared.
    pub limit: String,
    /// What the run measured.
    pub value: String,
    /// Whether it lies within.
    pub passed: bool,
}

/// One pair of expected and billed cost: the columns of `costs.parquet`, and the fee in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparisonRow {
    /// The transaction's id.
    pub transaction_id: String,
    /// Its event; empty if unknown.
    pub event: String,
    /// The component.
    pub component: String,
    /// Schedules that gave lines, joined by `; `.
    pub schedule: String,
    /// Rules that gave lines, joined by `; `.
    pub rule: String,
    /// Their fees as declared, joined by `; `.
    pub fee: String,
    /// The arithmetic in words: `1.65% + 0.10 on 45.00 = 0.84`; empty unless the row is disputed.
    pub fee_in_words: String,
    /// `None` if unproven, unexpected, or on the billed row of a wrong currency.
    pub expected: Option<Decimal>,
    /// `None` if nothing was billed.
    pub billed: Option<Decimal>,
    /// Billed − expected, a missing side counting as zero; `None` if unproven.
    pub variance: Option<Decimal>,
    /// Of the billed amount, or of the expected one if nothing was billed.
    pub currency: Option<Currency>,
    /// The result.
    pub kind: Kind,
    /// Why, in words; for unproven pairs the reason, such as `unknown_attribute: product`.
    pub cause: String,
    /// The day that chose the rate.
    pub dated: Option<Date>,
    /// The merchant; empty if unknown.
    pub merchant_id: String,
    /// What the biller called it; empty if it did not say.
    pub billed_as: String,
}

/// A rule and what it priced in one currency; `lines` is 0 for a rule that never fired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleUse {
    /// The component.
    pub component: String,
    /// The schedule's id.
    pub schedule: String,
    /// The rule's id.
    pub rule: String,
    /// The rule's name for people.
    pub name: String,
    /// Lines it gave.
    pub lines: u64,
    /// The currency of `expected`; `None` for a rule that never fired.
    pub currency: Option<Currency>,
    /// Expected cost of its lines.
    pub expected: Decimal,
}

/// Transactions that an aggregate could not add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AggregateGap {
    /// The aggregate.
    pub aggregate: String,
    /// How many transactions.
    pub rows: u64,
    /// Why.
    pub why: String,
}

/// A schedule whose source is due for a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastReview {
    /// The schedule's id.
    pub schedule: String,
    /// Its source, as declared.
    pub source: String,
    /// When a person last compared it.
    pub verified_on: Option<Date>,
    /// When it should have been reviewed.
    pub review_by: Date,
}

/// An input file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What it is: `transactions`, `billed`, `reference`, `fx`, `book`, `config`, `profile`.
    pub role: String,
    /// The path relative to the config, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Data rows read from it; `None` where it has none.
    pub rows: Option<u64>,
}
