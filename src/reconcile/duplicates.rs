//! Billed lines that bill again what an earlier one billed.

use super::expected::Money;
use crate::facts::{BilledFor, BilledLine};
use crate::money::{Decimal, Overflow, add};
use std::collections::HashMap;

/// How lines may be alike without being duplicates.
pub struct Allowance {
    /// Each row of the transaction may have a line of its own: two partial refunds cost the same.
    pub distinct_rows: usize,
    /// Any number of them.
    pub any: bool,
    /// They are for different events.
    pub by_event: bool,
}

/// Lines apart from those that repeat earlier ones in all that identifies a line. A line without an id
/// of its own is no duplicate as long as the lines with it bill no more than is expected.
pub fn without_duplicates(
    billed: &[BilledLine],
    lines: Vec<usize>,
    allowance: &Allowance,
    expected: Option<Money>,
) -> Result<(Vec<usize>, Vec<usize>), Overflow> {
    if allowance.any || lines.len() < 2 {
        return Ok((lines, Vec::new()));
    }
    let mut seen: HashMap<_, usize> = HashMap::new();
    let (mut kept, later): (Vec<usize>, Vec<usize>) = lines.into_iter().partition(|number| {
        let line = &billed[*number];
        let event = event(line).filter(|_| allowance.by_event);
        let alike = (line.amount, line.currency, &line.line_id, &line.billed_as, line.billed_on, event);
        let alike = seen.entry(alike).or_default();
        *alike += 1;
        *alike == 1 || line.line_id.is_none() && *alike <= allowance.distinct_rows
    });
    let mut sum = Decimal::ZERO;
    for line in kept.iter().map(|number| &billed[*number]) {
        if expected.is_some_and(|money| money.currency == line.currency) {
            sum = add(sum, line.amount)?;
        }
    }
    let mut duplicates = Vec::new();
    for number in later {
        let line = &billed[number];
        let with_it = add(sum, line.amount)?;
        let wanted = expected.filter(|money| money.currency == line.currency && line.line_id.is_none());
        if wanted.is_some_and(|money| within(with_it, money.amount)) {
            sum = with_it;
            kept.push(number);
        } else {
            duplicates.push(number);
        }
    }
    kept.sort_unstable();
    Ok((kept, duplicates))
}

fn event(line: &BilledLine) -> Option<&str> {
    match &line.billed_for {
        BilledFor::Id { event, .. } | BilledFor::NoTransaction { event, .. } => event.as_deref(),
        BilledFor::Row(_) => None,
    }
}

/// Whether a sum lies between zero and what is expected.
fn within(sum: Decimal, expected: Decimal) -> bool {
    sum.is_zero() || sum.is_sign_negative() == expected.is_sign_negative() && sum.abs() <= expected.abs()
}
