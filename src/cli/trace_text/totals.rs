//! Totals over a period in words.

use super::amounts::number;
use std::fmt::Write;
use trueup::facts::Attributes;
use trueup::price::TotalTrace;
use trueup::schedule::{AggregatePeriod, Measure};

/// The totals that a transaction finds, and why one is unknown.
pub fn totals(totals: &[TotalTrace], attributes: &Attributes) -> String {
    let mut text = "totals\n".to_owned();
    let values: Vec<String> = totals.iter().map(value).collect();
    let name_width = totals.iter().map(|total| total.name.len()).max().unwrap_or(0);
    let width = values.iter().map(String::len).max().unwrap_or(0);
    for (total, value) in totals.iter().zip(values) {
        let of = of(total, attributes);
        let _ = writeln!(text, "  {:<name_width$}  {value:>width$}  {of}", total.name);
        if let Some(standing) = total.standing {
            let begins = number(standing.begins, total.currency);
            let adds = match standing.adds {
                Some(adds) => format!("adds {}", number(adds, total.currency)),
                None => "is not counted".to_owned(),
            };
            let _ = writeln!(text, "  {:name_width$}  this transaction finds {begins} and {adds}", "");
        }
        if total.value.is_none() && is_placed(total) {
            for gap in &total.gaps {
                let (rows, why) = match gap.rows {
                    1 => ("transaction", gap.why.replacen("have ", "has ", 1)),
                    _ => ("transactions", gap.why.to_owned()),
                };
                let _ = writeln!(text, "  {:name_width$}  in the input: {} {rows} {why}", "", gap.rows);
            }
        }
    }
    text
}

/// Whether it is known whose total it is and of when. If not, that is why it is unknown.
fn is_placed(total: &TotalTrace) -> bool {
    let runs_for_ever = total.period == AggregatePeriod::All;
    total.key.iter().all(|(_, value)| value.is_some()) && (runs_for_ever || total.start.is_some())
}

fn value(total: &TotalTrace) -> String {
    total.value.map_or("unknown".to_owned(), |value| number(value, total.currency))
}

/// `sum of amount over merchant_id = M1 in 2026-05 (clearing_date)`.
fn of(total: &TotalTrace, attributes: &Attributes) -> String {
    let measure = match total.measure {
        Measure::Sum(attribute) => format!("sum of {}", attributes.name(attribute)),
        Measure::Count => "count".to_owned(),
        Measure::ShareOf(attribute) => format!("share of {}", attributes.name(attribute)),
    };
    let one = |(name, value): &(String, Option<String>)| {
        format!("{name} = {}", value.as_deref().unwrap_or("(unknown)"))
    };
    let key: Vec<String> = total.key.iter().map(one).collect();
    let key = if key.is_empty() { "all transactions".to_owned() } else { key.join(", ") };
    let format = match total.period {
        AggregatePeriod::All => return format!("{measure} over {key}"),
        AggregatePeriod::Day => "%Y-%m-%d",
        AggregatePeriod::Month => "%Y-%m",
        AggregatePeriod::Year => "%Y",
    };
    match total.start {
        Some(start) => format!("{measure} over {key} in {} ({})", start.format(format), total.dated_by),
        None => format!("{measure} over {key}; {} is unknown", total.dated_by),
    }
}
