//! Which rows a rendering shows and in which order, decided once for all of them.

use super::{ComparisonRow, Report, Total};
use crate::money::{Currency, Decimal, Overflow, add};
use crate::reconcile::{Kind, Verdict};
use std::collections::BTreeMap;

impl ComparisonRow {
    /// The money at stake, without sign: the variance, else what was billed, else what was expected.
    fn stake(&self) -> Decimal {
        self.variance.or(self.billed).or(self.expected).unwrap_or_default().abs()
    }
}

/// The disputed and the unproven rows, in the order of the input.
pub(super) fn discrepancies(report: &Report) -> impl Iterator<Item = &ComparisonRow> {
    report.comparisons.iter().filter(|row| row.kind.verdict() != Verdict::Agreed)
}

/// The rows with this verdict, the most money first; equal money in the order of the input.
pub(super) fn by_money(report: &Report, verdict: Verdict) -> Vec<&ComparisonRow> {
    let mut rows: Vec<_> = report.comparisons.iter().filter(|row| row.kind.verdict() == verdict).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.stake()));
    rows
}

/// Money in dispute per currency, without sign.
#[derive(Debug, Default)]
pub struct Charged {
    /// The variances above zero: overcharges.
    pub too_much: BTreeMap<Currency, Decimal>,
    /// The variances below zero.
    pub too_little: BTreeMap<Currency, Decimal>,
}

/// Adds up the disputed variances, apart from those of a wrong currency, which are no price.
pub fn charged(rows: &[ComparisonRow]) -> Result<Charged, Overflow> {
    let mut charged = Charged::default();
    for row in
        rows.iter().filter(|row| row.kind.verdict() == Verdict::Disputed && row.kind != Kind::WrongCurrency)
    {
        let (Some(variance), Some(currency)) = (row.variance, row.currency) else { continue };
        let sums = if variance.is_sign_negative() { &mut charged.too_little } else { &mut charged.too_much };
        let sum = sums.entry(currency).or_default();
        *sum = add(*sum, variance.abs())?;
    }
    Ok(charged)
}

/// The totals of each currency, in the order of the report.
pub(super) fn totals_by_currency(report: &Report) -> BTreeMap<Currency, Vec<&Total>> {
    let mut groups = BTreeMap::<Currency, Vec<&Total>>::new();
    for total in &report.totals {
        groups.entry(total.currency).or_default().push(total);
    }
    groups
}

/// Why money is unproven, in one currency.
pub(super) struct Reason<'a> {
    /// As the rows give it: `unknown_attribute: product`.
    pub(super) cause: &'a str,
    /// `None` where neither side has an amount.
    pub(super) currency: Option<Currency>,
    /// Rows with it.
    pub(super) lines: u64,
    /// What was billed for them.
    pub(super) billed: Decimal,
}

/// The reasons for what is unproven, the most lines first.
pub(super) fn unproven_reasons(report: &Report) -> Result<Vec<Reason<'_>>, Overflow> {
    let mut groups = BTreeMap::<_, (u64, Decimal)>::new();
    for row in report.comparisons.iter().filter(|row| row.kind.verdict() == Verdict::Unproven) {
        let (lines, billed) = groups.entry((row.cause.as_str(), row.currency)).or_default();
        *lines += 1;
        *billed = add(*billed, row.billed.unwrap_or_default())?;
    }
    let mut reasons: Vec<_> = groups
        .into_iter()
        .map(|((cause, currency), (lines, billed))| Reason { cause, currency, lines, billed })
        .collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.lines));
    Ok(reasons)
}

/// How the profile's own arithmetic came out: rows checked, and those that do not hold.
pub(super) fn row_checks(report: &Report) -> (u64, u64) {
    let count = |holds: bool| report.row_checks.iter().filter(|check| check.holds == holds).count() as u64;
    (count(true) + count(false), count(false))
}
