//! A trace as JSON; amounts are strings.

mod working;

use serde_json::{Map, Value, json};
use trueup::facts::Attributes;
use trueup::money::plain;
use trueup::price::{
    AdjustmentTrace, Bar, ComponentTrace, Failed, FailedTest, LineTrace, NearMiss, RuleTrace, ScheduleTrace,
    State, TotalTrace, Tried, Verdict,
};
use trueup::run::TracedTransaction;
use trueup::schedule::{AggregatePeriod, Measure, Select};

/// One transaction with its facts, totals and components.
pub fn transaction(id: &str, traced: &TracedTransaction) -> Value {
    let facts: Map<String, Value> =
        traced.facts.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let totals: Vec<Value> =
        traced.totals.iter().map(|total| self::total(total, &traced.attributes)).collect();
    json!({
        "transaction_id": id, "origin": traced.origin, "facts": facts, "totals": totals,
        "components": components(&traced.components, &traced.attributes),
    })
}

/// The components, each with its schedules and rules.
pub fn components(components: &[ComponentTrace], attributes: &Attributes) -> Value {
    components.iter().map(|component| self::component(component, attributes)).collect()
}

fn component(component: &ComponentTrace, attributes: &Attributes) -> Value {
    let (state, reason) = match &component.state {
        State::NotCovered => ("not_covered", None),
        State::Lines(_) => ("priced", None),
        State::Unproven(reason) => ("unproven", Some(reason.text(attributes))),
    };
    let lines: Vec<Value> = match &component.state {
        State::Lines(lines) => lines.iter().map(line).collect(),
        _ => Vec::new(),
    };
    let schedules: Vec<Value> =
        component.schedules.iter().map(|schedule| self::schedule(schedule, attributes)).collect();
    let near = component.near.iter().map(|place| &component.schedules[*place]);
    let near: Vec<Value> =
        near.map(|schedule| json!({ "schedule": schedule.id, "lacks": schedule.covers.lacks() })).collect();
    json!({
        "component": component.component, "state": state, "reason": reason, "lines": lines,
        "schedules": schedules, "near_misses": near,
    })
}

fn line(line: &LineTrace) -> Value {
    let money = |amount| plain(amount, Some(line.currency));
    json!({
        "schedule": line.schedule, "rule": line.rule, "amount": money(line.amount),
        "exact": money(line.exact), "currency": line.currency.code(),
    })
}

fn schedule(schedule: &ScheduleTrace, attributes: &Attributes) -> Value {
    let rules: Vec<Value> = schedule.rules.iter().map(|rule| self::rule(rule, attributes)).collect();
    let near: Vec<Value> = schedule.near.iter().map(|miss| near_miss(miss, attributes)).collect();
    json!({
        "schedule": schedule.id, "covers": verdict(&schedule.covers, attributes),
        "date": schedule.date.map(|date| date.to_string()), "select": select(schedule.select), "rules": rules,
        "sum": schedule.sum.as_ref().map(working::sum), "near_misses": near,
    })
}

/// Which true rules give lines, as a schedule writes it.
pub fn select(select: Select) -> &'static str {
    match select {
        Select::First => "first",
        Select::All => "all",
        Select::Lowest => "lowest",
        Select::Highest => "highest",
    }
}

/// One rule that was tried, with its arithmetic.
pub fn rule(rule: &RuleTrace, attributes: &Attributes) -> Value {
    let outcome = match rule.tried {
        Tried::NotInForce => "not_in_force",
        Tried::No => "no",
        Tried::Undecided => "undecided",
        Tried::Unproven => "unproven",
        Tried::Beaten => "beaten",
        Tried::Selected => "selected",
    };
    let (costing, reason) = match &rule.working {
        Some(Ok(found)) => (Some(working::working(found)), None),
        Some(Err(reason)) => (None, Some(reason.text(attributes))),
        None => (None, None),
    };
    let adjustments: Vec<Value> =
        rule.adjustments.iter().map(|found| adjustment(found, attributes)).collect();
    json!({
        "rule": rule.id, "name": rule.name, "fee": rule.fee, "when": verdict(&rule.when, attributes),
        "outcome": outcome, "selected": rule.tried == Tried::Selected, "adjustments": adjustments,
        "costing": costing, "reason": reason, "rests_on": rule.rests_on,
    })
}

fn adjustment(adjustment: &AdjustmentTrace, attributes: &Attributes) -> Value {
    let when = verdict(&adjustment.when, attributes);
    json!({ "adjustment": adjustment.id, "add": adjustment.add, "when": when })
}

/// What else stands in the way is `null` if there is nothing.
fn near_miss(miss: &NearMiss, attributes: &Attributes) -> Value {
    let (behind, beaten) = match &miss.bar {
        None => (None, None),
        Some(Bar::Behind(rule)) => (Some(rule), None),
        Some(Bar::Beaten(amount, currency)) => (None, Some(plain(*amount, Some(*currency)))),
    };
    let failed = failed(&miss.failed, attributes);
    json!({ "rule": miss.rule, "lacks": miss.lacks(), "failed": failed, "behind": behind, "beaten_at": beaten })
}

/// `holds` is `null` where an unknown fact leaves it open.
fn verdict(verdict: &Verdict, attributes: &Attributes) -> Value {
    json!({ "holds": verdict.holds, "failed": failed(&verdict.failed, attributes) })
}

/// A test, or `any` with what failed in each branch.
fn failed(failed: &[Failed], attributes: &Attributes) -> Value {
    let one = |found: &Failed| match found {
        Failed::Test(test) => failed_test(test, attributes),
        Failed::Any(branches) => {
            let branches: Vec<Value> =
                branches.iter().map(|branch| self::failed(branch, attributes)).collect();
            json!({ "any": branches })
        }
    };
    failed.iter().map(one).collect()
}

fn failed_test(test: &FailedTest, attributes: &Attributes) -> Value {
    let converted = test.converted.map(
        |(amount, currency)| json!({ "amount": plain(amount, Some(currency)), "currency": currency.code() }),
    );
    json!({
        "attribute": test.attribute, "value": test.value,
        "currency": test.currency.map(|currency| currency.code()), "converted": converted,
        "wanted": test.wanted, "as_of": test.as_of.map(|date| date.to_string()),
        "open": test.open.as_ref().map(|reason| reason.text(attributes)),
    })
}

fn total(total: &TotalTrace, attributes: &Attributes) -> Value {
    let (measure, of) = match total.measure {
        Measure::Sum(of) => ("sum", Some(of)),
        Measure::Count => ("count", None),
        Measure::ShareOf(of) => ("share", Some(of)),
    };
    let period = AggregatePeriod::ALL.iter().find(|(_, period)| *period == total.period);
    let number = |value| plain(value, total.currency);
    let key: Map<String, Value> =
        total.key.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let gaps: Vec<Value> =
        total.gaps.iter().map(|gap| json!({ "transactions": gap.rows, "why": gap.why })).collect();
    json!({
        "total": total.name, "value": total.value.map(number),
        "currency": total.currency.map(|currency| currency.code()), "measure": measure,
        "of": of.map(|of| attributes.name(of)), "key": key, "period": period.map(|(name, _)| *name),
        "dated_by": total.dated_by, "begins": total.start.map(|date| date.to_string()),
        "found": total.standing.map(|standing| number(standing.begins)),
        "added": total.standing.and_then(|standing| standing.adds).map(number), "gaps": gaps,
    })
}
