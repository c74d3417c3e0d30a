//! Fees as the network prints them: `1.65% + 0.10, min 0.04, max 0.95`. Larger shapes are made of these.

use super::Shape;
use crate::facts::AttributeId;
use crate::money::{Currency, Decimal};

/// One fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// A plain fee as declared, blanks trimmed; a larger one as a sentence.
    pub text: String,
    /// What it means.
    pub shape: Shape,
}

/// The parts of a plain fee.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
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

impl Plain {
    /// Every amount in it.
    pub fn amounts(&self) -> impl Iterator<Item = Money> + use<> {
        let per_unit = self.per_unit.map(|part| part.price);
        [self.fixed, per_unit, self.min, self.max].into_iter().flatten()
    }
}

impl Fee {
    /// How a fee is written that its publication does not print.
    pub const UNPUBLISHED: &'static str = "unpublished";

    /// One that is charged, and that its publication does not print.
    pub fn unpublished() -> Fee {
        Fee { text: Fee::UNPUBLISHED.to_owned(), shape: Shape::Unpublished }
    }

    /// Whether its publication prints it, so that it has a price.
    pub fn is_published(&self) -> bool {
        self.shape != Shape::Unpublished
    }

    /// Every plain fee in it, in the order of the file; itself if it is plain. None of an unpublished one.
    pub fn plains(&self) -> Vec<&Plain> {
        match &self.shape {
            Shape::Plain(plain) => vec![plain],
            larger => larger.parts().into_iter().flat_map(Fee::plains).collect(),
        }
    }

    /// Every amount in it.
    pub fn amounts(&self) -> impl Iterator<Item = Money> {
        self.plains().into_iter().flat_map(Plain::amounts)
    }

    /// Every attribute that it looks at, beside the basis of its percentages.
    pub fn attributes(&self) -> Vec<AttributeId> {
        let mut found = self.shape.attribute().into_iter().collect::<Vec<_>>();
        match &self.shape {
            Shape::Plain(plain) => found.extend(plain.per_unit.map(|part| part.attribute)),
            larger => found.extend(larger.parts().into_iter().flat_map(Fee::attributes)),
        }
        found
    }
}
