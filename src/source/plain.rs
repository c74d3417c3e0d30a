//! Reading a piece column by column.
//!
//! Most rows are plain: every cell is good by itself. Their columns are filled at once, and each distinct text is read
//! once, by the same collectors that the reading row by row uses. A row with a cell that is not plainly good is odd,
//! and read row by row; what that reading says of it is what holds.

use super::SourceError;
use super::bills::BillBuilder;
use super::cells::{ColumnCells, RawColumns};
use super::collect::Ready;
use super::gather::Gatherer;
use super::layout::Layout;
use super::plain_bill::{Own, PlainBill};
use super::plain_column::{PlainColumn, texts};
use super::plain_values::is_direct;
use super::profile::{AttributeSource, BilledColumns, ColumnId, From, Profile, Reading};
use super::reference::Joiner;
use crate::facts::{AttributeId, Column, Kind, Texts, id};

/// The rows of a piece as columns.
pub(super) struct PlainRows {
    /// Rows that are to be read row by row; what the columns have of them is without meaning.
    pub(super) odd: Vec<bool>,
    /// One place per attribute of the book.
    pub(super) columns: Vec<Option<PlainColumn>>,
    pub(super) line_ids: Option<Texts>,
    pub(super) bill: Option<PlainBill>,
    /// Per joiner and row, whether the key was found; `None` if the row has none.
    pub(super) joined: Vec<Vec<Option<bool>>>,
}

/// Whether the rows of a profile can be read column by column: a cell stands for itself.
pub(super) fn can_be_plain(profile: &Profile, joiners: &[Joiner<'_>]) -> bool {
    let single = |source: &AttributeSource| only_reading(source).is_some();
    let mut ids = profile.attributes.iter().filter(|source| source.id == id::TRANSACTION_ID);
    let plain_id = ids.next().and_then(only_reading).is_some_and(|reading| reading.values.is_none());
    let wide_labels = profile.billed.as_ref().is_some_and(|billed| match &billed.lines {
        BilledColumns::Wide(components) => components.iter().any(|component| component.billed_as.is_some()),
        BilledColumns::Long { .. } => false,
    });
    profile.check.is_none()
        && profile.other_rows.is_none()
        && plain_id
        && ids.next().is_none()
        && !wide_labels
        && profile.attributes.iter().all(single)
        && joiners.iter().all(|joiner| joiner.key() != id::TRANSACTION_ID)
}

fn only_reading(source: &AttributeSource) -> Option<&Reading> {
    match &source.from {
        From::First(readings) => readings.first().filter(|_| readings.len() == 1),
        From::Size(..) => None,
    }
}

/// Finds the cells of columns.
#[derive(Clone, Copy)]
pub(super) struct Finder<'p> {
    pub(super) raw: &'p dyn RawColumns,
    pub(super) layout: &'p Layout,
}

impl<'p> Finder<'p> {
    /// The cells of a column as text.
    pub(super) fn texts(&self, column: ColumnId) -> Result<ColumnCells<'p>, SourceError> {
        self.cells(column, None)
    }

    /// The cells of a column, as values of this kind if the file has them so.
    pub(super) fn cells(
        &self,
        column: ColumnId,
        direct: Option<Kind>,
    ) -> Result<ColumnCells<'p>, SourceError> {
        self.layout.place(column).map_or(Ok(ColumnCells::Absent), |place| self.raw.cells(place, direct))
    }
}

impl PlainRows {
    /// Reads all rows of a piece.
    pub(super) fn read(
        profile: &Profile,
        finder: Finder<'_>,
        gatherer: &mut Gatherer<'_>,
        joiners: &mut [Joiner<'_>],
        builder: &mut BillBuilder,
    ) -> Result<PlainRows, SourceError> {
        let attributes = gatherer.attributes();
        let mut plain = PlainRows {
            odd: finder.raw.odd(),
            columns: Vec::new(),
            line_ids: None,
            bill: None,
            joined: Vec::new(),
        };
        plain.columns.resize_with(attributes.len(), || None);
        for source in &profile.attributes {
            let attribute = attributes.get(source.id);
            let (Some(reading), Some(collector)) = (only_reading(source), gatherer.collector(source.id))
            else {
                continue;
            };
            let direct = is_direct(reading).then_some(attribute.kind);
            let cells = finder.cells(reading.column, direct)?;
            let column = PlainColumn::read((source, reading, attribute), &cells, collector, &mut plain.odd);
            plain.columns[source.id.0] = Some(column);
        }
        plain.fill_defaults(gatherer);
        for joiner in joiners.iter_mut() {
            plain.join(joiner, gatherer);
        }
        if let Some(billed) = &profile.billed {
            let currencies = plain.columns[id::CURRENCY.0].as_ref();
            let names = gatherer.collector(id::CURRENCY).map_or(&[][..], |collector| collector.names());
            let speaks = billed.currency.is_none_or(|column| profile.columns.is_optional(column));
            let own = Own { column: currencies, names, speaks };
            plain.bill = Some(PlainBill::read(billed, finder, own, builder, &mut plain.odd)?);
            if let Some(column) = billed.line_id {
                let ids = texts(&finder.texts(column)?, &mut plain.odd, false);
                plain.line_ids = Some(ids).filter(|ids| !ids.all_empty());
            }
        }
        plain.settle(gatherer, joiners);
        Ok(plain)
    }

    /// Gives every column that the chunk has the value that stands for rows which give none.
    fn fill_defaults(&mut self, gatherer: &mut Gatherer<'_>) {
        let rows = self.odd.len();
        for (id, attribute) in gatherer.attributes().iter() {
            let Some(collector) = gatherer.collector(id) else { continue };
            let default = collector.or_default(Ready::Unknown);
            let is_text = id == id::TRANSACTION_ID;
            let column = &mut self.columns[id.0];
            let column = column.get_or_insert_with(|| PlainColumn::unknown(attribute.kind, is_text, rows));
            if default != Ready::Unknown {
                (0..rows).for_each(|row| column.fill(row, default));
            }
        }
    }

    /// Fills what rows do not say themselves from a reference.
    fn join(&mut self, joiner: &mut Joiner<'_>, gatherer: &mut Gatherer<'_>) {
        let mut joined = vec![None; self.odd.len()];
        for (row, joined) in joined.iter_mut().enumerate() {
            let Some(key) = known(&self.columns, joiner.key(), row) else { continue };
            let facts = joiner.facts(key, gatherer);
            *joined = Some(facts.is_some());
            for (id, fact) in facts.into_iter().flatten() {
                let Some(column) = &mut self.columns[id.0] else { continue };
                // Only symbols can be something that is not known.
                let is_symbol = matches!(column.column, Column::Symbols { .. });
                self.odd[row] |= *fact == Ready::Unlisted && !is_symbol;
                column.fill(row, *fact);
            }
        }
        self.joined.push(joined);
    }

    /// Counts what is told of rows that are not odd.
    fn settle(&mut self, gatherer: &mut Gatherer<'_>, joiners: &mut [Joiner<'_>]) {
        for (at, column) in self.columns.iter_mut().enumerate() {
            if let (Some(column), Some(collector)) = (column, gatherer.collector(AttributeId(at))) {
                column.settle(&self.odd, collector);
            }
        }
        for (joiner, joined) in joiners.iter_mut().zip(&self.joined) {
            for (found, _) in joined.iter().zip(&self.odd).filter(|(_, odd)| !**odd) {
                joiner.count_one(*found);
            }
        }
    }
}

fn known(columns: &[Option<PlainColumn>], id: AttributeId, row: usize) -> Option<Ready> {
    let ready = columns[id.0].as_ref()?.ready(row);
    (!matches!(ready, Ready::Unknown | Ready::Unlisted)).then_some(ready)
}
