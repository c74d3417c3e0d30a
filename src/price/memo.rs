//! What was found for a key before.

/// A table from keys to small numbers, open and probed in order. It forgets everything when it is full,
/// so its size is bounded whatever the transactions are.
pub struct Memo {
    /// Words per key.
    words: usize,
    /// Each slot holds a key and the number that was found, plus one; zero is a free slot.
    slots: Vec<u64>,
    /// How many slots are taken.
    taken: usize,
}

const FIRST_SLOTS: usize = 1 << 6;
/// Half of them are used: 16 bytes or more for each.
const MOST_SLOTS: usize = 1 << 19;

impl Memo {
    /// An empty one for keys of so many words.
    pub fn new(words: usize) -> Memo {
        Memo { words, slots: vec![0; FIRST_SLOTS * (words + 1)], taken: 0 }
    }

    /// What was found for a key.
    #[inline]
    pub fn find(&self, key: &[u64]) -> Option<u32> {
        let stride = self.words + 1;
        let mut slot = self.start(key);
        loop {
            let at = &self.slots[slot * stride..(slot + 1) * stride];
            let found = at[self.words];
            if found == 0 {
                return None;
            }
            if at[..self.words] == *key {
                return u32::try_from(found - 1).ok();
            }
            slot = (slot + 1) & (self.count() - 1);
        }
    }

    /// Keeps what was found for a key that is not in it.
    pub fn insert(&mut self, key: &[u64], found: u32) {
        if self.taken * 2 >= self.count() {
            self.grow();
        }
        self.put(key, u64::from(found) + 1);
        self.taken += 1;
    }

    fn count(&self) -> usize {
        self.slots.len() / (self.words + 1)
    }

    #[inline]
    fn start(&self, key: &[u64]) -> usize {
        // The fraction of the golden ratio spreads neighbouring keys; the high bits are the best mixed.
        const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
        let hash = key.iter().fold(0_u64, |hash, word| {
            let mixed = (hash ^ word).wrapping_mul(SPREAD);
            mixed ^ (mixed >> 32)
        });
        usize::try_from(hash.wrapping_mul(SPREAD) >> 32).unwrap_or(0) & (self.count() - 1)
    }

    fn put(&mut self, key: &[u64], found: u64) {
        let (stride, count) = (self.words + 1, self.count());
        let mut slot = self.start(key);
        while self.slots[slot * stride + self.words] != 0 {
            slot = (slot + 1) & (count - 1);
        }
        self.slots[slot * stride..slot * stride + self.words].copy_from_slice(key);
        self.slots[slot * stride + self.words] = found;
    }

    /// Twice as many slots; at the most, the same number, and nothing in them.
    fn grow(&mut self) {
        if self.count() >= MOST_SLOTS {
            self.slots.fill(0);
            self.taken = 0;
            return;
        }
        let words = self.words;
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![0; old.len() * 2];
        for slot in old.chunks_exact(words + 1).filter(|slot| slot[words] != 0) {
            self.put(&slot[..words], slot[words]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_found_again_however_many_keys_there_are() {
        let mut memo = Memo::new(2);
        let key = |number: u64| [number << 40, number % 7];
        for number in 0..10_000_u32 {
            assert_eq!(memo.find(&key(u64::from(number))), None);
            memo.insert(&key(u64::from(number)), number);
        }
        assert!((0..10_000_u32).all(|number| memo.find(&key(u64::from(number))) == Some(number)));
    }

    #[test]
    fn a_full_one_forgets_and_goes_on() {
        let mut memo = Memo::new(1);
        for number in 0..600_000_u32 {
            memo.insert(&[u64::from(number)], number);
        }
        assert_eq!(memo.find(&[0]), None);
        assert_eq!(memo.find(&[599_999]), Some(599_999));
        assert!(memo.count() <= MOST_SLOTS);
    }
}
