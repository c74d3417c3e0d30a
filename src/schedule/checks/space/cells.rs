//! Sets of cells of one axis.

/// A set of cells, as one bit for each. Sets that meet belong to the same axis and so have equal length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells(Box<[u64]>);

const BITS: usize = u64::BITS as usize;

impl Cells {
    /// No cell of an axis with this many.
    pub fn none(count: usize) -> Cells {
        Cells(vec![0; count.div_ceil(BITS)].into())
    }

    /// The cells of an axis with this many that pass.
    pub fn of(count: usize, passes: impl Fn(usize) -> bool) -> Cells {
        let mut cells = Cells::none(count);
        (0..count).filter(|cell| passes(*cell)).for_each(|cell| cells.insert(cell));
        cells
    }

    pub fn insert(&mut self, cell: usize) {
        self.0[cell / BITS] |= 1 << (cell % BITS);
    }

    pub fn contains(&self, cell: usize) -> bool {
        self.0[cell / BITS] >> (cell % BITS) & 1 == 1
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn meets(&self, other: &Cells) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    pub fn is_within(&self, other: &Cells) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    /// Leaves only what is also in `other`.
    pub fn keep(&mut self, other: &Cells) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    /// Takes out what is in `other`.
    pub fn remove(&mut self, other: &Cells) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }
}
