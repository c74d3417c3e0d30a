//! A point as the transaction that it stands for.

use super::axis::{Key, day_of_number};
use super::{Block, Space};
use crate::facts::{Attributes, Kind, Value, id};
use crate::money::{self, Currency};
use std::collections::BTreeMap;

/// One cell of every axis, so chosen that derived attributes fit those that they rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// By axis.
    pub(super) cells: Vec<usize>,
    /// The whole numbers and days that derived attributes ask for, by axis.
    pub(super) days: BTreeMap<usize, i64>,
}

impl Point {
    /// Whether it lies in a box.
    pub fn is_in(&self, found: &Block) -> bool {
        found.sides().iter().all(|(axis, cells)| cells.contains(self.cells[*axis]))
    }

    /// The facts of the transaction, as a case would give them: attribute and value, in the order of the
    /// attributes. What is derived is left out, and what is unknown.
    pub fn facts(&self, space: &Space, attributes: &Attributes) -> Vec<(String, String)> {
        let currency = match self.value(space, Key::Fact(id::CURRENCY)) {
            Some(Value::Symbol(code)) => Currency::parse(&code),
            _ => None,
        };
        let mut facts = Vec::new();
        for key in space.places.keys() {
            let Key::Fact(id) = *key else { continue };
            let attribute = attributes.get(id);
            if space.is_derived(id) {
                continue;
            }
            let text = match self.value(space, *key) {
                None => continue,
                Some(Value::Decimal(number)) if attribute.kind == Kind::Money => {
                    money::plain(number, currency)
                }
                Some(Value::Decimal(number)) => money::plain(number, None),
                Some(value) => value.to_string(),
            };
            facts.push((attribute.name.clone(), text));
        }
        facts
    }

    /// The attributes that are unknown in it, but for those that follow from others.
    pub fn unknown(&self, space: &Space, attributes: &Attributes) -> Vec<String> {
        let mut unknown = Vec::new();
        for key in space.places.keys() {
            if let Key::Fact(id) = *key
                && !space.is_derived(id)
                && self.value(space, *key).is_none()
            {
                unknown.push(attributes.name(id).to_owned());
            }
        }
        unknown
    }

    fn value(&self, space: &Space, key: Key) -> Option<Value> {
        let axis = *space.places.get(&key)?;
        let cell = &space.axes[axis].cells[self.cells[axis]];
        match (&cell.value, self.days.get(&axis)) {
            (Some(Value::Integer(_)), Some(number)) => Some(Value::Integer(*number)),
            (Some(Value::Date(_)), Some(number)) => day_of_number(*number).map(Value::Date),
            (value, _) => value.clone(),
        }
    }
}
