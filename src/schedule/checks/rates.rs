//! Days between the first and the last rate on which there is none.

use super::covered::Covered;
use super::space::{Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::Value;
use crate::money::Date;
use crate::schedule::{Accepts, Bound, DatedFee, Rule, Schedule};
use std::collections::BTreeSet;

/// Days from the first on, until the last comes.
type Days = (Date, Date);

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    let mut told: Vec<Days> = Vec::new();
    for rule in &covered.schedule.rules {
        for days in gaps(std::slice::from_ref(rule)) {
            told.push(days);
            diagnostics.push(of_rule(covered, rule, days, budget));
        }
    }
    let within = |(from, until): &Days| told.iter().any(|(first, last)| first <= from && until <= last);
    for days in gaps(&covered.schedule.rules).into_iter().filter(|days| !within(days)) {
        let (from, until) = days;
        let message = format!(
            "`{}` has rates before and after, but none of its rules has one from {from} until {until}",
            covered.schedule.id
        );
        let finding = Diagnostic::warning(Code::RateGap, message)
            .at(covered.schedule.span.clone(), format!("the proof has the reason `no_rate: {from}`"))
            .help("add the rates of those days");
        diagnostics.push(finding.proof(proof(covered, covered.covers.clone(), days, budget)));
    }
    for days in ends(covered.schedule) {
        let (from, until) = days;
        let proof = proof(covered, covered.covers.clone(), days, budget);
        if proof.is_empty() {
            continue;
        }
        let id = &covered.schedule.id;
        let message =
            format!("`{id}` covers days on which none of its rules has a rate, from {from} until {until}");
        let finding = Diagnostic::warning(Code::RateGap, message)
            .at(covered.schedule.span.clone(), "the proof has the reason `no_rate`")
            .help("add the rates of those days, or cover the others only");
        diagnostics.push(finding.proof(proof));
    }
}

fn of_rule(covered: &Covered<'_>, rule: &Rule, days: Days, budget: &mut Budget) -> Diagnostic {
    let (from, until) = days;
    let message = format!("`{}` is withdrawn on {from} and has a rate again on {until}", rule.id);
    let mut finding = Diagnostic::warning(Code::RateGap, message);
    let labels = [(from, "no rate from here"), (until, "until here")];
    for (day, label) in labels {
        let dated = rule.fees.iter().find(|dated| dated.from == Some(day));
        finding = finding.at(dated.map_or(&rule.span, |dated| &dated.span).clone(), label);
    }
    let met = meet(&covered.covers, &covered.space.holds(&rule.when, covered.mode()));
    let help = "add the rate of those days; if the rule is really new since, give it another id from then on";
    finding.help(help).proof(proof(covered, met, days, budget))
}

/// A transaction on one of the days.
fn proof(
    covered: &Covered<'_>,
    met: Regions,
    (from, until): Days,
    budget: &mut Budget,
) -> Vec<(String, String)> {
    let on_days = meet(&met, &covered.days(Some(from), Some(until)));
    covered.point(on_days, budget).map(|point| covered.facts(&point)).unwrap_or_default()
}

/// The covered days before the first rate of all and behind the last one, where [covers] says on which days it begins and
/// ends.
fn ends(schedule: &Schedule) -> Vec<Days> {
    let dates: BTreeSet<Option<Date>> =
        schedule.rules.iter().flat_map(|rule| &rule.fees).map(|dated| dated.from).collect();
    let rated = |day: &Date| schedule.rules.iter().any(|rule| DatedFee::on(&rule.fees, *day).is_some());
    let days: Vec<Date> = dates.iter().copied().flatten().collect();
    let (first, last) = (days.iter().find(|day| rated(day)), days.last().filter(|day| !rated(day)));
    // Without a rate on any day there is nothing to be before or behind.
    let Some(first) = first.filter(|_| !dates.contains(&None)) else { return Vec::new() };
    let behind = days.iter().rev().take_while(|day| !rated(day)).last().or(last);
    let mut found = Vec::new();
    for test in schedule.covers.tests.iter().filter(|test| test.attribute == schedule.dated_by) {
        let Accepts::Range(range) = &test.accepts else { continue };
        let day =
            |bound: &Option<Bound>, next: bool| match bound.as_ref().map(|end| (&end.value, end.included)) {
                Some((Value::Date(day), included)) if included == next => day.succ_opt(),
                Some((Value::Date(day), _)) => Some(*day),
                _ => None,
            };
        found.extend(day(&range.lower, false).map(|from| (from, *first)));
        found.extend(behind.copied().zip(day(&range.upper, true)));
    }
    found.retain(|(from, until)| from < until);
    found
}

/// The days on which none of the rules has a fee in force, though one had and one has again.
fn gaps(rules: &[Rule]) -> Vec<Days> {
    let dates: BTreeSet<Option<Date>> =
        rules.iter().flat_map(|rule| &rule.fees).map(|dated| dated.from).collect();
    if dates.contains(&None) {
        return Vec::new();
    }
    let (mut gaps, mut ended): (Vec<Days>, Option<Date>) = (Vec::new(), None);
    let mut begun = false;
    for day in dates.into_iter().flatten() {
        if rules.iter().any(|rule| DatedFee::on(&rule.fees, day).is_some()) {
            gaps.extend(ended.take().map(|from| (from, day)));
            begun = true;
        } else if begun {
            ended = ended.or(Some(day));
        }
    }
    gaps
}
