//! Adjustments that never change a fee.

use super::covered::Covered;
use super::space::{Answer, Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::Adjustment;

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    for adjustment in &covered.schedule.adjustments {
        diagnostics.extend(idle(covered, adjustment, budget));
    }
}

fn idle(covered: &Covered<'_>, adjustment: &Adjustment, budget: &mut Budget) -> Option<Diagnostic> {
    let finding = |why: &str, label: &str, help: &str| {
        let message = format!("`{}` changes no fee: {why}", adjustment.id);
        let finding = Diagnostic::warning(Code::IdleAdjustment, message);
        Some(finding.at(adjustment.span.clone(), label).help(help))
    };
    if adjustment.add.iter().all(|dated| dated.fee.is_none()) {
        return finding(
            "it adds nothing on any day",
            "withdrawn from the start",
            "say what it adds, or remove it",
        );
    }
    let in_force = Some(vec![covered.in_force(&adjustment.add)]);
    let applies = meet(&in_force, &covered.space.holds(&adjustment.when, covered.mode()));
    let alone = meet(&covered.covers, &applies);
    if matches!(covered.ask(alone, Some(Vec::new()), budget), Answer::None(_)) {
        let why = "no transaction that the schedule covers meets it on a day on which it adds something";
        return finding(why, "never true", "correct its `when`, or remove it");
    }
    let rules = covered.schedule.rules.iter().enumerate();
    let rules = rules.filter(|(_, rule)| adjustment.is_for(&rule.id)).map(|(place, _)| place);
    let mut open = None;
    for rule in rules {
        let both: Regions = meet(&covered.of_rule(rule), &applies);
        match covered.ask(both, Some(Vec::new()), budget) {
            Answer::Found(_) | Answer::WithRates { sure: true } => return None,
            Answer::None(_) => {}
            answer => open = Some(answer),
        }
    }
    match open {
        None => finding(
            "no transaction meets both it and a rule that it is for, on a day on which both have a fee",
            "true for none of its rules",
            "name in `to` the rules it is meant for, correct its `when`, or remove it",
        ),
        Some(answer) => {
            let question = format!("whether `{}` ever changes a fee", adjustment.id);
            Some(covered.undecided(&answer, question, adjustment.span.clone()))
        }
    }
}
