//! Values as small classes: two values of an attribute are in one class if no condition of a component
//! tells them apart.

use crate::facts::{AttributeId, Value};
use std::cmp::Ordering;

/// The class of an unknown value.
pub const UNKNOWN_CLASS: u32 = 0;

/// How the values of one attribute become classes.
///
/// The values that conditions name, and the ends of their ranges, are points on a line. A value lies at a
/// point or between two, so there are `2 × points + 1` positions, and each belongs to a class.
#[derive(Debug, Clone)]
pub struct Coding {
    /// Whose values.
    pub attribute: AttributeId,
    /// The points, ascending.
    pub points: Vec<Value>,
    /// The class of each position: `2 i` lies below point `i`, `2 i + 1` is the point itself.
    pub classes: Vec<u32>,
    /// How many classes, the unknown one included.
    pub count: u32,
}

impl Coding {
    /// The class of a known value.
    pub fn class(&self, value: &Value) -> u32 {
        self.class_by(|point| point.cmp(value))
    }

    /// The class of a known symbol.
    pub fn class_of_symbol(&self, text: &str) -> u32 {
        // Symbols stand before values of any other type.
        self.class_by(|point| match point {
            Value::Symbol(point) => point.as_str().cmp(text),
            _ => Ordering::Greater,
        })
    }

    fn class_by(&self, compare: impl Fn(&Value) -> Ordering) -> u32 {
        let position = match self.points.binary_search_by(compare) {
            Ok(point) => 2 * point + 1,
            Err(above) => 2 * above,
        };
        self.classes[position]
    }
}
