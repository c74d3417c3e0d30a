//! Rates that look like a slip of units: a decimal point too far, basis points as a percentage.

use super::covered::{Covered, listed};
use super::moves::proven;
use super::space::{Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{Currency, Decimal, plain};
use crate::schedule::{Adjustment, Basis, DatedFee, LineCurrency, Plain, Schedule};

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    for (place, rule) in covered.schedule.rules.iter().enumerate() {
        of_fees(covered, &rule.id, &rule.fees, &covered.of_rule(place), budget, diagnostics);
    }
    for Adjustment { id, when, add, .. } in &covered.schedule.adjustments {
        let met = meet(&covered.covers, &covered.space.holds(when, covered.mode()));
        of_fees(covered, id, add, &met, budget, diagnostics);
    }
}

fn of_fees(
    covered: &Covered<'_>,
    id: &str,
    fees: &[DatedFee],
    met: &Regions,
    budget: &mut Budget,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for (place, dated) in fees.iter().enumerate() {
        let finding = unlikely(covered.schedule, id, dated);
        diagnostics.extend(finding.map(|finding| proven(finding, covered, met, (fees, place), budget)));
    }
}

fn unlikely(schedule: &Schedule, id: &str, dated: &DatedFee) -> Option<Diagnostic> {
    let plains = dated.fee.as_ref()?.plains();
    let found: Vec<String> = plains.iter().flat_map(|fee| of_plain(schedule, fee)).collect();
    if found.is_empty() {
        return None;
    }
    let message = format!("{} looks like a slip of units: {}", listed(&[id]), found.join("; "));
    let finding = Diagnostic::warning(Code::UnlikelyRate, message).at(dated.span.clone(), found.join("; "));
    let help = "compare it with the source; if it is right, say so under [schedule]: allow = { unlikely-rate = \"…\" }";
    Some(finding.help(help))
}

/// Every part of a fee that looks like a slip.
fn of_plain(schedule: &Schedule, fee: &Plain) -> Vec<String> {
    // A percentage of fees, such as a tax, is as large as it likes.
    let rate = fee.rate.filter(|_| matches!(schedule.basis, Basis::Attribute(_)));
    let (most, least) = (Decimal::new(10, 2), Decimal::new(1, 6));
    let mut found = Vec::new();
    if rate.is_some_and(|rate| rate.abs() > most) {
        found.push("a percentage above 10%".to_owned());
    }
    if rate.is_some_and(|rate| !rate.is_zero() && rate.abs() < least) {
        found.push("a percentage below 0.0001%".to_owned());
    }
    let own = match schedule.currency {
        LineCurrency::Fixed(currency) => Some(currency),
        LineCurrency::Transaction => None,
    };
    if let Some(fixed) = fee.fixed
        && let Some(currency) = fixed.currency.or(own)
        && fixed.amount.abs() > most_fixed(currency)
    {
        let most = plain(most_fixed(currency), Some(currency));
        found.push(format!("a fixed amount above {currency} {most}"));
    }
    found
}

/// Five units, or 500 of a currency without a minor unit, whose units are small.
fn most_fixed(currency: Currency) -> Decimal {
    if currency.minor_unit() == 0 { Decimal::from(500) } else { Decimal::from(5) }
}
