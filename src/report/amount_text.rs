//! Amounts and shares as people read them. Files for machines use `money::plain`.

use crate::money::{Currency, Decimal, plain};

/// Plain text with thousands separators: `1,234.50`, `-12,000` JPY. No digit is lost.
pub(super) fn grouped(amount: Decimal, currency: Option<Currency>) -> String {
    let text = plain(amount, currency);
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !fraction.is_empty() {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    grouped
}

/// The amount with its currency: `1,234.50 EUR`.
pub(super) fn money(amount: Decimal, currency: Currency) -> String {
    format!("{} {currency}", grouped(amount, Some(currency)))
}

/// A share with four decimals, as `summary.json` has it: `0.9987`.
pub(super) fn share(mut share: Decimal) -> String {
    share.rescale(4);
    share.to_string()
}

/// A share as a percentage with two decimals: `99.87%`.
pub(super) fn percent(mut share: Decimal) -> String {
    share.rescale(4);
    // Moving the point two places is exact, where a multiplication would have to be checked.
    format!("{}%", Decimal::from_i128_with_scale(share.mantissa(), 2))
}

/// A count with its noun: `1 line`, `1,200 lines`.
pub(super) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(Decimal::from(number), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping_keeps_sign_and_every_decimal() {
        let eur = Currency::parse("EUR");
        assert_eq!(grouped("-1234567.5".parse().unwrap(), eur), "-1,234,567.50");
        assert_eq!(grouped("1000.000000000001".parse().unwrap(), eur), "1,000.000000000001");
        assert_eq!(grouped("-999".parse().unwrap(), Currency::parse("JPY")), "-999");
        assert_eq!(count(1, "line"), "1 line");
    }

    #[test]
    fn a_share_has_four_decimals_and_its_percentage_two() {
        assert_eq!(share(Decimal::ONE), "1.0000");
        assert_eq!(percent("0.9987".parse().unwrap()), "99.87%");
    }
}
