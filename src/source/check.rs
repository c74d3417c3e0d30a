//! The file's own arithmetic on one row.

use super::cell::{BadCell, Cells};
use super::profile::Check;
use crate::money::{Decimal, Mode, Overflow, mul, round, sub, sum};

/// What a row states, what its parts come to, and whether the two agree.
pub(super) struct Checked {
    pub(super) stated: Option<Decimal>,
    pub(super) computed: Option<Decimal>,
}

/// Checks a row. Every cell that is no number is added to `bad`.
pub(super) fn check(check: &Check, cells: Cells<'_>, bad: &mut Vec<BadCell>) -> Checked {
    let mut good = |result: Result<Option<Decimal>, BadCell>| match result {
        Ok(value) => value,
        Err(cell) => {
            bad.push(cell);
            None
        }
    };
    let stated = good(cells.received(check.net)).unwrap_or_default();
    let gross = good(cells.received(check.gross)).unwrap_or_default();
    let stated_rate = good(cells.decimal(check.rate));
    let fees: Vec<Decimal> =
        check.fees.iter().map(|fee| good(cells.decimal(*fee)).unwrap_or_default()).collect();
    let net_currency = cells.currency(check.net_currency).unwrap_or_else(|cell| {
        bad.push(cell);
        None
    });
    let same_currency = cells.text(check.net_currency) == cells.text(check.gross_currency);
    // Only within one currency does an empty rate go without saying.
    let rate = stated_rate.or(same_currency.then_some(Decimal::ONE));
    let computed = rate.zip(net_currency).and_then(|(rate, currency)| {
        let exact = net(gross, rate, fees).ok()?;
        Some(round(exact, Mode::HalfUp, currency.minor_unit()))
    });
    Checked { stated: Some(stated), computed }
}

fn net(gross: Decimal, rate: Decimal, fees: Vec<Decimal>) -> Result<Decimal, Overflow> {
    sub(mul(gross, rate)?, sum(fees)?)
}
