//! Which part of a larger fee prices a transaction.

use super::aggregate::Standing;
use super::costing::{Added, Costing, Pricing, exact};
use super::outcome::Reason;
use super::truth::in_currency;
use crate::facts::AttributeId;
use crate::money::{self, Decimal, Quotient};
use crate::schedule::{Bands, Fee, Plain, Shape, Step, Tiering, Tiers};

/// How a part of a larger fee came to be the one that prices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// One of several fees, chosen by what each would cost before any adjustment.
    Part {
        /// The one that costs least, and not the one that costs most.
        lesser: bool,
        /// Its place among the parts.
        place: usize,
        /// What each part comes to.
        costs: Vec<Decimal>,
    },
    /// The step that a number lies in.
    Step {
        /// Where the number comes from.
        attribute: AttributeId,
        /// The number, converted to the currency of the bounds.
        number: Decimal,
        /// The place of the step.
        place: usize,
    },
    /// The steps that a transaction spans in a running total.
    Spans {
        /// The aggregate.
        attribute: AttributeId,
        /// The total before the transaction.
        begins: Decimal,
        /// The place of each step, and how much of what the transaction adds lies in it.
        steps: Vec<(usize, Decimal)>,
    },
}

/// A percentage that is split over several steps.
pub struct Split {
    /// Rate × what lies in the step, summed up.
    pub weighed: Decimal,
    /// What the transaction adds in all; not zero.
    pub whole: Decimal,
}

impl Split {
    /// The percentages of a basis, each on its share. Where the basis is a simple multiple of what the
    /// transaction adds, as it is where both are the amount, no digits are lost to a division.
    pub fn of(&self, basis: Decimal) -> Result<Quotient, Reason> {
        match money::divide(basis, self.whole) {
            Ok(Quotient { value, exact: true }) => {
                Ok(Quotient { value: exact(money::mul(self.weighed, value))?, exact: true })
            }
            _ => exact(money::divide(exact(money::mul(basis, self.weighed))?, self.whole)),
        }
    }
}

/// What a fee comes to before rounding, with the adjustments added to the part that prices.
pub fn evaluate(fee: &Fee, added: &Added<'_>, pricing: &Pricing<'_>) -> Result<Costing, Reason> {
    match &fee.shape {
        Shape::Plain(plain) => pricing.plain(plain, added, None),
        Shape::LesserOf(parts) => extreme(parts, added, pricing, true),
        Shape::GreaterOf(parts) => extreme(parts, added, pricing, false),
        Shape::Bands(bands) => banded(bands, added, pricing),
        Shape::Tiers(tiers) if tiers.tiering == Tiering::Whole => {
            let total = pricing.row.number(tiers.on)?;
            step(tiers.on, total, &tiers.steps, added, pricing)
        }
        Shape::Tiers(tiers) => graduated(tiers, added, pricing),
        Shape::Unpublished => Err(Reason::Unpriced),
    }
}

/// The part that costs most or least; the first of equal ones.
fn extreme(parts: &[Fee], added: &Added<'_>, pricing: &Pricing<'_>, lesser: bool) -> Result<Costing, Reason> {
    let costings = parts.iter().map(|part| evaluate(part, &Added::default(), pricing));
    let costings = costings.collect::<Result<Vec<Costing>, Reason>>()?;
    let mut place = 0;
    for (number, costing) in costings.iter().enumerate().skip(1) {
        let best = &costings[place];
        if !costing.is_told_from(best) {
            return Err(Reason::TooManyDigits);
        }
        if if lesser { costing.limited < best.limited } else { costing.limited > best.limited } {
            place = number;
        }
    }
    let costs = costings.iter().map(|costing| costing.limited).collect();
    let mut costing = evaluate(&parts[place], added, pricing)?;
    costing.choices.insert(0, Choice::Part { lesser, place, costs });
    Ok(costing)
}

fn banded(bands: &Bands, added: &Added<'_>, pricing: &Pricing<'_>) -> Result<Costing, Reason> {
    let mut number = pricing.row.number(bands.by)?;
    if let Some(currency) = bands.currency {
        number = in_currency(number, currency, pricing.row, pricing.dating)?;
    }
    step(bands.by, number, &bands.steps, added, pricing)
}

fn step(
    attribute: AttributeId,
    number: Decimal,
    steps: &[Step],
    added: &Added<'_>,
    pricing: &Pricing<'_>,
) -> Result<Costing, Reason> {
    let place = Step::of(steps, number);
    let mut costing = evaluate(&steps[place].fee, added, pricing)?;
    costing.choices.insert(0, Choice::Step { attribute, number, place });
    Ok(costing)
}

/// The percentage is split over the steps that the transaction spans; all else is that of the step in
/// which it begins. One that the aggregate does not count, or that adds nothing, spans no step.
fn graduated(tiers: &Tiers, added: &Added<'_>, pricing: &Pricing<'_>) -> Result<Costing, Reason> {
    let standing = pricing.row.aggregates.standing(tiers.on, pricing.row.row);
    let Standing { begins, adds } = standing.ok_or(Reason::UnknownAttribute(tiers.on))?;
    let adds = adds.unwrap_or_default();
    let ends = exact(money::add(begins, adds))?;
    let (mut spans, mut weighed, mut has_rate) = (Vec::new(), Decimal::ZERO, false);
    let mut from: Option<Decimal> = None;
    for (place, step) in tiers.steps.iter().enumerate() {
        let within = |total: Decimal| {
            let total = from.map_or(total, |from| total.max(from));
            step.below.map_or(total, |below| total.min(below))
        };
        let part = exact(money::sub(within(ends), within(begins)))?;
        if !part.is_zero() {
            let rate = plain(&step.fee).and_then(|plain| plain.rate);
            has_rate |= rate.is_some();
            weighed = exact(money::add(weighed, exact(money::mul(rate.unwrap_or_default(), part))?))?;
            spans.push((place, part));
        }
        from = step.below;
    }
    let begun = Step::of(&tiers.steps, begins);
    let Some(first) = plain(&tiers.steps[begun].fee) else {
        // INVARIANT (graduated steps are plain): the reader refuses any other.
        return Err(Reason::Unpriced);
    };
    let split = (spans.len() > 1 && has_rate).then_some(Split { weighed, whole: adds });
    // One step may be another than the one in which it begins: from where a step begins, a negative amount
    // goes back into the one before.
    let rate = match spans.as_slice() {
        [] => first.rate,
        [(place, _)] => plain(&tiers.steps[*place].fee).and_then(|plain| plain.rate),
        _ => None,
    };
    let mut costing = pricing.plain(&Plain { rate, ..first.clone() }, added, split.as_ref())?;
    costing.choices.insert(0, Choice::Spans { attribute: tiers.on, begins, steps: spans });
    Ok(costing)
}

fn plain(fee: &Fee) -> Option<&Plain> {
    match &fee.shape {
        Shape::Plain(plain) => Some(plain),
        _ => None,
    }
}
