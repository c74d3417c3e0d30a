//! Decimal numbers as people write them, read and written without a binary float in between.

use super::{Currency, Decimal};

/// Why a text is not a plain decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecimal {
    /// Something else than digits, one point and one sign.
    #[error("is not a decimal number (digits with a point, such as 1234.50)")]
    Malformed,
    /// A decimal comma or thousands separators.
    #[error("has a comma: write a point for decimals and no thousands separators")]
    Comma,
    /// Scientific notation, which a spreadsheet made of a longer number.
    #[error("is in scientific notation, so digits may be lost: export the number in full")]
    Exponent,
    /// More digits than can be held exactly.
    #[error("has more digits than can be held exactly")]
    TooLong,
}

/// Reads `-12.50`, `+3`, `.5`; nothing else. Surrounding blanks are ignored.
pub fn parse(text: &str) -> Result<Decimal, NotDecimal> {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.contains(',') {
        return Err(NotDecimal::Comma);
    }
    let numeric = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !numeric || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        let scientific = digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| b.is_ascii_digit() || b".eE+-".contains(&b));
        return Err(if scientific { NotDecimal::Exponent } else { NotDecimal::Malformed });
    }
    if digits.bytes().filter(|byte| *byte == b'.').count() > 1 {
        return Err(NotDecimal::Malformed);
    }
    Decimal::from_str_exact(text.trim_start_matches('+')).map_err(|_| NotDecimal::TooLong)
}

/// Plain text with at least the decimals of the currency's minor unit: `1.10`, `0.0195`, `500` JPY.
pub fn plain(amount: Decimal, currency: Option<Currency>) -> String {
    let mut amount = amount.normalize();
    let least = currency.map_or(0, Currency::minor_unit);
    if amount.scale() < least {
        amount.rescale(least);
    }
    if amount.is_zero() {
        amount.set_sign_positive(true);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_read_and_the_reason_is_told() {
        assert_eq!(parse(" -12.50 ").unwrap(), Decimal::new(-1250, 2));
        assert_eq!(parse("+.5").unwrap(), Decimal::new(5, 1));
        assert_eq!(parse("1,50"), Err(NotDecimal::Comma));
        assert_eq!(parse("1.2302025304E+022"), Err(NotDecimal::Exponent));
        assert_eq!(parse("1.2.3"), Err(NotDecimal::Malformed));
        assert_eq!(parse("abc"), Err(NotDecimal::Malformed));
        assert_eq!(parse(""), Err(NotDecimal::Malformed));
        assert_eq!(parse("0.12345678901234567890123456789"), Err(NotDecimal::TooLong));
    }

    #[test]
    fn amounts_are_written_with_the_decimals_of_their_currency() {
        let eur = Currency::parse("EUR");
        assert_eq!(plain(parse("1.1").unwrap(), eur), "1.10");
        assert_eq!(plain(parse("0.0195000").unwrap(), eur), "0.0195");
        assert_eq!(plain(parse("-0.00").unwrap(), eur), "0.00");
        assert_eq!(plain(parse("500").unwrap(), Currency::parse("JPY")), "500");
    }
}
