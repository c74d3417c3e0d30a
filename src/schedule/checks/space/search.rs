//! The search for a point that lies in one of some boxes and in none of others.

use super::links::Fit;
use super::regions::Block;
use super::{Dense, Pass, Point, Space};
use std::collections::BTreeSet;

/// A box that the point must not lie in, and whose box it is.
pub type Avoid<'b> = (usize, &'b Block);

/// Is there a point in one of the boxes `from` that lies in no box of `avoid`?
#[derive(Debug, Clone, Default)]
pub struct Question<'b> {
    pub from: Vec<Block>,
    pub avoid: Vec<Avoid<'b>>,
}

/// The answer, which is never a guess.
#[derive(Debug)]
pub enum Answer {
    /// This one, whatever the exchange rates.
    Found(Point),
    /// There is one with some exchange rates. `sure`: certainly, else perhaps.
    WithRates { sure: bool },
    /// There is none: the boxes of these cover everything.
    None(BTreeSet<usize>),
    /// It takes too much work to find out.
    Undecided,
}

/// How much work is left.
#[derive(Debug)]
pub struct Budget {
    left: u64,
}

/// No question may take more comparisons of boxes than this.
const MOST_FOR_ONE: u64 = 2_000_000;

impl Budget {
    /// For this many comparisons of boxes in all.
    pub fn new(steps: u64) -> Budget {
        Budget { left: steps }
    }
}

/// The state of one search.
struct Search<'s> {
    space: &'s Space,
    used: BTreeSet<usize>,
    left: u64,
    unsure: bool,
}

impl Space {
    /// Answers a question, with an unusual point only if there is no other.
    pub fn ask(&self, question: &Question<'_>, budget: &mut Budget) -> Answer {
        match self.any_answer(question, budget) {
            Answer::Found(point) if !point.is_in(&self.usual) => {
                let usual = question.from.iter().filter_map(|found| found.meet(&self.usual)).collect();
                let among = Question { from: usual, avoid: question.avoid.clone() };
                match self.any_answer(&among, budget) {
                    Answer::Found(usual) => Answer::Found(usual),
                    _ => Answer::Found(point),
                }
            }
            answer => answer,
        }
    }

    fn any_answer(&self, question: &Question<'_>, budget: &mut Budget) -> Answer {
        let mut search =
            Search { space: self, used: BTreeSet::new(), left: budget.left.min(MOST_FOR_ONE), unsure: false };
        let granted = search.left;
        let answer = search.answer(question);
        budget.left -= granted - search.left;
        answer
    }
}

impl Search<'_> {
    fn answer(&mut self, question: &Question<'_>) -> Answer {
        if let Some(point) = self.any(question, Pass::Certain) {
            return Answer::Found(point);
        }
        if !self.space.converts() {
            return self.nothing();
        }
        self.unsure = false;
        match self.any(question, Pass::AnyRates) {
            Some(_) => Answer::WithRates { sure: !self.space.is_coupled() },
            None => self.nothing(),
        }
    }

    fn nothing(&mut self) -> Answer {
        if self.unsure || self.left == 0 {
            return Answer::Undecided;
        }
        Answer::None(std::mem::take(&mut self.used))
    }

    fn any(&mut self, question: &Question<'_>, pass: Pass) -> Option<Point> {
        question.from.iter().find_map(|from| {
            let mut dense = self.space.start(pass);
            for (axis, cells) in from.sides() {
                dense[*axis].keep(cells);
            }
            let is_empty = dense.iter().any(super::Cells::is_empty);
            if is_empty { None } else { self.find(dense, question.avoid.clone()) }
        })
    }

    /// Depth first: a part of the space is given up when one box covers it, and split where a box covers
    /// some of it.
    fn find(&mut self, dense: Dense, avoid: Vec<Avoid<'_>>) -> Option<Point> {
        let mut open = vec![(dense, avoid)];
        while let Some((mut dense, mut avoid)) = open.pop() {
            if !self.narrow(&mut dense, &mut avoid) {
                continue;
            }
            if self.left == 0 {
                return None;
            }
            let Some((axis, cells)) = self.split(&dense, &avoid) else {
                match self.space.fit(&dense) {
                    Fit::Point(point) => return Some(point),
                    Fit::None => {}
                    Fit::Unsure => self.unsure = true,
                }
                continue;
            };
            let mut outside = dense.clone();
            outside[axis].remove(cells);
            dense[axis].keep(cells);
            open.push((dense, avoid.clone()));
            open.push((outside, avoid));
        }
        None
    }

    /// Forgets boxes that lie elsewhere, and cuts off what a box covers on one axis alone, again and again.
    /// False if nothing is left.
    fn narrow(&mut self, dense: &mut Dense, avoid: &mut Vec<Avoid<'_>>) -> bool {
        loop {
            self.left = self.left.saturating_sub(avoid.len() as u64 + 1);
            if self.left == 0 {
                return true;
            }
            let (mut cut, mut gone) = (false, false);
            avoid.retain(|(owner, found)| {
                if gone || found.sides().iter().any(|(axis, cells)| !dense[*axis].meets(cells)) {
                    return false;
                }
                let mut sticking =
                    found.sides().iter().filter(|(axis, cells)| !dense[*axis].is_within(cells));
                match (sticking.next(), sticking.next()) {
                    (Some(_), Some(_)) => return true,
                    (Some((axis, cells)), None) => {
                        dense[*axis].remove(cells);
                        cut = true;
                    }
                    (None, _) => gone = true,
                }
                self.used.insert(*owner);
                false
            });
            if gone || !cut {
                return !gone;
            }
        }
    }

    /// Where to split: on a side of the box with the fewest sides that stick out, the one on which most
    /// boxes do.
    fn split<'b>(&mut self, dense: &Dense, avoid: &[Avoid<'b>]) -> Option<(usize, &'b super::Cells)> {
        let sticks = |(axis, cells): &&(usize, super::Cells)| !dense[*axis].is_within(cells);
        let mut often = vec![0_usize; dense.len()];
        let mut best: Option<(usize, Avoid<'b>)> = None;
        for (owner, found) in avoid {
            let mut count = 0;
            for (axis, _) in found.sides().iter().filter(sticks) {
                often[*axis] += 1;
                count += 1;
            }
            if best.is_none_or(|(fewest, _)| count < fewest) {
                best = Some((count, (*owner, found)));
            }
        }
        let (_, (owner, found)) = best?;
        self.used.insert(owner);
        let (axis, cells) = found.sides().iter().filter(sticks).max_by_key(|(axis, _)| often[*axis])?;
        Some((*axis, cells))
    }
}
