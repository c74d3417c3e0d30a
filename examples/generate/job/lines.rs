//! Billed lines in the order in which bills arrive: near that of the transactions, but each component on
//! its own day, shuffled, and some lines far behind.

use super::bill::Billed;
use super::book::COMPONENTS;
use super::random::Random;
use super::transaction::{Id, Transaction};
use std::collections::{BTreeMap, VecDeque};

/// One billed line.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: Id,
    pub event: u8,
    /// A place in [`COMPONENTS`], or behind its end for the strange one.
    pub component: u8,
    pub currency: u8,
    /// In ten-thousandths.
    pub units: i64,
}

/// Lines that come later than their transactions, by the block they come with.
pub struct Delays {
    seed: u64,
    /// Blocks between a transaction and the line of each component.
    behind: [u64; COMPONENTS.len()],
    /// Blocks that a straggler comes later.
    straggling: u64,
    waiting: BTreeMap<u64, VecDeque<Line>>,
}

/// Stragglers, in hundredths of a percent of the lines.
const STRAGGLERS: u32 = 150;

/// Lines that change places lie at most so far from each other.
const NEAR: u32 = 5_000;

impl Delays {
    /// Delays for a file of so many blocks: scheme fees come most of a day later, stragglers days later.
    pub fn of(seed: u64, blocks: u64) -> Delays {
        let day = blocks.div_ceil(31);
        Delays { seed, behind: [0, day.min(12), 1], straggling: (day * 4).min(200), waiting: BTreeMap::new() }
    }

    /// The lines that arrive with block `number`, whose own transactions gave `fresh`.
    pub fn arrive(&mut self, number: u64, fresh: Vec<Line>) -> Vec<Line> {
        let mut random = Random::of(self.seed ^ 0x4C49_4E45, number);
        let mut now = self.waiting.remove(&number).map(Vec::from).unwrap_or_default();
        for line in fresh {
            let behind = self.behind.get(usize::from(line.component)).copied().unwrap_or(0);
            let straggling = if random.chance(STRAGGLERS) { self.straggling } else { 0 };
            match behind + straggling {
                0 => now.push(line),
                later => self.waiting.entry(number + later).or_default().push_back(line),
            }
        }
        shuffle_near(&mut now, &mut random);
        now
    }

    /// The lines that no block is left for, in their order.
    pub fn rest(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.waiting).into_values().flatten().collect()
    }
}

fn shuffle_near(lines: &mut [Line], random: &mut Random) {
    for last in 1..lines.len() {
        let back = random.below(NEAR.min(last as u32 + 1)) as usize;
        lines.swap(last, last - back);
    }
}

/// The lines that bill a transaction.
pub fn of_transaction(row: &Transaction, currency: u8, billed: &Billed, lines: &mut Vec<Line>) {
    let line = |component, units| Line { id: row.id, event: row.event, component, currency, units };
    for (component, amount) in (0..).zip(billed.amounts) {
        let copies = if billed.twice == Some(component) { 2 } else { 1 };
        lines.extend(amount.iter().flat_map(|units| (0..copies).map(move |_| line(component, *units))));
    }
    lines.extend(billed.strange.map(|units| line(COMPONENTS.len() as u8, units)));
}
