//! Whole numbers with a scale: the quick arithmetic of ordinary amounts.
//!
//! A [`Scaled`] has at most 95 bits of digits and 28 decimals, so each one is a [`Decimal`] too. Where a
//! result would not fit, or a factor is longer than 64 bits, there is none: then `money::mul` and its like,
//! which hold more, must say what it is. What both give is equal by value.

use super::Decimal;
use super::rounding::{self, Mode};

/// `digits × 10⁻ˢᶜᵃˡᵉ`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scaled {
    digits: i128,
    scale: u32,
}

/// A [`Scaled`] of at most 64 bits, in half the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short {
    digits: i64,
    scale: u8,
}

impl Short {
    /// A number, unless it is too long.
    pub fn of(value: Scaled) -> Option<Short> {
        Some(Short { digits: i64::try_from(value.digits).ok()?, scale: u8::try_from(value.scale).ok()? })
    }
}

impl From<Short> for Scaled {
    #[inline]
    fn from(short: Short) -> Scaled {
        Scaled { digits: short.digits.into(), scale: short.scale.into() }
    }
}

const MOST_DECIMALS: u32 = 28;
const LIMIT: i128 = 1 << 95;

/// The powers of ten that fit 64 bits.
pub(super) const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut at = 1;
    while at < 20 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

impl Scaled {
    /// Zero.
    pub const ZERO: Scaled = Scaled { digits: 0, scale: 0 };

    /// A decimal, unless it is too long.
    #[inline]
    pub fn of(value: Decimal) -> Option<Scaled> {
        Scaled::checked(value.mantissa(), value.scale())
    }

    #[inline]
    fn checked(digits: i128, scale: u32) -> Option<Scaled> {
        (digits < LIMIT && digits > -LIMIT && scale <= MOST_DECIMALS).then_some(Scaled { digits, scale })
    }

    /// `digits × 10⁻ˢᶜᵃˡᵉ`, a scale of at most 28.
    #[inline]
    pub fn small(digits: i64, scale: u8) -> Scaled {
        Scaled { digits: digits.into(), scale: u32::from(scale).min(MOST_DECIMALS) }
    }

    /// Its digits, and how many of them stand behind the point.
    pub fn parts(self) -> (i128, u32) {
        (self.digits, self.scale)
    }

    /// The same number as a decimal.
    #[inline]
    pub fn decimal(self) -> Decimal {
        let digits = self.digits.unsigned_abs();
        let (low, middle, high) = (digits as u32, (digits >> 32) as u32, (digits >> 64) as u32);
        Decimal::from_parts(low, middle, high, self.digits < 0, self.scale)
    }

    /// `self × other`.
    #[inline]
    pub fn times(self, other: Scaled) -> Option<Scaled> {
        let (one, two) = (i64::try_from(self.digits).ok()?, i64::try_from(other.digits).ok()?);
        Scaled::checked(i128::from(one) * i128::from(two), self.scale + other.scale)
    }

    /// `self + other`.
    #[inline]
    pub fn plus(self, other: Scaled) -> Option<Scaled> {
        let (one, two, scale) = self.beside(other)?;
        Scaled::checked(one + two, scale)
    }

    /// The higher of both.
    #[inline]
    pub fn at_least(self, floor: Scaled) -> Option<Scaled> {
        let (own, floor, scale) = self.beside(floor)?;
        Scaled::checked(own.max(floor), scale)
    }

    /// The lower of both.
    #[inline]
    pub fn at_most(self, cap: Scaled) -> Option<Scaled> {
        let (own, cap, scale) = self.beside(cap)?;
        Scaled::checked(own.min(cap), scale)
    }

    /// `−self`.
    #[inline]
    #[must_use]
    pub fn negated(self) -> Scaled {
        Scaled { digits: -self.digits, scale: self.scale }
    }

    /// With at most so many decimals.
    #[inline]
    #[must_use]
    pub fn rounded(self, mode: Mode, decimals: u32) -> Scaled {
        match self.scale.checked_sub(decimals) {
            None | Some(0) => self,
            Some(gone) => Scaled { digits: rounding::without(self.digits, gone, mode), scale: decimals },
        }
    }

    /// The digits at so many decimals, if none is lost and they fit 64 bits.
    #[inline]
    pub fn digits_at(self, scale: u32) -> Option<i64> {
        i64::try_from(self.at(scale)?).ok()
    }

    /// The digits of both at the larger of their scales.
    #[inline]
    fn beside(self, other: Scaled) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        Some((self.at(scale)?, other.at(scale)?, scale))
    }

    #[inline]
    fn at(self, scale: u32) -> Option<i128> {
        let more = scale.checked_sub(self.scale)?;
        if more == 0 {
            return Some(self.digits);
        }
        let power = *POWERS.get(usize::try_from(more).ok()?)?;
        Some(i128::from(i64::try_from(self.digits).ok()?) * i128::from(power))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{add, mul, round};
    use proptest::prelude::*;

    fn decimals() -> impl Strategy<Value = Decimal> {
        let digits = prop_oneof![any::<i64>().prop_map(i128::from), -99_999_i128..99_999, any::<i128>()];
        (digits, 0_u32..=28).prop_map(|(digits, scale)| Decimal::from_i128_with_scale(digits >> 33, scale))
    }

    /// Numbers whose last digits often lie in the middle.
    fn halves() -> impl Strategy<Value = Decimal> {
        let last = prop_oneof![Just(0_i128), Just(5), Just(50), Just(500_000), 0..1_000_000_i128];
        (-9_000_000_000_i128..9_000_000_000, last, 0_u32..=14)
            .prop_map(|(head, last, scale)| Decimal::from_i128_with_scale(head * 1_000_000 + last, scale))
    }

    proptest! {
        #[test]
        fn whole_numbers_round_as_decimals_do_in_every_mode(
            value in prop_oneof![halves(), decimals()], decimals in 0_u32..=12,
        ) {
            let Some(scaled) = Scaled::of(value) else { return Ok(()) };
            for (name, mode) in Mode::ALL {
                let rounded = scaled.rounded(mode, decimals).decimal();
                prop_assert_eq!(rounded, round(value, mode, decimals), "{} {}", value, name);
            }
        }

        #[test]
        fn what_whole_numbers_give_is_what_exact_decimals_give(a in decimals(), b in decimals()) {
            let (Some(one), Some(two)) = (Scaled::of(a), Scaled::of(b)) else { return Ok(()) };
            prop_assert_eq!(one.decimal(), a);
            prop_assert_eq!(one.negated().decimal(), -a);
            if let Some(product) = one.times(two) {
                prop_assert_eq!(Ok(product.decimal()), mul(a, b));
            }
            if let Some(sum) = one.plus(two) {
                prop_assert_eq!(Ok(sum.decimal()), add(a, b));
            }
            if let (Some(high), Some(low)) = (one.at_least(two), one.at_most(two)) {
                prop_assert_eq!((high.decimal(), low.decimal()), (a.max(b), a.min(b)));
            }
        }
    }

    #[test]
    fn ordinary_amounts_fit_and_what_would_wrap_has_no_result() {
        let scaled = |text: &str| Scaled::of(text.parse().unwrap()).unwrap();
        let cost = scaled("45.00").times(scaled("0.0165")).and_then(|part| part.plus(scaled("0.10")));
        assert_eq!(cost.map(|cost| cost.rounded(Mode::HalfUp, 2)), Some(scaled("0.84")));
        assert_eq!(scaled("9223372036854775808").times(scaled("1")), None, "a factor longer than 64 bits");
        let long = scaled("9223372036854775807");
        assert_eq!(long.times(long), None, "a product longer than 95 bits");
        assert_eq!(scaled("12.5").digits_at(3), Some(12_500));
        assert_eq!(scaled("12.5").digits_at(0), None, "a digit would be lost");
    }
}
