//! Coverage: the share of billed money that was proven right or wrong.

use super::pair::Paired;
use super::{Pair, Verdict};
use crate::money::{Currency, Decimal, Mode, Overflow, add, round};
use std::collections::BTreeMap;

/// The share of billed money, as absolute amounts, that is agreed or disputed, for one component or
/// (`None`) for all. With several currencies it is the lowest share among them, for amounts of
/// different currencies do not add up. Four decimals, rounded down; `None` if nothing was billed.
pub fn coverage(paired: &Paired, component: Option<usize>) -> Result<Option<Decimal>, Overflow> {
    let mut sums: BTreeMap<Currency, (Decimal, Decimal)> = BTreeMap::new();
    let wanted = |pair: &&Pair| component.is_none_or(|component| pair.component == component);
    for pair in paired.pairs.iter().filter(wanted) {
        let (Some(billed), Some(currency)) = (pair.billed, pair.currency) else { continue };
        let (proven, all) = sums.entry(currency).or_default();
        *all = add(*all, billed.abs())?;
        if pair.kind.verdict() != Verdict::Unproven {
            *proven = add(*proven, billed.abs())?;
        }
    }
    let shares = sums.values().filter(|(_, all)| !all.is_zero());
    let shares = shares.filter_map(|(proven, all)| proven.checked_div(*all));
    Ok(shares.min().map(|share| round(share, Mode::Down, 4)))
}
