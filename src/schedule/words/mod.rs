//! A book in the words of people: conditions, fees by date, and what the lines of a schedule share. What is said here
//! stands on generated pages and in explanations, and decides nothing.

mod clause;
mod fee;
mod group;
mod terms;
mod version;

pub use clause::Clause;
pub use fee::{FeeLines, fee_lines};
pub use group::GroupWords;
pub use terms::{basis, currency, rounding, select};
pub use version::{Charge, Version, versions};

use super::{Adjustment, Book, Condition};
use crate::money::Date;

/// Puts parts of a book into words, as they stand on a day.
#[derive(Clone, Copy)]
pub struct Words<'b> {
    book: &'b Book,
    day: Date,
}

/// An adjustment in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentWords {
    /// Its id.
    pub id: String,
    /// What it adds, by date.
    pub add: Vec<Version>,
    /// When it applies; nothing: always.
    pub when: Vec<Clause>,
    /// The rules that it is for, as written; nothing: every rule.
    pub to: Vec<String>,
}

impl<'b> Words<'b> {
    /// Of a book on a day, which chooses the members of dated groups.
    pub fn new(book: &'b Book, day: Date) -> Words<'b> {
        Words { book, day }
    }

    /// The book.
    pub fn book(&self) -> &'b Book {
        self.book
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// An adjustment.
    pub fn adjustment(&self, adjustment: &Adjustment) -> AdjustmentWords {
        AdjustmentWords {
            id: adjustment.id.clone(),
            add: versions(&adjustment.add, self.day),
            when: self.condition(&adjustment.when),
            to: adjustment.to.iter().map(|pattern| pattern.text.clone()).collect(),
        }
    }

    /// Each part of a condition, in the order of the file; nothing of one that is true for everything.
    pub fn condition(&self, condition: &Condition) -> Vec<Clause> {
        let tests = condition.tests.iter().map(|test| self.test(test));
        let branches = |any: &Vec<Condition>| any.iter().map(|branch| self.condition(branch)).collect();
        tests.chain(condition.any.iter().map(|any| Clause::Any(branches(any)))).collect()
    }
}
