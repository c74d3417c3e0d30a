//! The components of a run: those of the book, and those that only billed lines name.

use super::names::Names;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Components by number; those of the book come first.
#[derive(Debug)]
pub struct Components {
    names: Names,
    of_book: usize,
    /// The first line that names each other one.
    first: Mutex<BTreeMap<u32, u64>>,
}

impl Components {
    /// With the components of the book.
    pub fn of_book(names: &[String]) -> Components {
        let known = Names::starting_with(names.iter().map(String::as_str));
        Components { names: known, of_book: names.len(), first: Mutex::default() }
    }

    /// The numbers of the components of a bill. `first` gives the number of the first line of one.
    pub fn numbers(&self, names: &[String], first: impl Fn(usize) -> Option<u64>) -> Vec<u32> {
        let numbers = self.names.numbers(names);
        for (place, number) in numbers.iter().enumerate().filter(|(_, at)| **at as usize >= self.of_book) {
            let Some(line) = first(place) else { continue };
            let mut known = self.first.lock().unwrap_or_else(PoisonError::into_inner);
            let earliest = known.entry(*number).or_insert(line);
            *earliest = line.min(*earliest);
        }
        numbers
    }

    /// The number of a component that a line names.
    pub fn number(&self, name: &str, line: u64) -> u32 {
        self.numbers(&[name.to_owned()], |_| Some(line))[0]
    }

    /// Every name by number.
    pub fn list(&self) -> Vec<String> {
        self.names.list()
    }

    /// The components in the order of reports: the book's, then others in the order in which lines name them; and the place
    /// there of each number.
    pub fn in_order(&self) -> (Vec<String>, Vec<usize>) {
        let names = self.names.list();
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner);
        // A column without a cost names none.
        let named = |number: &usize| *number < self.of_book || first.contains_key(&(*number as u32));
        let mut numbers: Vec<usize> = (0..names.len()).filter(named).collect();
        numbers.sort_by_key(|number| match *number < self.of_book {
            true => (0, *number as u64),
            false => (1, first.get(&(*number as u32)).copied().unwrap_or(u64::MAX)),
        });
        let mut places = vec![0; names.len()];
        numbers.iter().enumerate().for_each(|(place, number)| places[*number] = place);
        (numbers.into_iter().map(|number| names[number].clone()).collect(), places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_that_only_lines_name_come_in_the_order_of_the_lines() {
        let book = ["interchange", "markup"].map(str::to_owned);
        let components = Components::of_book(&book);
        assert_eq!((components.number("tax", 70), components.number("fine", 50)), (2, 3));
        assert_eq!(components.number("tax", 60), 2);
        assert_eq!(components.numbers(&["levy".to_owned()], |_| None), [4], "a column without a cost");
        let (names, places) = components.in_order();
        assert_eq!(names, ["interchange", "markup", "fine", "tax"]);
        assert_eq!(places[..4], [0, 1, 3, 2]);
    }
}
