//! Exact numbers of any length: fractions of whole numbers. Nothing is lost and nothing overflows.

use crate::money::{Decimal, Mode};
use num::{BigInt, BigRational, Integer, One, Signed, Zero};
use std::fmt;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exact(BigRational);

impl Exact {
    pub fn zero() -> Exact {
        Exact(BigRational::zero())
    }

    pub fn whole(number: i64) -> Exact {
        Exact(BigRational::from_integer(number.into()))
    }

    pub fn of(value: Decimal) -> Exact {
        Exact(BigRational::new(value.mantissa().into(), ten_to(value.scale())))
    }

    pub fn plus(&self, other: &Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }

    pub fn minus(&self, other: &Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }

    pub fn times(&self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }

    pub fn over(&self, other: &Exact) -> Exact {
        Exact(&self.0 / &other.0)
    }

    pub fn negated(&self) -> Exact {
        Exact(-&self.0)
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// `1 ÷ self` with 12 decimals, half to the even neighbour.
    pub fn inverted(&self) -> Exact {
        assert!(self.0.is_positive(), "a rate is positive");
        Exact(self.0.recip()).rounded(Mode::HalfEven, 12)
    }

    pub fn rounded(&self, mode: Mode, decimals: u32) -> Exact {
        let unit = ten_to(decimals);
        let units = &self.0 * &unit;
        let below = units.floor().to_integer();
        let rest = units - &below;
        Exact(BigRational::new(neighbour(below, &rest, self.is_negative(), mode), unit))
    }

    /// Whether it has an end as a decimal number.
    pub fn has_end(&self) -> bool {
        self.decimals().is_some()
    }

    /// Whether so many bits of digits and so many decimals hold it.
    pub fn fits(&self, bits: u64, most_decimals: u32) -> bool {
        self.decimals()
            .is_some_and(|decimals| decimals <= most_decimals && self.digits(decimals).bits() <= bits)
    }

    /// How many decimals it has; `None` if they have no end.
    fn decimals(&self) -> Option<u32> {
        let mut divisor = self.0.denom().clone();
        let mut times = |prime: i64| {
            let prime = BigInt::from(prime);
            let mut count = 0;
            while divisor.is_multiple_of(&prime) {
                divisor /= &prime;
                count += 1;
            }
            count
        };
        let decimals = times(2).max(times(5));
        divisor.is_one().then_some(decimals)
    }

    fn digits(&self, decimals: u32) -> BigInt {
        (&self.0 * ten_to(decimals)).to_integer()
    }
}

/// The whole number that the mode asks for, given the one below, what is above it, and the sign of both.
fn neighbour(below: BigInt, rest: &BigRational, negative: bool, mode: Mode) -> BigInt {
    if rest.is_zero() {
        return below;
    }
    let half = BigRational::new(1.into(), 2.into());
    let goes_up = match mode {
        Mode::Ceiling => true,
        Mode::Floor => false,
        Mode::Up => !negative,
        Mode::Down => negative,
        Mode::HalfUp | Mode::HalfEven | Mode::HalfDown if *rest != half => *rest > half,
        Mode::HalfUp => !negative,
        Mode::HalfDown => negative,
        Mode::HalfEven => below.is_odd(),
    };
    if goes_up { below + 1 } else { below }
}

fn ten_to(decimals: u32) -> BigInt {
    BigInt::from(10).pow(decimals)
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(decimals) = self.decimals() else { return write!(f, "{}", self.0) };
        let sign = if self.is_negative() { "-" } else { "" };
        let places = decimals as usize;
        let digits = format!("{:0>width$}", self.digits(decimals).abs().to_string(), width = places + 1);
        let (whole, decimals) = digits.split_at(digits.len() - places);
        let point = if places > 0 { "." } else { "" };
        write!(f, "{sign}{whole}{point}{decimals}")
    }
}
