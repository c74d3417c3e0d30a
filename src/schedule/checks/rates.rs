//! Days between the first and the last rate on which there is none.

use super::covered::Covered;
use super::space::{Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::money::Date;
use crate::schedule::{DatedFee, Rule};
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
