//! Arithmetic as JSON; amounts and percentages (as fractions) are strings.

use serde_json::{Map, Value, json};
use trueup::money::{Currency, Decimal, plain};
use trueup::price::{
    Addend, BasisTrace, Chosen, Limit, Part, Percentage, Quantity, RoundingTrace, SumTrace, Working,
};
use trueup::schedule::{Direction, Stage};

/// The arithmetic of one rule.
pub fn working(working: &Working) -> Value {
    let money = |amount| plain(amount, Some(working.currency));
    let rates: Vec<Value> = working
        .fx
        .iter()
        .map(|(from, to, fx)| {
            let (from, to) = (from.code(), to.code());
            json!({ "from": from, "to": to, "rate": fx.rate.to_string(), "dated": fx.dated.to_string(), "inverted": fx.inverted })
        })
        .collect();
    let choices: Vec<Value> = working.choices.iter().map(|choice| chosen(choice, working.currency)).collect();
    let addends: Vec<Value> = working.addends.iter().map(|part| addend(part, working.currency)).collect();
    let limit = |limit: &Option<Limit>| limit.as_ref().map(|found| self::limit(found, working.currency));
    let part = working.percentage.as_ref();
    json!({
        "currency": working.currency.code(), "fx": rates, "choices": choices,
        "basis": part.map(|part| money(part.of)), "basis_from": part.map(|part| basis(&part.basis)),
        "rate": part.and_then(|part| part.rate).map(fraction), "rates": part.map(self::rates),
        "percentage_exact": part.map(|part| money(part.exact)),
        "percentage": part.map(|part| money(part.amount)), "addends": addends,
        "whole": money(working.whole), "floor": limit(&working.floor), "cap": limit(&working.cap),
        "after_limits": money(working.limited), "rounding": rounding(&working.rounding),
        "direction": if working.direction == Direction::Credit { "credit" } else { "debit" },
        "amount": money(working.amount),
    })
}

/// Lines that are rounded as a sum.
pub fn sum(sum: &SumTrace) -> Value {
    let money = |amount| plain(amount, Some(sum.currency));
    let lines: Vec<Value> =
        sum.lines.iter().map(|(rule, exact)| json!({ "rule": rule, "exact": money(*exact) })).collect();
    json!({
        "lines": lines, "exact": money(sum.exact), "rounding": rounding(&sum.rounding),
        "amount": money(sum.amount), "last": money(sum.last), "currency": sum.currency.code(),
    })
}

fn fraction(rate: Decimal) -> String {
    plain(rate, None)
}

/// The fee's own percentage, `null` if it is split, and what each adjustment adds.
fn rates(part: &Percentage) -> Value {
    let adjusted: Map<String, Value> =
        part.adjusted.iter().map(|(id, rate)| (id.clone(), json!(fraction(*rate)))).collect();
    json!({ "own": part.own.map(fraction), "adjustments": adjusted })
}

fn declared((amount, currency): (Decimal, Currency)) -> Value {
    json!({ "amount": plain(amount, Some(currency)), "currency": currency.code() })
}

fn quantity(quantity: &Quantity) -> Value {
    json!({
        "attribute": quantity.attribute, "value": plain(quantity.number, quantity.currency),
        "currency": quantity.currency.map(|currency| currency.code()),
    })
}

fn chosen(choice: &Chosen, line: Currency) -> Value {
    match choice {
        Chosen::Part { lesser, parts, place } => {
            let parts: Vec<Value> = parts
                .iter()
                .map(|(fee, cost)| json!({ "fee": fee, "cost": plain(*cost, Some(line)) }))
                .collect();
            let kind = if *lesser { "lesser_of" } else { "greater_of" };
            json!({ "choice": kind, "parts": parts, "place": place })
        }
        Chosen::Step { quantity: found, converted, from, below, fee } => json!({
            "choice": "step", "quantity": quantity(found), "converted": converted.map(declared),
            "from": from.map(|from| plain(from, None)), "below": below.map(|below| plain(below, None)),
            "fee": fee,
        }),
        Chosen::Spans { quantity: found, begins_at, steps } => {
            let steps: Vec<Value> = steps
                .iter()
                .map(|(rate, part)| json!({ "rate": fraction(*rate), "part": plain(*part, found.currency) }))
                .collect();
            json!({ "choice": "graduated", "stands_at": quantity(found), "fee": begins_at, "steps": steps })
        }
    }
}

/// An amount of the transaction, or a list of earlier components.
fn basis(basis: &BasisTrace) -> Value {
    match basis {
        BasisTrace::Amount(amount) => quantity(amount),
        BasisTrace::Components(components) => components
            .iter()
            .map(|(name, amounts)| {
                let amounts: Vec<Value> = amounts.iter().copied().map(declared).collect();
                json!({ "component": name, "amounts": amounts })
            })
            .collect(),
    }
}

fn addend(part: &Addend, line: Currency) -> Value {
    let (what, adjustment, units) = match &part.what {
        Part::Fixed => ("fixed", None, None),
        Part::Adjustment(id) => ("adjustment", Some(id), None),
        Part::PerUnit(units) => ("per_unit", None, Some(quantity(units))),
    };
    json!({
        "part": what, "adjustment": adjustment, "units": units, "declared": declared(part.declared),
        "amount": plain(part.amount, Some(line)),
    })
}

fn limit(limit: &Limit, line: Currency) -> Value {
    let amount = plain(limit.amount, Some(line));
    json!({ "declared": declared(limit.declared), "amount": amount, "applies": limit.applies })
}

/// `mode` and `decimals` are `null` where nothing is rounded.
fn rounding(rounding: &RoundingTrace) -> Value {
    let per = match rounding.stage {
        Stage::Term => "term",
        Stage::Line => "line",
        Stage::Transaction => "transaction",
        Stage::Group => "group",
        Stage::None => "none",
    };
    let rounds = rounding.stage != Stage::None;
    let group: Map<String, Value> =
        rounding.group.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "per": per, "mode": rounds.then(|| rounding.mode.name()),
        "decimals": rounds.then_some(rounding.decimals), "group": group,
    })
}
