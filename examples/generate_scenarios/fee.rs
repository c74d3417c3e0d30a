//! A published fee as its table prints it, and what it comes to: an answer key without the engine.

use rust_decimal::{Decimal, RoundingStrategy};

/// A percentage of the amount and a fixed part, between a floor and a cap.
#[derive(Clone, Copy)]
pub(crate) struct Fee {
    /// Hundredths of a percent: 151 is 1.51%.
    pub(crate) points: i64,
    /// The rest in cents.
    pub(crate) fixed: i64,
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// `points` hundredths of a percent and `fixed` cents.
pub(crate) const fn fee(points: i64, fixed: i64) -> Fee {
    Fee { points, fixed, min: None, max: None }
}

impl Fee {
    pub(crate) const fn most(self, cents: i64) -> Fee {
        Fee { max: Some(cents), ..self }
    }

    pub(crate) const fn least(self, cents: i64) -> Fee {
        Fee { min: Some(cents), ..self }
    }

    /// Of an amount, to the cent.
    pub(crate) fn of(self, amount: Decimal) -> Decimal {
        let mut cost = amount * Decimal::new(self.points, 4) + Decimal::new(self.fixed, 2);
        if let Some(least) = self.min {
            cost = cost.max(Decimal::new(least, 2));
        }
        if let Some(most) = self.max {
            cost = cost.min(Decimal::new(most, 2));
        }
        cents(cost)
    }
}

/// To the cent, half away from zero.
pub(crate) fn cents(amount: Decimal) -> Decimal {
    let mut rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(2);
    rounded
}
