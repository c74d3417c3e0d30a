//! Which rows and billed lines belong to one transaction id and event.

use super::expected::{Expected, Transaction, Unproven, of_row};
use super::pair::Repeat;
use super::{Kind, duplicates};
use crate::facts::{BilledFor, BilledLine};
use std::collections::{BTreeMap, HashMap};

/// One (transaction id, event): its rows and its billed lines.
#[derive(Default)]
pub struct Group {
    pub rows: Vec<usize>,
    /// How many of the rows repeat no other.
    pub distinct_rows: usize,
    pub lines: Vec<usize>,
    /// Why nothing can be said of what it bills where no cost is expected.
    pub open: Option<Unproven>,
    /// By component, why lines of other groups may bill this one.
    pub claimed: BTreeMap<usize, String>,
}

impl Group {
    /// How its lines may be alike without being duplicates.
    pub fn allowance(&self) -> duplicates::Allowance {
        duplicates::Allowance {
            distinct_rows: self.distinct_rows,
            // Of lines without a transaction nothing is known, not even that they are the same.
            any: self.rows.is_empty() && self.open.is_some(),
            by_event: self.open.is_some(),
        }
    }
}

/// Rows with the same id and event stand together, at the place of the first, and a row without an id
/// alone; each billed line without a transaction joins those with the same id, at the end.
///
/// `components` has the component of each billed line, `expected` is in the order of rows.
pub fn groups(
    transactions: &[Transaction<'_>],
    repeats: &[Repeat],
    expected: &[Expected],
    billed: &[BilledLine],
    components: &[usize],
) -> Vec<Group> {
    let mut grouping = Grouping::of_rows(transactions, expected);
    for repeat in repeats {
        let place = grouping.of_row[repeat.row];
        grouping.groups[place].distinct_rows -= 1;
    }
    for (number, (line, component)) in billed.iter().zip(components).enumerate() {
        let place = grouping.of_line(&line.billed_for, *component);
        grouping.groups[place].lines.push(number);
    }
    grouping.groups
}

struct Grouping<'a> {
    transactions: &'a [Transaction<'a>],
    expected: &'a [Expected],
    groups: Vec<Group>,
    of_row: Vec<usize>,
    by_key: HashMap<(&'a str, Option<&'a str>), usize>,
    by_id: HashMap<&'a str, Vec<usize>>,
    /// Groups without a transaction, by id, event, and why they are unproven.
    alone: HashMap<(&'a str, Option<&'a str>, Option<String>), usize>,
}

impl<'a> Grouping<'a> {
    fn of_rows(transactions: &'a [Transaction<'a>], expected: &'a [Expected]) -> Grouping<'a> {
        let mut grouping = Grouping {
            transactions,
            expected,
            groups: Vec::new(),
            of_row: Vec::with_capacity(transactions.len()),
            by_key: HashMap::new(),
            by_id: HashMap::new(),
            alone: HashMap::new(),
        };
        for (row, transaction) in transactions.iter().enumerate() {
            let known = grouping.by_key.get(&(transaction.id, transaction.event)).copied();
            let place = known.unwrap_or_else(|| {
                grouping.groups.push(Group::default());
                let place = grouping.groups.len() - 1;
                if !transaction.id.is_empty() {
                    grouping.by_key.insert((transaction.id, transaction.event), place);
                    grouping.by_id.entry(transaction.id).or_default().push(place);
                }
                place
            });
            grouping.groups[place].rows.push(row);
            grouping.groups[place].distinct_rows += 1;
            grouping.of_row.push(place);
        }
        grouping
    }

    fn of_line(&mut self, billed_for: &'a BilledFor, component: usize) -> usize {
        match billed_for {
            BilledFor::Row(row) => self.of_row[*row],
            // Told apart from every transaction, so that nothing is disputed for want of our own row.
            BilledFor::NoTransaction { transaction_id, event, reason } => {
                self.alone(transaction_id, event.as_deref(), Some(reason.clone()))
            }
            BilledFor::Id { transaction_id, event: Some(event) } => self.of_event(transaction_id, event),
            BilledFor::Id { transaction_id, event: None } => self.of_any_event(transaction_id, component),
        }
    }

    /// The transaction of this event; else the one whose event is unknown, for it may be this one.
    fn of_event(&mut self, id: &'a str, event: &'a str) -> usize {
        if let Some(place) = self.by_key.get(&(id, Some(event))) {
            return *place;
        }
        let Some(place) = self.by_key.get(&(id, None)).copied() else {
            return self.alone(id, Some(event), None);
        };
        let reason = "unknown_attribute: event".to_owned();
        self.groups[place].open = Some(Unproven { kind: Kind::UnknownAttribute, reason });
        place
    }

    /// The only event of the transaction, or the only one that expects this component.
    fn of_any_event(&mut self, id: &'a str, component: usize) -> usize {
        let all = self.by_id.get(id).map_or(&[][..], Vec::as_slice);
        let expecting: Vec<usize> =
            all.iter().copied().filter(|place| self.expects(*place, component)).collect();
        match (all, expecting.as_slice()) {
            ([], _) => self.alone(id, None, None),
            ([only], _) | (_, [only]) => *only,
            _ => {
                let event = |place: &usize| self.transactions[self.groups[*place].rows[0]].event;
                let mut events: Vec<&str> =
                    all.iter().map(|place| event(place).unwrap_or("unknown")).collect();
                events.sort_unstable();
                let reason = format!("ambiguous_event: {}", events.join(", "));
                for place in expecting {
                    self.groups[place].claimed.insert(component, reason.clone());
                }
                self.alone(id, None, Some(reason))
            }
        }
    }

    fn expects(&self, place: usize, component: usize) -> bool {
        let mut costs = self.groups[place].rows.iter().flat_map(|row| of_row(self.expected, *row));
        costs.any(|cost| cost.component == component)
    }

    fn alone(&mut self, id: &'a str, event: Option<&'a str>, reason: Option<String>) -> usize {
        let groups = &mut self.groups;
        *self.alone.entry((id, event, reason)).or_insert_with_key(|(_, _, reason)| {
            let open = reason.clone().map(|reason| Unproven { kind: Kind::Unpriced, reason });
            groups.push(Group { open, ..Group::default() });
            groups.len() - 1
        })
    }
}
