//! Roundings in words, before and after.

use super::amounts::money;
use super::working::Steps;
use std::fmt::Write;
use trueup::money::plain;
use trueup::price::{RoundingTrace, SumTrace, Working};
use trueup::schedule::{Direction, Stage};

/// How many decimals a result keeps that is not rounded as declared.
const KEPT: &str = "12 decimals";

/// `half_up to 2 decimals`.
pub fn how(rounding: &RoundingTrace) -> String {
    let decimals = if rounding.decimals == 1 { "decimal" } else { "decimals" };
    format!("{} to {} {decimals}", rounding.mode.name(), rounding.decimals)
}

/// What is rounded of a line, before and after.
pub fn rounded(working: &Working, steps: &mut Steps) {
    let (rounding, currency) = (&working.rounding, working.currency);
    let is_credit = working.direction == Direction::Credit;
    let positive = if is_credit { -working.amount } else { working.amount };
    let change = format!("{} → {}", plain(working.limited, Some(currency)), money(positive, currency));
    match rounding.stage {
        Stage::Line => steps.add("rounded", &format!("{}: {change}", how(rounding))),
        Stage::Term => steps.add("kept", &format!("to {KEPT}, as only the percentage is rounded: {change}")),
        Stage::None => steps.add("kept", &format!("to {KEPT}, as nothing is rounded: {change}")),
        Stage::Transaction => steps.add("kept", &format!("to {KEPT} until the sum is rounded: {change}")),
        Stage::Group => {
            steps.add("kept", &format!("to {KEPT}: {change}; {}", grouped(rounding)));
        }
    }
    if is_credit {
        steps.add("credit", &format!("money that comes back: {}", money(working.amount, currency)));
    }
}

/// The group that a line is rounded with.
fn grouped(rounding: &RoundingTrace) -> String {
    if let Some((unknown, _)) = rounding.group.iter().find(|(_, value)| value.is_none()) {
        return format!("with what group it is rounded is not known, as {unknown} is unknown");
    }
    let one = |(name, value): &(String, Option<String>)| {
        format!("{name} = {}", value.as_deref().unwrap_or_default())
    };
    let group: Vec<String> = rounding.group.iter().map(one).collect();
    format!("rounded with its group {}, so the line is exact", group.join(", "))
}

/// Lines that are rounded as a sum.
pub fn sum(sum: &SumTrace) -> String {
    let mut text = String::new();
    let currency = sum.currency;
    let exact = plain(sum.exact, Some(currency));
    let last = sum.lines.last().filter(|_| sum.lines.len() > 1);
    if last.is_some() {
        let terms: Vec<String> = sum.lines.iter().map(|(_, exact)| plain(*exact, Some(currency))).collect();
        let _ =
            writeln!(text, "    sum of the lines: {} = {}", terms.join(" + "), money(sum.exact, currency));
    }
    let _ = writeln!(text, "    rounded {}: {exact} → {}", how(&sum.rounding), money(sum.amount, currency));
    if let Some((last, _)) = last {
        let rest = money(sum.last, currency);
        let _ = writeln!(text, "    what the other lines leave of it stands on the last one, {last}: {rest}");
    }
    text
}
