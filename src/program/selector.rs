//! Which conditions of a list may hold, by the classes of a transaction's values.

use super::UNKNOWN_CLASS;

/// For each attribute a table from class to the conditions that it does not make false. What one table leaves
/// out is false; what all of them leave is true, unless a value is unknown or tables do not say everything.
///
/// Conditions stand in an order that brings similar ones together, so that most words of most sets are
/// empty, and marks over the words say which: hardly any word is looked at, however many conditions there are.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    /// The condition at each place of the sets.
    pub order: Vec<u32>,
    /// The places of the conditions that the tables say all about.
    pub whole: Vec<u64>,
    /// One table per attribute.
    pub tables: Vec<Table>,
}

/// For each class, and each period in which something else passes, a set of conditions.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The place of the coding among those of the component.
    pub coding: usize,
    /// Where what passes depends on the day: the place of the coding of that day, and the period of each of its
    /// classes.
    pub periods: Option<(usize, Vec<u32>)>,
    /// How many periods.
    pub count: usize,
    /// The sets, one after another: all periods of the first class, then of the second.
    pub sets: Vec<u64>,
    /// For each set which of its words are not empty.
    pub marks: Vec<u64>,
    /// The conditions that an unknown value leaves true.
    pub unasked: Vec<u64>,
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
    /// The set of a class in a period.
    pub fn place(&self, class: u32, period: u32) -> usize {
        class as usize * self.count + period as usize
    }

    #[inline]
    fn of(&self, classes: &[u32]) -> usize {
        let class = classes[self.coding] as usize;
        match &self.periods {
            None => class,
            Some((day, periods)) => class * self.count + periods[classes[*day] as usize] as usize,
        }
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
        let mut unknown = false;
        for table in &self.tables {
            unknown |= classes[table.coding] == UNKNOWN_CLASS;
            found.sets.push(table.of(classes));
        }
        let width = self.width();
        if width <= 1 {
            (0..width).for_each(|word| self.word(word, unknown, classes, found));
            return;
        }
        let marks = width.div_ceil(64);
        for mark in 0..marks {
            let mut words = u64::MAX >> (64 - (width - mark * 64).min(64));
            for (table, set) in self.tables.iter().zip(&found.sets) {
                words &= table.marks[set * marks + mark];
            }
            while words != 0 {
                self.word(mark * 64 + words.trailing_zeros() as usize, unknown, classes, found);
                words &= words - 1;
            }
        }
    }

    #[inline]
    fn word(&self, word: usize, unknown: bool, classes: &[u32], found: &mut Found) {
        let width = self.width();
        let mut left = u64::MAX >> (64 - (self.order.len() - word * 64).min(64));
        for (table, set) in self.tables.iter().zip(&found.sets) {
            left &= table.sets[set * width + word];
        }
        if left == 0 {
            return;
        }
        let mut sure = self.whole[word];
        if unknown {
            let open = self.tables.iter().filter(|table| classes[table.coding] == UNKNOWN_CLASS);
            sure = open.fold(sure, |sure, table| sure & table.unasked[word]);
        }
        while left != 0 {
            let bit = left.trailing_zeros() as usize;
            left &= left - 1;
            let condition = self.order[word * 64 + bit];
            found.candidates.push(Candidate { condition, sure: sure >> bit & 1 == 1 });
        }
    }
}
