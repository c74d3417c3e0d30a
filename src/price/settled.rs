//! What the classes of a row settle: the fees of a component, found once for each combination of classes.
//!
//! Most rows of an input look alike to the conditions of a book, so that the tables are asked for few of them. Only
//! what the classes alone decide is kept; everything else is found anew for each row.

/// How many combinations are kept of a component; a later one takes the place of an earlier one.
const PLACES: usize = 1 << PLACE_BITS;
const PLACE_BITS: u32 = 14;
/// Fees that are kept before all is forgotten.
const MOST_FEES: usize = 1 << 20;
/// After so many rows it is looked whether keeping has helped,
const TRIAL: u32 = 1 << 14;
/// and if not, so many go without it.
const PAUSE: u32 = 1 << 19;

/// What a combination of classes comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It was not met lately.
    New,
    /// The classes do not say.
    Open,
    /// No schedule covers the row.
    NotCovered,
    /// A line for each of some swift fees: where they begin among those kept, and how many.
    Fees(u32, u32),
}

/// The combinations of one component that were met lately.
#[derive(Debug)]
pub struct Combinations {
    width: usize,
    /// The classes at each place, and what they come to.
    classes: Vec<u32>,
    settled: Vec<Settled>,
    /// Places of swift fees.
    fees: Vec<u32>,
    /// Rows since it was last looked whether keeping helps, how many of them were settled, and rows to go without.
    asked: u32,
    found: u32,
    pause: u32,
}

impl Combinations {
    /// For so many classes.
    pub fn new(width: usize) -> Combinations {
        let (classes, settled, fees) = (Vec::new(), Vec::new(), Vec::new());
        Combinations { width, classes, settled, fees, asked: 0, found: 0, pause: 0 }
    }

    /// What is known of a row's classes.
    #[inline]
    pub fn get(&mut self, classes: &[u32]) -> Settled {
        if self.pause > 0 {
            self.pause -= 1;
            return Settled::Open;
        }
        self.asked += 1;
        if self.asked == TRIAL {
            // What is found saves about as much as keeping costs where nothing is.
            self.pause = if self.found < TRIAL / 2 { PAUSE } else { 0 };
            (self.asked, self.found) = (0, 0);
        }
        let place = place(classes);
        // Nothing is kept before the first combination, which may be one of no classes.
        let Some(settled) = self.settled.get(place).copied() else { return Settled::New };
        if self.classes[place * self.width..(place + 1) * self.width] != *classes {
            return Settled::New;
        }
        self.found += u32::from(!matches!(settled, Settled::New | Settled::Open));
        settled
    }

    /// The swift fees of what is settled.
    #[inline]
    pub fn fee(&self, place: u32) -> u32 {
        self.fees[place as usize]
    }

    /// Keeps what was found for the classes of a row: the fees of its lines if it is covered, nothing if the classes do
    /// not say.
    pub fn keep(&mut self, classes: &[u32], found: Option<&[u32]>) {
        if self.fees.len() > MOST_FEES {
            self.forget();
        }
        self.classes.resize(PLACES * self.width, 0);
        self.settled.resize(PLACES, Settled::New);
        let place = place(classes);
        self.classes[place * self.width..(place + 1) * self.width].copy_from_slice(classes);
        let start = self.fees.len() as u32;
        self.settled[place] = match found {
            None => Settled::Open,
            Some([]) => Settled::NotCovered,
            Some(fees) => {
                self.fees.extend(fees);
                Settled::Fees(start, fees.len() as u32)
            }
        };
    }

    /// Forgets everything.
    pub fn forget(&mut self) {
        self.settled.fill(Settled::New);
        self.fees.clear();
    }
}

/// Odd numbers without a pattern, so that combinations spread over the places.
const SPREAD: [u64; 8] = [
    0x9e37_79b9_7f4a_7c15,
    0xbf58_476d_1ce4_e5b9,
    0x94d0_49bb_1331_11eb,
    0xd6e8_feb8_6659_fd93,
    0xa076_1d64_78bd_642f,
    0xe703_7ed1_a0b4_28db,
    0x8ebc_6af0_9c88_c6e3,
    0x5899_65cc_7537_4cc3,
];

/// The place of a combination.
#[inline]
fn place(classes: &[u32]) -> usize {
    let mut hash = 0_u64;
    for some in classes.chunks(SPREAD.len()) {
        let products = some.iter().zip(&SPREAD).map(|(class, by)| u64::from(*class).wrapping_mul(*by));
        hash = hash.rotate_left(29) ^ products.fold(0, u64::wrapping_add);
    }
    (hash.wrapping_mul(SPREAD[0]) >> (u64::BITS - PLACE_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_for_a_combination_is_found_for_that_one_alone() {
        let mut known = Combinations::new(2);
        assert_eq!(known.get(&[1, 2]), Settled::New);
        known.keep(&[1, 2], Some(&[7, 9]));
        known.keep(&[2, 1], Some(&[]));
        known.keep(&[3, 3], None);
        assert_eq!(known.get(&[1, 2]), Settled::Fees(0, 2));
        assert_eq!((known.fee(0), known.fee(1)), (7, 9));
        assert_eq!(known.get(&[2, 1]), Settled::NotCovered);
        assert_eq!(known.get(&[3, 3]), Settled::Open);
        assert_eq!(known.get(&[3, 1]), Settled::New);
        known.forget();
        assert_eq!(known.get(&[1, 2]), Settled::New);
    }

    #[test]
    fn where_no_condition_asks_anything_all_rows_are_alike() {
        let mut known = Combinations::new(0);
        assert_eq!(known.get(&[]), Settled::New);
        known.keep(&[], Some(&[4]));
        assert_eq!(known.get(&[]), Settled::Fees(0, 1));
    }

    #[test]
    fn it_pauses_where_hardly_any_row_is_like_an_earlier_one() {
        let mut known = Combinations::new(1);
        for row in 0..TRIAL {
            if known.get(&[row]) == Settled::New {
                known.keep(&[row], Some(&[row]));
            }
        }
        assert_eq!(known.get(&[TRIAL - 1]), Settled::Open, "it pauses");
        (1..PAUSE).for_each(|_| assert_eq!(known.get(&[0]), Settled::Open));
        assert_eq!(known.get(&[TRIAL - 1]), Settled::Fees(TRIAL - 1, 1));
    }
}
