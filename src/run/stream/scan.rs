//! The first pass: every row is read once, and what names a transaction id is put where it will be joined.

use super::components::Components;
use super::keys::{KeyWriter, Keys};
use super::line::{Line, number};
use super::line_numbers::LineNumbers;
use super::names::Names;
use super::unit::LineNames;
use crate::facts::{Attributes, Batch, BilledFor, BilledLine, Column, id};
use crate::money::Date;
use crate::source::{Chunk, Joined, RowsRead};
use hashbrown::HashMap;
use std::io;
use std::ops::AddAssign;

/// What all chunks share while they are read.
#[derive(Debug)]
pub struct Shared<'a> {
    pub attributes: &'a Attributes,
    pub components: Components,
    labels: Names,
    merchants: Names,
    reasons: Names,
    /// The place of each code of the attribute `event`, and one.
    events: HashMap<String, u8>,
}

/// What reading some chunks found.
#[derive(Debug, Default)]
pub struct Scanned {
    pub rows: RowsRead,
    pub joined: Joined,
    /// Transactions, or rows of files of billed costs.
    pub kept: u64,
    /// Costs that were billed, also on rows that could not be used.
    pub lines: u64,
    pub newest: Option<Date>,
    /// The attributes that any file has a column for.
    pub present: Vec<bool>,
    pub chunks: usize,
    pub other_rows: u64,
    pub row_checks: crate::report::RowCheckCounts,
}

impl<'a> Shared<'a> {
    /// For a book with these attributes and components.
    pub fn new(attributes: &'a Attributes, components: &[String]) -> Shared<'a> {
        let codes = &attributes.get(id::EVENT).codes;
        let events = codes.iter().zip(1..).map(|(code, place)| (code.clone(), place)).collect();
        let components = Components::of_book(components);
        let (labels, merchants, reasons) = (Names::default(), Names::default(), Names::default());
        Shared { attributes, components, labels, merchants, reasons, events }
    }

    /// The code of an event: 0 if it is unknown.
    pub fn event(&self, name: Option<&str>) -> u8 {
        name.and_then(|name| self.events.get(name)).copied().unwrap_or_default()
    }

    /// The number of a reason why lines have no transaction, and one.
    pub fn reason(&self, reason: &str) -> u32 {
        self.reasons.number(reason) + 1
    }

    /// The numbers of labels, and one.
    pub fn labels(&self, labels: &[String]) -> Vec<u32> {
        self.labels.numbers(labels).into_iter().map(|number| number + 1).collect()
    }

    /// All names, once everything is read.
    pub fn names(&self) -> LineNames {
        LineNames {
            components: self.components.list(),
            labels: self.labels.list(),
            merchants: self.merchants.list(),
            reasons: self.reasons.list(),
            events: self.attributes.get(id::EVENT).codes.clone(),
        }
    }

    /// Adds the ids of a chunk of transactions.
    pub fn transactions(&self, at: usize, chunk: &Chunk, keys: &Keys) -> io::Result<()> {
        let (mut writer, event) = (keys.writer(), self.event_of(&chunk.batch));
        for row in 0..chunk.batch.rows {
            let id = chunk.batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default();
            // A row without an id shares it with none.
            if !id.is_empty() {
                writer.row(id, number(at, row), event(row))?;
            }
        }
        writer.finish()
    }

    /// Adds the lines of transaction files that belong to no transaction.
    pub fn apart(&self, at: usize, chunk: &Chunk, keys: &Keys) -> io::Result<()> {
        let mut writer = keys.writer();
        self.write_apart(&LineNumbers::of(at, chunk), chunk, &mut writer)?;
        writer.finish()
    }

    /// Adds the lines of a chunk of billed costs.
    pub fn billed(&self, at: usize, chunk: &Chunk, keys: &Keys) -> io::Result<()> {
        let (mut writer, event) = (keys.writer(), self.event_of(&chunk.batch));
        let (bill, batch) = (&chunk.bill, &chunk.batch);
        let (numbers, components) = (LineNumbers::of(at, chunk), self.components_of(at, chunk));
        let labels = self.labels(&bill.labels);
        let merchants = self.merchants_of(batch);
        for (place, entry) in bill.entries.iter().enumerate() {
            let row = entry.row as usize;
            let line = Line {
                number: numbers.entry(place),
                component: components[usize::from(entry.component)],
                currency: entry.currency,
                amount: entry.amount,
                event: event(row),
                apart: 0,
                billed_as: entry.billed_as.checked_sub(1).map_or(0, |label| labels[label as usize]),
                billed_on: entry.billed_on,
                merchant: merchants(row),
                line_id: chunk.line_ids.as_ref().map_or("", |ids| ids.get(row)),
            };
            writer.line(batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default(), &line)?;
        }
        self.write_apart(&numbers, chunk, &mut writer)?;
        writer.finish()
    }

    /// The numbers of the components of a chunk's bill.
    pub fn components_of(&self, at: usize, chunk: &Chunk) -> Vec<u32> {
        let entries = &chunk.bill.entries;
        let numbers = LineNumbers::of(at, chunk);
        let first = |place: usize| entries.iter().position(|entry| usize::from(entry.component) == place);
        self.components.numbers(&chunk.bill.components, |place| first(place).map(|line| numbers.entry(line)))
    }

    fn write_apart(&self, numbers: &LineNumbers, chunk: &Chunk, to: &mut KeyWriter<'_>) -> io::Result<()> {
        for (place, line) in chunk.apart.iter().enumerate() {
            let (id, line) = self.line_apart(numbers.apart(place), line);
            to.line(id, &line)?;
        }
        Ok(())
    }

    fn line_apart<'l>(&self, number: u64, line: &'l BilledLine) -> (&'l str, Line<'l>) {
        let (id, event, reason) = match &line.billed_for {
            BilledFor::NoTransaction { transaction_id, event, reason } => {
                (transaction_id.as_str(), event.as_deref(), Some(reason))
            }
            BilledFor::Id { transaction_id, event } => (transaction_id.as_str(), event.as_deref(), None),
            BilledFor::Row(_) => ("", None, None),
        };
        let named =
            |names: &Names, text: &Option<String>| text.as_ref().map_or(0, |text| names.number(text) + 1);
        let line = Line {
            number,
            component: self.components.number(&line.component, number),
            currency: line.currency,
            amount: line.amount,
            event: self.event(event),
            apart: reason.map_or(0, |reason| self.reason(reason)),
            billed_as: named(&self.labels, &line.billed_as),
            billed_on: line.billed_on,
            merchant: named(&self.merchants, &line.merchant_id),
            line_id: line.line_id.as_deref().unwrap_or_default(),
        };
        (id, line)
    }

    /// The code of the event of each row.
    fn event_of<'b>(&self, batch: &'b Batch) -> impl Fn(usize) -> u8 + use<'b> {
        let (codes, by_code) = match batch.column(id::EVENT) {
            Some(Column::Symbols { codes, names }) => {
                (codes.as_slice(), names.iter().map(|name| self.event(Some(name))).collect())
            }
            _ => (&[][..], Vec::new()),
        };
        move |row| match codes.get(row) {
            Some(code) => code.checked_sub(1).map_or(0, |at| by_code[at as usize]),
            None => 0,
        }
    }

    /// The number of the merchant of each row, and one; 0 if it is unknown.
    fn merchants_of<'b>(&self, batch: &'b Batch) -> impl Fn(usize) -> u32 + use<'b> {
        let (codes, by_code) = match batch.column(id::MERCHANT_ID) {
            Some(Column::Symbols { codes, names }) => (codes.as_slice(), self.merchants.numbers(names)),
            _ => (&[][..], Vec::new()),
        };
        move |row| match codes.get(row) {
            Some(code) => code.checked_sub(1).map_or(0, |at| by_code[at as usize] + 1),
            None => 0,
        }
    }
}

impl Scanned {
    /// What a chunk of transactions is counted as; it keeps its rows and costs. `bills`: its costs are the bill.
    pub fn of_transactions(chunk: &mut Chunk, bills: bool) -> Scanned {
        let dates = [id::CLEARING_DATE, id::SETTLEMENT_DATE, id::AUTHORIZATION_DATE];
        let of_rows = dates.into_iter().filter_map(|date| match chunk.batch.column(date) {
            Some(Column::Dates(days)) => days.iter().copied().flatten().max(),
            _ => None,
        });
        let newest = of_rows.max();
        let scanned = Scanned::of_bill(chunk);
        Scanned { newest: newest.max(scanned.newest.filter(|_| bills)), ..scanned }
    }

    /// What a chunk of billed costs is counted as; it keeps its costs.
    pub fn of_bill(chunk: &mut Chunk) -> Scanned {
        let rows = std::mem::take(&mut chunk.rows);
        let billed_on = chunk.bill.entries.iter().filter_map(|entry| entry.billed_on);
        let apart = chunk.apart.iter().filter_map(|line| line.billed_on);
        let broken = rows.row_checks.iter().filter(|check| !check.holds).count() as u64;
        Scanned {
            joined: std::mem::take(&mut chunk.joined),
            kept: chunk.batch.rows as u64,
            lines: (chunk.bill.entries.len() + chunk.apart.len()) as u64,
            newest: billed_on.chain(apart).max(),
            present: chunk.batch.columns.iter().map(Option::is_some).collect(),
            chunks: 1,
            other_rows: rows.other_rows.len() as u64,
            row_checks: crate::report::RowCheckCounts { checked: rows.row_checks.len() as u64, broken },
            rows,
        }
    }
}

impl AddAssign for Scanned {
    fn add_assign(&mut self, later: Scanned) {
        self.rows.append(later.rows);
        self.joined.add(&later.joined);
        self.kept += later.kept;
        self.lines += later.lines;
        self.newest = self.newest.max(later.newest);
        self.present.resize(self.present.len().max(later.present.len()), false);
        self.present.iter_mut().zip(later.present).for_each(|(known, present)| *known |= present);
        self.chunks += later.chunks;
        self.other_rows += later.other_rows;
        self.row_checks.checked += later.row_checks.checked;
        self.row_checks.broken += later.row_checks.broken;
    }
}
