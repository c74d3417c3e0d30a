//! Names that many chunks share, each with one number for the whole run.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Names by number. Numbers depend on the order in which threads come, and never reach a report.
#[derive(Debug, Default)]
pub struct Names {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    names: Vec<String>,
    by_name: HashMap<String, u32>,
}

impl Names {
    /// Names that are known from the start, numbered from 0.
    pub fn starting_with<'a>(names: impl IntoIterator<Item = &'a str>) -> Names {
        let known = Names::default();
        names.into_iter().for_each(|name| {
            known.number(name);
        });
        known
    }

    /// The number of a name.
    pub fn number(&self, name: &str) -> u32 {
        let mut held = self.held();
        if let Some(number) = held.by_name.get(name) {
            return *number;
        }
        let number = held.names.len() as u32;
        held.names.push(name.to_owned());
        held.by_name.insert(name.to_owned(), number);
        number
    }

    /// The numbers of several names.
    pub fn numbers<'a>(&self, names: impl IntoIterator<Item = &'a String>) -> Vec<u32> {
        names.into_iter().map(|name| self.number(name)).collect()
    }

    /// Every name, its number being its place.
    pub fn list(&self) -> Vec<String> {
        self.held().names.clone()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
