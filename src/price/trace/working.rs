//! The arithmetic of a rule in readable steps. What prices is asked for its result; its parts, which
//! pricing does not keep, are looked up again.

use super::Tracer;
use super::arithmetic::{
    Addend, AdjustmentTrace, BasisTrace, Limit, Part, Percentage, Quantity, RoundingTrace, Working,
};
use super::choices::Converter;
use crate::facts::AttributeId;
use crate::money::{self, Currency, Decimal};
use crate::price::costing::{self, Costing, exact};
use crate::price::outcome::{Reason, State};
use crate::price::row::Dating;
use crate::price::select;
use crate::program::{RuleProgram, ScheduleProgram};
use crate::schedule::{Basis, DatedFee, Decimals, Fee, Plain, Shape};

impl Tracer<'_> {
    /// The arithmetic of a rule whose condition is true, or why there is none.
    pub fn working(
        &self,
        fee: &Fee,
        rule: &RuleProgram,
        schedule: &ScheduleProgram,
        dating: Dating,
    ) -> Result<Working, Reason> {
        let charge = select::charge(schedule, (rule, fee), self.tests, &self.row, dating)?;
        let currency = costing::line_currency(&schedule.terms, &self.row)?;
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
            let value = self.row.batch.value(*attribute, self.row.row).map(|value| value.to_string());
            (self.program.attributes.name(*attribute).to_owned(), value)
        };
        RoundingTrace {
            stage: rounding.stage,
            mode: rounding.mode,
            decimals: match rounding.decimals {
                Decimals::Fixed(decimals) => decimals,
                Decimals::Currency => currency.minor_unit(),
            },
            group: schedule.terms.group.iter().map(named).collect(),
        }
    }

    pub fn quantity(&self, attribute: AttributeId, number: Decimal) -> Quantity {
        let name = self.program.attributes.name(attribute).to_owned();
        Quantity { attribute: name, number, currency: self.unit(attribute) }
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
