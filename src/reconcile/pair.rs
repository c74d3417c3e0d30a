//! Pairing expected costs with billed lines by transaction id, event and component.

use super::compare::Pairing;
use super::expected::{Expected, Transaction, of_row};
use super::group::groups;
use super::rounding::compare_groups;
use super::{InGroups, Kind, RoundedGroup, Terms};
use crate::facts::BilledLine;
use crate::money::{Currency, Date, Decimal, Overflow};
use std::collections::{BTreeMap, HashMap};

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The rows of the transaction; empty if the input holds none.
    pub rows: Vec<usize>,
    /// The place of the component in [`Paired::components`].
    pub component: usize,
    /// The billed lines that add up here, as places in the list given.
    pub lines: Vec<usize>,
    /// The expected cost; `None` if unproven, not covered, or on the other half of a wrong currency.
    pub expected: Option<Decimal>,
    /// The billed cost; `None` if nothing was billed.
    pub billed: Option<Decimal>,
    /// Billed − expected, a missing side being zero; `None` if unproven.
    pub variance: Option<Decimal>,
    /// The currency of the amounts.
    pub currency: Option<Currency>,
    /// What it is.
    pub kind: Kind,
    /// Why it is unproven, or what else the kind does not say; empty if nothing.
    pub reason: String,
    /// The day that chose the rate, or the day it was billed.
    pub dated: Option<Date>,
    /// The groups that round its expected cost.
    pub rounding: Option<InGroups>,
}

/// A transaction row that repeats an earlier one and is not priced again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// The repeated row.
    pub row: usize,
    /// The row it repeats.
    pub of: usize,
}

/// The result of pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired {
    /// The components: those given, then those that only billed lines name.
    pub components: Vec<String>,
    /// The comparison, in the order of the transactions, then of lines without one.
    pub pairs: Vec<Pair>,
    /// Transactions that stand in several rows: the first row, and how many rows differ.
    pub several_rows: Vec<(usize, usize)>,
}

/// Pairs, compares and classifies, and compares the groups that round some of the costs.
pub fn pair(
    components: &[String],
    transactions: &[Transaction<'_>],
    repeats: &[Repeat],
    expected: &[Expected],
    rounded: &[RoundedGroup],
    billed: &[BilledLine],
    terms: &Terms,
) -> Result<Paired, Overflow> {
    let mut paired = pair_all(components, transactions, repeats, expected, billed, terms)?;
    compare_groups(&mut paired.pairs, rounded, &paired.components, terms)?;
    Ok(paired)
}

/// Pairs, compares and classifies. `expected` is in the order of rows; a row of `repeats` must not be
/// in it, but stays in `transactions` so that its billed lines find their group.
pub fn pair_all(
    components: &[String],
    transactions: &[Transaction<'_>],
    repeats: &[Repeat],
    expected: &[Expected],
    billed: &[BilledLine],
    terms: &Terms,
) -> Result<Paired, Overflow> {
    let (components, of_line) = places(components, billed);
    let pairing = Pairing { components: &components, billed, terms };
    let (mut pairs, mut several_rows) = (Vec::new(), Vec::new());
    for group in groups(transactions, repeats, expected, billed, &of_line) {
        if group.distinct_rows > 1 {
            several_rows.push((group.rows[0], group.distinct_rows));
        }
        let mut present: BTreeMap<usize, (Vec<&Expected>, Vec<usize>)> = BTreeMap::new();
        for cost in group.rows.iter().flat_map(|row| of_row(expected, *row)) {
            present.entry(cost.component).or_default().0.push(cost);
        }
        for line in &group.lines {
            present.entry(of_line[*line]).or_default().1.push(*line);
        }
        for (component, sides) in present {
            pairs.extend(pairing.component(&group, component, sides)?);
        }
    }
    Ok(Paired { components, pairs, several_rows })
}

/// The components, with those that only billed lines name at the end; and the place of each line's.
fn places(components: &[String], billed: &[BilledLine]) -> (Vec<String>, Vec<usize>) {
    let mut names = components.to_vec();
    let mut by_name: HashMap<&str, usize> =
        components.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    let of_line = billed.iter().map(|line| {
        *by_name.entry(&line.component).or_insert_with(|| {
            names.push(line.component.clone());
            names.len() - 1
        })
    });
    let of_line = of_line.collect();
    (names, of_line)
}
