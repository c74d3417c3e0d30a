//! What is not plain: rows that share an id, rows of which another was rejected, lines of other events.

use super::compare::Comparing;
use super::takes::Takes;
use crate::facts::{BilledFor, BilledLine, id};
use crate::reconcile::{Broken, Expected, Pair, Repeat, Transaction, balance, check, pair_all, repeats};
use std::collections::{BTreeMap, HashMap, HashSet};

impl Comparing<'_> {
    /// Which rows repeat another one.
    pub fn repeats(&self) -> Vec<Repeat> {
        let rows: Vec<usize> = self.unit.shared.iter().map(|(row, _)| *row as usize).collect();
        let billed = self.billed(&self.places_of(&rows.iter().copied().collect()), &rows);
        let mut found = repeats(&self.unit.batch, &rows, &self.transactions(&rows), &billed);
        found.iter_mut().for_each(|repeat| (repeat.row, repeat.of) = (rows[repeat.row], rows[repeat.of]));
        found
    }

    /// The pairs of all rows that share an id, by home.
    pub(super) fn shared(&self, out: &mut dyn Takes) -> Result<BTreeMap<u32, Vec<Pair>>, Broken> {
        let mut by_home = BTreeMap::<u32, Vec<Pair>>::new();
        if self.unit.shared.is_empty() {
            return Ok(by_home);
        }
        let repeats = self.repeats();
        let repeated: HashSet<usize> = repeats.iter().map(|repeat| repeat.row).collect();
        let rows: Vec<usize> = self.unit.shared.iter().map(|(row, _)| *row as usize).collect();
        rows.iter().try_for_each(|row| out.row(*row, repeated.contains(row)))?;
        let places = self.places_of(&rows.iter().copied().collect());
        let homes: HashMap<u32, u32> = self.unit.shared.iter().copied().collect();
        for pair in self.reconcile(&rows, &places, &repeats, out)? {
            let of_line = || pair.lines.first().map(|place| self.unit.lines.row(*place));
            let row = pair.rows.first().map(|row| *row as u32).or_else(of_line).unwrap_or_default();
            by_home.entry(homes.get(&row).copied().unwrap_or(row)).or_default().push(pair);
        }
        out.repeated(repeats);
        Ok(by_home)
    }

    /// The lines of some rows, in the order of the input.
    fn places_of(&self, rows: &HashSet<usize>) -> Vec<usize> {
        // The lines of a row stand together.
        let lines = &self.unit.lines;
        let of_row = |row: &usize| self.unit.lines_of(*row, lines.first_of(*row as u32));
        let mut places: Vec<usize> = rows.iter().flat_map(of_row).collect();
        places.sort_unstable_by_key(|place| lines.get(*place).number);
        places
    }

    /// Reconciles some rows with some lines, and checks that nothing is lost.
    pub(super) fn reconcile(
        &self,
        rows: &[usize],
        places: &[usize],
        repeats: &[Repeat],
        out: &mut dyn Takes,
    ) -> Result<Vec<Pair>, Broken> {
        let (transactions, billed) = (self.transactions(rows), self.billed(places, rows));
        let place_of: HashMap<usize, usize> = rows.iter().copied().zip(0..).collect();
        let repeats: Vec<Repeat> =
            repeats.iter().map(|r| Repeat { row: place_of[&r.row], of: place_of[&r.of] }).collect();
        let repeated: HashSet<usize> = repeats.iter().map(|repeat| repeat.row).collect();
        let mut expected = Vec::new();
        for (place, row) in rows.iter().enumerate().filter(|(place, _)| !repeated.contains(place)) {
            for component in 0..self.expectations.program.components.len() {
                let Some(cost) = self.expectations.cost(self.priced, *row, component)? else { continue };
                expected.push(Expected { row: place, ..cost });
            }
        }
        self.terms.doubt_rejected(&mut expected, &transactions);
        let mut paired = pair_all(self.components, &transactions, &repeats, &expected, &billed, self.terms)?;
        check(&paired, &transactions, &expected, &billed)?;
        // What came in is what the check found to be shown.
        for ((component, currency), sums) in balance(&paired)? {
            let place = self.components.iter().position(|name| *name == component).unwrap_or_default();
            out.come_in(place, currency, sums)?;
        }
        for (first, distinct) in paired.several_rows {
            out.crowded(rows[first], distinct);
        }
        for pair in &mut paired.pairs {
            pair.rows.iter_mut().for_each(|row| *row = rows[*row]);
            pair.lines.iter_mut().for_each(|line| *line = places[*line]);
        }
        Ok(paired.pairs)
    }

    /// Lines as reconciliation takes them, beside these rows.
    fn billed(&self, places: &[usize], rows: &[usize]) -> Vec<BilledLine> {
        let place_of: HashMap<usize, usize> = rows.iter().copied().zip(0..).collect();
        let line = |place: &usize| {
            let mut line = self.unit.billed_line(*place, self.names);
            if let BilledFor::Row(row) = &mut line.billed_for {
                *row = place_of.get(row).copied().unwrap_or_default();
            }
            line
        };
        places.iter().map(line).collect()
    }

    fn transactions(&self, rows: &[usize]) -> Vec<Transaction<'_>> {
        rows.iter().map(|row| self.transaction(*row)).collect()
    }

    fn transaction(&self, row: usize) -> Transaction<'_> {
        let line_ids = self.unit.line_ids.as_ref();
        Transaction {
            id: self.unit.batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default(),
            event: self.unit.batch.symbol(id::EVENT, row),
            line_id: line_ids.map(|ids| ids.get(row)).filter(|id| !id.is_empty()),
        }
    }

    pub(super) fn is_rejected(&self, row: usize) -> bool {
        !self.terms.rejected.is_empty() && self.terms.is_rejected(&self.transaction(row))
    }
}
