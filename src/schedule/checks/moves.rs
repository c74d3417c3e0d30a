//! Rates that moved further than networks move them.

use super::covered::Covered;
use super::space::{Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{self, Decimal};
use crate::schedule::{Adjustment, DatedFee, Fee, LineCurrency, Money, Plain};

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    for (place, rule) in covered.schedule.rules.iter().enumerate() {
        let met = covered.of_rule(place);
        of_fees(covered, &rule.id, &rule.fees, &met, budget, diagnostics);
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
    let with_fee: Vec<(&DatedFee, &Fee)> =
        fees.iter().filter_map(|dated| Some((dated, dated.fee.as_ref()?))).collect();
    for pair in with_fee.windows(2) {
        let [(older, before), (newer, after)] = pair else { continue };
        let moved = moved(before, after, covered.schedule.currency);
        if moved.is_empty() {
            continue;
        }
        let moved = moved.join("; ");
        let message = format!("`{id}` moved by more than 60%: {moved}");
        let finding = Diagnostic::warning(Code::LargeMove, message)
            .at(newer.span.clone(), "to this")
            .at(older.span.clone(), "from this")
            .help("compare both with their sources; if they are right, say so under [schedule]: allow = { large-move = \"…\" }");
        let place = fees.iter().position(|dated| dated.from == newer.from).unwrap_or_default();
        diagnostics.push(proven(finding, covered, met, (fees, place), budget));
    }
}

/// The finding with a transaction that the fee at this place of `fees` prices, if there is one.
pub fn proven(
    finding: Diagnostic,
    covered: &Covered<'_>,
    met: &Regions,
    (fees, place): (&[DatedFee], usize),
    budget: &mut Budget,
) -> Diagnostic {
    let until = fees.get(place + 1).and_then(|dated| dated.from);
    let priced = meet(met, &covered.days(fees[place].from, until));
    match covered.point(priced, budget) {
        Some(point) => finding.proof(covered.facts(&point)),
        None => finding,
    }
}

/// Everything that moved too far. Fees that are made of different parts are not compared.
fn moved(before: &Fee, after: &Fee, own: LineCurrency) -> Vec<String> {
    let (before, after) = (before.plains(), after.plains());
    if before.len() != after.len() {
        return Vec::new();
    }
    before.into_iter().zip(after).flat_map(|(before, after)| of_plain(before, after, own)).collect()
}

fn of_plain(before: &Plain, after: &Plain, own: LineCurrency) -> Vec<String> {
    let units = match (before.per_unit, after.per_unit) {
        (Some(old), Some(new)) if old.attribute == new.attribute => {
            of_amounts(Some(old.price), Some(new.price), own).map(|moved| format!("{moved} per unit"))
        }
        _ => None,
    };
    let found = [of_rates(before, after), of_amounts(before.fixed, after.fixed, own), units];
    found.into_iter().flatten().collect()
}

fn of_rates(before: &Plain, after: &Plain) -> Option<String> {
    let (old, new) = (before.rate?, after.rate?);
    let hundred = |rate: Decimal| money::mul(rate, Decimal::ONE_HUNDRED).ok();
    let percent = |rate| hundred(rate).map(|rate| format!("{}%", money::plain(rate, None)));
    if is_far(old, new) { Some(format!("from {} to {}", percent(old)?, percent(new)?)) } else { None }
}

fn of_amounts(before: Option<Money>, after: Option<Money>, own: LineCurrency) -> Option<String> {
    let (old, new) = (before?, after?);
    if old.currency != new.currency || !is_far(old.amount, new.amount) {
        return None;
    }
    let own = match own {
        LineCurrency::Fixed(currency) => Some(currency),
        LineCurrency::Transaction => None,
    };
    let currency = old.currency.or(own);
    let text = |amount: Money| money::plain(amount.amount, currency);
    let unit = currency.map(|currency| format!("{currency} ")).unwrap_or_default();
    Some(format!("from {unit}{} to {unit}{}", text(old), text(new)))
}

/// More than 60% of the older one. A fee that begins or is waived has not moved.
fn is_far(old: Decimal, new: Decimal) -> bool {
    if old.is_zero() || new.is_zero() {
        return false;
    }
    let apart = money::sub(new, old).ok().and_then(|apart| money::mul(apart.abs(), Decimal::from(10)).ok());
    let most = money::mul(old.abs(), Decimal::from(6)).ok();
    matches!((apart, most), (Some(apart), Some(most)) if apart > most)
}
