//! The rules of a schedule that covers a row: which of them are true, and their lines.

use super::learnt::Learnt;
use super::outcome::Reason;
use super::quick::{NoLines, Place, Room, Worker};
use super::row::Dating;
use super::select;
use super::swift::{Pricing, Swift};
use super::truth::Truth;
use crate::money::Date;
use crate::program::{Candidate, ScheduleProgram};
use crate::schedule::{DatedFee, Fee, Select};

impl Worker<'_> {
    /// Adds the line of the first true rule.
    #[inline]
    pub fn first(
        &mut self,
        schedule: (usize, &ScheduleProgram),
        at: Place<'_>,
        (learnt, date): (&mut Learnt, Date),
        room: &mut Room,
    ) -> Result<(), NoLines> {
        let rules = &schedule.1.selection.rules;
        let Some(first) = rules.first(at.classes, &mut room.found) else { return Ok(()) };
        if self.rule(schedule, first, at, (&mut *learnt, date), room)? {
            return Ok(());
        }
        rules.find(at.classes, &mut room.found);
        room.found.candidates.sort_unstable();
        for next in 1..room.found.candidates.len() {
            if self.rule(schedule, room.found.candidates[next], at, (&mut *learnt, date), room)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Adds the lines of every true rule.
    pub fn every(
        &mut self,
        schedule: (usize, &ScheduleProgram),
        at: Place<'_>,
        (learnt, date): (&mut Learnt, Date),
        room: &mut Room,
    ) -> Result<(), NoLines> {
        schedule.1.selection.rules.find(at.classes, &mut room.found);
        room.found.candidates.sort_unstable();
        for next in 0..room.found.candidates.len() {
            self.rule(schedule, room.found.candidates[next], at, (&mut *learnt, date), room)?;
        }
        Ok(())
    }

    /// Adds the line of a rule, if it is true; whether it is.
    #[inline]
    fn rule(
        &mut self,
        (place, schedule): (usize, &ScheduleProgram),
        candidate: Candidate,
        at: Place<'_>,
        (learnt, date): (&mut Learnt, Date),
        room: &mut Room,
    ) -> Result<bool, NoLines> {
        let number = candidate.condition as usize;
        let rule = &schedule.rules[number];
        let Some(version) = learnt.version(place, number, date) else { return Ok(false) };
        match self.truth(candidate, &rule.when, schedule, at.row, schedule.unknown_is_no) {
            Truth::False => return Ok(false),
            Truth::Unknown(open) => return Err(NoLines::Because(open.into())),
            Truth::True => {}
        }
        let is_published = || rule.fees[version].fee.as_ref().is_none_or(Fee::is_published);
        let swift = if rule.adjustments.is_empty() || !is_published() {
            learnt.plain((place, schedule), number, version)
        } else {
            self.adjustments((place, schedule), number, at, date, room)?;
            if room.key.is_empty() {
                learnt.plain((place, schedule), number, version)
            } else {
                room.key.extend([place, number, version].map(|part| u32::try_from(part).unwrap_or(u32::MAX)));
                learnt.adjusted(&room.key, || self.adjusted((place, schedule), (number, version), at.row))
            }
        };
        let Some(swift) = swift else {
            let unpriced = NoLines::Because(Reason::Unpriced);
            return Err(if is_published() { NoLines::Unclear } else { unpriced });
        };
        room.fees.push(swift);
        let mut pricing = Pricing {
            batch: self.bound.batch,
            currencies: self.currencies,
            rates: &mut self.rates,
            priced: &mut self.priced,
        };
        let lone = schedule.select == Select::First;
        learnt.swift(swift).add_line(at.row, lone, &mut pricing).ok_or(NoLines::Unclear)?;
        Ok(true)
    }

    /// Puts the true adjustments of a rule, with the version in force, into `room.key`.
    fn adjustments(
        &self,
        (_, schedule): (usize, &ScheduleProgram),
        rule: usize,
        at: Place<'_>,
        date: Date,
        room: &mut Room,
    ) -> Result<(), NoLines> {
        room.key.clear();
        schedule.selection.adjustments.find(at.classes, &mut room.added);
        for place in &schedule.rules[rule].adjustments {
            let adjustment = &schedule.adjustments[*place];
            let mut candidates = room.added.candidates.iter();
            let Some(candidate) = candidates.find(|candidate| candidate.condition as usize == *place) else {
                continue;
            };
            let Some((version, _)) = DatedFee::on(&adjustment.add, date) else { continue };
            match self.truth(*candidate, &adjustment.when, schedule, at.row, schedule.unknown_is_no) {
                Truth::False => {}
                Truth::Unknown(open) => return Err(NoLines::Because(open.into())),
                Truth::True => {
                    let parts = [*place, version].map(|part| u32::try_from(part).unwrap_or(u32::MAX));
                    room.key.extend(parts);
                }
            }
        }
        Ok(())
    }

    fn adjusted(
        &self,
        (place, schedule): (usize, &ScheduleProgram),
        (rule, version): (usize, usize),
        row: usize,
    ) -> Option<Swift> {
        let facts = self.row(row, &[]);
        let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..facts.dating(schedule.dated_by) };
        let rated = &schedule.rules[rule];
        let added = select::added(schedule, rated, &self.bound.tests, &facts, dating).ok()?;
        Swift::new((place, schedule), (rule, rated), version, &added)
    }
}
