//! The arithmetic of one fee on one transaction, exact until the declared rounding.

use super::outcome::Reason;
use super::row::{Dating, Row};
use super::shape::{self, Choice};
use crate::facts::id;
use crate::money::{self, Currency, Decimal, FxRate, Mode, Overflow};
use crate::program::LineTerms;
use crate::schedule::{Decimals, Direction, Fee, LineCurrency, Money, Rounding, Stage};

/// What a result keeps that is not rounded as a whole.
pub const KEPT_DECIMALS: u32 = 12;

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
    /// Where a percentage has no end: so many decimals of `limited` are right, and a rest follows.
    pub cut: Option<u32>,
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

/// A sum of lines rounded as declared. A sum of credits alone is rounded as the positive amount that it
/// turns round.
pub fn rounded_sum(exact: Decimal, credits: bool, rounding: Rounding, currency: Currency) -> Decimal {
    let direction = if credits { Direction::Credit } else { Direction::Debit };
    directed(rounded(directed(exact, direction), rounding, currency), direction)
}

/// An amount rounded as declared.
pub fn rounded(value: Decimal, rounding: Rounding, currency: Currency) -> Decimal {
    let decimals = match rounding.decimals {
        Decimals::Fixed(decimals) => decimals,
        Decimals::Currency => currency.minor_unit(),
    };
    money::round(value, rounding.mode, decimals)
}

/// How many decimals a line keeps at most, by its own rounding or for want of one.
pub fn decimals(rounding: &Rounding, currency: Currency) -> u32 {
    match (rounding.stage, rounding.decimals) {
        (Stage::None, _) => KEPT_DECIMALS,
        (_, Decimals::Fixed(decimals)) => decimals,
        (_, Decimals::Currency) => currency.minor_unit(),
    }
}

/// The transaction's currency, or the reason why there is none.
pub fn transaction_currency(row: &Row<'_>) -> Result<Currency, Reason> {
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
    use crate::schedule::{Basis, Plain, Shape};

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
