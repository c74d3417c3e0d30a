//! Rules that are never selected: because others come before them, or because no transaction meets them.

use super::covered::{Covered, listed};
use super::space::{Answer, Budget, Point, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::{Condition, Rule, Select};
use std::collections::BTreeSet;

/// Of more rules than this the fewest that do are not looked for.
const MOST_TO_TRY: usize = 32;

/// So many of the rules that come before are pointed at.
const MOST_SHOWN: usize = 4;

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    let mut open: Vec<(&Rule, Answer)> = Vec::new();
    for (place, rule) in covered.schedule.rules.iter().enumerate() {
        let met = covered.of_rule(place);
        let first = covered.schedule.select == Select::First;
        let others = 0..if first { place } else { covered.rules.len() };
        let answer =
            covered.ask(met.clone(), covered.against(others.filter(|other| *other != place)), budget);
        match answer {
            Answer::Found(_) | Answer::WithRates { sure: true } => {}
            Answer::None(used) if used.is_empty() => diagnostics.push(never_true(covered, rule, budget)),
            Answer::None(used) => {
                diagnostics.push(match covered.ask(met.clone(), Some(Vec::new()), budget) {
                    Answer::None(_) => never_true(covered, rule, budget),
                    _ if first => shadowed(covered, place, &met, used, budget),
                    _ => left_open(covered, place, &met, &used, budget),
                })
            }
            Answer::WithRates { sure: false } | Answer::Undecided => open.push((rule, answer)),
        }
    }
    let (by_rates, too_many): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|(_, answer)| matches!(answer, Answer::WithRates { .. }));
    diagnostics.extend([by_rates, too_many].iter().filter_map(|open| undecided(covered, open)));
}

/// One finding for all rules of which it cannot be said for the same reason.
fn undecided(covered: &Covered<'_>, open: &[(&Rule, Answer)]) -> Option<Diagnostic> {
    let (first, answer) = open.first()?;
    let names: Vec<&str> = open.iter().map(|(rule, _)| rule.id.as_str()).collect();
    let question = match names.as_slice() {
        [name] => format!("whether `{name}` is ever selected"),
        names => format!("whether each of {} is ever selected", some_of(names)),
    };
    Some(covered.undecided(answer, question, first.span.clone()))
}

fn never_true(covered: &Covered<'_>, rule: &Rule, budget: &mut Budget) -> Diagnostic {
    let finding = |why: &str, label: String, help: &str| {
        let message = format!("`{}` is never selected: {why}", rule.id);
        Diagnostic::warning(Code::ShadowedRule, message).at(rule.span.clone(), label).help(help)
    };
    if rule.fees.iter().all(|dated| dated.fee.is_none()) {
        return finding(
            "it has no fee on any day",
            "withdrawn from the start".to_owned(),
            "give it a fee, or remove it",
        );
    }
    let alone = covered.space.holds(&rule.when, covered.mode());
    if matches!(covered.ask(alone.clone(), Some(Vec::new()), budget), Answer::None(_)) {
        let why = "no transaction meets its `when`";
        return finding(why, "can never be true".to_owned(), "correct its `when`, or remove it");
    }
    let met = meet(&covered.covers, &alone);
    if !matches!(covered.ask(met, Some(Vec::new()), budget), Answer::None(_)) {
        return finding(
            "no transaction that the schedule covers meets it on a day on which it has a fee",
            "has no fee on any of those days".to_owned(),
            "correct the days of its fees, its `when` or [covers], or remove it",
        );
    }
    let label = match opposed(covered, rule) {
        Some(attribute) => format!("asks for another `{attribute}` than [covers]"),
        None => "cannot be true together with [covers]".to_owned(),
    };
    finding(
        "no transaction that the schedule covers meets it",
        label,
        "correct its `when` or [covers], or move the rule to the schedule that covers it",
    )
}

/// The attribute of which a rule wants other values than the coverage lets through.
fn opposed<'b>(covered: &Covered<'b>, rule: &Rule) -> Option<&'b str> {
    let alone = |condition: &Condition, attribute, mode| {
        let tests = condition.tests.iter().filter(|test| test.attribute == attribute).cloned().collect();
        covered.space.holds(&Condition { tests, any: Vec::new() }, mode)
    };
    let attribute = rule.when.tests.iter().map(|test| test.attribute).find(|attribute| {
        let own = alone(&rule.when, *attribute, covered.mode());
        let strict = super::space::Mode { unknown_is_no: false, ..covered.mode() };
        let allowed = alone(&covered.schedule.covers, *attribute, strict);
        meet(&own, &allowed).is_some_and(|met| met.is_empty())
    })?;
    Some(covered.book.attributes.name(attribute))
}

fn shadowed(
    covered: &Covered<'_>,
    place: usize,
    met: &Regions,
    used: BTreeSet<usize>,
    budget: &mut Budget,
) -> Diagnostic {
    let rules = &covered.schedule.rules;
    let rule = &rules[place];
    let shadowing = fewest(covered, met, &used, budget);
    let names: Vec<&str> = shadowing.iter().map(|place| rules[*place].id.as_str()).collect();
    let others = used.iter().copied().take(MOST_TO_TRY);
    let (priced, by_rates) = instead(covered, met, shadowing.iter().copied().chain(others), budget);
    let message = format!(
        "`{}` is never selected: no transaction that meets it gets past {}",
        rule.id,
        some_of(&names)
    );
    let mut finding =
        Diagnostic::warning(Code::ShadowedRule, message).at(rule.span.clone(), "this rule is never reached");
    // Where rates decide which rule takes a transaction, none shows it for certain.
    let point = if by_rates { None } else { covered.point(met.clone(), budget) };
    let shown = priced.map(|(by, point)| (by, true, point)).or_else(|| {
        let point = point?;
        let (by, takes) = covered.first_of(place, &point)?;
        Some((by, takes, point))
    });
    let beside = shown.as_ref().map(|(by, ..)| *by);
    let named = &shadowing[..shadowing.len().min(MOST_SHOWN)];
    for other in named.iter().copied().chain(beside.filter(|by| !named.contains(by))) {
        let label = match &shown {
            Some((by, true, point)) if *by == other => {
                format!("selected instead in the proof{}", covered.unknown(point))
            }
            Some((by, false, point)) if *by == other => format!("open{}", covered.unknown(point)),
            _ => "before it".to_owned(),
        };
        finding = finding.at(rules[other].span.clone(), label);
    }
    let help = match shown {
        Some((_, false, _)) => {
            "put this rule first: a rule that asks for an unknown fact leaves the transaction unproven"
        }
        _ => "put the narrower rule first, narrow those before it, or remove this one",
    };
    let facts = shown.map(|(.., point)| covered.facts(&point)).unwrap_or_default();
    finding.help(help).proof(facts)
}

/// A rule that only transactions meet of which another rule is open, where every true rule counts.
fn left_open(
    covered: &Covered<'_>,
    place: usize,
    met: &Regions,
    used: &BTreeSet<usize>,
    budget: &mut Budget,
) -> Diagnostic {
    let rules = &covered.schedule.rules;
    let rule = &rules[place];
    let open = fewest(covered, met, used, budget);
    let names: Vec<&str> = open.iter().map(|place| rules[*place].id.as_str()).collect();
    let one_of = if names.len() == 1 { "" } else { "one of " };
    let message = format!(
        "`{}` is never selected: {one_of}{} is open for every transaction that meets it",
        rule.id,
        some_of(&names)
    );
    let mut finding = Diagnostic::warning(Code::ShadowedRule, message)
        .at(rule.span.clone(), "this rule never gives a line");
    let point = covered.point(met.clone(), budget);
    let is_open = |other: usize, point: &Point| {
        covered.rules[other].open.iter().flatten().any(|found| point.is_in(found))
    };
    for other in open.into_iter().take(MOST_SHOWN) {
        let label = match &point {
            Some(point) if is_open(other, point) => format!("open{}", covered.unknown(point)),
            _ => "open for others".to_owned(),
        };
        finding = finding.at(rules[other].span.clone(), label);
    }
    let help = "a rule that asks for an unknown fact leaves the transaction unproven: ask for `known` beside it, or say unknown = \"no\" under [schedule]";
    finding.help(help).proof(point.map(|point| covered.facts(&point)).unwrap_or_default())
}

/// The rule that takes a transaction out of a region for certain, and that transaction; and whether exchange rates decide
/// about others.
fn instead(
    covered: &Covered<'_>,
    met: &Regions,
    rules: impl Iterator<Item = usize>,
    budget: &mut Budget,
) -> (Option<(usize, Point)>, bool) {
    let mut by_rates = false;
    for place in rules {
        let both = meet(met, &covered.rules[place].holds);
        match covered.ask(both, covered.not_false(0..place), budget) {
            Answer::Found(point) => return (Some((place, point)), by_rates),
            Answer::None(_) => {}
            Answer::WithRates { .. } | Answer::Undecided => by_rates = true,
        }
    }
    (None, by_rates)
}

/// The names, of many only the first.
fn some_of(names: &[&str]) -> String {
    match names.len() {
        0..=6 => listed(names),
        count => {
            let first: Vec<String> = names[..MOST_SHOWN].iter().map(|name| format!("`{name}`")).collect();
            format!("{} and {} others", first.join(", "), count - MOST_SHOWN)
        }
    }
}

/// As few of the rules as leave nothing over, as far as that is found by leaving out one after the other.
fn fewest(covered: &Covered<'_>, met: &Regions, used: &BTreeSet<usize>, budget: &mut Budget) -> Vec<usize> {
    let mut kept: Vec<usize> = used.iter().copied().collect();
    if kept.len() > MOST_TO_TRY {
        return kept;
    }
    for place in kept.clone().into_iter().rev() {
        let without: Vec<usize> = kept.iter().copied().filter(|other| *other != place).collect();
        let avoid = covered.against(without.iter().copied());
        if matches!(covered.ask(met.clone(), avoid, budget), Answer::None(_)) {
            kept = without;
        }
    }
    kept
}
