//! Groups with their members.

use super::Words;
use crate::money::Date;
use crate::schedule::{Condition, Test};

/// Of a group with more members only their number is said where it is named.
const SHOWN: usize = 4;

/// A group with its members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupWords {
    /// Its name, with `@`.
    pub name: String,
    /// The members on the day, those of inner groups with them.
    pub members: Vec<String>,
    /// The days on which they change.
    pub changes: Vec<Date>,
}

impl GroupWords {
    /// Whether its members are said where it is named.
    pub fn is_short(&self) -> bool {
        self.members.len() <= SHOWN
    }

    /// The day since which it has the members that it has on a day.
    pub fn since(&self, day: Date) -> Option<Date> {
        self.changes.iter().copied().filter(|change| *change <= day).max()
    }
}

impl Words<'_> {
    /// `@fuel (5541, 5542)`, `@EEA (30)`.
    pub(super) fn group_named(&self, name: &str) -> String {
        let members = self.members(name);
        match members.len() {
            0 => format!("@{name} (nobody on {})", self.day),
            1..=SHOWN => format!("@{name} ({})", members.join(", ")),
            count => format!("@{name} ({count})"),
        }
    }

    /// The members of a group on the day.
    fn members(&self, name: &str) -> &[String] {
        let declared = self.book.groups.iter().find(|group| group.name == name);
        let members = declared.map(|group| group.members.as_slice()).unwrap_or_default();
        let begun = members.iter().take_while(|(from, _)| from.is_none_or(|from| from <= self.day));
        begun.last().map_or(&[], |(_, members)| members)
    }

    /// The groups that conditions name, each once, in the order in which they are named first.
    pub fn groups<'c>(&self, conditions: impl IntoIterator<Item = &'c Condition>) -> Vec<GroupWords> {
        let mut names: Vec<&str> = Vec::new();
        conditions.into_iter().for_each(|condition| named(condition, &mut names));
        let mut found: Vec<GroupWords> = Vec::new();
        for name in names {
            if found.iter().any(|known| known.name[1..] == *name) {
                continue;
            }
            let declared = self.book.groups.iter().find(|group| group.name == name);
            let days = declared.into_iter().flat_map(|group| &group.members).filter_map(|(from, _)| *from);
            found.push(GroupWords {
                name: format!("@{name}"),
                members: self.members(name).to_vec(),
                changes: days.collect(),
            });
        }
        found
    }
}

fn named<'c>(condition: &'c Condition, names: &mut Vec<&'c str>) {
    let of_test = |test: &'c Test| test.written.iter().filter_map(|item| item.strip_prefix('@'));
    names.extend(condition.tests.iter().flat_map(of_test));
    condition.any.iter().flatten().for_each(|branch| named(branch, names));
}
