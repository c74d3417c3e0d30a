//! Derived attributes and those that they rest on: what one tells apart, the others must as well.

use super::Builder;
use super::axis::Key;
use crate::facts::{AttributeId, Value};
use crate::schedule::{Derivation, Derived, ValueSet};
use std::collections::BTreeSet;

impl Builder<'_> {
    /// The derived attributes with an axis, each behind those that it rests on; what they rest on gets one.
    pub(super) fn derived(&mut self) -> Vec<Derivation> {
        let mut found = Vec::new();
        for derivation in self.book.derived.iter().rev() {
            if self.marks.contains_key(&Key::Fact(derivation.attribute)) {
                for base in bases(derivation) {
                    self.fact(base);
                }
                found.push(*derivation);
            }
        }
        found.reverse();
        found
    }

    /// What rests on an unknown is unknown, and it may be either of the two that is.
    pub(super) fn spread_unknown(&mut self, derived: &[Derivation]) {
        for _ in 0..=derived.len() {
            for derivation in derived {
                let all = bases(derivation);
                let any = all.into_iter().any(|base| self.fact(base).unknown);
                let own = self.fact(derivation.attribute);
                own.unknown |= any;
                if own.unknown {
                    all.into_iter().for_each(|base| self.fact(base).unknown = true);
                }
            }
        }
    }

    /// Attributes that are compared with one another are cut in the same places, into as many values as
    /// it takes to make all of them different.
    pub(super) fn join_same(&mut self, derived: &[Derivation]) {
        let pairs: Vec<(AttributeId, AttributeId)> = derived
            .iter()
            .filter_map(|derivation| match derivation.from {
                Derived::Same(left, right) => Some((left, right)),
                Derived::Days { .. } => None,
            })
            .collect();
        for (left, right) in &pairs {
            for attribute in [left, right] {
                let codes = self.book.attributes.get(*attribute).codes.iter().cloned().map(Value::Symbol);
                let own = ValueSet { values: codes.collect(), ..ValueSet::default() };
                let marks = self.fact(*attribute);
                marks.copies = pairs.len() + 1;
                if !own.is_empty() {
                    marks.tell(&own);
                }
            }
        }
        for _ in 0..pairs.len() {
            for (left, right) in &pairs {
                let other = self.fact(*right).clone();
                self.fact(*left).join(&other);
                let other = self.fact(*left).clone();
                self.fact(*right).join(&other);
            }
        }
    }

    /// Every code of the code attributes that are compared with one another.
    pub(super) fn linked_codes(&self, derived: &[Derivation]) -> BTreeSet<String> {
        let same = derived.iter().filter(|derivation| matches!(derivation.from, Derived::Same(..)));
        let linked = same.flat_map(bases);
        linked.flat_map(|attribute| self.book.attributes.get(attribute).codes.iter().cloned()).collect()
    }
}

fn bases(derivation: &Derivation) -> [AttributeId; 2] {
    match derivation.from {
        Derived::Same(left, right) => [left, right],
        Derived::Days { from, to } => [from, to],
    }
}
