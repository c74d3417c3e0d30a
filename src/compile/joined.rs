//! Small tables joined: one look-up says what several attributes leave.

use crate::program::{FEW_WORDS, Factor, Table};

/// Tables are joined as long as the product is not larger. Where sets are compared whole, it is to stay in a near
/// cache; where marks say what is empty, most of it is never looked at.
const JOINED_WORDS: usize = 1 << 16;
const JOINED_MARKED_WORDS: usize = 1 << 18;

/// The smallest tables joined, with marks.
pub fn joined(mut tables: Vec<Table>, width: usize) -> Vec<Table> {
    tables.sort_by_key(|table| table.sets.len());
    let most = if width > FEW_WORDS { JOINED_MARKED_WORDS } else { JOINED_WORDS };
    let mut joined: Vec<Table> = Vec::new();
    for table in tables {
        match joined.last_mut() {
            Some(last) if last.sets.len() * (table.sets.len() / width.max(1)) <= most => {
                *last = product(last, &table, width);
            }
            _ => joined.push(table),
        }
    }
    for table in joined.iter_mut().filter(|_| width > FEW_WORDS) {
        let sets = table.sets.chunks(width.max(1));
        table.marks = sets.flat_map(|set| bits(set.iter().map(|word| *word != 0))).collect();
    }
    joined
}

/// For each pair of sets what both leave.
fn product(one: &Table, two: &Table, width: usize) -> Table {
    let seconds = two.sets.len() / width.max(1);
    let mut sets = Vec::with_capacity(one.sets.len() * seconds);
    for first in one.sets.chunks(width.max(1)) {
        for second in two.sets.chunks(width.max(1)) {
            sets.extend(first.iter().zip(second).map(|(first, second)| first & second));
        }
    }
    let times = u32::try_from(seconds).unwrap_or(u32::MAX);
    let spread = |factor: &Factor| Factor {
        coding: factor.coding,
        adds: factor.adds.iter().map(|add| add.saturating_mul(times)).collect(),
    };
    let factors = one.factors.iter().map(spread).chain(two.factors.iter().cloned()).collect();
    Table { factors, sets, marks: Vec::new() }
}

/// Flags as bits of words.
pub fn bits(flags: impl Iterator<Item = bool>) -> Vec<u64> {
    let mut words = Vec::new();
    for (place, flag) in flags.enumerate() {
        if place % 64 == 0 {
            words.push(0);
        }
        if let Some(word) = words.last_mut() {
            *word |= u64::from(flag) << (place % 64);
        }
    }
    words
}
