//! The expected side, as reconciliation sees it.

use super::{InGroup, Kind};
use crate::money::{Currency, Date, Decimal, Overflow, add};

/// A transaction that expected costs and billed lines are paired by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Transaction<'a> {
    /// Its id; empty if unknown.
    pub id: &'a str,
    /// Its event in lower case; `None` if unknown.
    pub event: Option<&'a str>,
    /// The biller's id of this row, where the same file carries transaction and cost.
    pub line_id: Option<&'a str>,
}

/// What one transaction should cost in one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// The transaction's row.
    pub row: usize,
    /// The place of the component in the list given to [`pair`](super::pair).
    pub component: usize,
    /// The cost, or why it is not known.
    pub cost: Result<Money, Unproven>,
    /// The day that chose the rate.
    pub dated: Option<Date>,
    /// The group that rounds it, if it is not rounded by itself.
    pub rounding: Option<InGroup>,
}

/// An amount in major units of its currency; a cost is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Major units.
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
}

/// Why an expected cost is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// One of the unproven kinds.
    pub kind: Kind,
    /// The reason as reports spell it.
    pub reason: String,
}

/// The costs of one row; `expected` is in the order of rows.
pub fn of_row(expected: &[Expected], row: usize) -> &[Expected] {
    let start = expected.partition_point(|cost| cost.row < row);
    let count = expected[start..].partition_point(|cost| cost.row == row);
    &expected[start..start + count]
}

/// The expected costs of all rows of a transaction together; unproven if any is.
pub fn total(costs: &[&Expected]) -> Result<Option<Result<Money, Unproven>>, Overflow> {
    let mut sum: Option<Money> = None;
    for cost in costs {
        let money = match &cost.cost {
            Err(unproven) => return Ok(Some(Err(unproven.clone()))),
            Ok(money) => *money,
        };
        sum = match sum {
            None => Some(money),
            Some(sum) if sum.currency == money.currency => {
                Some(Money { amount: add(sum.amount, money.amount)?, ..sum })
            }
            Some(_) => {
                let reason =
                    "two_currencies: the rows of this transaction are priced in different ones".to_owned();
                return Ok(Some(Err(Unproven { kind: Kind::Unpriced, reason })));
            }
        };
    }
    Ok(sum.map(Ok))
}
