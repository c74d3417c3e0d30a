//! The gates of the config against what the run measured.

use super::config::Gates;
use crate::money::{Currency, Decimal, plain};
use crate::report::{Coverage, Gate};
use std::collections::BTreeMap;

/// Every declared gate, and whether the run kept it.
pub fn check(
    gates: &Gates,
    coverage: Option<&Coverage>,
    overcharge: &BTreeMap<Currency, Decimal>,
) -> Vec<Gate> {
    let mut checked = Vec::new();
    if let Some((least, written)) = &gates.coverage_at_least {
        let share = coverage.and_then(|total| total.share);
        checked.push(Gate {
            name: "coverage_at_least".to_owned(),
            limit: written.clone(),
            value: share.map_or_else(|| "nothing billed".to_owned(), percent),
            // Where nothing was billed, nothing was proven either.
            passed: share.is_some_and(|share| share >= *least),
        });
    }
    for (currency, limit) in &gates.overbilled_at_most {
        let value = overcharge.get(currency).copied().unwrap_or_default();
        checked.push(Gate {
            name: format!("overbilled_at_most {currency}"),
            limit: plain(*limit, Some(*currency)),
            value: plain(value, Some(*currency)),
            passed: value <= *limit,
        });
    }
    checked
}

/// `0.9987` as `99.87%`.
fn percent(share: Decimal) -> String {
    let percent = crate::money::mul(share, Decimal::ONE_HUNDRED).unwrap_or(share);
    format!("{}%", percent.normalize())
}
