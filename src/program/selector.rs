//! Which conditions of a list may hold, by the classes of a transaction's values.

use super::UNKNOWN_CLASS;
use std::cell::Cell;

/// Tables from classes to the conditions that these do not make false. What one table leaves out is false; what
/// all of them leave is true, unless a value is unknown or tables do not say everything.
///
/// Few conditions stand in their own order, and whole sets are compared. Many stand in an order that brings
/// similar ones together, so that most words of most sets are empty, and marks over the words say which:
/// hardly any word is looked at, however many conditions there are.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    /// The condition at each place of the sets; those of a word ascend.
    pub order: Vec<u32>,
    /// The first condition of each word of the sets.
    pub lowest: Vec<u32>,
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
    /// For each set which of its words are not empty; none where conditions are few.
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
    /// The candidates; where conditions are many, in no order.
    pub candidates: Vec<Candidate>,
    sets: Vec<usize>,
}

/// Sets of at most so many words are compared whole.
pub const FEW_WORDS: usize = 24;
/// Words that are compared in one go.
const BLOCK: usize = 4;
/// Tables that are compared in one go.
const FEW_TABLES: usize = 8;

impl Table {
    #[inline]
    fn set(&self, classes: &[u32]) -> usize {
        let mut set = 0_usize;
        for factor in &self.factors {
            set = set.wrapping_add(factor.adds[classes[factor.coding] as usize] as usize);
        }
        set
    }
}

impl Selector {
    /// Words per set of so many conditions: one, or whole blocks.
    pub fn width_of(conditions: usize) -> usize {
        match conditions.div_ceil(64) {
            words @ (0 | 1) => words,
            words => words.next_multiple_of(BLOCK),
        }
    }

    #[inline]
    fn width(&self) -> usize {
        Selector::width_of(self.order.len())
    }

    /// Finds the conditions that may hold for these classes, one for each coding.
    #[inline]
    pub fn find(&self, classes: &[u32], found: &mut Found) {
        found.candidates.clear();
        match self.width() {
            0 => {}
            1 => {
                let mut left = self.all(0);
                for table in &self.tables {
                    left &= table.sets[table.set(classes)];
                }
                self.add(0, left, classes, &mut found.candidates);
            }
            _ if self.has_blocks() => {
                self.blocks(classes, |block, left| {
                    for (word, left) in left.into_iter().enumerate().filter(|(_, left)| *left != 0) {
                        self.add(block * BLOCK + word, left, classes, &mut found.candidates);
                    }
                    false
                });
            }
            _ => self.marked(
                classes,
                &mut found.sets,
                |_| true,
                |word, left| {
                    self.add(word, left, classes, &mut found.candidates);
                },
            ),
        }
    }

    /// The first condition that may hold for these classes.
    #[inline]
    pub fn first(&self, classes: &[u32], found: &mut Found) -> Option<Candidate> {
        if self.width() <= 1 {
            self.find(classes, found);
            return found.candidates.iter().min().copied();
        }
        if !self.has_blocks() {
            return self.first_marked(classes, found);
        }
        let mut first = None;
        self.blocks(classes, |block, left| {
            let word = left.into_iter().enumerate().find(|(_, left)| *left != 0);
            first = word.map(|(word, left)| (block * BLOCK + word, left.trailing_zeros() as usize));
            true
        });
        first.map(|(word, bit)| self.candidate(word, bit, classes))
    }

    /// Goes through the blocks of words that all tables leave not empty, until one is enough.
    #[inline]
    fn blocks(&self, classes: &[u32], mut act: impl FnMut(usize, [u64; BLOCK]) -> bool) {
        let width = self.width();
        let mut sets: [&[[u64; BLOCK]]; FEW_TABLES] = [&[]; FEW_TABLES];
        for (set, table) in sets.iter_mut().zip(&self.tables) {
            let start = table.set(classes) * width;
            (*set, _) = table.sets[start..start + width].as_chunks();
        }
        let Some((first, others)) = sets.get(..self.tables.len()).and_then(<[_]>::split_first) else {
            return;
        };
        for (block, first) in first.iter().enumerate() {
            let mut left = *first;
            for set in others {
                left.iter_mut().zip(&set[block]).for_each(|(left, set)| *left &= set);
            }
            if left.iter().fold(0, |any, word| any | word) != 0 && act(block, left) {
                return;
            }
        }
    }

    /// Whether sets are compared in blocks.
    #[inline]
    fn has_blocks(&self) -> bool {
        (2..=FEW_WORDS).contains(&self.width()) && (1..=FEW_TABLES).contains(&self.tables.len())
    }

    fn first_marked(&self, classes: &[u32], found: &mut Found) -> Option<Candidate> {
        let best = Cell::new((u32::MAX, usize::MAX));
        self.marked(
            classes,
            &mut found.sets,
            |word| self.lowest[word] < best.get().0,
            |word, left| {
                let place = word * 64 + left.trailing_zeros() as usize;
                best.set(best.get().min((self.order[place], place)));
            },
        );
        let (_, place) = best.get();
        (place != usize::MAX).then(|| self.candidate(place / 64, place % 64, classes))
    }

    /// Goes through the words that all tables leave not empty, and that are wanted, in order.
    #[inline]
    fn marked(
        &self,
        classes: &[u32],
        sets: &mut Vec<usize>,
        wanted: impl Fn(usize) -> bool,
        mut act: impl FnMut(usize, u64),
    ) {
        let width = self.width();
        let marks = width.div_ceil(64);
        sets.clear();
        sets.extend(self.tables.iter().map(|table| table.set(classes)));
        let (near, far) = self.tables.split_at(self.tables.len().min(FEW_TABLES));
        let (near_sets, far_sets) = sets.split_at(near.len());
        // What is gone through most often is found without a look at the tables again.
        let mut slices: [(&[u64], &[u64]); FEW_TABLES] = [(&[], &[]); FEW_TABLES];
        for (slices, (table, set)) in slices.iter_mut().zip(near.iter().zip(near_sets)) {
            *slices = (&table.sets[set * width..][..width], &table.marks[set * marks..][..marks]);
        }
        let slices = &slices[..near.len()];
        for mark in 0..marks {
            let mut words = u64::MAX >> (64 - (width - mark * 64).min(64));
            slices.iter().for_each(|(_, marks)| words &= marks[mark]);
            while words != 0 {
                let word = mark * 64 + words.trailing_zeros() as usize;
                words &= words - 1;
                if !wanted(word) {
                    continue;
                }
                let mut left = self.all(word);
                slices.iter().for_each(|(set, _)| left &= set[word]);
                for (table, set) in far.iter().zip(far_sets) {
                    left &= table.sets[set * width + word];
                }
                if left != 0 {
                    act(word, left);
                }
            }
        }
    }

    /// The places of a word that hold a condition; tables have no others.
    #[inline]
    fn all(&self, word: usize) -> u64 {
        if !self.tables.is_empty() {
            return u64::MAX;
        }
        let places = self.order.len().saturating_sub(word * 64).min(64);
        u32::try_from(64 - places).ok().and_then(|none| u64::MAX.checked_shr(none)).unwrap_or(0)
    }

    #[inline]
    fn add(&self, word: usize, mut left: u64, classes: &[u32], candidates: &mut Vec<Candidate>) {
        while left != 0 {
            candidates.push(self.candidate(word, left.trailing_zeros() as usize, classes));
            left &= left - 1;
        }
    }

    #[inline]
    fn candidate(&self, word: usize, bit: usize, classes: &[u32]) -> Candidate {
        let mut sure = self.whole[word];
        if classes.iter().fold(false, |any, class| any | (*class == UNKNOWN_CLASS)) {
            let unknown = self.unasked.iter().filter(|(coding, _)| classes[*coding] == UNKNOWN_CLASS);
            unknown.for_each(|(_, unasked)| sure &= unasked[word]);
        }
        Candidate { condition: self.order[word * 64 + bit], sure: sure >> bit & 1 == 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONDITIONS: usize = 1_900;
    /// More than are gone through in one go.
    const TABLES: usize = FEW_TABLES + 2;
    const CLASSES: usize = 3;

    /// Conditions of which most leave most classes, in the order of their numbers; the same in every run.
    fn selector() -> Selector {
        let width = Selector::width_of(CONDITIONS);
        let mut state = 7_u64;
        let mut leaves = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            !(state >> 40).is_multiple_of(3)
        };
        let table = |coding: usize, leaves: &mut dyn FnMut() -> bool| {
            let mut sets = vec![0_u64; CLASSES * width];
            for class in 0..CLASSES {
                let left = (0..CONDITIONS).filter(|_| leaves());
                left.for_each(|place| sets[class * width + place / 64] |= 1 << (place % 64));
            }
            let words = |set: &[u64]| set.iter().enumerate().map(|(at, w)| u64::from(*w != 0) << at).sum();
            let marks = sets.chunks(width).map(words).collect();
            let adds = (0..CLASSES as u32).collect();
            Table { factors: vec![Factor { coding, adds }], sets, marks }
        };
        let tables = (0..TABLES).map(|coding| table(coding, &mut leaves)).collect();
        let mut lowest: Vec<u32> = (0..CONDITIONS as u32).step_by(64).collect();
        lowest.resize(width, u32::MAX);
        let order = (0..CONDITIONS as u32).collect();
        Selector { order, lowest, whole: vec![u64::MAX; width], tables, unasked: Vec::new() }
    }

    #[test]
    fn many_tables_leave_what_each_of_them_leaves() {
        let (selector, mut found) = (selector(), Found::default());
        let width = selector.width();
        for combination in 0..CLASSES.pow(6) {
            let classes: Vec<u32> =
                (0..TABLES as u32).map(|at| (combination / CLASSES.pow(at % 6) % CLASSES) as u32).collect();
            let leaves = |table: &Table, place: usize| {
                let set = classes[table.factors[0].coding] as usize;
                table.sets[set * width + place / 64] >> (place % 64) & 1 == 1
            };
            let left =
                (0..CONDITIONS).filter(|place| selector.tables.iter().all(|table| leaves(table, *place)));
            let left: Vec<u32> = left.map(|place| place as u32).collect();
            let first = selector.first(&classes, &mut found).map(|candidate| candidate.condition);
            assert_eq!(first, left.first().copied());
            selector.find(&classes, &mut found);
            let candidates: Vec<u32> = found.candidates.iter().map(|candidate| candidate.condition).collect();
            assert_eq!(candidates, left);
        }
    }
}
