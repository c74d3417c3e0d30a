//! What a trace says of the arithmetic, as values.

use super::value::Verdict;
use crate::money::{Currency, Decimal, FxRate, Mode};
use crate::schedule::{Direction, Money, Stage};

/// An adjustment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentTrace {
    /// Its id.
    pub id: String,
    /// What it adds, as declared.
    pub add: String,
    /// Whether its condition is true.
    pub when: Verdict,
    /// The percentage that it adds, as a fraction.
    pub rate: Option<Decimal>,
    /// The fixed part that it adds.
    pub fixed: Option<Money>,
}

/// The arithmetic of one rule on one transaction. Amounts are in `currency` unless something else is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The currency of the line.
    pub currency: Currency,
    /// Exchange rates used, with the currencies.
    pub fx: Vec<(Currency, Currency, FxRate)>,
    /// How the plain fee that prices was chosen, the outermost choice first.
    pub choices: Vec<Chosen>,
    /// The percentage part.
    pub percentage: Option<Percentage>,
    /// The other parts.
    pub addends: Vec<Addend>,
    /// All parts together.
    pub whole: Decimal,
    /// The floor.
    pub floor: Option<Limit>,
    /// The cap.
    pub cap: Option<Limit>,
    /// After floor and cap.
    pub limited: Decimal,
    /// How it is rounded.
    pub rounding: RoundingTrace,
    /// Which way the money flows.
    pub direction: Direction,
    /// After rounding and direction; with the other lines of its schedule it may be rounded once more.
    pub amount: Decimal,
}

/// How a part of a larger fee came to be the one that prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// One of several fees, by what each comes to.
    Part {
        /// The one that costs least, and not the one that costs most.
        lesser: bool,
        /// Each as declared, and what it comes to.
        parts: Vec<(String, Decimal)>,
        /// The place of the one that prices.
        place: usize,
    },
    /// The step that a number lies in.
    Step {
        /// The number and where it comes from.
        quantity: Quantity,
        /// The number in the currency of the bounds, if it had to be converted.
        converted: Option<(Decimal, Currency)>,
        /// Where the step begins; `None` for the first.
        from: Option<Decimal>,
        /// Where it ends; `None` for the last.
        below: Option<Decimal>,
        /// Its fee as declared.
        fee: String,
    },
    /// The steps that a transaction spans in a running total.
    Spans {
        /// The running total before the transaction.
        quantity: Quantity,
        /// The fee of the step in which it begins, as declared.
        begins_at: String,
        /// Each step: its percentage as a fraction, and how much of what the transaction adds lies in it.
        /// Empty if it adds nothing.
        steps: Vec<(Decimal, Decimal)>,
    },
}

/// A number of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The attribute.
    pub attribute: String,
    /// Its value.
    pub number: Decimal,
    /// Its currency, if it is an amount.
    pub currency: Option<Currency>,
}

/// The percentage part of a fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Percentage {
    /// What it applies to.
    pub basis: BasisTrace,
    /// The same in the currency of the line.
    pub of: Decimal,
    /// The fee's own percentage as a fraction; `None` if it is split over the steps of
    /// [`Chosen::Spans`].
    pub own: Option<Decimal>,
    /// What each adjustment adds to it.
    pub adjusted: Vec<(String, Decimal)>,
    /// The percentage in all; `None` if it is split.
    pub rate: Option<Decimal>,
    /// The part before any rounding.
    pub exact: Decimal,
    /// The part; other than `exact` only if it is rounded by itself.
    pub amount: Decimal,
}

/// What a percentage applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BasisTrace {
    /// An amount of the transaction.
    Amount(Quantity),
    /// What earlier components came to, by component and currency; none if it is not covered.
    Components(Vec<(String, Vec<(Decimal, Currency)>)>),
}

/// A part of a fee beside the percentage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addend {
    /// What it is.
    pub what: Part,
    /// As declared, with the currency it is in; a price for one unit if it is per unit.
    pub declared: (Decimal, Currency),
    /// In the currency of the line.
    pub amount: Decimal,
}

/// What a part of a fee is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The fixed part.
    Fixed,
    /// The fixed part of the adjustment with this id.
    Adjustment(String),
    /// A price for each of these units.
    PerUnit(Quantity),
}

/// A floor or a cap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// As declared, with the currency it is in.
    pub declared: (Decimal, Currency),
    /// In the currency of the line.
    pub amount: Decimal,
    /// Whether it changes the fee.
    pub applies: bool,
}

/// How a line is rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundingTrace {
    /// What is rounded.
    pub stage: Stage,
    /// How.
    pub mode: Mode,
    /// To how many decimals.
    pub decimals: u32,
    /// The group that is rounded: attribute and value, `None` if unknown.
    pub group: Vec<(String, Option<String>)>,
}
