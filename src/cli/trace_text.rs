//! A trace as text: each rule tried, which condition failed on what value, and the arithmetic.

mod amounts;
mod conditions;
mod near;
mod rounding;
mod totals;
mod working;

use amounts::money;
use std::fmt::Write;
use trueup::facts::Attributes;
use trueup::money::{Currency, Decimal, plain, sum};
use trueup::price::{ComponentTrace, LineTrace, RuleTrace, ScheduleTrace, State, Tried};
use trueup::run::TracedTransaction;
use trueup::schedule::{Fee, Select};

/// How many schedules that do not cover a transaction, and how many near misses, are shown.
const SHOWN: usize = 3;

/// One transaction with its facts, totals and components.
pub fn transaction(id: &str, traced: &TracedTransaction) -> String {
    let mut text = format!("{id} ({})\n", traced.origin);
    let is_total = |name: &str| traced.totals.iter().any(|total| total.name == name);
    let facts: Vec<&(String, String)> =
        traced.facts.iter().filter(|(name, _)| name != "transaction_id" && !is_total(name)).collect();
    let width = facts.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in facts {
        let _ = writeln!(text, "  {name:<width$}  {value}");
    }
    text.push('\n');
    if !traced.totals.is_empty() {
        text.push_str(&totals::totals(&traced.totals, &traced.attributes));
        text.push('\n');
    }
    text.push_str(&components(&traced.components, &traced.attributes));
    text
}

/// The components, each with its schedules and rules.
pub fn components(components: &[ComponentTrace], attributes: &Attributes) -> String {
    let mut text = String::new();
    for component in components.iter().filter(|component| !component.schedules.is_empty()) {
        text.push_str(&self::component(component, attributes));
    }
    text
}

fn component(component: &ComponentTrace, attributes: &Attributes) -> String {
    let name = &component.component;
    let mut text = match &component.state {
        State::NotCovered => format!("{name}: not covered, so no cost is expected\n"),
        State::Unproven(reason) => format!("{name}: unproven, {}\n", reason.text(attributes)),
        State::Lines(lines) => format!("{name}: {}\n", expected(lines)),
    };
    for schedule in component.schedules.iter().filter(|schedule| schedule.covers.holds == Some(true)) {
        text.push_str(&self::schedule(schedule, attributes));
    }
    for place in component.near.iter().take(SHOWN) {
        let schedule = &component.schedules[*place];
        let answer = if schedule.covers.holds.is_none() { "may cover it" } else { "does not cover it" };
        let why = conditions::because(&schedule.covers, attributes);
        let _ = writeln!(text, "  {} {answer}{why}", schedule.id);
    }
    match component.near.len().saturating_sub(SHOWN) {
        0 => {}
        1 => text.push_str("  one more schedule lacks as much or more\n"),
        more => {
            let _ = writeln!(text, "  {more} more schedules lack as much or more");
        }
    }
    text
}

/// The total, and of several lines each.
fn expected(lines: &[LineTrace]) -> String {
    let mut totals: Vec<(Currency, Vec<Decimal>)> = Vec::new();
    for line in lines {
        match totals.iter_mut().find(|(currency, _)| *currency == line.currency) {
            Some((_, amounts)) => amounts.push(line.amount),
            None => totals.push((line.currency, vec![line.amount])),
        }
    }
    let total = |(currency, amounts): &(Currency, Vec<Decimal>)| match sum(amounts.iter().copied()) {
        Ok(total) => money(total, *currency),
        Err(_) => amounts.iter().map(|amount| money(*amount, *currency)).collect::<Vec<_>>().join(" + "),
    };
    let text = totals.iter().map(total).collect::<Vec<_>>().join(" + ");
    match lines {
        [line] => format!("{text} by {}", line.rule),
        _ => {
            let mut text = format!("{text} in {} lines", lines.len());
            let amounts = lines.iter().map(|line| plain(line.amount, Some(line.currency))).collect();
            for (line, amount) in lines.iter().zip(amounts::aligned(amounts)) {
                let _ = write!(text, "\n  {amount} {}  {}/{}", line.currency, line.schedule, line.rule);
            }
            text
        }
    }
}

fn schedule(schedule: &ScheduleTrace, attributes: &Attributes) -> String {
    let mut text = match schedule.date {
        Some(date) => format!("  {} covers it, rates of {date}\n", schedule.id),
        None => format!("  {} covers it, but the date that chooses the rate is unknown\n", schedule.id),
    };
    for rule in &schedule.rules {
        text.push_str(&self::rule(rule, schedule, attributes));
    }
    text.push_str(&chosen(schedule));
    if let Some(sum) = &schedule.sum {
        text.push_str(&rounding::sum(sum));
    }
    text.push_str(&near::near(schedule, attributes));
    text
}

/// One rule that was tried, with its arithmetic.
pub fn rule(rule: &RuleTrace, schedule: &ScheduleTrace, attributes: &Attributes) -> String {
    let name = if rule.name.is_empty() { String::new() } else { format!(" ({})", rule.name) };
    let fee = rule.fee.as_deref().unwrap_or_default();
    let working = rule.working.as_ref();
    let answer = match (rule.tried, working) {
        (Tried::NotInForce, _) => "no fee in force on that date".to_owned(),
        (Tried::No, _) => format!("no{}", conditions::because(&rule.when, attributes)),
        (Tried::Undecided, _) => format!("undecided{}", conditions::because(&rule.when, attributes)),
        (_, Some(Err(_))) if fee == Fee::UNPUBLISHED => "true, but its fee is not published".to_owned(),
        (_, Some(Err(reason))) => {
            let reason = reason.text(attributes);
            let why = match &rule.rests_on {
                Some(component) => format!("it rests on {component}, which is unproven, {reason}"),
                None => format!("it cannot be priced: {reason}"),
            };
            format!("true, {fee}, but {why}")
        }
        (Tried::Beaten, _) => format!("true, {fee}, but not the {}", extreme(schedule.select)),
        (Tried::Unproven, _) => format!("true, {fee}, but it gives no line as the component is unproven"),
        _ => format!("selected, {fee}"),
    };
    let mut text = format!("    {}{name}: {answer}\n", rule.id);
    if rule.tried != Tried::Beaten {
        text.push_str(&working::adjustments(&rule.adjustments, attributes));
        if let Some(Ok(working)) = working {
            text.push_str(&working::working(working));
        }
    }
    text
}

/// Of a schedule that takes the lowest or highest, which one that was and against what.
fn chosen(schedule: &ScheduleTrace) -> String {
    let amount = |rule: &&RuleTrace| {
        let Some(Ok(working)) = &rule.working else { return rule.id.clone() };
        format!("{} {}", rule.id, money(working.amount, working.currency))
    };
    let of = |tried: Tried| -> Vec<String> {
        schedule.rules.iter().filter(|rule| rule.tried == tried).map(|rule| amount(&rule)).collect()
    };
    match (of(Tried::Selected).as_slice(), of(Tried::Beaten).as_slice()) {
        (_, []) => String::new(),
        (won, beaten) => {
            let extreme = extreme(schedule.select);
            format!("    the {extreme} is {}, against {}\n", won.join(", "), beaten.join(", "))
        }
    }
}

fn extreme(select: Select) -> &'static str {
    if select == Select::Highest { "highest" } else { "lowest" }
}
