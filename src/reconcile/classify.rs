//! The kind of a pair.

use super::expected::{Money, Unproven};
use super::{Kind, Terms};
use crate::money::{Date, Decimal, Overflow, sub};

/// A pair before it has a kind.
pub struct Sides<'a> {
    pub component: &'a str,
    /// `None`: nothing covers the transaction.
    pub expected: Option<&'a Result<Money, Unproven>>,
    pub billed: Option<Money>,
    pub dated: Option<Date>,
}

/// The kind and, where both sides can be compared, billed − expected (a missing side is zero).
pub fn classify(sides: &Sides<'_>, terms: &Terms) -> Result<(Kind, Option<Decimal>), Overflow> {
    let (expected, billed) = match (sides.expected, sides.billed) {
        (Some(Err(unproven)), _) => return Ok((unproven.kind, None)),
        (Some(Ok(expected)), billed) => (Some(*expected), billed),
        (None, billed) => (None, billed),
    };
    let amount = |side: Option<Money>| side.map_or(Decimal::ZERO, |money| money.amount);
    let variance = sub(amount(billed), amount(expected))?;
    let kind = match (expected, billed) {
        _ if variance.is_zero() && same_currency(expected, billed) => Kind::Exact,
        (Some(_), Some(_)) if !same_currency(expected, billed) => Kind::WrongCurrency,
        (None, _) => Kind::Unexpected,
        (Some(_), None) if terms.inside_lag(sides.component, sides.dated) => {
            return Ok((Kind::NotYetBilled, None));
        }
        (Some(_), None) => Kind::Unbilled,
        (Some(_), Some(_)) if terms.tolerates(sides.component, variance) => Kind::WithinTolerance,
        (Some(_), Some(_)) if variance.is_sign_positive() => Kind::Overbilled,
        (Some(_), Some(_)) => Kind::Underbilled,
    };
    Ok((kind, Some(variance)))
}

/// A missing side has no currency to differ in, nor has an amount of zero on either side.
fn same_currency(expected: Option<Money>, billed: Option<Money>) -> bool {
    match (expected, billed) {
        (Some(expected), Some(billed)) => {
            expected.currency == billed.currency || expected.amount.is_zero() && billed.amount.is_zero()
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Currency, parse};
    use crate::reconcile::Tolerance;

    fn money(text: &str) -> Option<Money> {
        let (currency, amount) = text.split_once(' ')?;
        Some(Money { amount: parse(amount).unwrap(), currency: Currency::parse(currency).unwrap() })
    }

    #[test]
    fn every_kind_of_pair_is_told_apart() {
        let day = |d| Date::from_ymd_opt(2026, 5, d);
        let tolerance = Tolerance { absolute: parse("0.01").unwrap() };
        let terms = Terms {
            tolerance: [("scheme_fee".to_owned(), tolerance)].into(),
            lag_days: [("scheme_fee".to_owned(), 2)].into(),
            as_of: day(31),
        };
        // component, day, expected, billed, kind, variance
        let cases = [
            ("interchange", 1, "EUR 1.00", "EUR 1.00", Kind::Exact, "0"),
            ("interchange", 1, "EUR 1.00", "EUR 1.01", Kind::Overbilled, "0.01"),
            ("interchange", 1, "EUR 1.00", "EUR 0.99", Kind::Underbilled, "-0.01"),
            ("interchange", 1, "EUR 1.00", "USD 1.00", Kind::WrongCurrency, "0"),
            ("interchange", 31, "EUR 1.00", "", Kind::Unbilled, "-1.00"),
            ("interchange", 1, "", "EUR 1.00", Kind::Unexpected, "1.00"),
            ("interchange", 1, "", "EUR 0", Kind::Exact, "0"),
            ("interchange", 1, "EUR 0", "", Kind::Exact, "0"),
            ("scheme_fee", 1, "EUR 1.00", "EUR 1.01", Kind::WithinTolerance, "0.01"),
            ("scheme_fee", 1, "EUR 1.00", "EUR 1.011", Kind::Overbilled, "0.011"),
            ("scheme_fee", 29, "EUR 1.00", "", Kind::NotYetBilled, ""),
            ("scheme_fee", 28, "EUR 1.00", "", Kind::Unbilled, "-1.00"),
        ];
        for (component, d, expected, billed, kind, variance) in cases {
            let expected = money(expected).map(Ok);
            let sides =
                Sides { component, expected: expected.as_ref(), billed: money(billed), dated: day(d) };
            let wanted = (kind, parse(variance).ok());
            assert_eq!(classify(&sides, &terms), Ok(wanted), "{component} {d} {expected:?} {billed}");
        }
    }
}
