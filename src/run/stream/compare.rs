//! Comparing a unit: what is plain, one row against one line that agrees, is counted at once; everything else
//! goes to reconciliation.

use super::exacts;
use super::takes::Takes;
use super::unit::{LineNames, Unit};
use super::unit_lines::{NO_ROW, UnitLine};
use crate::facts::{BilledLine, id};
use crate::money::Decimal;
use crate::price::{Priced, State};
use crate::reconcile::{Broken, Expected, Group, Pairing, Terms};
use crate::run::expectation::Expectations;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a unit is compared with.
#[derive(Clone, Copy)]
pub struct Comparing<'a> {
    pub unit: &'a Unit,
    pub priced: &'a Priced,
    pub expectations: Expectations<'a>,
    pub terms: &'a Terms,
    pub names: &'a LineNames,
    /// The components in the order of reports, and the place there of each that lines number.
    pub components: &'a [String],
    pub places: &'a [usize],
}

impl Comparing<'_> {
    /// Compares every row of the unit, in the order of the homes.
    pub fn run(&self, out: &mut dyn Takes) -> Result<(), Broken> {
        let mut shared = self.shared(out)?;
        let mut sharing: Vec<u32> = self.unit.shared.iter().map(|(row, _)| *row).collect();
        sharing.sort_unstable();
        let mut sharing = sharing.into_iter().peekable();
        let mut gone = self.unit.gone.iter().peekable();
        let mut seen = 0;
        for row in 0..self.unit.own {
            let number = row as u32;
            if gone.next_if_eq(&&number).is_some() {
                continue;
            }
            if sharing.next_if_eq(&number).is_some() {
                // Only its home has pairs.
                let pairs = shared.remove(&number).unwrap_or_default();
                pairs.into_iter().try_for_each(|pair| out.pair(pair))?;
                continue;
            }
            let places = self.unit.lines_of(row, seen);
            seen = places.end;
            out.row(row, false)?;
            self.alone(row, places, out)?;
        }
        self.without_transaction(out)
    }

    /// Lines whose transaction id no row has.
    fn without_transaction(&self, out: &mut dyn Takes) -> Result<(), Broken> {
        let lines = &self.unit.lines;
        let places: Vec<usize> = (lines.first_of(NO_ROW)..lines.len()).collect();
        if places.is_empty() {
            return Ok(());
        }
        let pairs = self.reconcile(&[], &places, &[], out)?;
        Ok(pairs.into_iter().try_for_each(|pair| out.pair(pair))?)
    }

    /// A row whose id no other has.
    fn alone(&self, row: usize, places: Range<usize>, out: &mut dyn Takes) -> Result<(), Broken> {
        let lines = places.clone().map(|place| self.unit.lines.get(place));
        if self.is_rejected(row) || !lines.clone().all(|line| self.is_of(row, &line)) {
            let pairs = self.reconcile(&[row], &places.collect::<Vec<_>>(), &[], out)?;
            return Ok(pairs.into_iter().try_for_each(|pair| out.pair(pair))?);
        }
        let components = self.expectations.program.components.len();
        let mut left = lines.len();
        for component in 0..components {
            let mut mine = lines.clone().filter(|line| self.places[line.component as usize] == component);
            match (mine.next(), mine.next()) {
                (None, _) if matches!(self.priced.outcome(row, component).state, State::NotCovered) => {}
                (Some(line), None) => {
                    left -= 1;
                    match self.exact(row, component, &line) {
                        Some(digits) => out.exact(row, component, &line, digits)?,
                        None => self.component(row, component, places.clone(), out)?,
                    }
                }
                (_, second) => {
                    left -= usize::from(second.is_some()) * (2 + mine.count());
                    self.component(row, component, places.clone(), out)?;
                }
            }
        }
        if left > 0 {
            // Components that only the bill names.
            let named = lines.map(|line| self.places[line.component as usize]);
            let others: BTreeSet<usize> = named.filter(|component| *component >= components).collect();
            for component in others {
                self.component(row, component, places.clone(), out)?;
            }
        }
        Ok(())
    }

    /// Whether a line belongs to a row whose id it has.
    fn is_of(&self, row: usize, line: &UnitLine) -> bool {
        let event = |code: u8| self.names.events.get(usize::from(code) - 1).map(String::as_str);
        line.on_row || line.event == 0 || event(line.event) == self.unit.batch.symbol(id::EVENT, row)
    }

    /// The amount of a line as a whole number, if it is exactly the expected cost.
    fn exact(&self, row: usize, component: usize, line: &UnitLine) -> Option<i128> {
        let expected = match self.priced.lines(row, component) {
            [one] if one.currency == line.currency => one.amount,
            [first, rest @ ..] if !rest.is_empty() => {
                let same = first.currency == line.currency
                    && rest.iter().all(|other| other.currency == first.currency);
                let lines = std::iter::once(first).chain(rest);
                crate::money::sum(lines.map(|line| line.amount)).ok().filter(|_| same)?
            }
            _ => return None,
        };
        let digits = exacts::digits(expected).filter(|digits| exacts::digits(line.amount) == Some(*digits));
        digits.filter(|_| (self.expectations.groups)(row, component).is_none())
    }

    /// One component of a row that shares its id with none.
    fn component(
        &self,
        row: usize,
        component: usize,
        places: Range<usize>,
        out: &mut dyn Takes,
    ) -> Result<(), Broken> {
        let mine = |place: &usize| self.places[self.unit.lines.get(*place).component as usize] == component;
        let places: Vec<usize> = places.filter(mine).collect();
        let billed: Vec<BilledLine> =
            places.iter().map(|place| self.unit.billed_line(*place, self.names)).collect();
        let expected = self.expectations.cost(self.priced, row, component)?;
        self.came_in(&billed, expected.as_ref(), component, out)?;
        let group = Group { rows: vec![row], distinct_rows: 1, ..Group::default() };
        let pairing = Pairing { components: self.components, billed: &billed, terms: self.terms };
        let costs = expected.iter().collect();
        for mut pair in pairing.component(&group, component, (costs, (0..billed.len()).collect()))? {
            pair.lines.iter_mut().for_each(|line| *line = places[*line]);
            out.pair(pair)?;
        }
        Ok(())
    }

    /// Counts what came in, apart from what is made of it.
    fn came_in(
        &self,
        billed: &[BilledLine],
        expected: Option<&Expected>,
        component: usize,
        out: &mut dyn Takes,
    ) -> Result<(), Broken> {
        for line in billed {
            out.come_in(component, line.currency, (Decimal::ZERO, line.amount))?;
        }
        if let Some(Expected { cost: Ok(money), .. }) = expected {
            out.come_in(component, money.currency, (money.amount, Decimal::ZERO))?;
        }
        Ok(())
    }
}
