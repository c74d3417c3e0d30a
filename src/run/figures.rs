//! The figures of the summary, added up from the rows that the report shows.

use crate::money::{Currency, Date, Decimal, Overflow, add, sub};
use crate::reconcile::{Balance, Kind, Verdict};
use crate::report::{ComparisonRow, Finding, Total, VerdictTotal};
use std::collections::BTreeMap;

/// Money per component (in the order given) and currency. The variance is that of the rows that have
/// one; what the others leave open stands beside it.
pub fn totals(
    balance: &Balance,
    components: &[String],
    rows: &[ComparisonRow],
) -> Result<Vec<Total>, Overflow> {
    let mut variances: BTreeMap<(&str, Currency), (Decimal, Decimal)> = BTreeMap::new();
    for row in rows {
        let Some(currency) = row.currency else { continue };
        let (proven, open) = variances.entry((row.component.as_str(), currency)).or_default();
        match row.variance {
            Some(variance) => *proven = add(*proven, variance)?,
            None => {
                let difference = sub(row.billed.unwrap_or_default(), row.expected.unwrap_or_default())?;
                *open = add(*open, difference)?;
            }
        }
    }
    let mut totals = Vec::new();
    for name in components {
        for ((component, currency), (expected, billed)) in
            balance.iter().filter(|((known, _), _)| known == name)
        {
            let (variance, unproven) =
                variances.get(&(component.as_str(), *currency)).copied().unwrap_or_default();
            totals.push(Total {
                component: component.clone(),
                currency: *currency,
                expected: *expected,
                billed: *billed,
                variance,
                unproven,
            });
        }
    }
    Ok(totals)
}

/// Money per component, kind and currency.
pub fn verdicts(rows: &[ComparisonRow], components: &[String]) -> Result<Vec<VerdictTotal>, Overflow> {
    let mut sums: BTreeMap<(usize, Kind, Option<Currency>), VerdictTotal> = BTreeMap::new();
    for row in rows {
        let place = components.iter().position(|name| *name == row.component).unwrap_or(components.len());
        let total = sums.entry((place, row.kind, row.currency)).or_insert_with(|| VerdictTotal {
            component: row.component.clone(),
            kind: row.kind,
            currency: row.currency,
            lines: 0,
            billed: Decimal::ZERO,
            expected: Decimal::ZERO,
            variance: Decimal::ZERO,
        });
        total.lines += 1;
        total.billed = add(total.billed, row.billed.unwrap_or_default())?;
        total.expected = add(total.expected, row.expected.unwrap_or_default())?;
        total.variance = add(total.variance, row.variance.unwrap_or_default())?;
    }
    Ok(sums.into_values().collect())
}

/// Disputed rows with the same kind, component, cause, place and currency, the most money first.
pub fn findings(rows: &[ComparisonRow]) -> Result<Vec<Finding>, Overflow> {
    type Key<'a> = (Kind, &'a str, &'a str, &'a str, Option<Currency>);
    let mut groups: BTreeMap<Key<'_>, Finding> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.kind.verdict() == Verdict::Disputed) {
        let place = place(row);
        let finding = groups
            .entry((row.kind, &row.component, &row.cause, &row.rule, row.currency))
            .or_insert_with(|| Finding {
                id: String::new(),
                kind: row.kind,
                component: row.component.clone(),
                cause: row.cause.clone(),
                place,
                lines: 0,
                variance: Decimal::ZERO,
                currency: row.currency,
                first_dated: None,
                last_dated: None,
            });
        finding.lines += 1;
        finding.variance = add(finding.variance, row.variance.unwrap_or_default())?;
        finding.first_dated = earlier(finding.first_dated, row.dated);
        finding.last_dated = finding.last_dated.max(row.dated);
    }
    let mut findings: Vec<Finding> = groups.into_values().collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.variance.abs()));
    for (number, finding) in findings.iter_mut().enumerate() {
        finding.id = format!("F{}", number + 1);
    }
    Ok(findings)
}

fn place(row: &ComparisonRow) -> String {
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

fn earlier(first: Option<Date>, second: Option<Date>) -> Option<Date> {
    match (first, second) {
        (Some(first), Some(second)) => Some(first.min(second)),
        (first, second) => first.or(second),
    }
}
