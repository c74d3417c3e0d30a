//! Who takes what comparing a unit finds.

use super::unit_lines::UnitLine;
use crate::money::{Currency, Decimal, Overflow};
use crate::reconcile::{GroupsFound, Pair, Repeat};

/// Takes what comparing a unit finds, in the order of the unit.
pub trait Takes {
    /// A row; `repeated`: it repeats another and has no cost of its own.
    fn row(&mut self, row: usize, repeated: bool) -> Result<(), Overflow>;
    /// A pair of a row and one line that agrees exactly; `digits` is its amount as a whole number of 10⁻¹².
    fn exact(&mut self, row: usize, component: usize, line: &UnitLine, digits: i128) -> Result<(), Overflow>;
    /// Any other pair.
    fn pair(&mut self, pair: Pair) -> Result<(), Overflow>;
    /// Money that came in, apart from that of exact pairs.
    fn come_in(
        &mut self,
        component: usize,
        currency: Currency,
        sums: (Decimal, Decimal),
    ) -> Result<(), Overflow>;
    /// Rows that repeat another.
    fn repeated(&mut self, repeats: Vec<Repeat>);
    /// A row, and how many differ that share its id and event.
    fn crowded(&mut self, row: usize, rows: usize);
}

/// Takes only what groups that are rounded must know.
impl Takes for GroupsFound {
    fn row(&mut self, _: usize, _: bool) -> Result<(), Overflow> {
        Ok(())
    }

    // A pair in a group is never counted at once.
    fn exact(&mut self, _: usize, _: usize, _: &UnitLine, _: i128) -> Result<(), Overflow> {
        Ok(())
    }

    fn pair(&mut self, pair: Pair) -> Result<(), Overflow> {
        self.add(&pair)
    }

    fn come_in(&mut self, _: usize, _: Currency, _: (Decimal, Decimal)) -> Result<(), Overflow> {
        Ok(())
    }

    fn repeated(&mut self, _: Vec<Repeat>) {}

    fn crowded(&mut self, _: usize, _: usize) {}
}
