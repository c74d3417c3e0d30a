//! One value of an attribute, and how text becomes one.

use super::{Attribute, Kind};
use crate::money::{Currency, Date, Decimal, NotDecimal, parse};
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

/// The day in a text of this chrono format. A bare `2026-05-01` is taken too: a spreadsheet drops
/// the time of midnight.
pub fn parse_day(text: &str, format: &str) -> Option<Date> {
    let parsed = Date::parse_from_str(text, format);
    parsed.or_else(|_| Date::parse_from_str(text, "%Y-%m-%d")).ok()
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
        Kind::Date => {
            Date::parse_from_str(text, "%Y-%m-%d").map(Value::Date).map_err(|_| ValueFault::NotDate)
        }
    }
}
