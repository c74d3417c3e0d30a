//! What came up while a cost was worked out: so that tests can tell whether they have seen every part of
//! the language, and whether an engine with a limited number of digits may give up.

use super::exact::Exact;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Notes {
    seen: RefCell<BTreeMap<String, u32>>,
    too_long: Cell<bool>,
}

impl Notes {
    pub fn saw(&self, what: impl Into<String>) {
        *self.seen.borrow_mut().entry(what.into()).or_default() += 1;
    }

    /// A number on the way to a cost. One that 96 bits of digits with 28 decimals cannot hold excuses an
    /// engine that says so.
    pub fn number(&self, number: Exact) -> Exact {
        self.limit(number, 96, 28)
    }

    /// A quotient on the way: it may have 26 digits (86 bits), 24 of them decimals.
    pub fn quotient(&self, number: Exact) -> Exact {
        self.limit(number, 86, 24)
    }

    fn limit(&self, number: Exact, bits: u64, decimals: u32) -> Exact {
        if !number.fits(bits, decimals) {
            self.too_long.set(true);
        }
        number
    }

    /// Whether some number on the way was too long.
    pub fn too_long(&self) -> bool {
        self.too_long.get()
    }

    pub fn seen(&self) -> BTreeMap<String, u32> {
        self.seen.borrow().clone()
    }
}
