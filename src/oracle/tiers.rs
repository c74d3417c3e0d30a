//! Graduated tiers: a running total advances through the steps.

use super::cost::unknown;
use super::exact::Exact;
use super::fees::{Added, Percentage, Pricing, percentage, step_at};
use crate::schedule::{Plain, Shape, Step, Tiers};

impl Pricing<'_> {
    /// Percentages are split over the steps in which the transaction advances the total. All else is that
    /// of the step in which it begins.
    pub(super) fn graduated(&self, tiers: &Tiers, added: &Added) -> Result<Exact, String> {
        let notes = self.asked.notes;
        let standing = self.asked.transaction.standings.get(&tiers.on);
        let standing = standing.ok_or_else(|| unknown(self.attributes, tiers.on))?;
        let begun = plain_of(step_at(&tiers.steps, &standing.begins));
        let Some(adds) = standing.adds.clone().filter(|adds| !adds.is_zero()) else {
            notes.saw("graduated: adds nothing");
            return self.plain(begun, percentage(begun), added);
        };
        let ends = standing.begins.plus(&adds);
        let (low, high) =
            if adds.is_negative() { (&ends, &standing.begins) } else { (&standing.begins, &ends) };
        let (mut rates, mut weighed): (Vec<Option<Exact>>, Exact) = (Vec::new(), Exact::zero());
        let mut from: Option<Exact> = None;
        for step in &tiers.steps {
            let below = step.below.map(Exact::of);
            let bottom = from.as_ref().map_or(low, |from| from.max(low));
            let top = below.as_ref().map_or(high, |below| below.min(high));
            if bottom < top {
                let rate = plain_of(step).rate.map(Exact::of);
                let part = top.minus(bottom);
                let part = if adds.is_negative() { part.negated() } else { part };
                let share = notes.number(rate.clone().unwrap_or_else(Exact::zero).times(&part));
                weighed = notes.number(weighed.plus(&share));
                rates.push(rate);
            }
            from = below;
        }
        if rates.iter().all(Option::is_none) {
            notes.saw("graduated: no percentage");
            return self.plain(begun, Percentage::None, added);
        }
        match rates.as_slice() {
            [only] => {
                notes.saw("graduated: within one step");
                let only = only.clone().map_or(Percentage::None, Percentage::Rate);
                self.plain(begun, only, added)
            }
            _ => {
                notes.saw("graduated: over several steps");
                self.plain(begun, Percentage::Spread { weighed, adds }, added)
            }
        }
    }
}

fn plain_of(step: &Step) -> &Plain {
    match &step.fee.shape {
        Shape::Plain(plain) => plain,
        _ => panic!("a step of graduated tiers is a plain fee"),
    }
}
