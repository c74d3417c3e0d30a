//! Which values of an attribute the conditions of a component tell apart.

use crate::facts::{AttributeId, Value};
use crate::money::Date;
use crate::program::Coding;
use crate::schedule::{Accepts, Range, ValueSet};
use std::collections::{BTreeSet, HashMap};

/// What is asked of one attribute.
#[derive(Default)]
pub struct Asked<'b> {
    /// What tests accept; of a dated one, in each period.
    pub accepts: Vec<&'b Accepts>,
    /// Days on which something begins.
    pub days: BTreeSet<Date>,
}

/// The coding of an attribute.
pub fn coding(attribute: AttributeId, asked: &Asked<'_>) -> Coding {
    let mut points: BTreeSet<Value> = asked.days.iter().map(|day| Value::Date(*day)).collect();
    for accepts in &asked.accepts {
        add_points(accepts, &mut points);
    }
    let points: Vec<Value> = points.into_iter().collect();
    let mut classes = Classes::new(2 * points.len() + 1);
    for accepts in &asked.accepts {
        classes.split(&positions(accepts, &points));
    }
    for day in &asked.days {
        let from = lower(&points, &Value::Date(*day), true);
        classes.split(&(from..2 * points.len() + 1).collect::<Vec<_>>());
    }
    let (classes, count) = classes.numbered();
    Coding { attribute, points, classes, count }
}

fn add_points(accepts: &Accepts, points: &mut BTreeSet<Value>) {
    match accepts {
        Accepts::OneOf(set) | Accepts::NoneOf(set) => {
            points.extend(set.values.iter().cloned());
            let ends = set.mcc_ranges.iter().flat_map(|(low, high)| [low, high]);
            points.extend(ends.map(|end| Value::Symbol(end.clone())));
        }
        Accepts::Range(range) => {
            points.extend([&range.lower, &range.upper].into_iter().flatten().map(|end| end.value.clone()));
        }
        Accepts::Dated(periods) => periods.iter().for_each(|period| add_points(&period.accepts, points)),
        Accepts::RangeIn(..) | Accepts::Known(_) => {}
    }
}

/// The positions whose values are in the set that a test is made of: of [`Accepts::NoneOf`] those that do
/// not pass, which tells the same values apart.
fn positions(accepts: &Accepts, points: &[Value]) -> Vec<usize> {
    let mut found = match accepts {
        Accepts::OneOf(set) | Accepts::NoneOf(set) => in_set(set, points),
        Accepts::Range(range) => in_range(range, points),
        Accepts::RangeIn(..) | Accepts::Known(_) | Accepts::Dated(_) => Vec::new(),
    };
    found.sort_unstable();
    found.dedup();
    found
}

fn in_set(set: &ValueSet, points: &[Value]) -> Vec<usize> {
    let values = set.values.iter().map(|value| lower(points, value, true));
    let mut found: Vec<usize> = values.collect();
    for (low, high) in &set.mcc_ranges {
        let low = lower(points, &Value::Symbol(low.clone()), true);
        let high = lower(points, &Value::Symbol(high.clone()), true);
        found.extend(low..=high);
    }
    found
}

fn in_range(range: &Range, points: &[Value]) -> Vec<usize> {
    let from = range.lower.as_ref().map_or(0, |end| lower(points, &end.value, end.included));
    let upper = |value: &Value, included: bool| lower(points, value, true) - usize::from(!included);
    let to = range.upper.as_ref().map_or(2 * points.len(), |end| upper(&end.value, end.included));
    (from..=to).collect()
}

/// The lowest position from a point on.
pub fn lower(points: &[Value], point: &Value, included: bool) -> usize {
    let place = points.partition_point(|known| known < point);
    2 * place + if included { 1 } else { 2 }
}

/// For each class whether its known values pass a test that is not dated; the entry of the unknown class says
/// nothing. `None` where classes do not say it.
pub fn passing(accepts: &Accepts, coding: &Coding) -> Option<Vec<bool>> {
    let count = coding.count as usize;
    let inside = |is_inside: bool| {
        let mut passing = vec![!is_inside; count];
        for position in positions(accepts, &coding.points) {
            passing[coding.classes[position] as usize] = is_inside;
        }
        passing
    };
    match accepts {
        Accepts::RangeIn(..) | Accepts::Dated(_) => None,
        Accepts::Known(known) => Some(vec![*known; count]),
        Accepts::OneOf(_) | Accepts::Range(_) => Some(inside(true)),
        Accepts::NoneOf(_) => Some(inside(false)),
    }
}

/// Positions on their way to classes: first all in one, then split by one set after another.
struct Classes {
    of: Vec<usize>,
    next: usize,
}

impl Classes {
    fn new(positions: usize) -> Classes {
        Classes { of: vec![0; positions], next: 1 }
    }

    fn split(&mut self, inside: &[usize]) {
        let mut moved = HashMap::new();
        for position in inside {
            let class = self.of[*position];
            let next = &mut self.next;
            self.of[*position] = *moved.entry(class).or_insert_with(|| {
                *next += 1;
                *next - 1
            });
        }
    }

    /// Numbered from 1 in the order of the positions, and how many with the unknown one.
    fn numbered(self) -> (Vec<u32>, u32) {
        let mut numbers = HashMap::new();
        let mut count = 1;
        let number = |class| {
            *numbers.entry(class).or_insert_with(|| {
                count += 1;
                count - 1
            })
        };
        let classes = self.of.into_iter().map(number).collect();
        (classes, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::id;
    use crate::schedule::Bound;

    fn set(values: &[&str], ranges: &[(&str, &str)]) -> ValueSet {
        ValueSet {
            values: values.iter().map(|value| Value::Symbol((*value).to_owned())).collect(),
            mcc_ranges: ranges.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect(),
        }
    }

    #[test]
    fn values_that_no_condition_tells_apart_are_one_class() {
        let fuel = Accepts::OneOf(set(&["5541", "5542"], &[("3000", "3299")]));
        let travel = Accepts::NoneOf(set(&["5542"], &[]));
        let asked = Asked { accepts: vec![&fuel, &travel], days: BTreeSet::new() };
        let coding = coding(id::MCC, &asked);
        let class = |mcc| coding.class_of_symbol(mcc);
        assert_eq!(class("5541"), class("3000"), "both are fuel, and no travel");
        assert_eq!(class("3000"), class("3150"));
        assert_eq!(class("3299"), class("3150"));
        assert_ne!(class("5542"), class("5541"));
        assert_eq!(class("0763"), class("9999"), "nobody names them");
        assert_eq!(coding.count, 4, "unknown, neither, and both kinds of fuel");
    }

    #[test]
    fn the_ends_of_a_range_belong_to_it_or_not_as_it_says() {
        let number = |text: &str| Value::Decimal(text.parse().unwrap());
        let end = |text, included| Some(Bound { value: number(text), included });
        let range = Accepts::Range(Range { lower: end("10", true), upper: end("20.5", false) });
        let coding = coding(id::AMOUNT, &Asked { accepts: vec![&range], days: BTreeSet::new() });
        let inside = coding.class(&number("15"));
        for (value, is_inside) in [("9.99", false), ("10.00", true), ("20.49", true), ("20.5", false)] {
            assert_eq!(coding.class(&number(value)) == inside, is_inside, "{value}");
        }
        assert!(passing(&range, &coding).unwrap()[inside as usize]);
    }
}
