//! A small seeded generator of pseudo-random numbers (splitmix64), and draws by weight. No floats: every
//! skew is a table of whole numbers.

/// Draws numbers; the same seed gives the same ones.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The draws that belong to one thing, such as a row, among all that a seed gives.
    pub fn of(seed: u64, thing: u64) -> Random {
        Random(mixed(seed ^ mixed(thing.wrapping_add(1))))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.0)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: u32) -> u32 {
        (((self.next() >> 32) * u64::from(sides)) >> 32) as u32
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True in `hundredths` of 10,000 calls.
    pub fn chance(&mut self, hundredths: u32) -> bool {
        self.below(10_000) < hundredths
    }

    /// One of the items.
    pub fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u32) as usize]
    }

    /// The place of one of the weights, each as likely as it says.
    pub fn weighted(&mut self, weights: &[u32]) -> u8 {
        let mut ticket = self.below(weights.iter().sum());
        let mut place = 0;
        while ticket >= weights[place] {
            ticket -= weights[place];
            place += 1;
        }
        place as u8
    }
}

/// Every number becomes another one, and no two the same.
fn mixed(number: u64) -> u64 {
    let mut mixed = number;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
