//! Which conditions of a list may hold, by the classes of a transaction's values.

/// For each attribute a table from class to the conditions that it does not make false. What all tables
/// leave may be true or unknown, and is asked exactly; what one of them leaves out is false.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    /// How many conditions.
    pub conditions: usize,
    /// One table per attribute.
    pub tables: Vec<Table>,
}

/// For each class a set of conditions.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// The place of the coding among those of the component.
    pub coding: usize,
    /// Words per set.
    pub width: usize,
    /// The sets, one after another.
    pub words: Vec<u64>,
}

impl Table {
    /// So many classes with empty sets.
    pub fn empty(coding: usize, classes: usize, conditions: usize) -> Table {
        let width = conditions.div_ceil(64);
        Table { coding, width, words: vec![0; classes * width] }
    }

    /// The set of a class, as words.
    pub fn set(&self, class: u32) -> &[u64] {
        let start = class as usize * self.width;
        &self.words[start..start + self.width]
    }

    /// Puts a condition into the set of a class.
    pub fn insert(&mut self, class: u32, condition: usize) {
        self.words[class as usize * self.width + condition / 64] |= 1 << (condition % 64);
    }
}

impl Selector {
    /// The conditions that may hold for these classes, in order. `classes` has one for each coding.
    pub fn candidates<'a>(&'a self, classes: &'a [u32]) -> impl Iterator<Item = usize> + 'a {
        let sets: Vec<&[u64]> = self.tables.iter().map(|table| table.set(classes[table.coding])).collect();
        (0..self.conditions.div_ceil(64)).flat_map(move |word| {
            let last = self.conditions - word * 64;
            let all = if last >= 64 { u64::MAX } else { (1 << last) - 1 };
            let mut left = sets.iter().fold(all, |left, set| left & set[word]);
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(word * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_table_leaves_comes_up_in_order() {
        let mut one = Table::empty(0, 2, 130);
        let mut two = Table::empty(1, 2, 130);
        for condition in [3, 64, 65, 129] {
            one.insert(1, condition);
        }
        for condition in [3, 65, 100, 129] {
            two.insert(0, condition);
        }
        let selector = Selector { conditions: 130, tables: vec![one, two] };
        assert_eq!(selector.candidates(&[1, 0]).collect::<Vec<_>>(), [3, 65, 129]);
        assert_eq!(selector.candidates(&[0, 0]).count(), 0);
        let all = Selector { conditions: 130, tables: Vec::new() };
        assert_eq!(all.candidates(&[]).count(), 130, "where nothing is tested, all may hold");
    }
}
