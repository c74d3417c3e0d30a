//! Where random books take their choices from.

/// Random numbers that the generator reads one after the other; past their end all are zero, so that a
/// shorter list makes a simpler book. They come in parts, one for each file: so a simpler file leaves
/// the others as they are.
pub struct Tape<'t> {
    numbers: &'t [u16],
    parts: &'t [Vec<u16>],
}

impl<'t> Tape<'t> {
    pub fn new(parts: &'t [Vec<u16>]) -> Tape<'t> {
        Tape { numbers: &[], parts }
    }

    /// Goes on to the next part.
    pub fn next_part(&mut self) {
        let next = self.parts.split_first();
        self.numbers = next.map_or(&[], |(part, _)| part);
        self.parts = next.map_or(&[], |(_, rest)| rest);
    }

    /// A number from zero to `count - 1`.
    pub fn below(&mut self, count: usize) -> usize {
        let Some((number, rest)) = self.numbers.split_first() else { return 0 };
        self.numbers = rest;
        (usize::from(*number) * count) >> 16
    }

    /// True in so many cases of ten.
    pub fn chance(&mut self, of_ten: usize) -> bool {
        self.below(10) >= 10 - of_ten
    }

    pub fn one<'p>(&mut self, pool: &[&'p str]) -> &'p str {
        pool[self.below(pool.len())]
    }

    /// Some of a pool in its order, at least one.
    pub fn some<'p>(&mut self, pool: &[&'p str]) -> Vec<&'p str> {
        let first = self.below(pool.len());
        let rest = pool[first + 1..].iter().copied().filter(|_| self.chance(5));
        std::iter::once(pool[first]).chain(rest).collect()
    }
}

/// Texts in quotes with commas between.
pub fn quoted(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
}
