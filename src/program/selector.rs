//! Which conditions of a list may hold, by the classes of a transaction's values.

use super::UNKNOWN_CLASS;

/// Tables from classes to the conditions that these do not make false. What one table leaves out is false; what
/// all of them leave is true, unless a value is unknown or tables do not say everything.
///
/// Conditions stand in an order that brings similar ones together, so that most words of most sets are
/// empty, and marks over the words say which: hardly any word is looked at, however many conditions there are.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    /// The condition at each place of the sets.
    pub order: Vec<u32>,
    /// The places of the conditions that the tables say all about.
    pub whole: Vec<u64>,
    /// Each for one attribute, or for several with few classes.
    pub tables: Vec<Table>,
    /// For each coding that is asked, the conditions that an unknown value leaves true.
    pub unasked: Vec<(usize, Vec<u64>)>,
}

/// Sets of conditions, one for each combination of some classes.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What is added up to find a set.
    pub factors: Vec<Factor>,
    /// The sets, one after another.
    pub sets: Vec<u64>,
    /// For each set which of its words are not empty.
    pub marks: Vec<u64>,
}

/// What the class of one attribute adds to the place of a set.
#[derive(Debug, Clone, Default)]
pub struct Factor {
    /// The place of the coding among those of the component.
    pub coding: usize,
    /// By class.
    pub adds: Vec<u32>,
}

/// A condition that is not known to be false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its place in the list.
    pub condition: u32,
    /// Whether it is known to be true.
    pub sure: bool,
}

/// Room for finding candidates, used again and again.
#[derive(Debug, Default)]
pub struct Found {
    /// The candidates, in no order.
    pub candidates: Vec<Candidate>,
    sets: Vec<usize>,
}

impl Table {
    #[inline]
    fn set(&self, classes: &[u32]) -> usize {
        let adds = self.factors.iter().map(|factor| factor.adds[classes[factor.coding] as usize] as usize);
        adds.fold(0, usize::wrapping_add)
    }
}

impl Selector {
    /// Words per set.
    pub fn width(&self) -> usize {
        self.order.len().div_ceil(64)
    }

    /// Finds the conditions that may hold for these classes, one for each coding.
    #[inline]
    pub fn find(&self, classes: &[u32], found: &mut Found) {
        found.sets.clear();
        found.candidates.clear();
        found.sets.extend(self.tables.iter().map(|table| table.set(classes)));
        let width = self.width();
        if width <= 1 {
            (0..width).for_each(|word| self.word(word, classes, found));
            return;
        }
        let marks = width.div_ceil(64);
        for mark in 0..marks {
            let mut words = u64::MAX >> (64 - (width - mark * 64).min(64));
            for (table, set) in self.tables.iter().zip(&found.sets) {
                words &= table.marks[set * marks + mark];
            }
            while words != 0 {
                self.word(mark * 64 + words.trailing_zeros() as usize, classes, found);
                words &= words - 1;
            }
        }
    }

    #[inline]
    fn word(&self, word: usize, classes: &[u32], found: &mut Found) {
        let width = self.width();
        let mut left = u64::MAX >> (64 - (self.order.len() - word * 64).min(64));
        for (table, set) in self.tables.iter().zip(&found.sets) {
            left &= table.sets[set * width + word];
        }
        if left == 0 {
            return;
        }
        let mut sure = self.whole[word];
        for (coding, unasked) in &self.unasked {
            if classes[*coding] == UNKNOWN_CLASS {
                sure &= unasked[word];
            }
        }
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            let condition = self.order[word * 64 + bit];
            found.candidates.push(Candidate { condition, sure: sure >> bit & 1 == 1 });
        }
    }
}
