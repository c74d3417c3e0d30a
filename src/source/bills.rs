//! The billed costs of a chunk as they grow.

use crate::facts::{Bill, BilledLine, Entry};
use hashbrown::HashMap;

/// A bill that knows the places of its components and labels.
#[derive(Debug, Default)]
pub(super) struct BillBuilder {
    pub(super) bill: Bill,
    components: HashMap<String, u16>,
    labels: HashMap<String, u32>,
    /// There was no room for another component.
    pub(super) overfull: bool,
}

impl BillBuilder {
    /// Adds a cost that is billed on a row of the batch.
    pub(super) fn push(&mut self, row: u32, line: &BilledLine) {
        let component = self.component(&line.component);
        let billed_as = line.billed_as.as_deref().map_or(0, |label| self.label(label));
        let (currency, amount, billed_on) = (line.currency, line.amount, line.billed_on);
        self.bill.entries.push(Entry { row, component, currency, amount, billed_as, billed_on });
    }

    /// The place of a component.
    pub(super) fn component(&mut self, name: &str) -> u16 {
        if let Some(place) = self.components.get(name) {
            return *place;
        }
        let Ok(place) = u16::try_from(self.bill.components.len()) else {
            self.overfull = true;
            return u16::MAX;
        };
        self.bill.components.push(name.to_owned());
        self.components.insert(name.to_owned(), place);
        place
    }

    /// The place of a label, and one.
    pub(super) fn label(&mut self, name: &str) -> u32 {
        if let Some(place) = self.labels.get(name) {
            return *place;
        }
        self.bill.labels.push(name.to_owned());
        let place = u32::try_from(self.bill.labels.len()).unwrap_or(0);
        self.labels.insert(name.to_owned(), place);
        place
    }
}
