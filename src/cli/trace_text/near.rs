//! Which rules nearly gave a line, in words.

use super::amounts::money;
use super::{SHOWN, conditions, extreme};
use std::fmt::Write;
use trueup::facts::Attributes;
use trueup::price::{Bar, NearMiss, ScheduleTrace};
use trueup::schedule::Select;

/// The rules that lack least, at most three.
pub fn near(schedule: &ScheduleTrace, attributes: &Attributes) -> String {
    let shown: Vec<&NearMiss> = schedule.near.iter().take(SHOWN).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut text = "    near misses\n".to_owned();
    let width = shown.iter().map(|miss| miss.rule.len()).max().unwrap_or(0);
    for miss in shown {
        let _ = writeln!(text, "      {:<width$}  {}", miss.rule, self::miss(miss, schedule, attributes));
    }
    text
}

fn miss(miss: &NearMiss, schedule: &ScheduleTrace, attributes: &Attributes) -> String {
    let otherwise = conditions::otherwise(&miss.failed, attributes);
    match (&miss.bar, miss.failed.is_empty()) {
        (Some(Bar::Behind(before)), true) => format!("is true too, but {before} comes first"),
        (Some(Bar::Behind(before)), false) => {
            format!("would be true if {otherwise}, but {before} comes first")
        }
        (Some(Bar::Beaten(amount, currency)), _) => {
            let amount = money(*amount, *currency);
            format!("is true too, but its {amount} is not the {}", extreme(schedule.select))
        }
        (None, _) => match schedule.select {
            Select::First => format!("would have been selected if {otherwise}"),
            Select::All => format!("would have given a line if {otherwise}"),
            Select::Lowest | Select::Highest => format!("would have been a candidate if {otherwise}"),
        },
    }
}
