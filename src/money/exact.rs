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
    // In the middle between two neighbours lies only half a power of five, and of these the one below is
    // always even: (5ⁿ − 1) ÷ 2.
    let up = rest.checked_mul(2)? > divisor;
    Decimal::try_from_i128_with_scale(quotient + i128::from(up), DECIMALS).ok()
}

/// A division that may not come to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotient {
    /// The quotient; if it is not exact, cut off behind so many decimals that comparing it with a number
    /// of up to 12 decimals, or rounding it to them, gives what the true quotient gives.
    pub value: Decimal,
    /// Whether `value` is the true quotient.
    pub exact: bool,
}

/// `a ÷ b`; an overflow also where `b` is zero.
///
/// A quotient without an end is cut off, and a last digit 1 stands for the rest: so it is never taken
/// for a number that it lies beside, nor for the middle between two.
pub fn divide(a: Decimal, b: Decimal) -> Result<Quotient, Overflow> {
    const MOST_PLACES: u32 = 24;
    const LEAST_PLACES: u32 = 13;
    let (a, b) = (a.normalize(), b.normalize());
    let scaled = |value: Decimal, by: u32| {
        let factor = 10_i128.checked_pow(by).ok_or(Overflow)?;
        value.mantissa().abs().checked_mul(factor).ok_or(Overflow)
    };
    let common = a.scale().min(b.scale());
    let (numerator, divisor) = (scaled(a, b.scale() - common)?, scaled(b, a.scale() - common)?);
    let mut digits = numerator.checked_div(divisor).ok_or(Overflow)?;
    let mut rest = numerator % divisor;
    let mut places = 0;
    while rest != 0 && places < MOST_PLACES && digits.checked_ilog10().unwrap_or(0) < 26 {
        rest = rest.checked_mul(10).ok_or(Overflow)?;
        digits = digits * 10 + rest / divisor;
        rest %= divisor;
        places += 1;
    }
    let exact = rest == 0;
    if !exact {
        if places < LEAST_PLACES {
            return Err(Overflow);
        }
        (digits, places) = (digits * 10 + 1, places + 1);
    }
    if a.is_sign_negative() != b.is_sign_negative() {
        digits = -digits;
    }
    Ok(Quotient { value: from_parts(digits, places)?, exact })
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
    fn a_quotient_without_an_end_is_never_taken_for_the_number_beside_it() {
        let quotient = |a, b| divide(d(a), d(b)).map(|quotient| (quotient.value, quotient.exact));
        assert_eq!(quotient("1", "8"), Ok((d("0.125"), true)));
        assert_eq!(quotient("-30.00", "0.25"), Ok((d("-120"), true)));
        assert_eq!(quotient("0", "-7"), Ok((d("0"), true)));
        assert_eq!(quotient("1", "3"), Ok((d("0.3333333333333333333333331"), false)));
        assert_eq!(quotient("-2", "3"), Ok((d("-0.6666666666666666666666661"), false)));
        let (third, _) = quotient("1", "3").unwrap();
        assert!(third > d("0.333333333333") && third < d("0.333333333334"));
        assert_eq!(quotient("1", "0"), Err(Overflow));
    }

    #[test]
    fn a_quotient_without_an_end_has_thirteen_right_decimals_or_none() {
        let quotient = |a| divide(d(a), d("3")).map(|quotient| quotient.value);
        assert_eq!(
            quotient("100000000000000"),
            Ok(d("33333333333333.33333333333331")),
            "and one for the rest"
        );
        assert_eq!(quotient("1000000000000000"), Err(Overflow), "twelve would be right");
        assert_eq!(quotient("300000000000000000"), Ok(d("100000000000000000")), "exact at any length");
    }

    #[test]
    fn an_inverse_is_rounded_once_half_to_even() {
        assert_eq!(invert(d("3")), Some(d("0.333333333333")));
        assert_eq!(invert(d("8")), Some(d("0.125")));
        assert_eq!(invert(d("0.6")), Some(d("1.666666666667")));
        assert_eq!(invert(d("8192")), Some(d("0.000122070312")), "0.0001220703125 lies in the middle");
        assert_eq!(invert(d("0")), None);
    }
}
