//! Arithmetic in words, one labelled step a line.

use super::amounts::{money, number, percent, signed};
use super::conditions;
use super::rounding::{how, rounded};
use std::fmt::Write;
use trueup::facts::Attributes;
use trueup::money::{Currency, Decimal, plain};
use trueup::price::{
    Addend, AdjustmentTrace, BasisTrace, Chosen, Limit, Part, Percentage, Quantity, Working,
};
use trueup::schedule::Stage;

/// Lines with a label each.
pub struct Steps {
    text: String,
    last: &'static str,
}

impl Steps {
    fn new() -> Steps {
        Steps { text: String::new(), last: "" }
    }

    /// Adds a line; a label that the line before has is not repeated.
    pub fn add(&mut self, label: &'static str, step: &str) {
        let shown = if self.last == label { "" } else { label };
        self.last = label;
        let _ = writeln!(self.text, "      {shown:<10}  {step}");
    }
}

/// The adjustments that are for a selected rule.
pub fn adjustments(adjustments: &[AdjustmentTrace], attributes: &Attributes) -> String {
    let mut steps = Steps::new();
    for adjustment in adjustments {
        let because = conditions::because(&adjustment.when, attributes);
        let AdjustmentTrace { id, add, .. } = adjustment;
        let step = match adjustment.when.holds {
            Some(true) => format!("{id} adds {add}"),
            Some(false) => format!("{id} ({add}) does not apply{because}"),
            None => format!("{id} ({add}) is undecided{because}"),
        };
        steps.add("adjustment", &step);
    }
    steps.text
}

/// The arithmetic of one rule.
pub fn working(working: &Working) -> String {
    let mut steps = Steps::new();
    let currency = working.currency;
    for (from, to, fx) in &working.fx {
        let inverted = if fx.inverted { ", the inverse of the rate known" } else { "" };
        steps.add("exchange", &format!("1 {from} = {} {to}, rate of {}{inverted}", fx.rate, fx.dated));
    }
    working.choices.iter().for_each(|choice| chosen(choice, currency, &mut steps));
    if let Some(part) = &working.percentage {
        percentage(part, working, &mut steps);
    }
    working.addends.iter().for_each(|part| addend(part, currency, &mut steps));
    if working.addends.len() + usize::from(working.percentage.is_some()) != 1 {
        steps.add("together", &money(working.whole, currency));
    }
    let mut before = working.whole;
    for (label, limit) in [("floor", &working.floor), ("cap", &working.cap)] {
        let Some(limit) = limit else { continue };
        steps.add(label, &limited(limit, before, currency));
        if limit.applies {
            before = limit.amount;
        }
    }
    rounded(working, &mut steps);
    steps.text
}

fn chosen(choice: &Chosen, currency: Currency, steps: &mut Steps) {
    match choice {
        Chosen::Part { lesser, parts, place } => {
            let cost = |(text, cost): &(String, Decimal)| format!("{text} (= {})", money(*cost, currency));
            let costs: Vec<String> = parts.iter().map(cost).collect();
            let which = if *lesser { "lesser" } else { "greater" };
            let number = ordinal(*place);
            steps.add("choice", &format!("{which} of {}: the {number}", costs.join(" and ")));
        }
        Chosen::Step { quantity, converted, from, below, fee } => {
            let bound = converted.map(|(_, bound)| bound).or(quantity.currency);
            let from = from.map(|from| format!("from {}", number(from, bound)));
            let below = below.map(|below| format!("below {}", number(below, bound)));
            let step: Vec<String> = from.into_iter().chain(below).collect();
            let step = if step.is_empty() { "without bounds".to_owned() } else { step.join(" ") };
            let same = converted.map(|(amount, to)| format!(" = {}", money(amount, to))).unwrap_or_default();
            steps.add("step", &format!("{}{same} lies in the step {step}: {fee}", self::quantity(quantity)));
        }
        Chosen::Spans { quantity, begins_at, steps: spans } => {
            let total = number(quantity.number, quantity.currency);
            let part = |(rate, part): &(Decimal, Decimal)| {
                format!("{} at {}", number(*part, quantity.currency), percent(*rate))
            };
            let parts: Vec<String> = spans.iter().map(part).collect();
            let rest = match parts.is_empty() {
                true => "this transaction adds nothing to it".to_owned(),
                false => parts.join(", "),
            };
            steps.add("graduated", &format!("{} stands at {total}; {rest}", quantity.attribute));
            let says_all = matches!(spans.as_slice(), [(rate, _)] if percent(*rate) == *begins_at);
            if !says_all {
                steps.add("graduated", &format!("it begins in the step with {begins_at}"));
            }
        }
    }
}

fn ordinal(place: usize) -> String {
    const NAMES: [&str; 5] = ["first", "second", "third", "fourth", "fifth"];
    NAMES.get(place).map_or_else(|| format!("one in place {}", place + 1), |name| (*name).to_owned())
}

fn quantity(quantity: &Quantity) -> String {
    format!("{} {}", quantity.attribute, number(quantity.number, quantity.currency))
}

fn percentage(part: &Percentage, working: &Working, steps: &mut Steps) {
    let of = money(part.of, working.currency);
    if let Some(basis) = basis(&part.basis, &of) {
        steps.add("basis", &basis);
    }
    let exact = money(part.exact, working.currency);
    match (part.rate, part.own) {
        (Some(rate), Some(own)) => {
            if !part.adjusted.is_empty() {
                let added: String = part.adjusted.iter().map(|(_, rate)| signed(*rate)).collect();
                steps.add("percentage", &format!("{}{added} = {}", percent(own), percent(rate)));
            }
            steps.add("percentage", &format!("{} of {of} = {exact}", percent(rate)));
        }
        _ => steps.add("percentage", &format!("{} = {exact}", split(part, &of, &working.choices))),
    }
    if working.rounding.stage == Stage::Term {
        let after = money(part.amount, working.currency);
        let text =
            format!("{}: {} → {after}", how(&working.rounding), plain(part.exact, Some(working.currency)));
        steps.add("rounded", &text);
    }
}

/// `(0.60% × 100.00 + 0.40% × 100.00) / 200.00 of 180.00 EUR`. Where the basis is what the transaction adds,
/// `0.60% of 100.00 + 0.40% of 100.00`.
fn split(part: &Percentage, of: &str, choices: &[Chosen]) -> String {
    let spans = choices.iter().find_map(|choice| match choice {
        Chosen::Spans { steps, quantity, .. } => Some((steps.as_slice(), quantity.currency)),
        _ => None,
    });
    let (spans, currency) = spans.unwrap_or_default();
    let whole = trueup::money::sum(spans.iter().map(|(_, part)| *part)).unwrap_or_default();
    let is_basis = whole == part.of;
    let times = if is_basis { "of" } else { "×" };
    let one =
        |(rate, part): &(Decimal, Decimal)| format!("{} {times} {}", percent(*rate), plain(*part, currency));
    let terms = spans.iter().map(one).collect::<Vec<_>>().join(" + ");
    let added: String = part.adjusted.iter().map(|(_, rate)| format!("{} of {of}", signed(*rate))).collect();
    if is_basis {
        format!("{terms}{added}")
    } else {
        format!("({terms}) / {} of {of}{added}", plain(whole, currency))
    }
}

/// What a percentage applies to, where that is more than the amount of the transaction.
fn basis(basis: &BasisTrace, of: &str) -> Option<String> {
    match basis {
        BasisTrace::Amount(amount) => {
            let own = number(amount.number, amount.currency);
            match (own == of, amount.attribute.as_str()) {
                (true, "amount") => None,
                (true, _) => Some(quantity(amount)),
                (false, _) => Some(format!("{} = {of}", quantity(amount))),
            }
        }
        BasisTrace::Components(components) => {
            let one = |(name, amounts): &(String, Vec<(Decimal, Currency)>)| {
                let amounts: Vec<String> =
                    amounts.iter().map(|(amount, currency)| money(*amount, *currency)).collect();
                if amounts.is_empty() {
                    format!("{name} (not covered)")
                } else {
                    format!("{name} {}", amounts.join(" + "))
                }
            };
            let components: Vec<String> = components.iter().map(one).collect();
            Some(format!("{} = {of}", components.join(" + ")))
        }
    }
}

fn addend(part: &Addend, line: Currency, steps: &mut Steps) {
    let (amount, currency) = part.declared;
    let (declared, result) = (money(amount, currency), money(part.amount, line));
    let same = if declared == result { String::new() } else { format!(" = {result}") };
    match &part.what {
        Part::Fixed => steps.add("fixed", &format!("+ {declared}{same}")),
        Part::Adjustment(id) => steps.add("fixed", &format!("+ {declared}{same} of {id}")),
        Part::PerUnit(units) => {
            let count = number(units.number, units.currency);
            steps.add("per unit", &format!("+ {declared} per {} × {count} = {result}", units.attribute));
        }
    }
}

fn limited(limit: &Limit, before: Decimal, line: Currency) -> String {
    let (amount, currency) = limit.declared;
    let (declared, result) = (money(amount, currency), money(limit.amount, line));
    let same = if declared == result { String::new() } else { format!(" = {result}") };
    if limit.applies {
        format!("{declared}{same} applies: {} → {result}", plain(before, Some(line)))
    } else {
        format!("{declared}{same} does not apply")
    }
}
