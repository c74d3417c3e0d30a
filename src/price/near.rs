//! Which fees cannot come to an amount, told by whole numbers before anything is priced.

use super::costing;
use crate::money::{Currency, Decimal, Mode};
use crate::program::RuleProgram;
use crate::schedule::{Direction, Fee, Rounding, Shape};

/// Decimals of amounts, and of percentages, that are compared.
const DECIMALS: u32 = 24;
const HALF: u32 = DECIMALS / 2;

/// An amount that is looked for, and what percentages apply to.
pub struct Near {
    /// As whole numbers of 10⁻²⁴.
    wanted: i128,
    /// A fee that rounding brings to the amount is no further away.
    reach: i128,
    /// As whole numbers of 10⁻¹².
    basis: i128,
    /// The currency of the line.
    currency: Currency,
}

/// A fee of a percentage and a fixed part alone.
#[derive(Debug, Clone, Copy)]
pub struct Simple {
    /// As whole numbers of 10⁻¹².
    rate: i128,
    /// As whole numbers of 10⁻²⁴.
    fixed: i128,
    /// The only currency in which these are the figures; `None`: any.
    currency: Option<Currency>,
}

impl Near {
    /// For an amount in a currency that is rounded as declared, and a basis in the same currency; `None` if
    /// they have too many digits.
    pub fn new(wanted: Decimal, rounding: &Rounding, basis: Decimal, currency: Currency) -> Option<Near> {
        let decimals = costing::decimals(rounding, currency);
        let unit = 10_i128.checked_pow(DECIMALS.checked_sub(decimals)?)?;
        let nearest = matches!(rounding.mode, Mode::HalfUp | Mode::HalfEven | Mode::HalfDown);
        let reach = if nearest { unit / 2 } else { unit };
        Some(Near { wanted: digits(wanted, DECIMALS)?, reach, basis: digits(basis, HALF)?, currency })
    }

    /// Whether a fee is certain not to come to the amount.
    #[inline]
    pub fn misses(&self, fee: &Simple) -> bool {
        let whole = self.basis.checked_mul(fee.rate).and_then(|part| part.checked_add(fee.fixed));
        let off = whole.and_then(|whole| whole.checked_sub(self.wanted));
        off.is_some_and(|off| off.abs() > self.reach) && fee.currency.is_none_or(|own| own == self.currency)
    }
}

impl Simple {
    /// The fee of a rule, if it is one. Floors, caps, adjustments, prices per unit and what is larger than plain are left
    /// to exact arithmetic.
    pub fn of(fee: &Fee, rule: &RuleProgram) -> Option<Simple> {
        let Shape::Plain(plain) = &fee.shape else { return None };
        let more = plain.min.is_some() || plain.max.is_some() || plain.per_unit.is_some();
        if more || !rule.adjustments.is_empty() {
            return None;
        }
        let rate = digits(plain.rate.unwrap_or_default(), HALF)?;
        let fixed = digits(plain.fixed.map(|money| money.amount).unwrap_or_default(), DECIMALS)?;
        let currency = plain.fixed.and_then(|money| money.currency);
        Some(match rule.direction {
            Direction::Debit => Simple { rate, fixed, currency },
            Direction::Credit => Simple { rate: -rate, fixed: -fixed, currency },
        })
    }
}

fn digits(amount: Decimal, decimals: u32) -> Option<i128> {
    let amount = amount.normalize();
    let missing = decimals.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(10_i128.checked_pow(missing)?)
}
