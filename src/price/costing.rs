//! The arithmetic of one fee on one transaction, exact until the declared rounding.

use super::outcome::Reason;
use super::select::Row;
use crate::facts::{Batch, Column, id};
use crate::money::{self, Currency, Date, Decimal, FxRate, Mode, Overflow};
use crate::program::LineTerms;
use crate::schedule::{Decimals, Direction, Fee, LineCurrency, Money, Rounding, Stage};

/// What a result keeps that is not rounded as a whole.
const KEPT_DECIMALS: u32 = 12;

/// Each step of the arithmetic, in the currency of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Costing {
    /// What the percentage applied to; `None` for a fee without percentage.
    pub basis: Option<Decimal>,
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

/// The currency of the schedule's lines on this transaction.
pub fn line_currency(terms: LineTerms, row: &Row<'_>) -> Result<Currency, Reason> {
    match terms.currency {
        LineCurrency::Fixed(currency) => Ok(currency),
        LineCurrency::Transaction => transaction_currency(row),
    }
}

/// Prices one fee, turned round for `direction = "credit"`.
pub fn cost(
    fee: &Fee,
    direction: Direction,
    terms: LineTerms,
    row: &Row<'_>,
    date: Date,
) -> Result<Costing, Reason> {
    let currency = line_currency(terms, row)?;
    let mut costing = Costing::default();
    let mut whole = Decimal::ZERO;
    if let Some(rate) = fee.rate {
        let amount = row.batch.decimal(terms.basis, row.row).ok_or(Reason::UnknownAttribute(terms.basis))?;
        let basis = converted(amount, transaction_currency(row)?, currency, row, date, &mut costing)?;
        let part = exact(money::mul(basis, rate))?;
        let part =
            if terms.rounding.stage == Stage::Term { rounded(part, terms.rounding, currency) } else { part };
        costing.basis = Some(basis);
        costing.percentage = Some(part);
        whole = part;
    }
    if let Some(fixed) = fee.fixed {
        whole = exact(money::add(whole, in_line(fixed, currency, row, date, &mut costing)?))?;
    }
    if let Some(part) = fee.per_unit {
        let units =
            row.batch.decimal(part.attribute, row.row).ok_or(Reason::UnknownAttribute(part.attribute))?;
        let price = in_line(part.price, currency, row, date, &mut costing)?;
        whole = exact(money::add(whole, exact(money::mul(price, units))?))?;
    }
    costing.whole = whole;
    costing.limited = limited(whole, fee, currency, row, date, &mut costing)?;
    let rounded = match terms.rounding.stage {
        Stage::Line => rounded(costing.limited, terms.rounding, currency),
        // Parts of a fee that are not rounded, such as a price per unit, may have any number of digits.
        Stage::None | Stage::Term => money::round(costing.limited, Mode::HalfEven, KEPT_DECIMALS),
    };
    costing.amount = match direction {
        Direction::Debit => rounded,
        Direction::Credit => -rounded,
    };
    Ok(costing)
}

/// min is a floor and max a cap on the exact whole.
fn limited(
    whole: Decimal,
    fee: &Fee,
    currency: Currency,
    row: &Row<'_>,
    date: Date,
    costing: &mut Costing,
) -> Result<Decimal, Reason> {
    let mut limited = whole;
    if let Some(min) = fee.min {
        limited = limited.max(in_line(min, currency, row, date, costing)?);
    }
    if let Some(max) = fee.max {
        limited = limited.min(in_line(max, currency, row, date, costing)?);
    }
    Ok(limited)
}

fn in_line(
    money: Money,
    currency: Currency,
    row: &Row<'_>,
    date: Date,
    costing: &mut Costing,
) -> Result<Decimal, Reason> {
    converted(money.amount, money.currency.unwrap_or(currency), currency, row, date, costing)
}

fn converted(
    amount: Decimal,
    from: Currency,
    to: Currency,
    row: &Row<'_>,
    date: Date,
    costing: &mut Costing,
) -> Result<Decimal, Reason> {
    if from == to {
        return Ok(amount);
    }
    let found = row.fx.rate(from, to, date).ok_or(Reason::NoFx(from, to, date))?;
    if !costing.fx.iter().any(|(a, b, _)| (*a, *b) == (from, to)) {
        costing.fx.push((from, to, found));
    }
    exact(money::mul(amount, found.rate))
}

fn transaction_currency(row: &Row<'_>) -> Result<Currency, Reason> {
    let known = match row.batch.column(id::CURRENCY) {
        Some(Column::Symbols { codes, .. }) => row.currencies[codes[row.row] as usize],
        _ => None,
    };
    known.ok_or(Reason::UnknownAttribute(id::CURRENCY))
}

/// The currency for each dictionary code of the batch's currency column, the unknown one first.
pub fn currencies(batch: &Batch) -> Vec<Option<Currency>> {
    let names = match batch.column(id::CURRENCY) {
        Some(Column::Symbols { names, .. }) => names.as_slice(),
        _ => &[],
    };
    std::iter::once(None).chain(names.iter().map(|name| Currency::parse(name))).collect()
}

fn rounded(value: Decimal, rounding: Rounding, currency: Currency) -> Decimal {
    let decimals = match rounding.decimals {
        Decimals::Fixed(decimals) => decimals,
        Decimals::Currency => currency.minor_unit(),
    };
    money::round(value, rounding.mode, decimals)
}

fn exact(result: Result<Decimal, Overflow>) -> Result<Decimal, Reason> {
    result.map_err(|Overflow| Reason::TooManyDigits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{FxTable, parse};

    #[test]
    fn a_cost_that_is_rounded_per_term_keeps_twelve_decimals() {
        let eur = Currency::parse("EUR").unwrap();
        let amount = |text| Some(Money { amount: parse(text).unwrap(), currency: None });
        let fee = Fee {
            text: String::new(),
            rate: None,
            fixed: amount("0.12345678901250001"),
            per_unit: None,
            min: None,
            max: None,
        };
        let rounding = Rounding { stage: Stage::Term, mode: Mode::Down, decimals: Decimals::Currency };
        let terms = LineTerms { currency: LineCurrency::Fixed(eur), basis: id::AMOUNT, rounding };
        let (batch, fx) = (Batch { rows: 1, ..Batch::default() }, FxTable::default());
        let row = Row { batch: &batch, fx: &fx, currencies: &[], row: 0 };
        let cost = |fee: &Fee, direction| {
            let date = Date::from_ymd_opt(2026, 5, 1).unwrap();
            cost(fee, direction, terms, &row, date).map(|costing| costing.amount.to_string())
        };
        assert_eq!(cost(&fee, Direction::Debit), Ok("0.123456789013".to_owned()));
        assert_eq!(cost(&fee, Direction::Credit), Ok("-0.123456789013".to_owned()));
        let tie = Fee { fixed: amount("0.1234567890125"), ..fee };
        assert_eq!(cost(&tie, Direction::Debit), Ok("0.123456789012".to_owned()), "half to even");
    }
}
