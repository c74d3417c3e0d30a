//! The rows of a long stream that people read: those with the most money, or the first ones.

use super::ComparisonRow;
use crate::money::Decimal;
use std::cmp::Reverse;

/// Some rows of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<T> {
    /// Those that are shown, in the order in which they are.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub of: u64,
}

impl<T> Default for Shown<T> {
    fn default() -> Shown<T> {
        Shown { rows: Vec::new(), of: 0 }
    }
}

impl<T> Shown<T> {
    /// The first `most` of these rows.
    pub fn first(rows: impl IntoIterator<Item = T>, most: usize) -> Shown<T> {
        let mut shown = Shown::default();
        shown.extend(rows, most);
        shown
    }

    /// Takes the next rows; the first `most` of all are shown.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = T>, most: usize) {
        for row in rows {
            self.of += 1;
            if self.rows.len() < most {
                self.rows.push(row);
            }
        }
    }

    /// Whether rows are left out.
    pub fn is_cut(&self) -> bool {
        self.of > self.rows.len() as u64
    }
}

impl ComparisonRow {
    /// The money at stake, without sign: the variance, else what was billed, else what was expected.
    fn stake(&self) -> Decimal {
        self.variance.or(self.billed).or(self.expected).unwrap_or_default().abs()
    }
}

/// Keeps the rows with the most money of a stream, in memory for twice as many. Of rows with equal money the
/// earlier ones are kept, and come first.
#[derive(Debug, Clone)]
pub struct Top {
    most: usize,
    /// How many rows came.
    of: u64,
    /// Money, place in the stream, row.
    kept: Vec<(Decimal, u64, ComparisonRow)>,
    /// The least money of `most` rows that were kept: a later row must have more.
    least: Option<Decimal>,
}

impl Top {
    /// Keeps at most `most` rows.
    pub fn new(most: usize) -> Top {
        Top { most, of: 0, kept: Vec::new(), least: None }
    }

    /// Takes the next row of the stream. It is copied only if it may be among those that are kept.
    pub fn add(&mut self, row: &ComparisonRow) {
        let place = self.of;
        self.of += 1;
        let stake = row.stake();
        if self.most > 0 && self.least.is_none_or(|least| stake > least) {
            self.kept.push((stake, place, row.clone()));
            self.cut_if_full();
        }
    }

    /// Takes what another kept of the part of the stream that follows this one's.
    pub fn merge(&mut self, mut later: Top) {
        // In the order in which rows are kept, so that none gives way to an equal one behind it.
        later.cut();
        for (stake, place, row) in later.kept {
            if self.most > 0 && self.least.is_none_or(|least| stake > least) {
                self.kept.push((stake, self.of + place, row));
                self.cut_if_full();
            }
        }
        self.of += later.of;
    }

    /// The rows kept, the most money first, and how many there were.
    pub fn shown(mut self) -> Shown<ComparisonRow> {
        self.cut();
        Shown { rows: self.kept.into_iter().map(|(_, _, row)| row).collect(), of: self.of }
    }

    fn cut_if_full(&mut self) {
        if self.kept.len() >= self.most.saturating_mul(2) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.kept.sort_unstable_by_key(|(stake, place, _)| (Reverse(*stake), *place));
        self.kept.truncate(self.most);
        if self.kept.len() == self.most {
            self.least = self.kept.last().map(|(stake, ..)| *stake);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::sample;
    use super::*;
    use proptest::prelude::*;

    fn stream(amounts: &[u8]) -> Vec<ComparisonRow> {
        let row = |(place, amount): (usize, &u8)| {
            let mut row = sample::report().disputed.rows[0].clone();
            row.transaction_id = format!("T{place}");
            // Few different amounts, of both signs, so that many are equal.
            row.variance = Some(Decimal::from(i64::from(*amount) - 4));
            row
        };
        amounts.iter().enumerate().map(row).collect()
    }

    proptest! {
        #[test]
        fn the_rows_kept_are_the_first_when_all_are_sorted(
            amounts in prop::collection::vec(0_u8..9, 0..120),
            most in 0_usize..20,
            cuts in prop::collection::vec(0_usize..120, 0..4),
        ) {
            let rows = stream(&amounts);
            let mut sorted = rows.clone();
            sorted.sort_by_key(|row| Reverse(row.stake()));
            sorted.truncate(most);

            let mut one = Top::new(most);
            rows.iter().for_each(|row| one.add(row));
            let shown = one.shown();
            prop_assert_eq!(&shown.rows, &sorted);
            prop_assert_eq!(shown.of, rows.len() as u64);

            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(rows.len())).collect();
            cuts.extend([0, rows.len()]);
            cuts.sort_unstable();
            let mut merged = Top::new(most);
            for part in cuts.windows(2) {
                let mut next = Top::new(most);
                rows[part[0]..part[1]].iter().for_each(|row| next.add(row));
                merged.merge(next);
            }
            prop_assert_eq!(merged.shown(), shown);
        }
    }

    #[test]
    fn memory_is_bounded_however_many_rows_come() {
        let mut top = Top::new(3);
        for row in stream(&[0, 1, 2, 3, 4, 5, 6, 7, 8].repeat(50)) {
            top.add(&row);
            assert!(top.kept.len() < 6);
        }
    }
}
