//! Finding the marks of CSV text, eight bytes at a time.

/// Walks over delimiters, quotes and line ends.
pub(super) struct Marks<'t> {
    bytes: &'t [u8],
    delimiter: u8,
    /// The place of the word that was looked at last, and which of its bytes may be marks.
    word: usize,
    found: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;
const WORD: usize = size_of::<u64>();

impl<'t> Marks<'t> {
    pub(super) fn new(bytes: &'t [u8], delimiter: u8) -> Marks<'t> {
        let mut marks = Marks { bytes, delimiter, word: 0, found: 0 };
        marks.look();
        marks
    }

    /// The first mark at `from` or behind. `from` must not go back.
    #[inline]
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        loop {
            while self.found == 0 {
                self.word += WORD;
                if self.word >= self.bytes.len() {
                    return None;
                }
                self.look();
            }
            let at = self.word + self.found.trailing_zeros() as usize / 8;
            let byte = *self.bytes.get(at)?;
            if at >= from && (byte == self.delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
                return Some(at);
            }
            self.found &= self.found - 1;
        }
    }

    /// Marks the bytes of a word that may be marks; some that are none may be among them.
    fn look(&mut self) {
        let mut bytes = [b' '; WORD];
        let rest = &self.bytes[self.word.min(self.bytes.len())..];
        match rest.first_chunk::<WORD>() {
            Some(whole) => bytes = *whole,
            None => bytes[..rest.len()].copy_from_slice(rest),
        }
        let word = u64::from_le_bytes(bytes);
        // Everything up to the quote, and everything like the delimiter.
        let low = word.wrapping_sub(ONES * (b'"' as u64 + 1)) & !word & HIGHS;
        let like = word ^ (ONES * u64::from(self.delimiter));
        self.found = low | (like.wrapping_sub(ONES) & !like & HIGHS);
    }
}

#[cfg(test)]
mod tests {
    use super::Marks;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_mark_is_found(text in "[a-z;,\"\n\r é!]{0,40}") {
            let mut marks = Marks::new(text.as_bytes(), b';');
            let (mut found, mut from) = (Vec::new(), 0);
            while let Some(at) = marks.next(from) {
                found.push(at);
                from = at + 1;
            }
            let is_mark = |at: &usize| b";\"\n\r".contains(&text.as_bytes()[*at]);
            prop_assert_eq!(found, (0..text.len()).filter(is_mark).collect::<Vec<_>>());
        }
    }
}
