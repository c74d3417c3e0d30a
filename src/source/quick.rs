//! Quick ways to read what is written as it mostly is. They give what the careful way gives, or nothing.

use crate::money::{Date, Decimal};
use chrono::Datelike;

/// `-1234.50`: digits before the point, and behind it if there is one; at most 15 before, 12 behind and 18 in all.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let (negative, digits) = match bytes {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let (mut number, mut point) = (0_i64, None);
    if digits.len() > 19 {
        return None;
    }
    for (at, byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => number = number.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?,
            b'.' if point.is_none() => point = Some(at),
            _ => return None,
        }
    }
    let before = point.unwrap_or(digits.len());
    let behind = point.map_or(0, |point| digits.len() - point - 1);
    if before == 0
        || before > 15
        || behind > 12
        || (point.is_some() && behind == 0)
        || (negative && number == 0)
    {
        return None;
    }
    let number = if negative { -number } else { number };
    Some(Decimal::new(number, behind as u32))
}

/// `digits` of which `scale` stand behind the point: at most 15 before it and 12 behind it.
pub(super) fn scaled(digits: i128, scale: u32) -> Option<Decimal> {
    const WHOLE: u128 = 1_000_000_000_000_000;
    if scale > 12 || digits.unsigned_abs() >= WHOLE * 10_u128.pow(scale) {
        return None;
    }
    match i64::try_from(digits) {
        Ok(digits) => Some(Decimal::new(digits, scale)),
        Err(_) => Decimal::try_from_i128_with_scale(digits, scale).ok(),
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
        fn a_day_that_is_read_quickly_is_the_day_that_is_read_carefully(text in "(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]") {
            prop_assert_eq!(day(&text), parse_day(&text, ISO_DAY).ok());
        }
    }

    #[test]
    fn plain_numbers_and_days_are_read_quickly() {
        assert_eq!(decimal("-1234.50"), Some(Decimal::new(-123_450, 2)));
        assert_eq!(decimal("0"), Some(Decimal::ZERO));
        assert_eq!(scaled(1250, 2).map(|number| number.to_string()), Some("12.50".to_owned()));
        assert_eq!(day("2026-05-01"), Date::from_ymd_opt(2026, 5, 1));
        assert_eq!((day("1949-12-31"), day_number(-7306)), (None, None), "too long ago");
    }
}
