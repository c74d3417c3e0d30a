//! How the plain fee that prices was chosen out of a larger one, and what was converted on the way.

use super::Tracer;
use super::arithmetic::{Chosen, Limit, Quantity};
use crate::money::{self, Currency, Decimal, FxRate};
use crate::price::costing::{Costing, exact};
use crate::price::outcome::Reason;
use crate::price::row::Dating;
use crate::price::shape::Choice;
use crate::schedule::{Fee, Money, Plain, Shape, Step};

/// Converts what a fee names to the currency of its line, and keeps the rates.
pub struct Converter<'a> {
    pub tracer: &'a Tracer<'a>,
    pub dating: Dating,
    /// The currency of the line.
    pub line: Currency,
    /// The rates used, with the currencies.
    pub fx: Vec<(Currency, Currency, FxRate)>,
}

impl Tracer<'_> {
    /// The plain fee that prices, and how it was chosen.
    pub fn choices<'f>(
        &self,
        fee: &'f Fee,
        costing: &Costing,
        converter: &mut Converter<'_>,
    ) -> Result<(&'f Plain, Vec<Chosen>), Reason> {
        let (mut fee, mut chosen) = (fee, Vec::new());
        for choice in &costing.choices {
            let (parts, steps) = (fee.shape.parts(), fee.shape.steps());
            let (place, how) = match choice {
                Choice::Part { lesser, place, costs } => {
                    // Also what did not price was converted, to be compared.
                    fee.amounts().try_for_each(|money| converter.uses(money))?;
                    let texts = parts.iter().map(|part| part.text.clone());
                    let parts = texts.zip(costs.iter().copied()).collect();
                    (*place, Chosen::Part { lesser: *lesser, parts, place: *place })
                }
                Choice::Step { attribute, number, place } => {
                    let quantity = self.quantity(*attribute, self.row.number(*attribute)?);
                    let bound = fee.shape.currency().filter(|bound| quantity.currency != Some(*bound));
                    if let (Some(from), Some(to)) = (quantity.currency, bound) {
                        converter.rate(from, to)?;
                    }
                    let converted = bound.map(|bound| (*number, bound));
                    (*place, step(quantity, converted, steps, *place))
                }
                Choice::Spans { attribute, begins, steps: spans } => {
                    let begun = Step::of(steps, *begins);
                    let rate = |place: usize| match &steps[place].fee.shape {
                        Shape::Plain(plain) => plain.rate.unwrap_or_default(),
                        _ => Decimal::ZERO,
                    };
                    let spans = Chosen::Spans {
                        quantity: self.quantity(*attribute, *begins),
                        begins_at: steps[begun].fee.text.clone(),
                        steps: spans.iter().map(|(place, part)| (rate(*place), *part)).collect(),
                    };
                    (begun, spans)
                }
            };
            chosen.push(how);
            fee = parts[place];
        }
        match &fee.shape {
            Shape::Plain(plain) => Ok((plain, chosen)),
            // INVARIANT (choices end at a plain fee): pricing makes one for each shape it enters.
            _ => Err(Reason::Unpriced),
        }
    }
}

impl Converter<'_> {
    /// An amount as declared and in the currency of the line.
    pub fn line(&mut self, money: Money) -> Result<((Decimal, Currency), Decimal), Reason> {
        let from = money.currency.unwrap_or(self.line);
        let rate = self.rate(from, self.line)?;
        Ok(((money.amount, from), exact(money::mul(money.amount, rate))?))
    }

    pub fn limit(&mut self, money: Money) -> Result<Limit, Reason> {
        let (declared, amount) = self.line(money)?;
        Ok(Limit { declared, amount, applies: false })
    }

    fn uses(&mut self, money: Money) -> Result<(), Reason> {
        self.line(money).map(|_| ())
    }

    fn rate(&mut self, from: Currency, to: Currency) -> Result<Decimal, Reason> {
        if from == to {
            return Ok(Decimal::ONE);
        }
        let date = self.dating.date.ok_or(Reason::UnknownAttribute(self.dating.by))?;
        let found = self.tracer.row.fx.rate(from, to, date).ok_or(Reason::NoFx(from, to, date))?;
        if !self.fx.iter().any(|(a, b, _)| (*a, *b) == (from, to)) {
            self.fx.push((from, to, found));
        }
        Ok(found.rate)
    }
}

fn step(quantity: Quantity, converted: Option<(Decimal, Currency)>, steps: &[Step], place: usize) -> Chosen {
    let from = place.checked_sub(1).and_then(|before| steps[before].below);
    let Step { below, fee, .. } = &steps[place];
    Chosen::Step { quantity, converted, from, below: *below, fee: fee.text.clone() }
}
