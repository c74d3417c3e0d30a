//! Exchange rates by day.

use super::{Currency, Date, Decimal, invert};
use std::collections::BTreeMap;

/// A rate older than this many days is no longer used.
pub const MAX_AGE_DAYS: i64 = 7;

/// Rates by currency pair and day: 1 `from` = `rate` `to`.
#[derive(Debug, Clone, Default)]
pub struct FxTable {
    rates: BTreeMap<(Currency, Currency), BTreeMap<Date, Decimal>>,
}

/// A rate found for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FxRate {
    /// 1 `from` = `rate` `to`.
    pub rate: Decimal,
    /// The day the rate was published for; up to [`MAX_AGE_DAYS`] before the day asked for.
    pub dated: Date,
    /// Only the opposite rate was known; this is its inverse to 12 decimals.
    pub inverted: bool,
}

impl FxTable {
    /// Adds a rate and returns the one it replaces, if that day had another.
    pub fn insert(&mut self, date: Date, from: Currency, to: Currency, rate: Decimal) -> Option<Decimal> {
        let by_day = self.rates.entry((from, to)).or_default();
        by_day.insert(date, rate).filter(|earlier| *earlier != rate)
    }

    /// The newest rate not after `date` and not too old; the inverse of the opposite one if only that is known.
    pub fn rate(&self, from: Currency, to: Currency, date: Date) -> Option<FxRate> {
        if from == to {
            return Some(FxRate { rate: Decimal::ONE, dated: date, inverted: false });
        }
        if let Some((dated, rate)) = self.newest(from, to, date) {
            return Some(FxRate { rate, dated, inverted: false });
        }
        let (dated, opposite) = self.newest(to, from, date)?;
        Some(FxRate { rate: invert(opposite)?, dated, inverted: true })
    }

    /// Whether there is a rate between two currencies on any day, in either direction.
    pub fn knows(&self, one: Currency, other: Currency) -> bool {
        one == other || self.rates.contains_key(&(one, other)) || self.rates.contains_key(&(other, one))
    }

    /// Whether there is a rate between a currency and any other.
    pub fn knows_any(&self, currency: Currency) -> bool {
        self.rates.keys().any(|(from, to)| *from == currency || *to == currency)
    }

    fn newest(&self, from: Currency, to: Currency, date: Date) -> Option<(Date, Decimal)> {
        let (dated, rate) = self.rates.get(&(from, to))?.range(..=date).next_back()?;
        (date.signed_duration_since(*dated).num_days() <= MAX_AGE_DAYS).then_some((*dated, *rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_rate_of_the_last_seven_days_is_used_and_its_inverse_said_so() {
        let day = |d| Date::from_ymd_opt(2026, 5, d).unwrap();
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::parse("USD").unwrap());
        let mut fx = FxTable::default();
        fx.insert(day(1), eur, usd, "1.25".parse().unwrap());
        assert_eq!(fx.rate(eur, usd, day(8)).unwrap().rate, "1.25".parse().unwrap());
        assert_eq!(fx.rate(eur, usd, day(9)), None, "eight days old");
        let back = fx.rate(usd, eur, day(1)).unwrap();
        assert_eq!((back.rate, back.inverted), ("0.8".parse().unwrap(), true));
    }

    #[test]
    fn a_second_rate_for_a_day_tells_the_one_it_replaces_unless_they_are_equal() {
        let day = Date::from_ymd_opt(2026, 5, 1).unwrap();
        let (eur, usd) = (Currency::parse("EUR").unwrap(), Currency::parse("USD").unwrap());
        let mut fx = FxTable::default();
        let mut insert = |rate: &str| fx.insert(day, eur, usd, rate.parse().unwrap());
        assert_eq!(insert("1.25"), None);
        assert_eq!(insert("1.250"), None);
        assert_eq!(insert("1.26"), Some("1.25".parse().unwrap()));
    }
}
