//! The transactions that conditions tell apart, as a finite space, and the search for one of them.
//!
//! Every attribute that a condition names is an axis, cut into [`Cell`](axis::Cell)s that no condition tells apart. A
//! condition is then a list of boxes, each a set of cells on some axes, and a question about rules is: is there a point in
//! these boxes that lies in none of those? The answer is a point, or that there is none, or that it was not found out.
//!
//! - An unknown value is a cell where it matters: where a condition asks whether it is known, or takes an unknown for a no.
//!   Elsewhere it can only leave open what any known value would decide.
//! - An amount in another currency is an axis of its own ([`Pass`]).
//! - Derived attributes are axes whose cells must fit those of the attributes they rest on ([`Link`]).

mod axis;
mod builder;
mod cells;
mod days;
mod linking;
mod links;
mod point;
mod regions;
mod search;
mod symbols;
mod universe;

pub use axis::Key;
pub use builder::Builder;
pub use cells::Cells;
pub use point::Point;
pub use regions::{Block, Regions, meet};
pub use search::{Answer, Avoid, Budget, Question};

use crate::facts::AttributeId;
use axis::Axis;
use std::collections::BTreeMap;

/// The axes of some conditions.
#[derive(Debug, Default)]
pub struct Space {
    axes: Vec<Axis>,
    places: BTreeMap<Key, usize>,
    links: Vec<Link>,
    /// Where amounts are not negative: nothing rests on it, but a proof lies there if it can.
    pub usual: Block,
}

/// How conditions are read: those of rules, or those of `[covers]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mode {
    /// The date that chooses fees, groups and exchange rates.
    pub dated_by: AttributeId,
    /// A test on an unknown attribute is false and not open.
    pub unknown_is_no: bool,
}

/// Axes whose cells must fit each other. The numbers are places of axes.
#[derive(Debug, Clone, Copy)]
enum Link {
    /// A flag: two attributes have the same value.
    Same { flag: usize, left: usize, right: usize },
    /// A number of days between two dates.
    Days { number: usize, from: usize, to: usize },
    /// An amount is above, at or below zero in any currency.
    Rate { amount: usize, converted: usize, own: usize },
}

/// How converted amounts are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    /// Without any exchange rate: what is converted stays open, so that what is found holds with any rates.
    Certain,
    /// With any exchange rate that may be: what is not found is not there with any rates.
    AnyRates,
}

/// All cells of every axis, or some: one big box. The places are those of the axes.
type Dense = Vec<Cells>;

impl Space {
    /// The whole space.
    fn start(&self, pass: Pass) -> Dense {
        let cells = |axis: &Axis| match axis.key {
            Key::Fact(_) => axis.exists.clone(),
            Key::Converted(..) => axis.cells(|_| pass == Pass::AnyRates, pass == Pass::Certain),
        };
        self.axes.iter().map(cells).collect()
    }

    /// Whether some amount is converted.
    fn converts(&self) -> bool {
        self.places.keys().any(|key| matches!(key, Key::Converted(..)))
    }

    /// Whether two amounts are converted at one rate, so that they cannot be looked at one by one.
    fn is_coupled(&self) -> bool {
        let mut rates = BTreeMap::new();
        self.places.keys().any(|key| match key {
            Key::Converted(_, currency, dated_by) => rates.insert((currency, dated_by), ()).is_some(),
            Key::Fact(_) => false,
        })
    }

    /// The place of an attribute's axis, which conditions or the builder have named.
    fn place(&self, attribute: AttributeId) -> Option<usize> {
        self.places.get(&Key::Fact(attribute)).copied()
    }

    /// Whether an attribute follows from others of the transaction. A total does not: it is a fact of a period.
    fn is_derived(&self, attribute: AttributeId) -> bool {
        let derived = |link: &Link| match *link {
            Link::Same { flag, .. } => Some(flag),
            Link::Days { number, .. } => Some(number),
            Link::Rate { .. } => None,
        };
        let place = self.place(attribute);
        place.is_some() && self.links.iter().any(|link| derived(link) == place)
    }

    /// The box in which an attribute is known; the whole space if it has no axis.
    pub fn known(&self, attribute: AttributeId) -> Block {
        let known = |place: usize| (place, self.axes[place].cells(|_| true, false));
        Block::of(self.place(attribute).map(known))
    }
}
