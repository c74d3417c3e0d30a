//! From conditions and fees to axes: what they tell apart, and which attributes hang together.

use super::axis::{Axis, Key, MORE_PLACES, Marks, PLACES, number_of_day};
use super::{Block, Cells, Link, Mode, Space, universe};
use crate::facts::{AttributeId, Kind, Value, id};
use crate::money::{Date, Decimal};
use crate::schedule::{
    Accepts, Aggregate, Bands, Book, Condition, DatedFee, Derived, Fee, Measure, Range, Shape, Test, Tiers,
    ValueSet,
};
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

/// The least and, if there is one, the greatest of the numbers that are usual.
type Mostly = (Decimal, Option<Decimal>);

/// Collects what a space must tell apart.
pub struct Builder<'b> {
    pub(super) book: &'b Book,
    pub(super) marks: BTreeMap<Key, Marks>,
}

impl<'b> Builder<'b> {
    pub fn new(book: &'b Book) -> Builder<'b> {
        Builder { book, marks: BTreeMap::new() }
    }

    /// Gives an attribute an axis.
    pub fn fact(&mut self, attribute: AttributeId) -> &mut Marks {
        self.marks.entry(Key::Fact(attribute)).or_default()
    }

    /// Something begins on a day.
    pub fn day(&mut self, dated_by: AttributeId, day: Option<Date>) {
        let starts = day.map(number_of_day);
        self.fact(dated_by).starts.extend(starts);
    }

    /// Tells apart what a condition does.
    pub fn condition(&mut self, condition: &Condition, mode: Mode) {
        for test in &condition.tests {
            self.test(test, mode);
        }
        for branch in condition.any.iter().flatten() {
            self.condition(branch, mode);
        }
    }

    fn test(&mut self, test: &Test, mode: Mode) {
        let attribute = test.attribute;
        self.fact(attribute).unknown |= mode.unknown_is_no;
        match &test.accepts {
            Accepts::OneOf(set) | Accepts::NoneOf(set) => self.set(attribute, set),
            Accepts::Range(range) => self.range(Key::Fact(attribute), range),
            Accepts::Known(_) => self.fact(attribute).unknown = true,
            Accepts::Dated(periods) => {
                for period in periods {
                    self.day(mode.dated_by, period.from);
                    if let Accepts::OneOf(set) | Accepts::NoneOf(set) = &period.accepts {
                        self.set(attribute, set);
                    }
                }
            }
            Accepts::RangeIn(range, currency) => {
                let converted = Key::Converted(attribute, *currency, mode.dated_by);
                self.converted(converted);
                self.fact(id::CURRENCY).unknown |= mode.unknown_is_no;
                self.range(Key::Fact(attribute), range);
                self.range(converted, range);
            }
        }
    }

    /// An amount that is converted has an axis of its own, and zero stays zero.
    fn converted(&mut self, key: Key) {
        let Key::Converted(attribute, currency, dated_by) = key else { return };
        self.fact(dated_by);
        let code = Value::Symbol(currency.code().to_owned());
        self.fact(id::CURRENCY).tell(&ValueSet { values: [code].into(), ..ValueSet::default() });
        for key in [Key::Fact(attribute), key] {
            self.marks.entry(key).or_default().points.insert(Decimal::ZERO);
        }
        self.marks.entry(key).or_default().unknown = true;
    }

    fn set(&mut self, attribute: AttributeId, set: &ValueSet) {
        if self.book.attributes.get(attribute).kind.is_symbol() {
            self.fact(attribute).tell(set);
            return;
        }
        for value in &set.values {
            self.end(Key::Fact(attribute), value, 0);
            self.end(Key::Fact(attribute), value, 1);
        }
    }

    fn range(&mut self, key: Key, range: &Range) {
        if let Some(lower) = &range.lower {
            self.end(key, &lower.value, i64::from(!lower.included));
        }
        if let Some(upper) = &range.upper {
            self.end(key, &upper.value, i64::from(upper.included));
        }
    }

    /// Something begins at a value, or right behind it; decimal numbers tell every end apart.
    fn end(&mut self, key: Key, value: &Value, behind: i64) {
        let marks = self.marks.entry(key).or_default();
        match value {
            Value::Decimal(number) => drop(marks.points.insert(*number)),
            Value::Integer(number) => drop(marks.starts.insert(number.saturating_add(behind))),
            Value::Date(day) => drop(marks.starts.insert(number_of_day(*day) + behind)),
            Value::Symbol(_) | Value::Flag(_) => {}
        }
    }

    /// Tells apart what the steps of fees do, by date; every attribute that they look at gets an axis.
    pub fn fees(&mut self, fees: &[DatedFee], mode: Mode) {
        for dated in fees {
            self.day(mode.dated_by, dated.from);
            if let Some(fee) = &dated.fee {
                self.fee(fee, mode);
            }
        }
    }

    fn fee(&mut self, fee: &Fee, mode: Mode) {
        for attribute in fee.attributes() {
            self.fact(attribute);
        }
        let (attribute, steps) = match &fee.shape {
            Shape::Bands(Bands { by, steps, .. }) => (*by, steps),
            Shape::Tiers(Tiers { on, steps, .. }) => (*on, steps),
            _ => return fee.shape.parts().into_iter().for_each(|part| self.fee(part, mode)),
        };
        let mut keys = vec![Key::Fact(attribute)];
        if let Shape::Bands(Bands { currency: Some(currency), .. }) = &fee.shape {
            keys.push(Key::Converted(attribute, *currency, mode.dated_by));
            self.converted(keys[1]);
        }
        for end in steps.iter().filter_map(|step| step.below) {
            for key in &keys {
                let marks = self.marks.entry(*key).or_default();
                marks.points.insert(end);
                marks.starts.extend(end.ceil().to_i64());
            }
        }
        steps.iter().for_each(|step| self.fee(&step.fee, mode));
    }

    /// The space.
    pub fn build(mut self) -> Space {
        let derived = self.derived();
        self.spread_unknown(&derived);
        self.tell_unusual();
        self.join_same(&derived);
        let codes: BTreeSet<String> = self.linked_codes(&derived);
        let mut space = Space::default();
        for (key, marks) in &self.marks {
            space.places.insert(*key, space.axes.len());
            space.axes.push(self.axis(*key, marks, &codes));
        }
        let place = |attribute: AttributeId| space.places[&Key::Fact(attribute)];
        let mut links: Vec<Link> = derived
            .iter()
            .map(|derivation| match derivation.from {
                Derived::Same(left, right) => {
                    Link::Same { flag: place(derivation.attribute), left: place(left), right: place(right) }
                }
                Derived::Days { from, to } => {
                    Link::Days { number: place(derivation.attribute), from: place(from), to: place(to) }
                }
            })
            .collect();
        for (key, converted) in &space.places {
            if let Key::Converted(amount, ..) = key {
                let (amount, own) = (place(*amount), place(id::CURRENCY));
                links.push(Link::Rate { amount, converted: *converted, own });
            }
        }
        space.links = links;
        space.usual = self.usual(&space);
        space
    }

    fn axis(&self, key: Key, marks: &Marks, linked_codes: &BTreeSet<String>) -> Axis {
        let id = match key {
            Key::Fact(attribute) => attribute,
            Key::Converted(..) => return marks.decimals(key, MORE_PLACES),
        };
        let attribute = self.book.attributes.get(id);
        match attribute.kind {
            Kind::Flag => marks.flags(key),
            Kind::Date => marks.days(key),
            Kind::Integer => marks.whole_numbers(key, self.least_count(id)),
            Kind::Money => marks.decimals(key, PLACES),
            Kind::Decimal if self.total(id).is_some() => marks.decimals(key, MORE_PLACES),
            Kind::Decimal => marks.decimals(key, PLACES),
            kind => {
                let own = universe::of(attribute, &marks.sets, marks.copies);
                if kind != Kind::Code || marks.copies <= 1 {
                    return marks.symbols(key, kind, &own, None);
                }
                let all: Vec<String> = linked_codes.iter().cloned().collect();
                marks.symbols(key, kind, &all, Some(&own))
            }
        }
    }

    fn total(&self, attribute: AttributeId) -> Option<&'b Aggregate> {
        self.book.aggregates.iter().find(|total| total.attribute == attribute)
    }

    /// An aggregate that counts every transaction counts at least the one that looks at it.
    fn least_count(&self, attribute: AttributeId) -> Option<i64> {
        self.total(attribute).map(|total| i64::from(total.filter.is_empty()))
    }

    /// Between which numbers a value mostly lies, both of which belong to them: an amount and a sum of amounts are
    /// not negative, a part is at most the whole. With amounts below zero they may be anything.
    fn mostly(&self, key: Key) -> Option<Mostly> {
        let (Key::Fact(attribute) | Key::Converted(attribute, ..)) = key;
        let is_money = |id| self.book.attributes.get(id).kind == Kind::Money;
        match self.total(attribute).map(|total| &total.measure) {
            Some(Measure::Sum(added)) if is_money(*added) => Some((Decimal::ZERO, None)),
            Some(Measure::ShareOf(added)) if is_money(*added) => Some((Decimal::ZERO, Some(Decimal::ONE))),
            _ => is_money(attribute).then_some((Decimal::ZERO, None)),
        }
    }

    /// What lies outside of what is usual has cells of its own.
    fn tell_unusual(&mut self) {
        let keys: Vec<Key> = self.marks.keys().copied().collect();
        for key in keys {
            let Some((least, most)) = self.mostly(key) else { continue };
            self.marks.entry(key).or_default().points.extend([Some(least), most].into_iter().flatten());
        }
    }

    /// The box of transactions as they usually are.
    fn usual(&self, space: &Space) -> Block {
        let side = |(key, place): (&Key, &usize)| {
            let (least, most) = self.mostly(*key)?;
            let inside = |value: &Value| match value {
                Value::Decimal(number) => least <= *number && most.is_none_or(|most| *number <= most),
                _ => true,
            };
            Some((*place, space.axes[*place].cells(inside, true)))
        };
        let mut sides: Vec<(usize, Cells)> = space.places.iter().filter_map(side).collect();
        sides.sort_by_key(|(place, _)| *place);
        Block::of(sides)
    }
}
