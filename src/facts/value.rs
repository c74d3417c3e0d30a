//! One value of an attribute, and how text becomes one.

use super::{Attribute, Kind};
use crate::money::{Currency, Date, Decimal, NotDecimal, parse};
use chrono::Datelike;
use std::fmt;

/// A known value in its canonical form: codes in lower case, countries in capitals.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A code, text, country, currency or MCC.
    Symbol(String),
    /// A flag.
    Flag(bool),
    /// A whole number.
    Integer(i64),
    /// A decimal number or an amount in major units.
    Decimal(Decimal),
    /// A calendar day.
    Date(Date),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Symbol(text) => f.write_str(text),
            Value::Flag(flag) => write!(f, "{flag}"),
            Value::Integer(number) => write!(f, "{number}"),
            Value::Decimal(number) => write!(f, "{number}"),
            Value::Date(date) => write!(f, "{date}"),
        }
    }
}

/// Why a text is not a value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// Well-formed, but not in the closed list: in data an unknown, in a schedule a diagnostic.
    #[error("is not {0}")]
    NotInList(String),
    /// Not a number, or not exactly one.
    #[error(transparent)]
    NotDecimal(#[from] NotDecimal),
    /// Not a whole number.
    #[error("is not a whole number")]
    NotInteger,
    /// Not a date.
    #[error("is not a date such as 2026-05-01")]
    NotDate,
}

/// How a date is written unless something else is said.
pub const ISO_DAY: &str = "%Y-%m-%d";

/// The day in a text of this chrono format, as data has it: between 1950 and 2100. A bare `2026-05-01`
/// is taken too: a spreadsheet drops the time of midnight. The error is the end of a sentence that
/// begins with the text.
pub fn parse_day(text: &str, format: &str) -> Result<Date, String> {
    // The format alone would also take 26-5-1.
    let shaped = !format.starts_with(ISO_DAY) || has_iso_shape(text);
    let parsed = Date::parse_from_str(text, format).ok().filter(|_| shaped);
    let day = parsed.or_else(|| iso_day(text)).ok_or_else(|| match format {
        ISO_DAY => ValueFault::NotDate.to_string(),
        _ => format!("is not a date of the form `{format}`"),
    })?;
    match day.year() {
        1950..=2100 => Ok(day),
        _ => Err("is not a day between 1950 and 2100".to_owned()),
    }
}

/// Exactly `2026-05-01`.
fn iso_day(text: &str) -> Option<Date> {
    let exact = text.len() == 10 && has_iso_shape(text);
    exact.then(|| Date::parse_from_str(text, ISO_DAY).ok()).flatten()
}

/// Begins with four, two and two digits.
fn has_iso_shape(text: &str) -> bool {
    let digit_or_hyphen = |(at, byte): (usize, &u8)| match at {
        4 | 7 => *byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    text.len() >= 10 && text.as_bytes()[..10].iter().enumerate().all(digit_or_hyphen)
}

/// Reads `text` as a value of `attribute`; surrounding blanks do not count.
///
/// ```
/// use trueup::facts::{Attributes, Value, id, parse_value};
/// let attributes = Attributes::standard();
/// let funding = attributes.get(id::FUNDING);
/// assert_eq!(parse_value(funding, "Credit"), Ok(Value::Symbol("credit".into())));
/// assert!(parse_value(funding, "cash").is_err());
/// ```
pub fn parse_value(attribute: &Attribute, text: &str) -> Result<Value, ValueFault> {
    let text = text.trim();
    let symbol = |value: String| Ok(Value::Symbol(value));
    let not_in = |what: &str| Err(ValueFault::NotInList(what.to_owned()));
    match attribute.kind {
        Kind::Text => symbol(text.to_owned()),
        Kind::Code => {
            let code = text.to_ascii_lowercase();
            let what = format!("a code of `{}`", attribute.name);
            if attribute.codes.contains(&code) { symbol(code) } else { not_in(&what) }
        }
        Kind::Country => {
            let code = text.to_ascii_uppercase();
            let known = celes::Country::from_alpha2(&code).is_ok();
            if known { symbol(code) } else { not_in("an ISO 3166-1 alpha-2 country") }
        }
        Kind::Currency => match Currency::parse(text) {
            Some(currency) => symbol(currency.code().to_owned()),
            None => not_in("an ISO 4217 currency code"),
        },
        Kind::Mcc => {
            let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits { symbol(text.to_owned()) } else { not_in("a merchant category code of four digits") }
        }
        Kind::Flag => match text {
            "true" => Ok(Value::Flag(true)),
            "false" => Ok(Value::Flag(false)),
            _ => not_in("`true` or `false`"),
        },
        Kind::Integer => text.parse().map(Value::Integer).map_err(|_| ValueFault::NotInteger),
        Kind::Decimal | Kind::Money => Ok(Value::Decimal(parse(text)?)),
        Kind::Date => iso_day(text).map(Value::Date).ok_or(ValueFault::NotDate),
    }
}
