//! Where each transaction finds a running total, for graduated tiers.

use super::Standing;
use crate::facts::Value;
use crate::money::{self, Date, Decimal};

/// What a row adds to a running total.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whose total, as a place.
    pub key: usize,
    pub date: Option<Date>,
    pub id: Option<Box<str>>,
    pub event: Option<Box<str>>,
    pub adds: Option<Decimal>,
    /// All facts, where another row may be equal in everything before.
    pub facts: Vec<Option<Value>>,
    /// The place of the row in the order of the input.
    pub number: u64,
}

/// Where each row finds its total, by the number of the row.
#[derive(Debug)]
pub struct Standings(Vec<(u64, Standing)>);

impl Standings {
    /// Puts the rows of each total in the order of date, then transaction id. What is equal in both is put in order by
    /// its event, what it adds, and at last all its facts, so that the order of the input does not matter. A
    /// total that is not known has no standings.
    pub fn of(mut entries: Vec<Entry>, totals: &[Option<Decimal>]) -> Standings {
        entries.sort_by(|left, right| {
            let first = |entry: &Entry| (entry.key, entry.date);
            let then = |left: &Entry, right: &Entry| {
                (&left.id, &left.event, left.adds, &left.facts).cmp(&(
                    &right.id,
                    &right.event,
                    right.adds,
                    &right.facts,
                ))
            };
            first(left).cmp(&first(right)).then_with(|| then(left, right))
        });
        let mut found = Vec::with_capacity(entries.len());
        let (mut key, mut begins) = (None, None);
        for entry in entries {
            if key != Some(entry.key) {
                (key, begins) = (Some(entry.key), totals[entry.key].map(|_| Decimal::ZERO));
            }
            let Some(total) = begins else { continue };
            found.push((entry.number, Standing { begins: total, adds: entry.adds }));
            begins = money::add(total, entry.adds.unwrap_or_default()).ok();
        }
        found.sort_unstable_by_key(|(number, _)| *number);
        Standings(found)
    }

    /// Where a row finds its total.
    pub fn of_row(&self, number: u64) -> Option<Standing> {
        let place = self.0.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        Some(self.0[place].1)
    }
}
