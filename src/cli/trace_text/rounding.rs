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
            let group: Vec<String> =
                rounding.group.iter().map(|(name, value)| format!("{name} = {value}")).collect();
            let text = format!("rounded with its group {}, so the line is exact", group.join(", "));
            steps.add("kept", &format!("to {KEPT}: {change}; {text}"));
        }
    }
    if is_credit {
        steps.add("credit", &format!("money that comes back: {}", money(working.amount, currency)));
    }
}

/// Lines that are rounded as a sum.
pub fn sum(sum: &SumTrace) -> String {
    let mut text = String::new();
    let currency = sum.currency;
    let terms: Vec<String> = sum.lines.iter().map(|(_, exact)| plain(*exact, Some(currency))).collect();
    let exact = plain(sum.exact, Some(currency));
    let _ = writeln!(text, "    sum of the lines: {} = {}", terms.join(" + "), money(sum.exact, currency));
    let _ = writeln!(text, "    rounded {}: {exact} → {}", how(&sum.rounding), money(sum.amount, currency));
    if let [.., (last, _)] = sum.lines.as_slice()
        && sum.lines.len() > 1
    {
        let rest = money(sum.last, currency);
        let _ = writeln!(text, "    what the other lines leave of it stands on the last one, {last}: {rest}");
    }
    text
}
