//! Gathering the attributes of each row into typed columns.

use super::cell::{BadCell, Cells};
use super::collect::{Collector, Outcome, Ready};
use super::plain_column::PlainColumn;
use super::profile::{Amount, AttributeSource, ColumnId, From, Otherwise, Profile, Reading};
use crate::facts::{AttributeId, Attributes, Batch, Value, id};
use crate::money::Currency;
use std::collections::BTreeMap;
use std::ops::Range;

/// The columns of a batch as they grow. A row is read first and kept only if all of it is good.
pub(super) struct Gatherer<'a> {
    attributes: &'a Attributes,
    collectors: Vec<Option<Collector>>,
    rows: usize,
    /// The values of the row that was read last.
    row: Vec<Ready>,
    /// Its cells outside a closed list.
    unlisted: Vec<(AttributeId, ColumnId)>,
}

impl<'a> Gatherer<'a> {
    /// No rows yet; `set` holds for every row whose own columns give no value.
    pub(super) fn new(attributes: &'a Attributes, set: &[(AttributeId, Value)]) -> Gatherer<'a> {
        let mut collectors: Vec<Option<Collector>> = Vec::new();
        collectors.resize_with(attributes.len(), || None);
        for (id, value) in set {
            let collector = Collector::new(*id, attributes.get(*id).kind);
            collectors[id.0].insert(collector).set_default(value.clone());
        }
        let row = vec![Ready::Unknown; attributes.len()];
        Gatherer { attributes, collectors, rows: 0, row, unlisted: Vec::new() }
    }

    /// Makes room for attributes.
    pub(super) fn prepare(&mut self, attributes: impl IntoIterator<Item = AttributeId>) {
        for id in attributes {
            let kind = self.attributes.get(id).kind;
            self.collectors[id.0].get_or_insert_with(|| Collector::new(id, kind));
        }
    }

    /// Reads the attributes of a row; every cell that makes it unusable is added to `bad`.
    pub(super) fn read(&mut self, profile: &Profile, cells: Cells<'_>, bad: &mut Vec<BadCell>) {
        self.row.fill(Ready::Unknown);
        self.unlisted.clear();
        for source in &profile.attributes {
            match self.value(source, cells) {
                Ok(value) => self.row[source.id.0] = value,
                Err(cell) => {
                    self.row[source.id.0] = Ready::Unlisted;
                    bad.push(cell);
                }
            }
        }
        for source in &profile.attributes {
            if let From::Size(amount, sides) = &source.from {
                bad.extend(self.symbol(id::EVENT).and_then(|event| cells.misplaced(*amount, sides, event)));
            }
        }
        if self.row[id::TRANSACTION_ID.0] == Ready::Unknown {
            bad.extend(profile.attributes.iter().find(|source| source.id == id::TRANSACTION_ID).map(
                |source| cells.bad(first_column(source), "is empty, and a row without it is no transaction"),
            ));
        }
    }

    fn value(&mut self, source: &AttributeSource, cells: Cells<'_>) -> Result<Ready, BadCell> {
        let readings = match &source.from {
            From::First(readings) => readings,
            From::Size(amount, _) => {
                let size = cells.paid(*amount)?.map(|amount| Ready::Decimal(amount.abs()));
                return Ok(size.unwrap_or(Ready::Unknown));
            }
        };
        let mut unlisted = None;
        for (nth, reading) in readings.iter().enumerate() {
            match self.read_cell(source.id, nth, reading, cells)? {
                Some(Outcome::Known(value)) => return Ok(value),
                Some(Outcome::Unlisted) => unlisted = unlisted.or(Some(reading.column)),
                Some(Outcome::Nothing) | None => {}
            }
        }
        match (unlisted, source.otherwise) {
            (Some(column), Otherwise::Unknown) if source.id != id::TRANSACTION_ID => {
                self.unlisted.push((source.id, column));
                return Ok(Ready::Unlisted);
            }
            (Some(column), _) => {
                let reason = format!("is not a known `{}`", self.attributes.name(source.id));
                return Err(cells.bad(column, reason));
            }
            (None, Otherwise::Reject) => {
                let reason = format!("gives no `{}`", self.attributes.name(source.id));
                return Err(cells.bad(first_column(source), reason));
            }
            (None, _) => {}
        }
        Ok(Ready::Unknown)
    }

    fn read_cell(
        &mut self,
        id: AttributeId,
        nth: usize,
        reading: &Reading,
        cells: Cells<'_>,
    ) -> Result<Option<Outcome>, BadCell> {
        let raw = cells.text(reading.column);
        let Some(collector) = self.collectors[id.0].as_mut().filter(|_| !raw.is_empty()) else {
            return Ok(None);
        };
        let outcome = collector.read(nth, reading, self.attributes.get(id), raw);
        outcome.map(Some).map_err(|reason| cells.bad(reading.column, reason))
    }

    /// The currency of the row that was read last.
    pub(super) fn currency(&self) -> Option<Currency> {
        Currency::parse(self.symbol(id::CURRENCY)?)
    }

    /// The text of a symbol attribute of the row that was read last.
    pub(super) fn symbol(&self, id: AttributeId) -> Option<&str> {
        let collector = self.collectors[id.0].as_ref()?;
        collector.name(collector.or_default(self.row[id.0]))
    }

    /// The value of the row that was read last, if it is known.
    pub(super) fn known(&self, id: AttributeId) -> Option<Ready> {
        let value = self.collectors[id.0].as_ref()?.or_default(self.row[id.0]);
        (!matches!(value, Ready::Unknown | Ready::Unlisted)).then_some(value)
    }

    /// What the row that was read last says itself, in the order of the attributes; no value where it says
    /// something that is not known.
    pub(super) fn stated(&self) -> impl Iterator<Item = (AttributeId, Option<Value>)> {
        let values = self.row.iter().enumerate().filter(|(_, value)| **value != Ready::Unknown);
        values.map(|(at, value)| (AttributeId(at), self.value_of(AttributeId(at), *value)))
    }

    /// The value that `ready` stands for, if it is known.
    pub(super) fn value_of(&self, id: AttributeId, ready: Ready) -> Option<Value> {
        self.collectors[id.0].as_ref()?.value(ready)
    }

    /// A value as the column of its attribute holds it.
    pub(super) fn ready(&mut self, id: AttributeId, value: &Value) -> Ready {
        self.collectors[id.0].as_mut().map_or(Ready::Unknown, |collector| collector.ready(value.clone()))
    }

    /// Gives the row that was read last a value, if it has none itself.
    pub(super) fn fill(&mut self, id: AttributeId, value: Ready) {
        let collector = self.collectors[id.0].as_ref();
        if collector.is_some_and(|collector| collector.or_default(self.row[id.0]) == Ready::Unknown) {
            self.row[id.0] = value;
        }
    }

    /// How many rows were kept.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Keeps the row that was read last.
    pub(super) fn keep(&mut self, cells: Cells<'_>) {
        for (collector, value) in self.collectors.iter_mut().zip(&self.row) {
            if let Some(collector) = collector {
                collector.push(*value);
            }
        }
        self.count_unlisted(cells);
        self.rows += 1;
    }

    /// Counts the cells of the row that was read last that are outside a closed list.
    pub(super) fn count_unlisted(&mut self, cells: Cells<'_>) {
        for (id, column) in &self.unlisted {
            if let Some(collector) = &mut self.collectors[id.0] {
                collector.count_unlisted(cells.text(*column));
            }
        }
    }

    /// The attributes.
    pub(super) fn attributes(&self) -> &'a Attributes {
        self.attributes
    }

    /// The column of an attribute as it grows, if there is room for it.
    pub(super) fn collector(&mut self, id: AttributeId) -> Option<&mut Collector> {
        self.collectors[id.0].as_mut()
    }

    /// Adds some of the rows of columns, one per attribute, whose symbols have the codes of these.
    pub(super) fn extend(&mut self, columns: &mut [Option<PlainColumn>], rows: Range<usize>) {
        for (collector, column) in self.collectors.iter_mut().zip(columns) {
            if let (Some(collector), Some(column)) = (collector, column) {
                collector.extend(&mut column.column, rows.clone());
            }
        }
        self.rows += rows.len();
    }

    /// The columns, and the rows that have each raw value outside a closed list.
    pub(super) fn finish(self) -> (Batch, BTreeMap<(AttributeId, String), u64>) {
        let mut unlisted = BTreeMap::new();
        let mut columns = Vec::with_capacity(self.collectors.len());
        for (at, collector) in self.collectors.into_iter().enumerate() {
            columns.push(collector.map(|collector| {
                let id = AttributeId(at);
                let (column, raw) = collector.finish();
                unlisted.extend(raw.into_iter().map(|(value, rows)| ((id, value), rows)));
                column
            }));
        }
        (Batch { rows: self.rows, columns }, unlisted)
    }
}

fn first_column(source: &AttributeSource) -> ColumnId {
    match &source.from {
        From::First(readings) => readings.first().map_or(ColumnId(0), |reading| reading.column),
        From::Size(Amount::DebitCredit { debit: column, .. } | Amount::Signed { column, .. }, _) => *column,
    }
}
