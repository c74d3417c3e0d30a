//! How much of what cases can reach they do reach.

use crate::money::{Decimal, Mode, mul, round};

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// So many are reached.
    pub reached: usize,
    /// Out of so many.
    pub all: usize,
}

impl Tally {
    /// Whether at least so many percent are reached, compared exactly. Of nothing, all is reached.
    pub fn is_at_least(self, percent: Decimal) -> bool {
        let hundredfold = Decimal::from(self.reached).checked_mul(Decimal::ONE_HUNDRED);
        let wanted = mul(percent, Decimal::from(self.all)).ok();
        hundredfold.zip(wanted).is_some_and(|(reached, wanted)| reached >= wanted)
    }

    /// The share with four decimals, rounded down, so that only all is 1; `None` of nothing.
    pub fn share(self) -> Option<Decimal> {
        let share = Decimal::from(self.reached).checked_div(Decimal::from(self.all))?;
        let mut share = round(share, Mode::Down, 4);
        share.rescale(4);
        Some(share)
    }

    /// The share as a percentage with one decimal, rounded down: `86.6%`, `100%`. Of nothing, all is reached.
    pub fn percent(self) -> String {
        match (self.reached * 1000).checked_div(self.all) {
            None | Some(1000) => "100%".to_owned(),
            Some(thousandths) => format!("{}.{}%", thousandths / 10, thousandths % 10),
        }
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        let add =
            |sum: Tally, next: Tally| Tally { reached: sum.reached + next.reached, all: sum.all + next.all };
        tallies.fold(Tally::default(), add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_compared_exactly_and_only_all_is_shown_as_all() {
        let tally = |reached, all| Tally { reached, all };
        let percent = |text: &str| crate::money::parse(text).unwrap();
        assert!(tally(2, 3).is_at_least(percent("66.666666")));
        assert!(!tally(2, 3).is_at_least(percent("66.666667")));
        assert!(tally(9, 10).is_at_least(percent("90")));
        assert!(tally(0, 0).is_at_least(percent("100")));
        assert_eq!(tally(19_999, 20_000).percent(), "99.9%");
        assert_eq!((tally(7, 7).percent(), tally(0, 7).percent()), ("100%".to_owned(), "0.0%".to_owned()));
        assert_eq!(tally(2, 3).share(), Some(percent("0.6666")));
        assert_eq!(tally(0, 0).share(), None);
    }
}
