//! A chunk with everything that belongs to the transactions whose home it is: the unit in which a run prices
//! and compares.

use super::by_chunk::Records;
use super::bytes::Take;
use super::line::{Line, chunk_and_place, number};
use super::rows::{Appender, push_line_id, read_origin};
use super::shared::SharedRow;
use super::unit_lines::{UnitLine, UnitLines};
use crate::facts::{Attributes, Batch, BilledFor, BilledLine, Origin, Texts, id::TRANSACTION_ID};
use crate::source::Chunk;
use std::ops::Range;

/// The bytes of a short line in a record.
const LEAST_LINE: usize = 36;

/// The ids that a line itself has: where its own begins in [`Unit::texts`] and how long it is; behind it stands the
/// transaction's, if no row has it, and its length.
type Ids = (usize, u32, u32);

/// A chunk with everything that belongs to it.
#[derive(Debug, Default)]
pub struct Unit {
    /// The number of the chunk.
    pub chunk: usize,
    /// Its rows, then those of later chunks that share an id with one of them.
    pub batch: Batch,
    /// How many of the rows are its own.
    pub own: usize,
    /// The numbers of the rows behind its own.
    pub moved: Vec<u64>,
    pub origins: Vec<Origin>,
    pub line_ids: Option<Texts>,
    /// Rows that share an id, with their home; in the order of the homes, then of the input. Rows whose home is
    /// another chunk are not among them.
    pub shared: Vec<(u32, u32)>,
    /// Its own rows that have their home in another chunk, ascending.
    pub gone: Vec<u32>,
    pub lines: UnitLines,
    ids: Vec<Ids>,
    texts: String,
}

/// The names of what lines hold by number.
#[derive(Debug, Default)]
pub struct LineNames {
    pub components: Vec<String>,
    pub labels: Vec<String>,
    pub merchants: Vec<String>,
    pub reasons: Vec<String>,
    /// The codes of the attribute `event`.
    pub events: Vec<String>,
}

impl Unit {
    /// A chunk of transactions.
    pub fn of(chunk: usize, read: Chunk) -> Unit {
        let own = read.batch.rows;
        let (batch, origins, line_ids) = (read.batch, read.origins, read.line_ids);
        Unit { chunk, batch, own, origins, line_ids, ..Unit::default() }
    }

    /// The place of a row in the order of the input.
    pub fn number(&self, row: usize) -> u64 {
        row.checked_sub(self.own).map_or_else(|| number(self.chunk, row), |place| self.moved[place])
    }

    /// The rows whose home it is.
    pub fn at_home(&self) -> Vec<usize> {
        let mut gone = self.gone.iter().peekable();
        (0..self.batch.rows).filter(|row| gone.next_if(|moved| **moved as usize == *row).is_none()).collect()
    }

    /// Says which of its rows share an id.
    pub fn share(&mut self, shared: &Records) {
        for record in shared.iter() {
            let SharedRow { row, home } = SharedRow::read(record);
            let (chunk, place) = chunk_and_place(home);
            if chunk == self.chunk {
                self.shared.push((row, place as u32));
            } else {
                self.gone.push(row);
            }
        }
        self.gone.sort_unstable();
    }

    /// Takes over rows of later chunks, in the order of the input.
    pub fn take_in(&mut self, attributes: &Attributes, strays: &Records) {
        let mut records: Vec<(u64, &[u8])> =
            strays.iter().map(|record| (Take(record).u64(), &record[8..])).collect();
        if records.is_empty() {
            return;
        }
        records.sort_unstable_by_key(|(number, _)| *number);
        let mut batch = std::mem::take(&mut self.batch);
        let mut appender = Appender::new(attributes, &mut batch);
        for (row, (number, record)) in (self.own..).zip(records) {
            let mut take = Take(record);
            let home = take.short();
            self.shared.push((row as u32, home));
            self.origins.push(read_origin(&mut take));
            let line_id = take.text();
            push_line_id(&mut self.line_ids, row, line_id);
            let lines = take.short();
            for _ in 0..lines {
                if let Some(line) = Line::read(&mut take) {
                    self.push(row as u32, true, &line, "");
                }
            }
            appender.row(&mut take);
            self.moved.push(number);
        }
        self.batch = batch;
        if let Some(ids) = &mut self.line_ids {
            (ids.len()..self.batch.rows).for_each(|_| ids.push(""));
        }
    }

    /// Adds lines of files of their own.
    pub fn bill(&mut self, lines: &Records) {
        self.lines.reserve(lines.bytes() / LEAST_LINE);
        for record in lines.iter() {
            let mut take = Take(record);
            let row = take.short();
            if let Some(line) = Line::read(&mut take) {
                self.push(row, false, &line, "");
            }
        }
    }

    /// Adds a line; `id` is that of its transaction, if no row has it.
    pub fn push(&mut self, row: u32, on_row: bool, line: &Line<'_>, id: &str) {
        // The id of a line on a row is that of the row.
        let line_id = if on_row { "" } else { line.line_id };
        let mut ids = 0;
        if !line_id.is_empty() || !id.is_empty() {
            self.ids.push((self.texts.len(), line_id.len() as u32, id.len() as u32));
            self.texts.push_str(line_id);
            self.texts.push_str(id);
            ids = self.ids.len() as u32;
        }
        self.lines.push(UnitLine::new(row, on_row, line, ids));
    }

    /// Puts rows and lines in order, once all are there.
    pub fn arrange(&mut self) {
        let mut shared = std::mem::take(&mut self.shared);
        shared.sort_unstable_by_key(|(row, home)| (*home, self.number(*row as usize)));
        self.shared = shared;
        self.lines.arrange(self.own, &self.gone);
    }

    /// The lines of a row, as places in [`Unit::lines`], from a place on where those of earlier rows end.
    #[inline]
    pub fn lines_of(&self, row: usize, from: usize) -> Range<usize> {
        let mut places = from..self.lines.len();
        let start = places.find(|place| self.lines.row(*place) as usize >= row).unwrap_or(self.lines.len());
        let mut places = start..self.lines.len();
        start..places.find(|place| self.lines.row(*place) as usize != row).unwrap_or(self.lines.len())
    }

    /// A line as reconciliation takes it.
    pub fn billed_line(&self, place: usize, names: &LineNames) -> BilledLine {
        let line = self.lines.get(place);
        let named = |number: u32, names: &[String]| {
            number.checked_sub(1).and_then(|at| names.get(at as usize)).cloned()
        };
        let event = named(u32::from(line.event), &names.events);
        let ids = line.ids.checked_sub(1).map(|place| self.ids[place as usize]);
        let (start, length, of_id) = ids.unwrap_or_default();
        let behind = start + length as usize;
        let (own, id) = (&self.texts[start..behind], &self.texts[behind..behind + of_id as usize]);
        let billed_for = match (line.on_row, named(line.apart, &names.reasons)) {
            (true, _) => BilledFor::Row(line.row as usize),
            (_, Some(reason)) => BilledFor::NoTransaction { transaction_id: id.to_owned(), event, reason },
            (_, None) if (line.row as usize) < self.batch.rows => {
                let id = self.batch.symbol(TRANSACTION_ID, line.row as usize).unwrap_or_default();
                BilledFor::Id { transaction_id: id.to_owned(), event }
            }
            _ => BilledFor::Id { transaction_id: id.to_owned(), event },
        };
        let line_id = match line.on_row {
            true => {
                self.line_ids.as_ref().map(|ids| ids.get(line.row as usize).to_owned()).unwrap_or_default()
            }
            false => own.to_owned(),
        };
        BilledLine {
            billed_for,
            component: names.components[line.component as usize].clone(),
            amount: line.amount,
            currency: line.currency,
            billed_as: named(line.billed_as, &names.labels),
            billed_on: line.billed_on,
            merchant_id: named(line.merchant, &names.merchants),
            line_id: Some(line_id).filter(|id| !id.is_empty()),
            origin: Origin { file: 0, row: 0 },
        }
    }
}
