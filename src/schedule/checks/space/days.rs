//! Whole numbers and days that lie within bounds and so far apart: solved exactly.

/// Differences between numbers, each within bounds. Number 0 is fixed at zero.
#[derive(Clone)]
pub struct Differences {
    /// `most[a][b]`: number b − number a is at most this.
    most: Vec<Vec<i64>>,
}

/// So far apart that no bound is meant; twice of it still fits.
const FAR: i64 = i64::MAX / 4;

impl Differences {
    /// No numbers yet.
    pub fn new() -> Differences {
        Differences { most: vec![vec![0]] }
    }

    /// Adds a number within bounds, which belong to it.
    pub fn number(&mut self, (first, last): (i64, i64)) -> usize {
        let place = self.most.len();
        self.most.iter_mut().for_each(|row| row.push(FAR));
        self.most.push(vec![FAR; place + 1]);
        self.most[place][place] = 0;
        self.apart(0, place, (first, last));
        place
    }

    /// Number `to` − number `from` lies within bounds, which belong to it.
    pub fn apart(&mut self, from: usize, to: usize, (least, most): (i64, i64)) {
        self.most[from][to] = self.most[from][to].min(most);
        self.most[to][from] = self.most[to][from].min(least.saturating_neg());
    }

    /// Numbers that fit, each as near to what is wished for as those before it leave room; `unequal` ones
    /// differ. `None` if none fit.
    pub fn solve(&self, wishes: &[i64], unequal: &[(usize, usize)]) -> Option<Vec<i64>> {
        let Some(((left, right), rest)) = unequal.split_first() else { return self.nearest(wishes) };
        [(1, FAR), (-FAR, -1)].into_iter().find_map(|bounds| {
            let mut narrower = self.clone();
            narrower.apart(*left, *right, bounds);
            narrower.closed()?.solve(wishes, rest)
        })
    }

    fn nearest(&self, wishes: &[i64]) -> Option<Vec<i64>> {
        let mut closed = self.clone().closed()?;
        let mut found = Vec::new();
        for (place, wish) in (1..).zip(wishes) {
            let (least, most) = (-closed.most[place][0], closed.most[0][place]);
            let number = (*wish).max(least).min(most);
            closed.apart(0, place, (number, number));
            closed = closed.closed()?;
            found.push(number);
        }
        Some(found)
    }

    /// Every bound as narrow as the others make it; `None` if they contradict each other.
    fn closed(mut self) -> Option<Differences> {
        let count = self.most.len();
        for through in 0..count {
            for from in 0..count {
                for to in 0..count {
                    let way = self.most[from][through].saturating_add(self.most[through][to]);
                    self.most[from][to] = self.most[from][to].min(way);
                }
            }
        }
        (0..count).all(|place| self.most[place][place] >= 0).then_some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Differences;

    #[test]
    fn numbers_are_found_as_near_to_the_wishes_as_the_distances_allow() {
        let mut dates = Differences::new();
        let (from, to) = (dates.number((0, 10)), dates.number((5, 20)));
        dates.apart(from, to, (12, 30));
        assert_eq!(dates.solve(&[9, 9], &[]), Some(vec![8, 20]));
        dates.apart(from, to, (21, 30));
        assert_eq!(dates.solve(&[9, 9], &[]), None);
    }

    #[test]
    fn numbers_that_must_differ_do() {
        let mut dates = Differences::new();
        let (left, right) = (dates.number((3, 3)), dates.number((3, 4)));
        assert_eq!(dates.solve(&[3, 3], &[(left, right)]), Some(vec![3, 4]));
        dates.apart(left, right, (-1, 0));
        assert_eq!(dates.solve(&[3, 3], &[(left, right)]), None);
    }
}
