//! A small seeded generator of pseudo-random numbers (splitmix64), so that the files are the same every time.

pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u32, high: u32) -> u32 {
        let span = u64::from(high - low) + 1;
        low + (self.next() % span) as u32
    }

    /// True in `percent` of 100 calls.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of the items, each as likely as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, items: &[(u32, T)]) -> T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut ticket = self.between(1, total);
        let mut chosen = items[0].1;
        for (weight, item) in items {
            chosen = *item;
            if ticket <= *weight {
                break;
            }
            ticket -= weight;
        }
        chosen
    }

    /// A reference of sixteen capital letters and digits that starts with a letter.
    pub(crate) fn reference(&mut self) -> String {
        const SIGNS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ23456789";
        const LETTERS: u32 = 20;
        let mut text = String::with_capacity(16);
        for place in 0..16 {
            let last = if place == 0 { LETTERS - 1 } else { SIGNS.len() as u32 - 1 };
            text.push(char::from(SIGNS[self.between(0, last) as usize]));
        }
        text
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.between(0, last as u32) as usize);
        }
    }
}
