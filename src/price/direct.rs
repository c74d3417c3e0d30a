//! The commonest fee, a percentage and amounts in one currency, in 64 bits.

use crate::money::{Decimal, Scaled, Short};

/// Decimals of the amounts that are priced so; others take the longer way.
const CENTS: u32 = 2;

/// `amount × rate + fixed`, between a floor and a cap, as whole numbers of one scale: that of the product.
#[derive(Debug, Clone, Copy)]
pub struct Direct {
    rate: i32,
    scale: u8,
    fixed: i64,
    min: i64,
    max: i64,
}

impl Direct {
    /// By its parts, all in the currency of the amount; `None` if one has more decimals than the product, or too many digits.
    pub fn new(rate: Short, fixed: Option<Short>, min: Option<Short>, max: Option<Short>) -> Option<Direct> {
        let (rate, decimals) = Scaled::from(rate).parts();
        let scale = decimals + CENTS;
        let at_scale = |part: Option<Short>, none: i64| match part {
            Some(part) => Scaled::from(part).digits_at(scale),
            None => Some(none),
        };
        Some(Direct {
            rate: i32::try_from(rate).ok()?,
            scale: u8::try_from(scale).ok()?,
            fixed: at_scale(fixed, 0)?,
            min: at_scale(min, i64::MIN)?,
            max: at_scale(max, i64::MAX)?,
        })
    }

    /// The fee on an amount before rounding, if 64 bits can hold it.
    #[inline]
    pub fn on(&self, amount: Decimal) -> Option<Scaled> {
        if amount.scale() != CENTS {
            return None;
        }
        // The product of two numbers of 32 bits has at most 63.
        let cents = i32::try_from(amount.mantissa()).ok()?;
        let whole = (i64::from(cents) * i64::from(self.rate)).checked_add(self.fixed)?;
        Some(Scaled::small(whole.max(self.min).min(self.max), self.scale))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(text: &str) -> Short {
        Short::of(Scaled::of(text.parse().unwrap()).unwrap()).unwrap()
    }

    fn on(amount: &str, fixed: Option<&str>, min: Option<&str>, max: Option<&str>) -> Option<String> {
        let direct = Direct::new(short("0.0165"), fixed.map(short), min.map(short), max.map(short))?;
        Some(direct.on(amount.parse().unwrap())?.decimal().to_string())
    }

    #[test]
    fn it_is_the_product_and_the_fixed_part_between_floor_and_cap() {
        assert_eq!(on("100.10", Some("0.05"), None, None).as_deref(), Some("1.701650"));
        assert_eq!(on("-100.10", None, None, None).as_deref(), Some("-1.651650"));
        assert_eq!(on("100.00", None, Some("2"), Some("5")).as_deref(), Some("2.000000"));
        assert_eq!(on("1000.00", None, Some("2"), Some("5")).as_deref(), Some("5.000000"));
        // A cap below the floor holds, as in exact arithmetic.
        assert_eq!(on("100.00", None, Some("2"), Some("1")).as_deref(), Some("1.000000"));
    }

    #[test]
    fn what_does_not_fit_is_left_to_exact_arithmetic() {
        assert_eq!(on("100.1", None, None, None), None, "one decimal");
        assert_eq!(on("21474836.48", None, None, None), None, "more than 31 bits");
        assert_eq!(on("1.00", Some("0.0000001"), None, None), None, "more decimals than the product");
        assert_eq!(on("1.00", Some("9223372036854.775807"), None, None), None, "the sum is too long");
    }
}
