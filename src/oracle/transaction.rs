//! One transaction: its facts, what is derived from them, and the totals that it is counted in.

use super::exact::Exact;
use crate::facts::{AttributeId, Value, id};
use crate::money::{Currency, Date};
use crate::schedule::{Derivation, Derived};
use std::collections::BTreeMap;

/// The known facts of one transaction.
pub type Facts = BTreeMap<AttributeId, Value>;

pub struct Transaction {
    /// The facts, given and derived.
    pub facts: Facts,
    /// The totals of aggregates, as far as they are known.
    pub totals: BTreeMap<AttributeId, Exact>,
    /// Where it finds each total, if that is known.
    pub standings: BTreeMap<AttributeId, Standing>,
    /// It says again what an earlier one said, and is not counted.
    pub repeats: bool,
}

/// Where a transaction finds a running total, and what it adds if it is counted.
#[derive(Clone)]
pub struct Standing {
    pub begins: Exact,
    pub adds: Option<Exact>,
}

/// A known value: a fact, or an aggregate, which may have no end as a decimal number.
pub enum Known<'t> {
    Fact(&'t Value),
    Total(&'t Exact),
}

impl Transaction {
    pub fn new(given: &Facts, derivations: &[Derivation]) -> Transaction {
        let mut facts = given.clone();
        for derivation in derivations {
            let value = derived(derivation.from, &facts);
            facts.extend(value.map(|value| (derivation.attribute, value)));
        }
        Transaction { facts, totals: BTreeMap::new(), standings: BTreeMap::new(), repeats: false }
    }

    pub fn known(&self, attribute: AttributeId) -> Option<Known<'_>> {
        let total = self.totals.get(&attribute).map(Known::Total);
        total.or_else(|| self.facts.get(&attribute).map(Known::Fact))
    }

    pub fn number(&self, attribute: AttributeId) -> Option<Exact> {
        match self.known(attribute)? {
            Known::Total(total) => Some(total.clone()),
            Known::Fact(fact) => number(fact),
        }
    }

    pub fn day(&self, attribute: AttributeId) -> Option<Date> {
        day(&self.facts, attribute)
    }

    pub fn currency(&self) -> Option<Currency> {
        match self.facts.get(&id::CURRENCY)? {
            Value::Symbol(code) => Currency::parse(code),
            _ => None,
        }
    }
}

pub fn number(value: &Value) -> Option<Exact> {
    match value {
        Value::Decimal(number) => Some(Exact::of(*number)),
        Value::Integer(number) => Some(Exact::whole(*number)),
        _ => None,
    }
}

fn derived(from: Derived, facts: &Facts) -> Option<Value> {
    match from {
        Derived::Same(left, right) => Some(Value::Flag(facts.get(&left)? == facts.get(&right)?)),
        Derived::Days { from, to } => Some(Value::Integer((day(facts, to)? - day(facts, from)?).num_days())),
    }
}

fn day(facts: &Facts, attribute: AttributeId) -> Option<Date> {
    match facts.get(&attribute)? {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}
