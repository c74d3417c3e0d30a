//! Fees of the interchange rules: what they say and, for planting a wrong rate, what they come to.

use super::random::Random;
use std::fmt;

/// A percentage and a fixed amount, between a floor and a cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// In thousandths of a percent.
    rate: u32,
    /// In cents, as are the floor and the cap.
    fixed: u32,
    min: Option<u32>,
    max: Option<u32>,
}

/// Fees by the day from which they are in force, the oldest first.
pub type DatedFees = Vec<(&'static str, Fee)>;

impl Fee {
    /// A fee such as networks publish, which costs more for dearer cards.
    pub fn draw(random: &mut Random, dear: u32) -> Fee {
        let rate = (30 + dear * 15 + random.below(200)) * 5;
        let fixed = if random.chance(4_000) { random.between(1, 25) } else { 0 };
        let capped = random.chance(800);
        Fee {
            rate,
            fixed,
            min: random.chance(500).then(|| fixed + random.between(1, 4)),
            max: capped.then(|| fixed + random.between(60, 400)),
        }
    }

    /// The fee and, for one in seven, another one from the middle of the month.
    pub fn draw_dated(random: &mut Random, dear: u32) -> DatedFees {
        let fee = Fee::draw(random, dear);
        let later = Fee { rate: fee.rate + 5 * random.between(1, 8), ..fee.clone() };
        let mut fees = vec![("2026-01-01", fee)];
        if random.chance(1_500) {
            fees.push(("2026-05-16", later));
        }
        fees
    }

    /// What an amount costs, both in cents; half a cent is rounded up.
    pub fn cost(&self, cents: u32) -> i64 {
        const CENT: u64 = 100_000;
        let mut exact = u64::from(cents) * u64::from(self.rate) + u64::from(self.fixed) * CENT;
        if let Some(min) = self.min {
            exact = exact.max(u64::from(min) * CENT);
        }
        if let Some(max) = self.max {
            exact = exact.min(u64::from(max) * CENT);
        }
        ((exact + CENT / 2) / CENT) as i64
    }
}

impl fmt::Display for Fee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = |cents: u32| format!("{}.{:02}", cents / 100, cents % 100);
        write!(f, "{}.{:03}%", self.rate / 1000, self.rate % 1000)?;
        if self.fixed > 0 {
            write!(f, " + {}", amount(self.fixed))?;
        }
        if let Some(min) = self.min {
            write!(f, ", min {}", amount(min))?;
        }
        if let Some(max) = self.max {
            write!(f, ", max {}", amount(max))?;
        }
        Ok(())
    }
}
