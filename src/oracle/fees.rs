//! What a fee comes to on a transaction before it is rounded.

use super::conditions::{Asked, Open};
use super::cost::{Cost, unknown};
use super::exact::Exact;
use super::notes::Notes;
use crate::facts::{AttributeId, Attributes, id};
use crate::money::{Currency, Date};
use crate::schedule::{
    Bands, Basis, Decimals, Fee, Money, Plain, Rounding, Schedule, Shape, Stage, Step, Tiering,
};

/// A transaction that a rule of a schedule prices.
pub struct Pricing<'a> {
    pub asked: &'a Asked<'a>,
    pub attributes: &'a Attributes,
    pub schedule: &'a Schedule,
    /// What the components before this one cost.
    pub earlier: &'a [Cost],
    pub date: Date,
    /// The currency of the line.
    pub currency: Currency,
}

/// What adjustments add.
#[derive(Default)]
pub struct Added {
    pub rate: Option<Exact>,
    pub fixed: Vec<Money>,
}

/// The percentage of a plain fee.
pub(super) enum Percentage {
    None,
    Rate(Exact),
    /// Spread over several steps: the sum of rate × part of each, and the sum of the parts.
    Spread {
        weighed: Exact,
        adds: Exact,
    },
}

impl Pricing<'_> {
    pub fn fee(&self, fee: &Fee, added: &Added) -> Result<Exact, String> {
        match &fee.shape {
            Shape::Plain(plain) => self.plain(plain, percentage(plain), added),
            Shape::LesserOf(parts) => self.chosen("lesser_of", parts, added, |costs| costs.iter().min()),
            Shape::GreaterOf(parts) => self.chosen("greater_of", parts, added, |costs| costs.iter().max()),
            Shape::Unpublished => Err("unpriced".to_owned()),
            Shape::Bands(bands) => self.banded(bands, added),
            Shape::Tiers(tiers) => match tiers.tiering {
                Tiering::Whole => {
                    let total = self.number(tiers.on)?;
                    self.asked.notes.saw("tiers whole");
                    self.fee(&step_at(&tiers.steps, &total).fee, added)
                }
                Tiering::Graduated => self.graduated(tiers, added),
            },
        }
    }

    /// The first part whose cost, without adjustments, is the wanted one; then with them.
    fn chosen(
        &self,
        name: &str,
        parts: &[Fee],
        added: &Added,
        wanted: fn(&[Exact]) -> Option<&Exact>,
    ) -> Result<Exact, String> {
        let none = Added::default();
        let costs = parts.iter().map(|part| self.fee(part, &none)).collect::<Result<Vec<Exact>, String>>()?;
        let best = wanted(&costs).expect("a larger fee has parts");
        let place = costs.iter().position(|cost| cost == best).expect("the best cost is one of them");
        let tie = costs.iter().filter(|cost| *cost == best).count() > 1;
        let which = if tie { "tie".to_owned() } else { format!("part {place}") };
        self.asked.notes.saw(format!("{name}: {which}"));
        self.fee(&parts[place], added)
    }

    fn banded(&self, bands: &Bands, added: &Added) -> Result<Exact, String> {
        let number = match bands.currency {
            None => self.number(bands.by)?,
            Some(currency) => {
                self.asked.notes.saw("bands in a currency");
                self.asked.in_currency(bands.by, currency).map_err(|open| self.reason(open))?
            }
        };
        self.asked.notes.saw("bands");
        self.fee(&step_at(&bands.steps, &number).fee, added)
    }

    /// Percentage, fixed and per-unit parts together, then floor and cap.
    pub(super) fn plain(
        &self,
        plain: &Plain,
        percentage: Percentage,
        added: &Added,
    ) -> Result<Exact, String> {
        let notes = self.asked.notes;
        let mut whole = self.percentage(percentage, added)?;
        for fixed in plain.fixed.iter().chain(&added.fixed) {
            whole = notes.number(whole.plus(&self.in_line(*fixed)?));
        }
        if let Some(per_unit) = plain.per_unit {
            let units = self.number(per_unit.attribute)?;
            let price = self.in_line(per_unit.price)?;
            whole = notes.number(whole.plus(&notes.number(price.times(&units))));
            notes.saw("price per unit");
        }
        if let Some(min) = plain.min {
            let min = self.in_line(min)?;
            if whole < min {
                notes.saw("min hit");
                whole = min;
            }
        }
        if let Some(max) = plain.max {
            let max = self.in_line(max)?;
            if whole > max {
                notes.saw("max hit");
                whole = max;
            }
        }
        Ok(whole)
    }

    fn percentage(&self, percentage: Percentage, added: &Added) -> Result<Exact, String> {
        let notes = self.asked.notes;
        if matches!(percentage, Percentage::None) && added.rate.is_none() {
            return Ok(Exact::zero());
        }
        let basis = self.basis()?;
        let extra = added.rate.clone().unwrap_or_else(Exact::zero);
        let part = match percentage {
            Percentage::None => {
                notes.saw("adjustment adds the only percentage");
                notes.number(basis.times(&extra))
            }
            Percentage::Rate(rate) => notes.number(basis.times(&notes.number(rate.plus(&extra)))),
            Percentage::Spread { weighed, adds } => {
                let quotient = notes.quotient(notes.number(basis.times(&weighed)).over(&adds));
                if !quotient.has_end() {
                    notes.saw("graduated: a quotient without an end");
                    if matches!(self.schedule.rounding.stage, Stage::Transaction | Stage::Group) {
                        return Err("too_many_digits".to_owned());
                    }
                }
                notes.number(quotient.plus(&notes.number(basis.times(&extra))))
            }
        };
        Ok(if self.schedule.rounding.stage == Stage::Term { self.rounded(&part) } else { part })
    }

    fn basis(&self) -> Result<Exact, String> {
        let components = match &self.schedule.basis {
            Basis::Attribute(attribute) => {
                let amount = self.number(*attribute)?;
                let from = self.asked.transaction.currency();
                let from = from.ok_or_else(|| self.reason(Open::Attribute(id::CURRENCY)))?;
                return self.converted(&amount, from);
            }
            Basis::Components(components) => components,
        };
        let mut sum = Exact::zero();
        for component in components {
            match &self.earlier[*component] {
                Cost::NotCovered => self.asked.notes.saw("basis: a component that does not cover it"),
                Cost::Unproven(reason) => return Err(reason.clone()),
                Cost::Lines(lines) => {
                    self.asked.notes.saw("basis: lines of a component");
                    for line in lines {
                        let amount = self.converted(&line.amount, line.currency)?;
                        sum = self.asked.notes.number(sum.plus(&amount));
                    }
                }
            }
        }
        Ok(sum)
    }

    /// Rounded as the schedule declares.
    pub fn rounded(&self, amount: &Exact) -> Exact {
        rounded(amount, self.schedule.rounding, self.currency, self.asked.notes)
    }

    fn in_line(&self, money: Money) -> Result<Exact, String> {
        self.converted(&Exact::of(money.amount), money.currency.unwrap_or(self.currency))
    }

    fn converted(&self, amount: &Exact, from: Currency) -> Result<Exact, String> {
        super::rates::converted(self.asked.rates, amount, (from, self.currency), self.date, self.asked.notes)
    }

    pub(super) fn number(&self, attribute: AttributeId) -> Result<Exact, String> {
        self.asked.transaction.number(attribute).ok_or_else(|| unknown(self.attributes, attribute))
    }

    pub fn reason(&self, open: Open) -> String {
        match open {
            Open::Attribute(attribute) => unknown(self.attributes, attribute),
            Open::NoRate(reason) => reason,
        }
    }
}

/// Rounded as declared.
pub fn rounded(amount: &Exact, rounding: Rounding, currency: Currency, notes: &Notes) -> Exact {
    let decimals = match rounding.decimals {
        Decimals::Fixed(decimals) => decimals,
        Decimals::Currency => currency.minor_unit(),
    };
    let rounded = amount.rounded(rounding.mode, decimals);
    if rounded != *amount {
        notes.saw(format!("rounded {:?}", rounding.mode).to_lowercase());
    }
    rounded
}

pub(super) fn percentage(plain: &Plain) -> Percentage {
    plain.rate.map_or(Percentage::None, |rate| Percentage::Rate(Exact::of(rate)))
}

/// The step that a number lies in: from where the one before ends, to below its own end.
pub(super) fn step_at<'s>(steps: &'s [Step], number: &Exact) -> &'s Step {
    let passed = steps.iter().filter(|step| step.below.is_some_and(|below| Exact::of(below) <= *number));
    &steps[passed.count()]
}
