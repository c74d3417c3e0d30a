//! A trace as JSON; amounts are strings.

use serde_json::{Map, Value, json};
use trueup::facts::Attributes;
use trueup::money::{Currency, plain};
use trueup::price::{ComponentTrace, Costing, RuleTrace, ScheduleTrace, Verdict};
use trueup::run::TracedTransaction;

/// One transaction with its facts and components.
pub fn transaction(id: &str, traced: &TracedTransaction) -> Value {
    let facts: Map<String, Value> =
        traced.facts.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let components = components(&traced.components, &traced.attributes);
    json!({ "transaction_id": id, "origin": traced.origin, "facts": facts, "components": components })
}

/// The components, each with its schedules and rules.
pub fn components(components: &[ComponentTrace], attributes: &Attributes) -> Vec<Value> {
    components.iter().map(|component| self::component(component, attributes)).collect()
}

fn component(component: &ComponentTrace, attributes: &Attributes) -> Value {
    let reason = component.reason.as_ref().map(|reason| reason.text(attributes));
    let schedules: Vec<Value> = component.schedules.iter().map(schedule).collect();
    json!({ "component": component.component, "reason": reason, "schedules": schedules })
}

fn schedule(schedule: &ScheduleTrace) -> Value {
    let rules: Vec<Value> = schedule.rules.iter().map(rule).collect();
    let date = schedule.date.map(|date| date.to_string());
    json!({ "schedule": schedule.id, "covers": verdict(&schedule.covers), "date": date, "rules": rules })
}

fn rule(rule: &RuleTrace) -> Value {
    let costing = rule.costing.as_ref().and_then(|costing| costing.as_ref().ok());
    let costing = costing.map(|(currency, costing)| arithmetic(*currency, costing));
    json!({
        "rule": rule.id, "name": rule.name, "fee": rule.fee, "when": verdict(&rule.when),
        "selected": rule.selected, "costing": costing,
    })
}

/// `holds` is `null` where an unknown fact leaves it open.
fn verdict(verdict: &Verdict) -> Value {
    let failed: Vec<Value> = verdict
        .failed
        .iter()
        .map(|test| json!({ "attribute": test.attribute, "value": test.value, "wanted": test.wanted }))
        .collect();
    json!({ "holds": verdict.holds, "failed": failed })
}

fn arithmetic(currency: Currency, costing: &Costing) -> Value {
    let money = |amount| plain(amount, Some(currency));
    let rates: Vec<Value> = costing
        .fx
        .iter()
        .map(|(from, to, fx)| {
            let (from, to) = (from.code(), to.code());
            json!({ "from": from, "to": to, "rate": fx.rate.to_string(), "dated": fx.dated.to_string(), "inverted": fx.inverted })
        })
        .collect();
    json!({
        "currency": currency.code(), "fx": rates, "basis": costing.basis.map(money),
        "percentage": costing.percentage.map(money), "whole": money(costing.whole),
        "after_limits": money(costing.limited), "amount": money(costing.amount),
    })
}
