//! The compiled evaluation of one row: conditions by tables, plain fees in whole numbers. What tables leave
//! open is asked exactly, and what is more than plain is left to `select.rs`.

use super::evaluator::Bound;
use super::learnt::Learnt;
use super::outcome::{Line, Priced, Reason, State};
use super::row::{Currencies, Dating, Row};
use super::select::{self, Shortlist};
use super::settled::Settled;
use super::swift::{Pricing, Rates};
use super::truth::Truth;
use crate::money::Date;
use crate::program::{
    Candidate, ComponentProgram, Found, Predicate, Program, ScheduleProgram, UNKNOWN_CLASS,
};
use crate::schedule::{Covering, Select, Stage};
use std::cell::Cell;

/// One worker on its rows.
pub struct Worker<'a> {
    pub program: &'a Program,
    pub bound: &'a Bound<'a>,
    pub currencies: Currencies<'a>,
    pub rates: Rates<'a>,
    pub priced: Priced,
    /// How many outcomes were left to `select.rs`.
    pub left: usize,
    /// Whether more than the classes of a row was asked for its component.
    pub asked: Cell<bool>,
}

/// Room that is used again for every row.
#[derive(Default)]
pub struct Room {
    /// Schedules, then rules.
    pub found: Found,
    /// Adjustments.
    pub added: Found,
    covering: Vec<u32>,
    /// What names a fee with adjustments.
    pub key: Vec<u32>,
    /// The swift fees of the lines.
    pub fees: Vec<u32>,
}

/// One component of one row.
#[derive(Clone, Copy)]
pub struct Place<'c> {
    pub component: usize,
    pub row: usize,
    /// The class of each coding of the component.
    pub classes: &'c [u32],
}

/// Why there are no lines.
pub enum NoLines {
    Because(Reason),
    /// It cannot be said here.
    Unclear,
}

impl<'a> Worker<'a> {
    /// Adds what a component comes to on a row.
    #[inline]
    pub fn component(&mut self, at: Place<'_>, learnt: &mut Learnt, room: &mut Room) {
        let settled = learnt.combinations.get(at.classes);
        match settled {
            Settled::NotCovered => return self.priced.push_not_covered(),
            Settled::Fees(first, count) if self.settled((first, count), at.row, learnt) => return,
            Settled::Fees(..) | Settled::Open | Settled::New => {}
        }
        room.fees.clear();
        self.asked.set(false);
        self.found(at, learnt, room);
        if settled == Settled::New {
            let sure = !self.asked.get() && self.priced.closed_with(room.fees.len());
            learnt.combinations.keep(at.classes, sure.then_some(&room.fees));
        }
    }

    /// Adds the lines that classes settle; whether whole numbers can hold them.
    #[inline]
    fn settled(&mut self, (first, count): (u32, u32), row: usize, learnt: &Learnt) -> bool {
        let start = self.priced.end();
        let mut dated = None;
        for place in first..first + count {
            let swift = learnt.swift(learnt.combinations.fee(place));
            if place == first {
                dated = self.bound.batch.date(swift.dated_by(), row);
            }
            let mut pricing = Pricing {
                batch: self.bound.batch,
                currencies: self.currencies,
                rates: &mut self.rates,
                priced: &mut self.priced,
            };
            if swift.add_line(row, true, &mut pricing).is_none() {
                self.priced.take_back(start);
                return false;
            }
        }
        self.priced.close(start, dated);
        true
    }

    /// Finds what a component comes to on a row.
    fn found(&mut self, at: Place<'_>, learnt: &mut Learnt, room: &mut Room) {
        let component = &self.program.components[at.component];
        let (dated, open) = self.cover(component, at, room);
        if let Some(reason) = open {
            return self.priced.push_unproven(reason, dated);
        }
        let start = self.priced.end();
        match (room.covering.as_slice(), component.covering) {
            ([], _) => return self.priced.push_not_covered(),
            ([first, second, ..], Covering::One) => {
                let reason = select::two_schedules(component, *first as usize, *second as usize);
                return self.priced.push_unproven(reason, dated);
            }
            _ => {}
        }
        for covering in 0..room.covering.len() {
            let place = room.covering[covering] as usize;
            if let Err(why) = self.schedule((place, &component.schedules[place]), at, learnt, room) {
                self.priced.take_back(start);
                return match why {
                    NoLines::Because(reason) => self.priced.push_unproven(reason, dated),
                    NoLines::Unclear => self.exactly(component, at, room),
                };
            }
        }
        self.priced.close(start, dated);
    }

    /// Finds the schedules that cover a row, the day that chose the rate, and why coverage is open.
    #[inline]
    fn cover(
        &self,
        component: &ComponentProgram,
        at: Place<'_>,
        room: &mut Room,
    ) -> (Option<Date>, Option<Reason>) {
        component.covers.find(at.classes, &mut room.found);
        room.found.candidates.sort_unstable();
        room.covering.clear();
        let mut dated = None;
        for candidate in &room.found.candidates {
            let schedule = &component.schedules[candidate.condition as usize];
            // Coverage stays strict also where `unknown = "no"` holds for the rules.
            let truth = self.truth(*candidate, &schedule.covers, schedule, at.row, false);
            if truth == Truth::False {
                continue;
            }
            dated = dated.or_else(|| self.bound.batch.date(schedule.dated_by, at.row));
            if let Truth::Unknown(open) = truth {
                return (dated, Some(open.into()));
            }
            room.covering.push(candidate.condition);
        }
        (dated, None)
    }

    /// Adds the lines of a schedule that covers the row.
    fn schedule(
        &mut self,
        (place, schedule): (usize, &ScheduleProgram),
        at: Place<'_>,
        learnt: &mut Learnt,
        room: &mut Room,
    ) -> Result<(), NoLines> {
        let unknown = |attribute| NoLines::Because(Reason::UnknownAttribute(attribute));
        let date = self.bound.batch.date(schedule.dated_by, at.row).ok_or(unknown(schedule.dated_by))?;
        let selection = &schedule.selection;
        let group = selection.group.iter().position(|group| at.classes[*group] == UNKNOWN_CLASS);
        if let Some(group) = group {
            return Err(unknown(schedule.terms.group[group]));
        }
        if !selection.in_force[at.classes[selection.day] as usize] {
            return Err(NoLines::Because(Reason::NoRate(date)));
        }
        let start = self.priced.end();
        if schedule.select == Select::First {
            self.first((place, schedule), at, (learnt, date), room)?;
        } else {
            self.every((place, schedule), at, (learnt, date), room)?;
        }
        let lines = self.priced.added(start);
        if lines.is_empty() {
            return Err(NoLines::Because(Reason::Unpriced));
        }
        if schedule.select != Select::First {
            // Which line is the lowest, and what a sum rounds to, depends on amounts.
            let by_amount =
                schedule.select != Select::All || schedule.terms.rounding.stage == Stage::Transaction;
            self.asked.set(self.asked.get() || by_amount);
            if let Some(best) = select::chosen(schedule.select, lines) {
                lines.swap(0, best);
                self.priced.take_back(start + 1);
            }
            let lines = self.priced.added(start);
            select::sum_up(schedule, lines).map_err(|_| NoLines::Unclear)?;
        }
        Ok(())
    }

    /// Whether a condition that tables leave holds.
    #[inline]
    pub fn truth(
        &self,
        candidate: Candidate,
        condition: &Predicate,
        schedule: &ScheduleProgram,
        row: usize,
        unknown_is_no: bool,
    ) -> Truth {
        if candidate.sure {
            return Truth::True;
        }
        self.asked.set(true);
        let facts = self.row(row, &[]);
        let dating = Dating { unknown_is_no, ..facts.dating(schedule.dated_by) };
        self.bound.tests.predicate(condition, &facts, dating)
    }

    /// Leaves a component to `select.rs`: every condition that tables leave is asked, and fees are priced in
    /// decimals.
    fn exactly(&mut self, component: &ComponentProgram, at: Place<'_>, room: &mut Room) {
        self.left += 1;
        self.asked.set(true);
        let shortlist = |place: usize| {
            let schedule = &component.schedules[place];
            let selection = &schedule.selection;
            selection.rules.find(at.classes, &mut room.found);
            room.found.candidates.sort_unstable();
            let rules = room.found.candidates.iter().map(|candidate| candidate.condition as usize);
            let in_force = selection.in_force[at.classes[selection.day] as usize];
            Shortlist { schedule: place, rules: rules.collect(), in_force }
        };
        // Coverage is settled by now.
        let shortlists: Vec<Shortlist> =
            room.covering.iter().map(|place| *place as usize).map(shortlist).collect();
        let earlier = self.priced.begun();
        let facts = self.row(at.row, &earlier);
        let (state, dated) = select::component(component, &shortlists, &self.bound.tests, &facts);
        match state {
            State::NotCovered => self.priced.push_not_covered(),
            State::Lines(lines) => self.priced.push_lines(&lines, dated),
            State::Unproven(reason) => self.priced.push_unproven(reason, dated),
        }
    }

    pub fn row<'r>(&self, row: usize, earlier: &'r [State<Vec<Line>>]) -> Row<'r>
    where
        'a: 'r,
    {
        let Bound { batch, fx, aggregates, known_currencies, .. } = self.bound;
        Row { batch, fx, currencies: known_currencies, aggregates, row, earlier }
    }
}
