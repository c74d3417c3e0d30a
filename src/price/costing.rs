//! The arithmetic of one fee on one transaction, exact until the declared rounding.

use super::outcome::{Reason, State};
use super::row::{Dating, Row};
use super::shape::{self, Choice, Split};
use crate::facts::id;
use crate::money::{self, Currency, Decimal, FxRate, Mode, Overflow};
use crate::program::LineTerms;
use crate::schedule::{Basis, Decimals, Direction, Fee, LineCurrency, Money, Plain, Rounding, Stage};

/// What a result keeps that is not rounded as a whole.
const KEPT_DECIMALS: u32 = 12;

/// Each step of the arithmetic, in the currency of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costing {
    /// How the plain fee that prices was chosen out of a larger one, the outermost choice first.
    pub choices: Vec<Choice>,
    /// The adjustments that were added: id, and what each adds as declared.
    pub adjustments: Vec<(String, String)>,
    /// What the percentage applied to; `None` for a fee without percentage.
    pub basis: Option<Decimal>,
    /// The percentage as a fraction, adjustments included; `None` if there is none or it is split over
    /// several steps.
    pub rate: Option<Decimal>,
    /// The percentage part before any rounding.
    pub unrounded: Option<Decimal>,
    /// The percentage part, rounded already if the rounding is per term.
    pub percentage: Option<Decimal>,
    /// Percentage, fixed and per-unit parts together.
    pub whole: Decimal,
    /// After floor and cap.
    pub limited: Decimal,
    /// After rounding and direction: the expected cost.
    pub amount: Decimal,
    /// Exchange rates used, with the currencies.
    pub fx: Vec<(Currency, Currency, FxRate)>,
}

/// A fee to be priced.
#[derive(Clone)]
pub struct Charge<'a> {
    pub fee: &'a Fee,
    pub direction: Direction,
    pub added: Added<'a>,
}

/// What adjustments add to the part of a fee that prices.
#[derive(Clone, Default)]
pub struct Added<'a> {
    pub rate: Option<Decimal>,
    pub fixed: Vec<Money>,
    /// The adjustments: id, and what each adds.
    pub names: Vec<(&'a str, &'a str)>,
}

/// What a fee is priced with.
pub struct Pricing<'a> {
    pub terms: &'a LineTerms,
    pub row: &'a Row<'a>,
    pub dating: Dating,
    /// The currency of the line.
    pub currency: Currency,
}

/// The currency of the schedule's lines on this transaction.
pub fn line_currency(terms: &LineTerms, row: &Row<'_>) -> Result<Currency, Reason> {
    match terms.currency {
        LineCurrency::Fixed(currency) => Ok(currency),
        LineCurrency::Transaction => transaction_currency(row),
    }
}

/// Prices one fee, turned round for `direction = "credit"`.
pub fn cost(
    charge: &Charge<'_>,
    terms: &LineTerms,
    row: &Row<'_>,
    dating: Dating,
) -> Result<Costing, Reason> {
    let currency = line_currency(terms, row)?;
    let pricing = Pricing { terms, row, dating, currency };
    let mut costing = shape::evaluate(charge.fee, &charge.added, &pricing)?;
    let rounded = match terms.rounding.stage {
        Stage::Line => rounded(costing.limited, terms.rounding, currency),
        // What is not rounded as a line may have any number of digits: a price per unit, or a part of a
        // sum that is rounded later.
        Stage::None | Stage::Term | Stage::Transaction | Stage::Group => kept(costing.limited),
    };
    costing.amount = directed(rounded, charge.direction);
    Ok(costing)
}

/// An amount with the sign of its direction.
pub fn directed(amount: Decimal, direction: Direction) -> Decimal {
    match direction {
        Direction::Debit => amount,
        Direction::Credit => -amount,
    }
}

/// What a report keeps of an amount that is not rounded as declared.
pub fn kept(amount: Decimal) -> Decimal {
    money::round(amount, Mode::HalfEven, KEPT_DECIMALS)
}

/// An amount rounded as declared.
pub fn rounded(value: Decimal, rounding: Rounding, currency: Currency) -> Decimal {
    let decimals = match rounding.decimals {
        Decimals::Fixed(decimals) => decimals,
        Decimals::Currency => currency.minor_unit(),
    };
    money::round(value, rounding.mode, decimals)
}

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
                Some(split) => self.spread(basis, split, added)?,
            };
            let per_term = self.terms.rounding.stage == Stage::Term;
            whole = if per_term { rounded(part, self.terms.rounding, self.currency) } else { part };
            costing.rate = rate.filter(|_| split.is_none());
            costing.basis = Some(basis);
            costing.unrounded = Some(part);
            costing.percentage = Some(whole);
        }
        for fixed in fee.fixed.iter().chain(&added.fixed) {
            whole = exact(money::add(whole, self.in_line(*fixed, &mut costing)?))?;
        }
        if let Some(part) = fee.per_unit {
            let units = self.row.number(part.attribute)?;
            let price = self.in_line(part.price, &mut costing)?;
            whole = exact(money::add(whole, exact(money::mul(price, units))?))?;
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
    fn spread(&self, basis: Decimal, split: &Split, added: &Added<'_>) -> Result<Decimal, Reason> {
        let product = exact(money::mul(basis, split.weighed))?;
        let quotient = exact(money::divide(product, split.whole))?;
        // One that has no end may be rounded by itself, and not be added up before it is rounded.
        let sums_up = matches!(self.terms.rounding.stage, Stage::Transaction | Stage::Group);
        if sums_up && !quotient.exact {
            return Err(Reason::TooManyDigits);
        }
        match added.rate {
            None => Ok(quotient.value),
            Some(rate) => exact(money::add(quotient.value, exact(money::mul(basis, rate))?)),
        }
    }

    /// min is a floor and max a cap on the exact whole.
    fn limited(&self, whole: Decimal, fee: &Plain, costing: &mut Costing) -> Result<Decimal, Reason> {
        let mut limited = whole;
        if let Some(min) = fee.min {
            limited = limited.max(self.in_line(min, costing)?);
        }
        if let Some(max) = fee.max {
            limited = limited.min(self.in_line(max, costing)?);
        }
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

fn transaction_currency(row: &Row<'_>) -> Result<Currency, Reason> {
    row.currency().ok_or(Reason::UnknownAttribute(id::CURRENCY))
}

/// The result of exact arithmetic, or the reason why there is none.
pub fn exact<T>(result: Result<T, Overflow>) -> Result<T, Reason> {
    result.map_err(|Overflow| Reason::TooManyDigits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Batch;
    use crate::money::{Date, FxTable, parse};
    use crate::price::aggregate::Aggregates;
    use crate::schedule::{Basis, Shape};

    #[test]
    fn a_cost_that_is_rounded_per_term_keeps_twelve_decimals() {
        let eur = Currency::parse("EUR").unwrap();
        let amount = |text| Some(Money { amount: parse(text).unwrap(), currency: None });
        let fee = |fixed| Fee {
            text: String::new(),
            shape: Shape::Plain(Plain { fixed: amount(fixed), ..Plain::default() }),
        };
        let rounding = Rounding { stage: Stage::Term, mode: Mode::Down, decimals: Decimals::Currency };
        let basis = Basis::Attribute(id::AMOUNT);
        let terms = LineTerms { currency: LineCurrency::Fixed(eur), basis, rounding, group: Vec::new() };
        let (batch, fx) = (Batch { rows: 1, ..Batch::default() }, FxTable::default());
        let aggregates = Aggregates::default();
        let row =
            Row { batch: &batch, fx: &fx, currencies: &[], aggregates: &aggregates, row: 0, earlier: &[] };
        let cost = |fee: Fee, direction| {
            let date = Date::from_ymd_opt(2026, 5, 1);
            let dating = Dating { by: id::CLEARING_DATE, date, unknown_is_no: false };
            let priced = Charge { fee: &fee, direction, added: Added::default() };
            cost(&priced, &terms, &row, dating).map(|costing| costing.amount.to_string())
        };
        assert_eq!(cost(fee("0.12345678901250001"), Direction::Debit), Ok("0.123456789013".to_owned()));
        assert_eq!(cost(fee("0.12345678901250001"), Direction::Credit), Ok("-0.123456789013".to_owned()));
        assert_eq!(
            cost(fee("0.1234567890125"), Direction::Debit),
            Ok("0.123456789012".to_owned()),
            "half to even"
        );
    }
}
