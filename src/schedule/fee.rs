//! Fees as the network prints them: `1.65% + 0.10, min 0.04, max 0.95`.

use crate::facts::AttributeId;
use crate::money::{Currency, Decimal};

/// One fee. `text` is how the schedule wrote it; the parts are what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// As declared, blanks trimmed.
    pub text: String,
    /// The percentage of the basis as a fraction: `1.65%` is 0.0165, `12.5bp` is 0.00125.
    pub rate: Option<Decimal>,
    /// A fixed amount.
    pub fixed: Option<Money>,
    /// An amount per unit of an attribute.
    pub per_unit: Option<PerUnit>,
    /// A floor on the whole.
    pub min: Option<Money>,
    /// A cap on the whole.
    pub max: Option<Money>,
}

/// An amount in major units; without a currency it is in the schedule's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// Major units.
    pub amount: Decimal,
    /// `None`: the schedule's currency.
    pub currency: Option<Currency>,
}

/// An amount per unit of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerUnit {
    /// For one unit.
    pub price: Money,
    /// What is counted.
    pub attribute: AttributeId,
}

impl Fee {
    /// Every amount in it.
    pub fn amounts(&self) -> impl Iterator<Item = Money> {
        let per_unit = self.per_unit.map(|part| part.price);
        [self.fixed, per_unit, self.min, self.max].into_iter().flatten()
    }
}
