//! Many texts in one buffer: ids, of which hardly two are alike.

/// Texts one behind the other; an empty one stands for an unknown value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// Where each text ends in the buffer.
    ends: Vec<usize>,
    buffer: String,
}

impl Texts {
    /// Room for so many texts of so many bytes in all.
    pub fn with_capacity(texts: usize, bytes: usize) -> Texts {
        Texts { ends: Vec::with_capacity(texts), buffer: String::with_capacity(bytes) }
    }

    /// So many unknown values.
    pub fn unknown(texts: usize) -> Texts {
        Texts { ends: vec![0; texts], buffer: String::new() }
    }

    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
    }

    /// The text at a place; empty if it is unknown.
    pub fn get(&self, place: usize) -> &str {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.buffer[start..self.ends[place]]
    }

    /// Every text in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|place| self.get(place))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether every text is an unknown value.
    pub fn all_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// The bytes in use.
    pub fn bytes(&self) -> usize {
        self.buffer.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

impl<'a> FromIterator<&'a str> for Texts {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Texts {
        let mut found = Texts::default();
        texts.into_iter().for_each(|text| found.push(text));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Texts;

    #[test]
    fn texts_are_found_at_their_places() {
        let texts: Texts = ["a", "", "ü1"].into_iter().collect();
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["a", "", "ü1"]);
        assert_eq!((texts.len(), texts.get(2)), (3, "ü1"));
        assert_eq!(Texts::unknown(2).iter().collect::<Vec<_>>(), ["", ""]);
    }
}
