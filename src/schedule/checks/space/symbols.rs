//! The axis of a code, a text, a country, a currency or an MCC: values that no condition tells apart are one cell.

use super::axis::{Axis, Cell, Key, Marks};
use super::{Cells, universe};
use crate::facts::{Kind, Value};
use crate::schedule::ValueSet;
use std::collections::{BTreeMap, BTreeSet};

impl Marks {
    /// The axis of symbols out of a list; `own`: those of them that this attribute can have, if not all.
    pub fn symbols(&self, key: Key, kind: Kind, universe: &[String], own: Option<&[String]>) -> Axis {
        let favourites = universe::favourites(kind);
        let rank = |value: &String| match &self.preferred {
            Some(preferred) if preferred == value => 0,
            _ => 1 + favourites.iter().position(|known| known == value).unwrap_or(favourites.len()),
        };
        let mut chosen: Vec<&String> = Vec::new();
        for mut class in classes(universe, &self.sets) {
            class.sort_by_key(|place| rank(&universe[*place]));
            chosen.extend(class.iter().take(self.copies.max(1)).map(|place| &universe[*place]));
        }
        let cell = |value: &&String| Cell { value: Some(Value::Symbol((*value).clone())), span: None };
        let mut axis = self.axis(key, chosen.iter().map(cell).collect());
        axis.order.sort_by_key(|cell| chosen.get(*cell).map_or(usize::MAX, |value| rank(value)));
        let is_own = |cell: usize| match (own, chosen.get(cell)) {
            (Some(own), Some(value)) => own.contains(value),
            _ => true,
        };
        axis.exists = Cells::of(axis.cells.len(), is_own);
        axis
    }
}

/// The values of a list that no set tells apart, in the order of the list.
fn classes(universe: &[String], sets: &[ValueSet]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..universe.len()).collect();
    sorted.sort_by_key(|place| &universe[*place]);
    let from = |text: &String| sorted.partition_point(|place| universe[*place] < *text);
    let mut class = vec![0_usize; universe.len()];
    let mut next = 1;
    for set in sets {
        let mut members: BTreeSet<usize> = BTreeSet::new();
        for value in &set.values {
            let Value::Symbol(text) = value else { continue };
            members.extend(sorted.get(from(text)).filter(|place| universe[**place] == *text));
        }
        for (low, high) in &set.mcc_ranges {
            let inside = sorted[from(low)..].iter().take_while(|place| universe[**place] <= *high);
            members.extend(inside);
        }
        // What was one class becomes two: inside the set and outside of it.
        let mut split: BTreeMap<usize, usize> = BTreeMap::new();
        for member in members {
            class[member] = *split.entry(class[member]).or_insert_with(|| {
                next += 1;
                next
            });
        }
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for (value, class) in class.into_iter().enumerate() {
        let place = *places.entry(class).or_insert(classes.len());
        if place == classes.len() {
            classes.push(Vec::new());
        }
        classes[place].push(value);
    }
    classes
}
