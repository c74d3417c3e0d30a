//! The rules of a schedule that differ in what they cost: what a biller may have taken instead of the selected one.

use super::near::{Near, Simple};
use crate::money::Date;
use crate::program::ScheduleProgram;
use crate::schedule::{DatedFee, Direction};
use hashbrown::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The rules that differ, by component, schedule and period; found when they are first asked for, and kept for as
/// long as a program is used.
#[derive(Debug, Default)]
pub struct OtherRules {
    schedules: Mutex<HashMap<(usize, usize), Periods>>,
}

/// A rule in force.
#[derive(Debug, Clone, Copy)]
pub struct Other {
    /// The places of the rule and of its fee.
    pub rule: usize,
    pub version: usize,
    simple: Option<Simple>,
}

impl Other {
    /// Whether it is certain not to come to an amount.
    #[inline]
    pub fn misses(&self, near: &Near) -> bool {
        self.simple.as_ref().is_some_and(|simple| near.misses(simple))
    }
}

/// One schedule.
#[derive(Debug)]
struct Periods {
    /// The days on which a fee begins or ends.
    begins: Vec<Date>,
    /// By how many of these days have come.
    rules: Vec<Option<Arc<[Other]>>>,
}

impl OtherRules {
    /// The rules of a schedule with a published fee in force on a day: of several with one fee, direction and adjustments
    /// the first. `place` is that of its component and its own there.
    pub fn on(&self, place: (usize, usize), schedule: &ScheduleProgram, date: Date) -> Arc<[Other]> {
        let mut schedules = self.schedules.lock().unwrap_or_else(PoisonError::into_inner);
        let known = schedules.entry(place).or_insert_with(|| Periods::new(schedule));
        let period = known.begins.partition_point(|begin| *begin <= date);
        known.rules[period].get_or_insert_with(|| distinct(schedule, date).into()).clone()
    }
}

impl Periods {
    fn new(schedule: &ScheduleProgram) -> Periods {
        let fees = schedule.rules.iter().flat_map(|rule| &rule.fees);
        let mut begins: Vec<Date> = fees.filter_map(|dated| dated.from).collect();
        begins.sort_unstable();
        begins.dedup();
        Periods { rules: vec![None; begins.len() + 1], begins }
    }
}

fn distinct(schedule: &ScheduleProgram, date: Date) -> Vec<Other> {
    let mut seen = HashSet::new();
    let rules = schedule.rules.iter().enumerate().filter_map(|(number, rule)| {
        let (version, fee) = DatedFee::on(&rule.fees, date).filter(|(_, fee)| fee.is_published())?;
        let is_new = seen.insert((&fee.text, rule.direction == Direction::Credit, &rule.adjustments));
        is_new.then(|| Other { rule: number, version, simple: Simple::of(fee, rule) })
    });
    rules.collect()
}
