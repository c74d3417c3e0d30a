//! The arithmetic of a rule in readable steps. What prices is asked for its result; its parts, which
//! pricing does not keep, are looked up again.

use super::Tracer;
use super::value::{
    Addend, AdjustmentTrace, BasisTrace, Chosen, Limit, Part, Percentage, Quantity, RoundingTrace, Working,
};
use crate::facts::AttributeId;
use crate::money::{self, Currency, Decimal, FxRate};
use crate::price::costing::{self, Charge, Costing, exact};
use crate::price::outcome::{Reason, State};
use crate::price::row::Dating;
use crate::price::select;
use crate::price::shape::Choice;
use crate::program::{RuleProgram, ScheduleProgram};
use crate::schedule::{Basis, DatedFee, Decimals, Fee, Money, Plain, Shape, Step};

/// Exchange rates used, with the currencies.
type Rates = Vec<(Currency, Currency, FxRate)>;

/// Converts what a fee names to the currency of its line, and keeps the rates.
struct Converter<'a> {
    tracer: &'a Tracer<'a>,
    dating: Dating,
    line: Currency,
    fx: Rates,
}

impl Tracer<'_> {
    /// The arithmetic of a rule whose condition is true, or why there is none.
    pub fn working(
        &self,
        fee: &Fee,
        rule: &RuleProgram,
        schedule: &ScheduleProgram,
        dating: Dating,
    ) -> Result<Working, Reason> {
        let currency = costing::line_currency(&schedule.terms, &self.row)?;
        let added = select::added(schedule, rule, self.tests, &self.row, dating)?;
        let charge = Charge { fee, direction: rule.direction, added };
        let costing = costing::cost(&charge, &schedule.terms, &self.row, dating)?;
        let mut converter = Converter { tracer: self, dating, line: currency, fx: costing.fx.clone() };
        let (plain, choices) = self.choices(fee, &costing, &mut converter)?;
        let mut adjustments = self.adjustments(schedule, rule, dating);
        adjustments.retain(|adjustment| adjustment.when.holds == Some(true));
        let addends = self.addends(plain, &adjustments, &mut converter)?;
        let floor = plain.min.map(|min| converter.limit(min)).transpose()?;
        let cap = plain.max.map(|max| converter.limit(max)).transpose()?;
        let lifted = floor.as_ref().map_or(costing.whole, |floor| costing.whole.max(floor.amount));
        Ok(Working {
            currency,
            choices,
            percentage: self.percentage(&costing, &adjustments, &schedule.terms.basis)?,
            addends,
            floor: floor.map(|floor| Limit { applies: floor.amount > costing.whole, ..floor }),
            cap: cap.map(|cap| Limit { applies: cap.amount < lifted, ..cap }),
            whole: costing.whole,
            limited: costing.limited,
            rounding: self.rounding(schedule, currency),
            direction: rule.direction,
            amount: costing.amount,
            fx: converter.fx,
        })
    }

    /// The adjustments in force that are for a rule.
    pub fn adjustments(
        &self,
        schedule: &ScheduleProgram,
        rule: &RuleProgram,
        dating: Dating,
    ) -> Vec<AdjustmentTrace> {
        let mine = rule.adjustments.iter().map(|place| &schedule.adjustments[*place]);
        mine.filter_map(|adjustment| {
            let (_, add) = dating.date.and_then(|date| DatedFee::on(&adjustment.add, date))?;
            let Shape::Plain(plain) = &add.shape else { return None };
            let (id, when) = (adjustment.id.clone(), self.verdict(&adjustment.when, dating));
            Some(AdjustmentTrace { id, add: add.text.clone(), when, rate: plain.rate, fixed: plain.fixed })
        })
        .collect()
    }

    /// How the lines of a schedule are rounded.
    pub fn rounding(&self, schedule: &ScheduleProgram, currency: Currency) -> RoundingTrace {
        let rounding = schedule.terms.rounding;
        let named = |attribute: &AttributeId| {
            let value = self.row.batch.value(*attribute, self.row.row)?.to_string();
            Some((self.program.attributes.name(*attribute).to_owned(), value))
        };
        RoundingTrace {
            stage: rounding.stage,
            mode: rounding.mode,
            decimals: match rounding.decimals {
                Decimals::Fixed(decimals) => decimals,
                Decimals::Currency => currency.minor_unit(),
            },
            group: schedule.terms.group.iter().filter_map(named).collect(),
        }
    }

    fn quantity(&self, attribute: AttributeId, number: Decimal) -> Quantity {
        let name = self.program.attributes.name(attribute).to_owned();
        Quantity { attribute: name, number, currency: self.unit(attribute) }
    }

    /// The plain fee that prices, and how it was chosen.
    fn choices<'f>(
        &self,
        fee: &'f Fee,
        costing: &Costing,
        converter: &mut Converter<'_>,
    ) -> Result<(&'f Plain, Vec<Chosen>), Reason> {
        let (mut fee, mut chosen) = (fee, Vec::new());
        for choice in &costing.choices {
            let (next, step) = match (choice, &fee.shape) {
                (Choice::Part { place, costs }, Shape::LesserOf(parts) | Shape::GreaterOf(parts)) => {
                    // Also what did not price was converted, to be compared.
                    parts.iter().flat_map(Fee::amounts).try_for_each(|money| converter.uses(money))?;
                    let lesser = matches!(fee.shape, Shape::LesserOf(_));
                    let texts = parts.iter().map(|part| part.text.clone());
                    let compared = texts.zip(costs.iter().copied()).collect();
                    (&parts[*place], Chosen::Part { lesser, parts: compared, place: *place })
                }
                (Choice::Step { attribute, number, place }, Shape::Bands(bands)) => {
                    let quantity = self.quantity(*attribute, self.row.number(*attribute)?);
                    let bound = bands.currency.filter(|bound| quantity.currency != Some(*bound));
                    if let (Some(from), Some(to)) = (quantity.currency, bound) {
                        converter.rate(from, to)?;
                    }
                    let converted = bound.map(|bound| (*number, bound));
                    (&bands.steps[*place].fee, step(quantity, converted, &bands.steps, *place))
                }
                (Choice::Step { attribute, number, place }, Shape::Tiers(tiers)) => {
                    let quantity = self.quantity(*attribute, *number);
                    (&tiers.steps[*place].fee, step(quantity, None, &tiers.steps, *place))
                }
                (Choice::Spans { attribute, begins, steps }, Shape::Tiers(tiers)) => {
                    let begun = &tiers.steps[Step::of(&tiers.steps, *begins)].fee;
                    let rate = |place: usize| match &tiers.steps[place].fee.shape {
                        Shape::Plain(plain) => plain.rate.unwrap_or_default(),
                        _ => Decimal::ZERO,
                    };
                    let spans = Chosen::Spans {
                        quantity: self.quantity(*attribute, *begins),
                        begins_at: begun.text.clone(),
                        steps: steps.iter().map(|(place, part)| (rate(*place), *part)).collect(),
                    };
                    (begun, spans)
                }
                _ => break,
            };
            chosen.push(step);
            fee = next;
        }
        match &fee.shape {
            Shape::Plain(plain) => Ok((plain, chosen)),
            // INVARIANT (choices end at a plain fee): pricing makes one for each shape it enters.
            _ => Err(Reason::Unpriced),
        }
    }

    fn percentage(
        &self,
        costing: &Costing,
        adjustments: &[AdjustmentTrace],
        basis: &Basis,
    ) -> Result<Option<Percentage>, Reason> {
        let (Some(of), Some(amount), Some(before)) = (costing.basis, costing.percentage, costing.unrounded)
        else {
            return Ok(None);
        };
        let adjusted: Vec<(String, Decimal)> = adjustments
            .iter()
            .filter_map(|adjustment| Some((adjustment.id.clone(), adjustment.rate?)))
            .collect();
        let own = match costing.rate {
            Some(rate) => {
                let added = exact(money::sum(adjusted.iter().map(|(_, rate)| *rate)))?;
                Some(exact(money::sub(rate, added))?)
            }
            None => None,
        };
        let basis = self.basis(basis)?;
        Ok(Some(Percentage { basis, of, own, adjusted, rate: costing.rate, exact: before, amount }))
    }

    fn basis(&self, basis: &Basis) -> Result<BasisTrace, Reason> {
        let components = match basis {
            Basis::Attribute(attribute) => {
                return Ok(BasisTrace::Amount(self.quantity(*attribute, self.row.number(*attribute)?)));
            }
            Basis::Components(components) => components,
        };
        let mut found = Vec::new();
        for component in components {
            let mut amounts: Vec<(Decimal, Currency)> = Vec::new();
            let lines = match &self.row.earlier[*component] {
                State::Lines(lines) => lines.as_slice(),
                _ => &[],
            };
            for line in lines {
                match amounts.iter_mut().find(|(_, currency)| *currency == line.currency) {
                    Some((amount, _)) => *amount = exact(money::add(*amount, line.amount))?,
                    None => amounts.push((line.amount, line.currency)),
                }
            }
            found.push((self.program.components[*component].name.clone(), amounts));
        }
        Ok(BasisTrace::Components(found))
    }

    fn addends(
        &self,
        plain: &Plain,
        adjustments: &[AdjustmentTrace],
        converter: &mut Converter<'_>,
    ) -> Result<Vec<Addend>, Reason> {
        let mut addends = Vec::new();
        let own = plain.fixed.map(|fixed| (Part::Fixed, fixed));
        let added = adjustments
            .iter()
            .filter_map(|adjustment| Some((Part::Adjustment(adjustment.id.clone()), adjustment.fixed?)));
        for (what, money) in own.into_iter().chain(added) {
            let (declared, amount) = converter.line(money)?;
            addends.push(Addend { what, declared, amount });
        }
        if let Some(part) = plain.per_unit {
            let units = self.row.number(part.attribute)?;
            let (declared, price) = converter.line(part.price)?;
            let what = Part::PerUnit(self.quantity(part.attribute, units));
            addends.push(Addend { what, declared, amount: exact(money::mul(price, units))? });
        }
        Ok(addends)
    }
}

impl Converter<'_> {
    /// An amount as declared and in the currency of the line.
    fn line(&mut self, money: Money) -> Result<((Decimal, Currency), Decimal), Reason> {
        let from = money.currency.unwrap_or(self.line);
        let rate = self.rate(from, self.line)?;
        Ok(((money.amount, from), exact(money::mul(money.amount, rate))?))
    }

    fn limit(&mut self, money: Money) -> Result<Limit, Reason> {
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
