//! ISO 4217 currencies.

use std::cmp::Ordering;
use std::fmt;

/// An ISO 4217 currency. Ordered by its three-letter code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this three-letter code, in capitals as ISO 4217 writes it.
    pub fn parse(code: &str) -> Option<Currency> {
        iso_currency::Currency::from_code(code).map(Currency)
    }

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Digits after the point of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn minor_unit(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Currency;

    #[test]
    fn currencies_stand_in_the_order_of_their_codes() {
        let [eur, jpy] = ["EUR", "JPY"].map(|code| Currency::parse(code).unwrap());
        assert!(eur < jpy);
        assert_eq!((format!("{eur:?}"), format!("{eur:>5}")), ("EUR".to_owned(), "  EUR".to_owned()));
    }

    #[test]
    fn minor_units_are_those_of_iso_4217() {
        let units = ["EUR", "JPY", "KWD"].map(|code| Currency::parse(code).unwrap().minor_unit());
        assert_eq!(units, [2, 0, 3]);
        assert_eq!(Currency::parse("eur"), None, "currency codes are compared as written");
    }
}
