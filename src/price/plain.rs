//! The arithmetic of a plain fee, exact until the declared rounding.

use super::costing::{Added, Costing, Pricing, exact, rounded, transaction_currency};
use super::outcome::{Reason, State};
use super::shape::Split;
use crate::money::{self, Currency, Decimal, Mode};
use crate::schedule::{Basis, Money, Plain, Stage};

impl Pricing<'_> {
    /// What a plain fee comes to before rounding. `split`: its percentage is spread over several steps.
    pub fn plain(&self, fee: &Plain, added: &Added<'_>, split: Option<&Split>) -> Result<Costing, Reason> {
        let name = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
        let mut costing =
            Costing { adjustments: added.names.iter().map(name).collect(), ..Costing::default() };
        let rate = match (fee.rate, added.rate) {
            (Some(own), Some(added)) => Some(exact(money::add(own, added))?),
            (own, added) => own.or(added),
        };
        let mut whole = Decimal::ZERO;
        if rate.is_some() || split.is_some() {
            let basis = self.basis(&mut costing)?;
            let part = match split {
                None => exact(money::mul(basis, rate.unwrap_or_default()))?,
                Some(split) => self.spread(basis, split, added, &mut costing)?,
            };
            let per_term = self.terms.rounding.stage == Stage::Term;
            whole = if per_term { rounded(part, self.terms.rounding, self.currency) } else { part };
            costing.cut = costing.cut.filter(|_| !per_term);
            costing.rate = rate.filter(|_| split.is_none());
            costing.basis = Some(basis);
            costing.unrounded = Some(part);
            costing.percentage = Some(whole);
        }
        for fixed in fee.fixed.iter().chain(&added.fixed) {
            let fixed = self.in_line(*fixed, &mut costing)?;
            whole = exact(money::add(whole, costing.meets(fixed)?))?;
        }
        if let Some(part) = fee.per_unit {
            let units = self.row.number(part.attribute)?;
            let price = self.in_line(part.price, &mut costing)?;
            let part = exact(money::mul(price, units))?;
            whole = exact(money::add(whole, costing.meets(part)?))?;
        }
        costing.whole = whole;
        costing.limited = self.limited(whole, fee, &mut costing)?;
        Ok(costing)
    }

    /// The basis in the line's currency: an amount of the transaction, or what earlier components came to.
    fn basis(&self, costing: &mut Costing) -> Result<Decimal, Reason> {
        let components = match &self.terms.basis {
            Basis::Attribute(attribute) => {
                let amount = self.row.number(*attribute)?;
                return self.converted(amount, transaction_currency(self.row)?, costing);
            }
            Basis::Components(components) => components,
        };
        let mut total = Decimal::ZERO;
        for component in components {
            match &self.row.earlier[*component] {
                // A component that does not cover the transaction costs nothing.
                State::NotCovered => {}
                State::Unproven(reason) => return Err(reason.clone()),
                State::Lines(lines) => {
                    for line in lines {
                        let amount = self.converted(line.amount, line.currency, costing)?;
                        total = exact(money::add(total, amount))?;
                    }
                }
            }
        }
        Ok(total)
    }

    /// A percentage that is different in each step that the transaction spans, and an added one on all.
    fn spread(
        &self,
        basis: Decimal,
        split: &Split,
        added: &Added<'_>,
        costing: &mut Costing,
    ) -> Result<Decimal, Reason> {
        let quotient = split.of(basis)?;
        // One that has no end may be rounded by itself, and not be added up before it is rounded.
        let sums_up = matches!(self.terms.rounding.stage, Stage::Transaction | Stage::Group);
        if sums_up && !quotient.exact {
            return Err(Reason::TooManyDigits);
        }
        // The last digit stands for the rest.
        costing.cut = (!quotient.exact).then(|| quotient.value.scale().saturating_sub(1));
        let Some(rate) = added.rate else { return Ok(quotient.value) };
        let more = exact(money::mul(basis, rate))?;
        exact(money::add(quotient.value, costing.meets(more)?))
    }

    /// min is a floor and max a cap on the exact whole.
    fn limited(&self, whole: Decimal, fee: &Plain, costing: &mut Costing) -> Result<Decimal, Reason> {
        let mut limited = whole;
        if let Some(min) = fee.min {
            let min = self.in_line(min, costing)?;
            limited = limited.max(costing.meets(min)?);
        }
        if let Some(max) = fee.max {
            let max = self.in_line(max, costing)?;
            limited = limited.min(costing.meets(max)?);
        }
        costing.cut = costing.cut.filter(|_| limited == whole);
        Ok(limited)
    }

    fn in_line(&self, money: Money, costing: &mut Costing) -> Result<Decimal, Reason> {
        self.converted(money.amount, money.currency.unwrap_or(self.currency), costing)
    }

    fn converted(&self, amount: Decimal, from: Currency, costing: &mut Costing) -> Result<Decimal, Reason> {
        let to = self.currency;
        if from == to {
            return Ok(amount);
        }
        let date = self.dating.date.ok_or(Reason::UnknownAttribute(self.dating.by))?;
        let found = self.row.fx.rate(from, to, date).ok_or(Reason::NoFx(from, to, date))?;
        if !costing.fx.iter().any(|(a, b, _)| (*a, *b) == (from, to)) {
            costing.fx.push((from, to, found));
        }
        exact(money::mul(amount, found.rate))
    }
}

impl Costing {
    /// An amount that is added to the cost or compared with it. One with more decimals than are right where
    /// the cost is cut off would give something else than the true cost does.
    fn meets(&self, amount: Decimal) -> Result<Decimal, Reason> {
        match self.cut {
            Some(right) if amount.normalize().scale() > right => Err(Reason::TooManyDigits),
            _ => Ok(amount),
        }
    }

    /// Whether it is certain which of two costs is the lower, or that they are equal.
    pub fn is_told_from(&self, other: &Costing) -> bool {
        match (self.cut, other.cut) {
            (None, None) => true,
            (Some(one), Some(two)) => {
                let right = |costing: &Costing| money::round(costing.limited, Mode::Down, one.min(two));
                right(self) != right(other)
            }
            _ => self.meets(other.limited).is_ok() && other.meets(self.limited).is_ok(),
        }
    }
}
