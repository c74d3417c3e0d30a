//! Arithmetic that is exact or fails. `rust_decimal`'s own operators round silently when a result
//! needs more than 96 bits or 28 decimals; these never do.

use super::Decimal;

/// The result does not fit 96 bits of digits and 28 decimals, so it cannot be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the amount has more digits than can be held exactly")]
pub struct Overflow;

const MAX_SCALE: u32 = 28;

/// `a × b`, exactly.
pub fn mul(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let digits = a.mantissa().checked_mul(b.mantissa()).ok_or(Overflow)?;
    from_parts(digits, a.scale() + b.scale())
}

/// `a + b`, exactly.
pub fn add(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    let scale = a.scale().max(b.scale());
    let digits = at_scale(a, scale)?.checked_add(at_scale(b, scale)?);
    from_parts(digits.ok_or(Overflow)?, scale)
}

/// `a − b`, exactly.
pub fn sub(a: Decimal, b: Decimal) -> Result<Decimal, Overflow> {
    add(a, -b)
}

/// The exact sum of any number of amounts; zero for none.
pub fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Result<Decimal, Overflow> {
    amounts.into_iter().try_fold(Decimal::ZERO, add)
}

/// `1 ÷ rate` to 12 decimals, half to even: how a rate known only the other way round is read.
/// `None` for a rate that is not positive or has too many digits.
pub fn invert(rate: Decimal) -> Option<Decimal> {
    const DECIMALS: u32 = 12;
    let rate = rate.normalize();
    let divisor = rate.mantissa();
    if divisor <= 0 {
        return None;
    }
    let numerator = 10_i128.checked_pow(DECIMALS + rate.scale())?;
    let (quotient, rest) = (numerator / divisor, numerator % divisor);
    let up = match (rest.checked_mul(2)?).cmp(&divisor) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient % 2 == 1,
        std::cmp::Ordering::Greater => true,
    };
    Decimal::try_from_i128_with_scale(quotient + i128::from(up), DECIMALS).ok()
}

fn at_scale(value: Decimal, scale: u32) -> Result<i128, Overflow> {
    let factor = 10_i128.checked_pow(scale - value.scale()).ok_or(Overflow)?;
    value.mantissa().checked_mul(factor).ok_or(Overflow)
}

/// Trailing zeros are the only digits that may be given up to make a number fit.
fn from_parts(mut digits: i128, mut scale: u32) -> Result<Decimal, Overflow> {
    loop {
        if scale <= MAX_SCALE
            && let Ok(value) = Decimal::try_from_i128_with_scale(digits, scale)
        {
            return Ok(value);
        }
        if scale == 0 || digits % 10 != 0 {
            return Err(Overflow);
        }
        digits /= 10;
        scale -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_product_that_would_lose_digits_is_an_overflow() {
        let long = d("1.234567890123456789");
        assert_eq!(mul(long, long), Err(Overflow));
        assert_eq!(mul(d("45.00"), d("0.0165")), Ok(d("0.7425")));
    }

    #[test]
    fn a_sum_keeps_every_digit_or_fails() {
        assert_eq!(add(d("0.000000000001"), d("1000000000")), Ok(d("1000000000.000000000001")));
        assert_eq!(add(d("79228162514264337593543950335"), d("0.1")), Err(Overflow));
    }

    #[test]
    fn an_inverse_is_rounded_once_half_to_even() {
        assert_eq!(invert(d("3")), Some(d("0.333333333333")));
        assert_eq!(invert(d("8")), Some(d("0.125")));
        assert_eq!(invert(d("0.6")), Some(d("1.666666666667")));
        assert_eq!(invert(d("0")), None);
    }
}
