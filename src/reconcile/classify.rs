//! The kind of a pair in one currency.

use super::{Kind, Terms};
use crate::money::{Date, Decimal, Overflow, sub};

/// The amounts of a pair before it has a kind, in one currency.
pub struct Sides<'a> {
    pub component: &'a str,
    /// `None`: nothing covers the transaction.
    pub expected: Option<Decimal>,
    pub billed: Option<Decimal>,
    pub dated: Option<Date>,
    /// The variance that rounding allows either way; zero unless a group is rounded.
    pub bound: Decimal,
}

/// The kind and, where both sides can be compared, billed − expected (a missing side is zero).
pub fn classify(sides: &Sides<'_>, terms: &Terms) -> Result<(Kind, Option<Decimal>), Overflow> {
    let variance = sub(sides.billed.unwrap_or_default(), sides.expected.unwrap_or_default())?;
    let kind = match (sides.expected, sides.billed) {
        _ if variance.is_zero() => Kind::Exact,
        (None, _) => Kind::Unexpected,
        (Some(_), None) if terms.inside_lag(sides.component, sides.dated) => {
            return Ok((Kind::NotYetBilled, None));
        }
        (Some(_), _) if variance.abs() <= sides.bound => Kind::WithinRounding,
        (Some(_), None) => Kind::Unbilled,
        (Some(_), Some(_)) if terms.tolerates(sides.component, variance) => Kind::WithinTolerance,
        (Some(_), Some(_)) if variance.is_sign_positive() => Kind::Overbilled,
        (Some(_), Some(_)) => Kind::Underbilled,
    };
    Ok((kind, Some(variance)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::parse;
    use crate::reconcile::Tolerance;

    #[test]
    fn every_kind_of_pair_is_told_apart() {
        let day = |d| Date::from_ymd_opt(2026, 5, d);
        let tolerance = Tolerance { absolute: parse("0.01").unwrap() };
        let terms = Terms {
            tolerance: [("scheme_fee".to_owned(), tolerance)].into(),
            lag_days: [("scheme_fee".to_owned(), 2)].into(),
            as_of: day(31),
            ..Terms::default()
        };
        // component, day, expected, billed, kind, variance
        let cases = [
            ("interchange", 1, "1.00", "1.00", Kind::Exact, "0"),
            ("interchange", 1, "1.00", "1.01", Kind::Overbilled, "0.01"),
            ("interchange", 1, "1.00", "0.99", Kind::Underbilled, "-0.01"),
            ("interchange", 31, "1.00", "", Kind::Unbilled, "-1.00"),
            ("interchange", 1, "", "1.00", Kind::Unexpected, "1.00"),
            ("interchange", 1, "", "0", Kind::Exact, "0"),
            ("interchange", 1, "0", "", Kind::Exact, "0"),
            ("scheme_fee", 1, "1.00", "1.01", Kind::WithinTolerance, "0.01"),
            ("scheme_fee", 1, "1.00", "1.011", Kind::Overbilled, "0.011"),
            ("scheme_fee", 29, "1.00", "", Kind::NotYetBilled, ""),
            ("scheme_fee", 28, "1.00", "", Kind::Unbilled, "-1.00"),
        ];
        for (component, d, expected, billed, kind, variance) in cases {
            let amount = |text| parse(text).ok();
            let (expected, billed) = (amount(expected), amount(billed));
            let bound = Decimal::ZERO;
            let sides = Sides { component, expected, billed, dated: day(d), bound };
            assert_eq!(classify(&sides, &terms), Ok((kind, amount(variance))), "{component} {d} {billed:?}");
        }
    }
}
