//! The figures of the summary, from what was added up over all pairs.

use super::stream::Figures;
use crate::money::{Currency, Decimal, Mode, Overflow, add, round};
use crate::reconcile::Verdict;
use crate::report::{ComparisonRow, Coverage, Finding, Total, VerdictTotal};
use std::collections::BTreeMap;

/// Money per component (in the order given) and currency. The variance is that of the pairs that have
/// one; what the others leave open stands beside it.
pub fn totals(figures: &Figures, components: &[String]) -> Result<Vec<Total>, Overflow> {
    let mut totals: BTreeMap<(usize, Currency), Total> = BTreeMap::new();
    for ((component, kind, currency), sums) in &figures.verdicts {
        let Some(currency) = currency else { continue };
        let total = totals.entry((*component, *currency)).or_insert_with(|| Total {
            component: components[*component].clone(),
            currency: *currency,
            expected: Decimal::ZERO,
            billed: Decimal::ZERO,
            variance: Decimal::ZERO,
            unproven: Decimal::ZERO,
        });
        total.expected = add(total.expected, sums.expected)?;
        total.billed = add(total.billed, sums.billed)?;
        match kind.verdict() {
            // Only what is unproven has no variance.
            Verdict::Unproven => total.unproven = add(total.unproven, sums.difference()?)?,
            _ => total.variance = add(total.variance, sums.variance)?,
        }
    }
    Ok(totals.into_values().collect())
}

/// Money per component, kind and currency.
pub fn verdicts(figures: &Figures, components: &[String]) -> Vec<VerdictTotal> {
    let total =
        |((component, kind, currency), sums): (&(usize, _, _), &super::stream::VerdictSums)| VerdictTotal {
            component: components[*component].clone(),
            kind: *kind,
            currency: *currency,
            lines: sums.pairs,
            billed: sums.billed,
            expected: sums.expected,
            variance: sums.variance,
        };
    figures.verdicts.iter().map(total).collect()
}

/// Disputed pairs with the same kind, component, cause, rule and currency, the most money first.
pub fn findings(figures: &Figures) -> Vec<Finding> {
    let finding = |(key, sums): (&super::stream::FindingKey, &super::stream::FindingSums)| Finding {
        id: String::new(),
        kind: key.kind,
        component: key.component.clone(),
        cause: key.cause.clone(),
        place: sums.place.clone(),
        lines: sums.pairs,
        variance: sums.variance,
        currency: key.currency,
        first_dated: sums.first_dated,
        last_dated: sums.last_dated,
    };
    let mut findings: Vec<Finding> = figures.findings.iter().map(finding).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.variance.abs()));
    for (number, finding) in findings.iter_mut().enumerate() {
        finding.id = format!("F{}", number + 1);
    }
    findings
}

/// The share of billed money, as absolute amounts, that is agreed or disputed, for each component and, as
/// `total`, for all. With several currencies it is the lowest share among them, for amounts of
/// different currencies do not add up. Four decimals, rounded down; `None` if nothing was billed.
pub fn coverage(figures: &Figures, components: &[String]) -> Result<Vec<Coverage>, Overflow> {
    let mut shares = Vec::new();
    for (place, component) in components.iter().enumerate() {
        shares.push(Coverage { component: component.clone(), share: share(figures, Some(place))? });
    }
    shares.push(Coverage { component: "total".to_owned(), share: share(figures, None)? });
    Ok(shares)
}

fn share(figures: &Figures, component: Option<usize>) -> Result<Option<Decimal>, Overflow> {
    let mut sums: BTreeMap<Currency, (Decimal, Decimal)> = BTreeMap::new();
    for ((place, kind, currency), verdict) in &figures.verdicts {
        let Some(currency) = currency.filter(|_| component.is_none_or(|wanted| wanted == *place)) else {
            continue;
        };
        let (proven, all) = sums.entry(currency).or_default();
        *all = add(*all, verdict.billed_size)?;
        if kind.verdict() != Verdict::Unproven {
            *proven = add(*proven, verdict.billed_size)?;
        }
    }
    let shares = sums.values().filter(|(_, all)| !all.is_zero());
    let shares = shares.filter_map(|(proven, all)| proven.checked_div(*all));
    Ok(shares.min().map(|share| round(share, Mode::Down, 4)))
}

/// Where a finding says that it is: the rules in full, else what was billed.
pub fn place(row: &ComparisonRow) -> String {
    match (row.schedule.is_empty(), row.billed_as.is_empty()) {
        (false, _) => rules_in_full(row),
        (true, false) => row.billed_as.clone(),
        (true, true) => row.component.clone(),
    }
}

/// `schedule/rule` for each line.
fn rules_in_full(row: &ComparisonRow) -> String {
    let schedules: Vec<&str> = row.schedule.split("; ").collect();
    let rules = row.rule.split("; ").enumerate();
    let in_full = rules.map(|(line, rule)| match rule.starts_with('…') {
        true => rule.to_owned(),
        false => format!("{}/{rule}", schedules.get(line).unwrap_or(&schedules[0])),
    });
    in_full.collect::<Vec<_>>().join("; ")
}
