//! How much a schedule has, each rule with its newest fee.

use super::tables::Programme;
use crate::report::pages::Counts;
use crate::schedule::{DatedFee, Rule};

pub fn counts(programmes: &[Programme<'_>]) -> Counts {
    let rules = || programmes.iter().flat_map(|programme| &programme.rules).flatten();
    let newest = |wanted: fn(&DatedFee) -> bool| {
        rules().filter(|rule: &&&Rule| rule.fees.last().is_some_and(wanted)).count()
    };
    let days = || rules().flat_map(|rule| &rule.fees).filter_map(|dated| dated.from);
    Counts {
        schedules: 1,
        programmes: programmes.len(),
        published: newest(|dated| dated.fee.as_ref().is_some_and(|fee| fee.is_published())),
        unpublished: newest(|dated| dated.fee.as_ref().is_some_and(|fee| !fee.is_published())),
        withdrawn: newest(|dated| dated.withdrawn),
        first: days().min(),
        newest: days().max(),
    }
}
