//! Which fees cannot come to an amount, told by whole numbers before anything is priced.

use super::costing;
use crate::money::{Currency, Decimal, Mode};
use crate::program::RuleProgram;
use crate::schedule::{Direction, Fee, Rounding, Shape};

/// Decimals of the product of a percentage and an amount that are compared.
const DECIMALS: u32 = 24;

/// An amount that is looked for, and what percentages apply to.
pub struct Near {
    /// As whole numbers of 10⁻²⁴.
    wanted: i128,
    /// A fee that rounding brings to the amount is no further away.
    reach: i128,
    basis: Decimal,
    /// The currency of the line.
    currency: Currency,
}

impl Near {
    /// For an amount in a currency that is rounded as declared, and a basis in the same currency; `None` if
    /// they have too many digits.
    pub fn new(wanted: Decimal, rounding: &Rounding, basis: Decimal, currency: Currency) -> Option<Near> {
        let decimals = costing::decimals(rounding, currency);
        let unit = 10_i128.checked_pow(DECIMALS.checked_sub(decimals)?)?;
        let nearest = matches!(rounding.mode, Mode::HalfUp | Mode::HalfEven | Mode::HalfDown);
        let reach = if nearest { unit / 2 } else { unit };
        Some(Near { wanted: digits(wanted)?, reach, basis, currency })
    }

    /// Whether the fee of a rule is certain not to come to the amount. Floors, caps, adjustments, prices per unit and
    /// amounts in other currencies are left to exact arithmetic.
    pub fn misses(&self, fee: &Fee, rule: &RuleProgram) -> bool {
        let Shape::Plain(plain) = &fee.shape else { return false };
        let simple = plain.min.is_none()
            && plain.max.is_none()
            && plain.per_unit.is_none()
            && rule.adjustments.is_empty()
            && plain.amounts().all(|money| money.currency.is_none_or(|own| own == self.currency));
        let whole = || {
            let part = product(self.basis, plain.rate.unwrap_or_default())?;
            part.checked_add(digits(plain.fixed.map(|money| money.amount).unwrap_or_default())?)
        };
        let Some(whole) = Some(()).filter(|()| simple).and_then(|()| whole()) else { return false };
        let whole = if rule.direction == Direction::Credit { -whole } else { whole };
        whole.checked_sub(self.wanted).is_some_and(|off| off.abs() > self.reach)
    }
}

fn digits(amount: Decimal) -> Option<i128> {
    let missing = DECIMALS.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}

fn product(a: Decimal, b: Decimal) -> Option<i128> {
    let missing = DECIMALS.checked_sub(a.scale() + b.scale())?;
    a.mantissa().checked_mul(b.mantissa())?.checked_mul(10_i128.checked_pow(missing)?)
}
