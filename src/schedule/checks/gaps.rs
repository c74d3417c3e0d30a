//! Transactions that a schedule covers and none of its rules selects.

use super::covered::Covered;
use super::space::{Answer, Budget, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::DatedFee;

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    let schedule = covered.schedule;
    let fees = schedule.rules.iter().flat_map(|rule| &rule.fees);
    let newest = fees.filter_map(|dated| dated.from).max();
    let in_force = |day| schedule.rules.iter().any(|rule| DatedFee::on(&rule.fees, day).is_some());
    let on_days = covered.space.on_days(schedule.dated_by, in_force);
    // A gap below zero alone is none that anybody fills.
    let usual = meet(&covered.covers, &Some(vec![covered.space.usual.clone()]));
    let priced = meet(&usual, &Some(vec![on_days]));
    // What is missing today matters more than what was missing years ago.
    let of_today = meet(&priced, &covered.days(newest, None));
    let mut ask = |from| covered.ask(from, covered.not_false(0..schedule.rules.len()), budget);
    let answer = match ask(of_today) {
        Answer::Found(point) => Answer::Found(point),
        _ => ask(priced),
    };
    let point = match &answer {
        Answer::None(_) => return,
        Answer::Found(point) => point,
        Answer::WithRates { .. } | Answer::Undecided => {
            let question = format!("whether a rule selects every transaction that `{}` covers", schedule.id);
            return diagnostics.push(covered.undecided(&answer, question, schedule.span.clone()));
        }
    };
    let message = format!("`{}` covers transactions that none of its rules selects", schedule.id);
    let label = format!("the proof is unpriced{}", covered.unknown(point));
    let help = "add a rule for them, narrow [covers], or say under [schedule] why they are left out: allow = { uncovered-gap = \"…\" }";
    let finding =
        Diagnostic::warning(Code::UncoveredGap, message).at(schedule.span.clone(), label).help(help);
    diagnostics.push(finding.proof(covered.facts(point)));
}
