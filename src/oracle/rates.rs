//! Exchange rates as a list, looked through each time.

use super::exact::Exact;
use super::notes::Notes;
use crate::money::{Currency, Date, Decimal};

/// 1 `from` = `rate` `to`, from `date` on.
#[derive(Debug, Clone)]
pub struct Rate {
    pub date: Date,
    pub from: Currency,
    pub to: Currency,
    pub rate: Decimal,
}

/// An amount in another currency; the error is `no_rate: EUR/USD 2026-05-01`.
pub fn converted(
    rates: &[Rate],
    amount: &Exact,
    (from, to): (Currency, Currency),
    date: Date,
    notes: &Notes,
) -> Result<Exact, String> {
    if from == to {
        return Ok(amount.clone());
    }
    let rate = match (newest(rates, from, to, date), newest(rates, to, from, date)) {
        (Some(rate), _) => rate,
        (None, Some(opposite)) => {
            notes.saw("rate turned round");
            opposite.inverted()
        }
        (None, None) => return Err(format!("no_rate: {from}/{to} {date}")),
    };
    Ok(notes.number(amount.times(&rate)))
}

fn newest(rates: &[Rate], from: Currency, to: Currency, date: Date) -> Option<Exact> {
    let pair = rates.iter().filter(|rate| rate.from == from && rate.to == to);
    let usable = pair.filter(|rate| rate.date <= date && (date - rate.date).num_days() <= 7);
    usable.max_by_key(|rate| rate.date).map(|rate| Exact::of(rate.rate))
}
