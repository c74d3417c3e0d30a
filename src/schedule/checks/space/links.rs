//! One point out of a box in which derived attributes fit those that they rest on.

use super::axis::Cell;
use super::days::Differences;
use super::{Cells, Dense, Link, Point, Space};
use crate::facts::Value;
use crate::money::Decimal;
use std::collections::BTreeMap;

/// Whether a box has a point that fits.
pub enum Fit {
    Point(Point),
    None,
    /// It takes too much work to find out.
    Unsure,
}

/// No box may take more tries than this.
const MOST_TRIES: u64 = 200_000;

/// The cells chosen so far, by axis.
struct Chosen<'s> {
    space: &'s Space,
    dense: &'s Dense,
    /// The linked axes, each derived one behind those that it rests on.
    order: Vec<usize>,
    cells: Vec<Option<usize>>,
    tries: u64,
    unsure: bool,
}

impl Space {
    /// A point of a box, its cells as early in the order of their axes as fits.
    pub(super) fn fit(&self, dense: &Dense) -> Fit {
        if dense.iter().any(Cells::is_empty) {
            return Fit::None;
        }
        let mut chosen = Chosen {
            space: self,
            dense,
            order: self.linked(),
            cells: vec![None; dense.len()],
            tries: MOST_TRIES,
            unsure: false,
        };
        let Some(days) = chosen.choose(0) else {
            return if chosen.unsure || chosen.tries == 0 { Fit::Unsure } else { Fit::None };
        };
        let free = |axis: usize| self.axes[axis].in_order(&dense[axis]).next().unwrap_or(0);
        let cells = (0..dense.len()).map(|axis| chosen.cells[axis].unwrap_or_else(|| free(axis)));
        Fit::Point(Point { cells: cells.collect(), days })
    }

    fn linked(&self) -> Vec<usize> {
        let mut order: Vec<usize> = Vec::new();
        for link in &self.links {
            for axis in link.axes() {
                if !order.contains(&axis) {
                    order.push(axis);
                }
            }
        }
        order
    }

    fn cell(&self, axis: usize, cell: usize) -> &Cell {
        &self.axes[axis].cells[cell]
    }
}

impl Link {
    /// Its axes, the derived one last.
    fn axes(self) -> [usize; 3] {
        match self {
            Link::Same { flag, left, right } => [left, right, flag],
            Link::Days { number, from, to } => [from, to, number],
            Link::Rate { amount, converted, own } => [own, amount, converted],
        }
    }
}

impl Chosen<'_> {
    /// Chooses the cells of the linked axes from `depth` on; the whole numbers and days that fit them.
    fn choose(&mut self, depth: usize) -> Option<BTreeMap<usize, i64>> {
        let Some(axis) = self.order.get(depth).copied() else { return self.numbers() };
        let (space, dense) = (self.space, self.dense);
        for cell in space.axes[axis].in_order(&dense[axis]) {
            self.tries = self.tries.saturating_sub(1);
            if self.tries == 0 {
                break;
            }
            self.cells[axis] = Some(cell);
            if self.fits(axis)
                && let Some(found) = self.choose(depth + 1)
            {
                return Some(found);
            }
        }
        self.cells[axis] = None;
        None
    }

    /// Whether every link of this axis whose cells are all chosen may hold.
    fn fits(&self, axis: usize) -> bool {
        self.space.links.iter().all(|link| {
            let axes = link.axes();
            let [Some(first), Some(second), Some(last)] = axes.map(|axis| self.cells[axis]) else {
                return true;
            };
            if !axes.contains(&axis) {
                return true;
            }
            let cell = |place: usize, cell| self.space.cell(axes[place], cell);
            let cells = [cell(0, first), cell(1, second), cell(2, last)];
            match link {
                Link::Same { .. } => same(cells),
                Link::Days { .. } => days(cells),
                Link::Rate { .. } => rate(cells),
            }
        })
    }

    /// Numbers and days of the chosen cells that are as far apart as derived attributes say.
    fn numbers(&mut self) -> Option<BTreeMap<usize, i64>> {
        let mut differences = Differences::new();
        let (mut places, mut wishes, mut unequal) = (BTreeMap::new(), Vec::new(), Vec::new());
        let span = |axis: usize| {
            let cell = self.space.cell(axis, self.cells[axis]?);
            Some((cell.span?, whole(cell.value.as_ref()?)?))
        };
        for link in &self.space.links {
            let [first, second, last] = link.axes();
            let (Some(_), Some(_)) = (span(first), span(second)) else { continue };
            let [from, to] = [first, second].map(|axis| {
                *places.entry(axis).or_insert_with(|| {
                    let (bounds, wish) = span(axis).unwrap_or_default();
                    wishes.push(wish);
                    differences.number(bounds)
                })
            });
            match link {
                Link::Days { .. } => differences.apart(from, to, span(last)?.0),
                Link::Same { .. } => match self.space.cell(last, self.cells[last]?).value {
                    Some(Value::Flag(true)) => differences.apart(from, to, (0, 0)),
                    _ => unequal.push((from, to)),
                },
                Link::Rate { .. } => {}
            }
        }
        let derived = self.space.links.iter().filter_map(|link| match link {
            Link::Days { number, .. } => Some(*number),
            _ => None,
        });
        if derived.into_iter().any(|number| places.contains_key(&number)) {
            // A number of days that is itself compared with another number.
            self.unsure = true;
            return None;
        }
        let found = differences.solve(&wishes, &unequal)?;
        Some(places.into_iter().map(|(axis, place)| (axis, found[place - 1])).collect())
    }
}

/// Left, right, and the flag that says whether they have the same value.
fn same([left, right, flag]: [&Cell; 3]) -> bool {
    let (Some(one), Some(other)) = (&left.value, &right.value) else { return flag.value.is_none() };
    match (&flag.value, left.span, right.span) {
        (None, ..) => false,
        (Some(flag), None, None) => *flag == Value::Flag(one == other),
        (Some(Value::Flag(true)), Some(one), Some(other)) => one.0 <= other.1 && other.0 <= one.1,
        (_, Some(one), Some(other)) => one != other || one.0 < one.1,
        _ => false,
    }
}

/// Two dates, and the days from the first to the second.
fn days([from, to, number]: [&Cell; 3]) -> bool {
    match (from.span, to.span, number.span) {
        (Some(from), Some(to), Some(number)) => {
            let (least, most) = (to.0 - from.1, to.1 - from.0);
            number.0 <= most && least <= number.1
        }
        (Some(_), Some(_), None) => false,
        (_, _, number) => number.is_none(),
    }
}

/// The transaction's currency, an amount in it, and the amount in another currency.
fn rate([_, amount, converted]: [&Cell; 3]) -> bool {
    match (&amount.value, &converted.value) {
        (Some(Value::Decimal(amount)), Some(Value::Decimal(converted))) => {
            amount.cmp(&Decimal::ZERO) == converted.cmp(&Decimal::ZERO)
        }
        _ => true,
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Date(day) => Some(super::axis::number_of_day(*day)),
        _ => None,
    }
}
