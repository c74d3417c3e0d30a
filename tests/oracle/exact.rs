//! Decimal numbers as integers over powers of ten, with rounding spelled out.

use std::cmp::Ordering;
use std::fmt;
use trueup::money::{Decimal, Mode};

/// `digits ÷ 10^scale`, without trailing zeros.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    digits: i128,
    scale: u32,
}

impl Exact {
    pub const ZERO: Exact = Exact { digits: 0, scale: 0 };

    pub fn new(mut digits: i128, mut scale: u32) -> Exact {
        while scale > 0 && digits % 10 == 0 {
            digits /= 10;
            scale -= 1;
        }
        Exact { digits, scale }
    }

    pub fn of(value: Decimal) -> Exact {
        Exact::new(value.mantissa(), value.scale())
    }

    pub fn plus(self, other: Exact) -> Exact {
        let scale = self.scale.max(other.scale);
        Exact::new(self.at(scale) + other.at(scale), scale)
    }

    pub fn times(self, other: Exact) -> Exact {
        Exact::new(self.digits * other.digits, self.scale + other.scale)
    }

    pub fn negated(self) -> Exact {
        Exact::new(-self.digits, self.scale)
    }

    pub fn larger(self, other: Exact) -> Exact {
        if self.compared(other) == Ordering::Less { other } else { self }
    }

    pub fn smaller(self, other: Exact) -> Exact {
        if self.compared(other) == Ordering::Greater { other } else { self }
    }

    /// `1 ÷ self` with 12 decimals, half to the even neighbour.
    pub fn inverted(self) -> Exact {
        assert!(self.digits > 0, "a rate is positive");
        Exact::new(divided(10_i128.pow(12 + self.scale), self.digits, Mode::HalfEven), 12)
    }

    pub fn rounded(self, mode: Mode, decimals: u32) -> Exact {
        if self.scale <= decimals {
            return self;
        }
        Exact::new(divided(self.digits, 10_i128.pow(self.scale - decimals), mode), decimals)
    }

    fn compared(self, other: Exact) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at(scale).cmp(&other.at(scale))
    }

    fn at(self, scale: u32) -> i128 {
        self.digits * 10_i128.pow(scale - self.scale)
    }
}

/// The whole number next to `number ÷ by` that the mode asks for; `by` is positive.
fn divided(number: i128, by: i128, mode: Mode) -> i128 {
    let (below, rest) = (number.div_euclid(by), number.rem_euclid(by));
    let above = below + 1;
    if rest == 0 {
        return below;
    }
    let (towards_zero, away_from_zero) = if number < 0 { (above, below) } else { (below, above) };
    let nearest = match (2 * rest).cmp(&by) {
        Ordering::Less => Some(below),
        Ordering::Greater => Some(above),
        Ordering::Equal => None,
    };
    match mode {
        Mode::HalfUp => nearest.unwrap_or(away_from_zero),
        Mode::HalfDown => nearest.unwrap_or(towards_zero),
        Mode::HalfEven => nearest.unwrap_or(if below % 2 == 0 { below } else { above }),
        Mode::Up => away_from_zero,
        Mode::Down => towards_zero,
        Mode::Ceiling => above,
        Mode::Floor => below,
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let places = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, decimals) = digits.split_at(digits.len() - places);
        let point = if places > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{decimals}")
    }
}
