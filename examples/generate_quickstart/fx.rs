//! Made-up EUR/USD rates, one per business day.

use crate::answer_key::random::Random;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// 1 EUR = rate USD, by day.
pub(crate) struct Fx(BTreeMap<NaiveDate, Decimal>);

impl Fx {
    /// Rates for each business day of `first..=last`; 1 May is a holiday of the euro payment system.
    pub(crate) fn walk(random: &mut Random, first: NaiveDate, last: NaiveDate) -> Fx {
        let mut ten_thousandths = 11_240;
        let mut rates = BTreeMap::new();
        for day in first.iter_days().take_while(|day| *day <= last) {
            let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            if weekend || (day.month(), day.day()) == (5, 1) {
                continue;
            }
            ten_thousandths += i64::from(random.between(0, 120)) - 58;
            rates.insert(day, Decimal::new(ten_thousandths, 4));
        }
        Fx(rates)
    }

    /// The newest rate that is not after `day` and at most seven days old.
    pub(crate) fn on(&self, day: NaiveDate) -> Option<Decimal> {
        let oldest = day.checked_sub_days(Days::new(7))?;
        self.0.range(oldest..=day).next_back().map(|(_, rate)| *rate)
    }

    pub(crate) fn csv(&self) -> String {
        let rows = self.0.iter().map(|(day, rate)| format!("{day},EUR,USD,{rate}\n"));
        std::iter::once("date,from,to,rate\n".to_owned()).chain(rows).collect()
    }
}
