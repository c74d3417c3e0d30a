//! Conditions as boxes: where they are true, and where they are not false.

use super::{Cells, Key, Mode, Space};
use crate::facts::{AttributeId, Value, id};
use crate::money::{Currency, Date, Decimal};
use crate::schedule::{Accepts, Condition, Period, Test};

/// Points whose cells lie in a set on some axes; on all others they may lie anywhere. The axes ascend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    sides: Vec<(usize, Cells)>,
}

/// Boxes that may overlap. `None`: there are too many of them to be written down.
pub type Regions = Option<Vec<Block>>;

/// More boxes than this are not written down.
const MOST_BOXES: usize = 2048;

/// Which answers of a condition are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    True,
    /// True or open.
    NotFalse,
}

impl Block {
    pub fn of(sides: impl IntoIterator<Item = (usize, Cells)>) -> Block {
        Block { sides: sides.into_iter().collect() }
    }

    pub fn sides(&self) -> &[(usize, Cells)] {
        &self.sides
    }

    /// What lies in both; `None` if nothing does.
    pub fn meet(&self, other: &Block) -> Option<Block> {
        let mut met = self.clone();
        for (axis, cells) in &other.sides {
            match met.sides.binary_search_by_key(axis, |(axis, _)| *axis) {
                Ok(at) => met.sides[at].1.keep(cells),
                Err(at) => met.sides.insert(at, (*axis, cells.clone())),
            }
        }
        met.sides.iter().all(|(_, cells)| !cells.is_empty()).then_some(met)
    }

    /// What of it lies outside of another box, in boxes that do not meet. `space` knows the axes.
    fn outside(mut self, other: &Block, space: &Space) -> Vec<Block> {
        if self.meet(other).is_none() {
            return vec![self];
        }
        let mut parts = Vec::new();
        for (axis, cells) in &other.sides {
            let at = match self.sides.binary_search_by_key(axis, |(axis, _)| *axis) {
                Ok(at) => at,
                Err(at) => {
                    self.sides.insert(at, (*axis, space.axes[*axis].cells(|_| true, true)));
                    at
                }
            };
            let mut part = self.clone();
            part.sides[at].1.remove(cells);
            if !part.sides[at].1.is_empty() {
                parts.push(part);
            }
            self.sides[at].1.keep(cells);
        }
        parts
    }
}

/// What lies in both of two regions.
pub fn meet(left: &Regions, right: &Regions) -> Regions {
    let (left, right) = (left.as_ref()?, right.as_ref()?);
    let met: Vec<Block> =
        left.iter().flat_map(|left| right.iter().filter_map(|right| left.meet(right))).collect();
    (met.len() <= MOST_BOXES).then_some(met)
}

impl Space {
    /// What lies in one region and not in another; `None` if that takes too many boxes.
    pub fn minus(&self, left: &Regions, right: &Regions) -> Regions {
        let mut rest = left.clone()?;
        for cut in right.as_ref()? {
            rest = rest.into_iter().flat_map(|found| found.outside(cut, self)).collect();
            if rest.len() > MOST_BOXES {
                return None;
            }
        }
        Some(rest)
    }

    /// Where a condition is true.
    pub fn holds(&self, condition: &Condition, mode: Mode) -> Regions {
        self.conjunction(condition, mode, Want::True)
    }

    /// Where a condition is true or open.
    pub fn may_hold(&self, condition: &Condition, mode: Mode) -> Regions {
        self.conjunction(condition, mode, Want::NotFalse)
    }

    /// The box of some days.
    pub fn on_days(&self, dated_by: AttributeId, within: impl Fn(Date) -> bool) -> Block {
        let inside = |value: &Value| matches!(value, Value::Date(day) if within(*day));
        Block::of(self.side(dated_by, inside, false))
    }

    /// Where a number is at least one and below another. `currency`: it is an amount, converted to that.
    pub fn between(
        &self,
        attribute: AttributeId,
        currency: Option<Currency>,
        bounds: (Option<Decimal>, Option<Decimal>),
        mode: Mode,
    ) -> Vec<Block> {
        let inside = |value: &Value| {
            let number = match value {
                Value::Decimal(number) => *number,
                Value::Integer(number) => Decimal::from(*number),
                _ => return false,
            };
            bounds.0.is_none_or(|from| from <= number) && bounds.1.is_none_or(|below| number < below)
        };
        match currency {
            None => vec![Block::of(self.side(attribute, inside, false))],
            Some(currency) => self.converted(attribute, currency, inside, mode, Want::True),
        }
    }

    fn conjunction(&self, condition: &Condition, mode: Mode, want: Want) -> Regions {
        let mut regions = Some(vec![Block::default()]);
        for test in &condition.tests {
            regions = meet(&regions, &Some(self.test(test, mode, want)));
        }
        for branches in &condition.any {
            let mut either = Vec::new();
            for branch in branches {
                either.extend(self.conjunction(branch, mode, want)?);
            }
            regions = meet(&regions, &Some(either));
        }
        regions
    }

    fn test(&self, test: &Test, mode: Mode, want: Want) -> Vec<Block> {
        let attribute = test.attribute;
        // An unknown value leaves the test open, if it does not make it false.
        let open = want == Want::NotFalse && !mode.unknown_is_no;
        match &test.accepts {
            Accepts::Known(known) => vec![Block::of(self.side(attribute, |_| *known, !known))],
            Accepts::RangeIn(range, currency) => {
                self.converted(attribute, *currency, |value| range.contains(value), mode, want)
            }
            Accepts::Dated(periods) => {
                let mut boxes = self.dated(attribute, periods, mode.dated_by, open);
                if open {
                    boxes.push(Block::of(self.side(mode.dated_by, |_| false, true)));
                }
                boxes.retain(|found| found.sides.iter().all(|(_, cells)| !cells.is_empty()));
                boxes
            }
            accepts => vec![Block::of(self.side(attribute, |value| accepts.accepts(value, None), open))],
        }
    }

    fn dated(
        &self,
        attribute: AttributeId,
        periods: &[Period],
        dated_by: AttributeId,
        open: bool,
    ) -> Vec<Block> {
        let ends = periods.iter().skip(1).map(|period| period.from).chain([None]);
        let period = |(period, end): (&Period, Option<Date>)| {
            let passing = self.side(attribute, |value| period.accepts.accepts(value, None), open);
            let within = |day: Date| period.from <= Some(day) && end.is_none_or(|end| day < end);
            Block::of(passing).meet(&self.on_days(dated_by, within))
        };
        // A proof takes the first box that has one, and that is to be of today.
        let mut boxes: Vec<Block> = periods.iter().zip(ends).filter_map(period).collect();
        boxes.reverse();
        boxes
    }

    /// An amount in a currency: as it is if that is the transaction's, else converted.
    fn converted(
        &self,
        attribute: AttributeId,
        currency: Currency,
        inside: impl Fn(&Value) -> bool,
        mode: Mode,
        want: Want,
    ) -> Vec<Block> {
        let own = |value: &Value| matches!(value, Value::Symbol(code) if code == currency.code());
        let key = Key::Converted(attribute, currency, mode.dated_by);
        let converted = self.places.get(&key).map(|place| {
            // Without a rate the test is open, whatever an unknown attribute does.
            (*place, self.axes[*place].cells(&inside, want == Want::NotFalse))
        });
        let side = |attribute, passes: &dyn Fn(&Value) -> bool, unknown| {
            Block::of(self.side(attribute, passes, unknown))
        };
        let (any, other) = (|_: &Value| true, |value: &Value| !own(value));
        let amount_known = side(attribute, &any, false);
        let mut boxes = vec![
            side(id::CURRENCY, &own, false).meet(&side(attribute, &inside, false)),
            side(id::CURRENCY, &other, false)
                .meet(&amount_known)
                .and_then(|found| found.meet(&side(mode.dated_by, &any, false)))
                .and_then(|found| found.meet(&Block::of(converted))),
        ];
        if want == Want::NotFalse && !mode.unknown_is_no {
            let none = |_: &Value| false;
            boxes.push(Block::default().meet(&side(attribute, &none, true)));
            boxes.push(amount_known.meet(&side(id::CURRENCY, &none, true)));
            boxes.push(side(id::CURRENCY, &other, false).meet(&side(mode.dated_by, &none, true)));
        }
        boxes.into_iter().flatten().collect()
    }

    /// The cells of an attribute that pass; nothing if it has no axis.
    fn side(
        &self,
        attribute: AttributeId,
        passes: impl Fn(&Value) -> bool,
        unknown: bool,
    ) -> Option<(usize, Cells)> {
        let place = self.place(attribute)?;
        Some((place, self.axes[place].cells(passes, unknown)))
    }
}
