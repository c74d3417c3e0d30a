//! Nothing is lost: the money and the lines of the input are those of the comparison.

use super::pair::Paired;
use super::{Expected, Money, Transaction};
use crate::facts::BilledLine;
use crate::money::{Currency, Decimal, Overflow, add};
use std::collections::{BTreeMap, HashMap};

/// Expected and billed money per component and currency.
pub type Balance = BTreeMap<(String, Currency), (Decimal, Decimal)>;

/// A sum of the input that the comparison does not show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Money was lost or made.
    #[error(
        "{component} {currency}: the input holds expected {expected_in} and billed {billed_in}, \
         the comparison {expected_out} and {billed_out}"
    )]
    Money {
        /// The component.
        component: String,
        /// The currency.
        currency: Currency,
        /// Expected money that came in.
        expected_in: Decimal,
        /// Expected money in the pairs.
        expected_out: Decimal,
        /// Billed money that came in.
        billed_in: Decimal,
        /// Billed money in the pairs.
        billed_out: Decimal,
    },
    /// A billed line is in no pair or in two.
    #[error("of {read} billed lines, {shown} are in the comparison")]
    Lines {
        /// Lines that came in.
        read: usize,
        /// Lines in the pairs.
        shown: usize,
    },
    /// A sum cannot be held exactly.
    #[error(transparent)]
    Overflow(#[from] Overflow),
}

/// The money of the comparison. Expected money of a wrong currency is counted in its own.
pub fn balance(paired: &Paired) -> Result<Balance, Overflow> {
    let mut balance = Balance::new();
    for pair in &paired.pairs {
        let Some(currency) = pair.currency else { continue };
        let name = paired.components[pair.component].clone();
        let sums = balance.entry((name, currency)).or_default();
        sums.0 = add(sums.0, pair.expected.unwrap_or_default())?;
        sums.1 = add(sums.1, pair.billed.unwrap_or_default())?;
    }
    Ok(balance)
}

/// INVARIANT (conservation): per component and currency, what came in is what the comparison
/// shows, to the last digit, and each billed line is in exactly one pair. Expected costs of a
/// transaction with an unproven part are not shown as expected, and are left out on both sides.
pub fn check(
    paired: &Paired,
    transactions: &[Transaction<'_>],
    expected: &[Expected],
    billed: &[BilledLine],
) -> Result<(), Broken> {
    let mut seen = vec![0_u32; billed.len()];
    for line in paired.pairs.iter().flat_map(|pair| &pair.lines) {
        seen[*line] += 1;
    }
    if seen.iter().any(|count| *count != 1) {
        let shown = paired.pairs.iter().map(|pair| pair.lines.len()).sum();
        return Err(Broken::Lines { read: billed.len(), shown });
    }
    let out = balance(paired)?;
    let mut into = Balance::new();
    for line in billed {
        let sums = into.entry((line.component.clone(), line.currency)).or_default();
        sums.1 = add(sums.1, line.amount)?;
    }
    for (component, money) in proven(paired.components.len(), transactions, expected) {
        let sums = into.entry((paired.components[component].clone(), money.currency)).or_default();
        sums.0 = add(sums.0, money.amount)?;
    }
    let zero = (Decimal::ZERO, Decimal::ZERO);
    for key in into.keys().chain(out.keys()) {
        let (came, shown) = (into.get(key).unwrap_or(&zero), out.get(key).unwrap_or(&zero));
        if came != shown {
            return Err(Broken::Money {
                component: key.0.clone(),
                currency: key.1,
                expected_in: came.0,
                expected_out: shown.0,
                billed_in: came.1,
                billed_out: shown.1,
            });
        }
    }
    Ok(())
}

/// The proven costs: those of transactions and components whose rows are all proven, in one currency.
/// Worked out from what came in, so that no pair hides a cost by calling itself unproven.
fn proven<'a>(
    components: usize,
    transactions: &[Transaction<'_>],
    expected: &'a [Expected],
) -> Vec<(usize, &'a Money)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Nothing,
        In(Currency),
        Unproven,
    }
    let first_rows = first_rows(transactions);
    let place = |cost: &Expected| first_rows[cost.row] * components + cost.component;
    let mut seen = vec![Seen::Nothing; transactions.len() * components];
    for cost in expected {
        let seen = &mut seen[place(cost)];
        *seen = match (&cost.cost, *seen) {
            (Ok(money), Seen::Nothing) => Seen::In(money.currency),
            (Ok(money), Seen::In(currency)) if currency == money.currency => *seen,
            _ => Seen::Unproven,
        };
    }
    let proven = expected.iter().filter(|cost| seen[place(cost)] != Seen::Unproven);
    proven.filter_map(|cost| Some((cost.component, cost.cost.as_ref().ok()?))).collect()
}

/// For each row, the first row of its transaction. A row without an id is a transaction of its own.
fn first_rows(transactions: &[Transaction<'_>]) -> Vec<usize> {
    let mut first = HashMap::with_capacity(transactions.len());
    let rows = transactions.iter().enumerate();
    rows.map(|(row, transaction)| match transaction.id {
        "" => row,
        id => *first.entry((id, transaction.event)).or_insert(row),
    })
    .collect()
}
