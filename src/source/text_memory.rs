//! What is told of texts, remembered.

use super::cells::TextCell;
use hashbrown::HashMap;

/// What is told of each distinct text, found again by the text itself.
pub(super) struct Memory<'c, T> {
    /// What was told last of short texts, each at a place that follows from it; 0 is no text.
    recent: Vec<(u128, T)>,
    short: HashMap<u128, T>,
    long: HashMap<&'c str, T>,
    empty: T,
}

/// How many short texts are found without a search.
const RECENT_BITS: u32 = 11;

impl<'c, T: Copy> Memory<'c, T> {
    /// Nothing was told yet but of the empty text.
    pub(super) fn new(empty: T) -> Memory<'c, T> {
        let recent = vec![(0, empty); 1 << RECENT_BITS];
        Memory { recent, short: HashMap::new(), long: HashMap::new(), empty }
    }

    /// What `read` tells of the trimmed text of a cell.
    #[inline]
    pub(super) fn of(&mut self, cell: TextCell<'c>, read: impl FnOnce(&str) -> T) -> T {
        let short = match cell {
            TextCell::Empty => return self.empty,
            TextCell::Short(short) => short,
            TextCell::Long(_) => return self.search(cell, read),
        };
        let place = place(short);
        let (known, told) = self.recent[place];
        if known == short {
            return told;
        }
        let told = self.search(cell, read);
        self.recent[place] = (short, told);
        told
    }

    #[inline(never)]
    fn search(&mut self, cell: TextCell<'c>, read: impl FnOnce(&str) -> T) -> T {
        let read = || cell.with_text(read);
        match cell {
            TextCell::Empty => read(),
            TextCell::Short(short) => *self.short.entry(short).or_insert_with(read),
            TextCell::Long(long) => *self.long.entry(long).or_insert_with(read),
        }
    }
}

/// The place of a short text among the recent ones.
#[inline]
fn place(short: u128) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let folded = (short as u64).wrapping_mul(ODD) ^ ((short >> 64) as u64);
    (folded.wrapping_mul(ODD) >> (64 - RECENT_BITS)) as usize
}
