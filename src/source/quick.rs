//! Quick ways to read what is written as it mostly is. They give what the careful way gives, or nothing.

use crate::money::{Date, Decimal};
use chrono::Datelike;

/// `-1234.50`: digits before the point, and behind it if there is one; at most 15 before, 12 behind and 18 characters in all.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 18 {
        return None;
    }
    let (mut number, mut point) = (0_i64, None);
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            // Eighteen digits fit.
            b'0'..=b'9' => number = number.wrapping_mul(10).wrapping_add(i64::from(byte - b'0')),
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let before = point.unwrap_or(digits.len());
    let behind = point.map_or(0, |point| digits.len() - point - 1);
    let ends = before == 0 || (point.is_some() && behind == 0);
    if ends || before > 15 || behind > 12 || (negative && number == 0) {
        return None;
    }
    let number = if negative { -number } else { number };
    Some(Decimal::new(number, behind as u32))
}

/// How many digits of a number stand behind the point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    scale: u32,
    /// Numbers from here on have too many digits before the point.
    beyond: u128,
}

impl Scale {
    pub(super) fn new(scale: u32) -> Scale {
        const WHOLE: u128 = 1_000_000_000_000_000;
        let beyond = if scale > 12 { 0 } else { WHOLE * 10_u128.pow(scale) };
        Scale { scale, beyond }
    }

    /// The number with these digits: at most 15 before the point and 12 behind it.
    #[inline]
    pub(super) fn of(self, digits: i128) -> Option<Decimal> {
        let size = digits.unsigned_abs();
        if size >= self.beyond {
            return None;
        }
        let (low, middle, high) = (size as u32, (size >> 32) as u32, (size >> 64) as u32);
        Some(Decimal::from_parts(low, middle, high, digits < 0, self.scale))
    }
}

/// `2026-05-01`, between 1950 and 2100.
pub(super) fn day(text: &str) -> Option<Date> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let number = |from: usize, to: usize| {
        bytes[from..to].iter().try_fold(0_u32, |number, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i32::try_from(number(0, 4)?).ok()?;
    usual(Date::from_ymd_opt(year, number(5, 7)?, number(8, 10)?)?)
}

/// So many days after 1970-01-01, between 1950 and 2100.
pub(super) fn day_number(days: i32) -> Option<Date> {
    usual(Date::from_epoch_days(days)?)
}

fn usual(day: Date) -> Option<Date> {
    matches!(day.year(), 1950..=2100).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{ISO_DAY, parse_day};
    use crate::money::parse;
    use crate::source::cell::within_bounds;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_that_is_read_quickly_is_the_number_that_is_read_carefully(
            text in "-?[0-9]{0,17}(\\.[0-9]{0,14})?|[0-9+.-]{0,6}"
        ) {
            if let Some(quick) = decimal(&text) {
                let careful = parse(&text).map(|number| within_bounds(number).unwrap()).unwrap();
                prop_assert_eq!((quick, quick.scale()), (careful, careful.scale()));
            }
        }

        #[test]
        fn digits_with_a_scale_are_the_number_that_they_write(digits in any::<i128>(), size in 0_u32..128, scale in 0_u32..20) {
            let digits = digits >> size;
            let careful = Decimal::try_from_i128_with_scale(digits, scale).ok();
            let careful = careful.filter(|number| number.scale() <= 12 && within_bounds(*number).is_ok());
            prop_assert_eq!(Scale::new(scale).of(digits), careful);
        }

        #[test]
        fn a_day_that_is_read_quickly_is_the_day_that_is_read_carefully(text in "(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]") {
            prop_assert_eq!(day(&text), parse_day(&text, ISO_DAY).ok());
        }
    }

    #[test]
    fn plain_numbers_and_days_are_read_quickly() {
        assert_eq!(decimal("-1234.50"), Some(Decimal::new(-123_450, 2)));
        assert_eq!(decimal("0"), Some(Decimal::ZERO));
        assert_eq!(Scale::new(2).of(1250).map(|number| number.to_string()), Some("12.50".to_owned()));
        assert_eq!(day("2026-05-01"), Date::from_ymd_opt(2026, 5, 1));
        assert_eq!((day("1949-12-31"), day_number(-7306)), (None, None), "too long ago");
    }
}
