//! In which order a rendering shows things, decided once for all of them.

use super::{Report, Total};
use crate::money::Currency;
use std::collections::BTreeMap;

/// The totals of each currency, in the order of the report.
pub(super) fn totals_by_currency(report: &Report) -> BTreeMap<Currency, Vec<&Total>> {
    let mut groups = BTreeMap::<Currency, Vec<&Total>>::new();
    for total in &report.totals {
        groups.entry(total.currency).or_default().push(total);
    }
    groups
}
