//! A trace as text: each rule tried, which condition failed on what value, and the arithmetic.

use std::fmt::Write;
use trueup::facts::Attributes;
use trueup::money::{Currency, plain};
use trueup::price::{ComponentTrace, Costing, Failed, RuleTrace, ScheduleTrace, Verdict};
use trueup::run::TracedTransaction;

/// One transaction with its facts and components.
pub fn transaction(id: &str, traced: &TracedTransaction) -> String {
    let mut text = format!("{id} ({})\n", traced.origin);
    let width = traced.facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in traced.facts.iter().filter(|(name, _)| name != "transaction_id") {
        let _ = writeln!(text, "  {name:<width$}  {value}");
    }
    text.push('\n');
    text.push_str(&components(&traced.components, &traced.attributes));
    text
}

/// The components, each with its schedules and rules.
pub fn components(components: &[ComponentTrace], attributes: &Attributes) -> String {
    let mut text = String::new();
    for component in components.iter().filter(|component| !component.schedules.is_empty()) {
        let result = match &component.reason {
            Some(reason) => format!("unproven, {}", reason.text(attributes)),
            None => expected(component),
        };
        let _ = writeln!(text, "{}: {result}", component.component);
        for schedule in &component.schedules {
            text.push_str(&self::schedule(schedule));
        }
    }
    text
}

fn expected(component: &ComponentTrace) -> String {
    let rules = component.schedules.iter().flat_map(|schedule| &schedule.rules);
    let costs: Vec<String> = rules
        .filter_map(|rule| rule.costing.as_ref()?.as_ref().ok())
        .map(|(currency, costing)| format!("{} {currency}", plain(costing.amount, Some(*currency))))
        .collect();
    if costs.is_empty() { "not covered, so no cost is expected".to_owned() } else { costs.join(" + ") }
}

fn schedule(schedule: &ScheduleTrace) -> String {
    let mut text = match schedule.covers.holds {
        Some(true) => match schedule.date {
            Some(date) => format!("  {} covers it, rates of {date}\n", schedule.id),
            None => format!("  {} covers it, but the date that chooses the rate is unknown\n", schedule.id),
        },
        Some(false) => format!("  {} does not cover it{}\n", schedule.id, because(&schedule.covers)),
        None => format!("  {} may cover it{}\n", schedule.id, because(&schedule.covers)),
    };
    for rule in &schedule.rules {
        text.push_str(&self::rule(rule));
    }
    text
}

fn rule(rule: &RuleTrace) -> String {
    let name = if rule.name.is_empty() { String::new() } else { format!(" ({})", rule.name) };
    let answer = match (rule.when.holds, &rule.fee) {
        (_, None) => ": no fee in force on that date".to_owned(),
        (Some(true), Some(fee)) => format!(": selected, {fee}"),
        (Some(false), Some(_)) => format!(": no{}", because(&rule.when)),
        (None, Some(_)) => format!(": undecided{}", because(&rule.when)),
    };
    let mut text = format!("    {}{name}{answer}\n", rule.id);
    if let Some(Ok((currency, costing))) = &rule.costing {
        text.push_str(&arithmetic(*currency, costing));
    }
    text
}

fn because(verdict: &Verdict) -> String {
    let reasons: Vec<String> = verdict.failed.iter().map(failed).collect();
    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) }
}

fn failed(failed: &Failed) -> String {
    let wanted = failed.wanted.strip_prefix("is ").unwrap_or(&failed.wanted);
    match &failed.value {
        Some(value) => format!("{} is {value}, wanted {wanted}", failed.attribute),
        None => format!("{} is unknown, wanted {wanted}", failed.attribute),
    }
}

fn arithmetic(currency: Currency, costing: &Costing) -> String {
    let mut text = String::new();
    let money = |amount| plain(amount, Some(currency));
    for (from, to, fx) in &costing.fx {
        let inverted = if fx.inverted { ", the inverse of the rate known" } else { "" };
        let _ = writeln!(text, "      1 {from} = {} {to}, rate of {}{inverted}", fx.rate, fx.dated);
    }
    if let (Some(basis), Some(part)) = (costing.basis, costing.percentage) {
        let _ = writeln!(text, "      percentage of {} {currency} = {}", money(basis), money(part));
    }
    let _ = writeln!(text, "      whole fee {}", money(costing.whole));
    if costing.limited != costing.whole {
        let _ = writeln!(text, "      after floor and cap {}", money(costing.limited));
    }
    let _ = writeln!(text, "      rounded {} {currency}", money(costing.amount));
    text
}
