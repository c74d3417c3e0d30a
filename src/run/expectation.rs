//! The outcomes of pricing as reconciliation takes them.

use crate::money::{self, Overflow};
use crate::price::{Outcome, Priced, Reason, State};
use crate::program::Program;
use crate::reconcile::{Expected, InGroup, Kind, Money, Unproven};

/// What expected costs are made of, beside their price.
#[derive(Clone, Copy)]
pub struct Expectations<'a> {
    pub program: &'a Program,
    /// The group that rounds the cost of a row and component.
    pub groups: &'a (dyn Fn(usize, usize) -> Option<InGroup> + Sync),
}

impl Expectations<'_> {
    /// What a row should cost in a component; none if nothing covers it, or the book has no such component.
    pub fn cost(&self, priced: &Priced, row: usize, component: usize) -> Result<Option<Expected>, Overflow> {
        if component >= self.program.components.len() {
            return Ok(None);
        }
        let Outcome { state, dated } = priced.outcome(row, component);
        let cost = match state {
            State::NotCovered => return Ok(None),
            State::Unproven(reason) => Err(self.unproven(&reason)),
            State::Lines(_) => money(priced, row, component)?,
        };
        let rounding = (self.groups)(row, component);
        Ok(Some(Expected { row, component, cost, dated, rounding }))
    }

    fn unproven(&self, reason: &Reason) -> Unproven {
        let kind = match reason {
            Reason::Unpriced | Reason::TwoSchedules(..) | Reason::TooManyDigits => Kind::Unpriced,
            Reason::UnknownAttribute(_) => Kind::UnknownAttribute,
            Reason::NoRate(_) | Reason::NoFx(..) => Kind::NoRate,
        };
        Unproven { kind, reason: reason.text(&self.program.attributes) }
    }
}

/// The sum of the lines. Lines in different currencies have no sum, so the cost is unproven.
fn money(priced: &Priced, row: usize, component: usize) -> Result<Result<Money, Unproven>, Overflow> {
    let lines = priced.lines(row, component);
    let Some(first) = lines.first() else {
        return Ok(Err(Unproven { kind: Kind::Unpriced, reason: Kind::Unpriced.name().to_owned() }));
    };
    if let Some(other) = lines.iter().find(|line| line.currency != first.currency) {
        let reason = format!("two_currencies: {}, {}", first.currency, other.currency);
        return Ok(Err(Unproven { kind: Kind::Unpriced, reason }));
    }
    let amount = money::sum(lines.iter().map(|line| line.amount))?;
    Ok(Ok(Money { amount, currency: first.currency }))
}
