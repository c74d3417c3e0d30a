//! Reading files row by row: each row becomes a transaction, a row that is none, or a reject.

use super::billed_cells::{self, Bills};
use super::card::masked;
use super::cell::{BadCell, Cells};
use super::check::check;
use super::gather::Gatherer;
use super::layout::Layout;
use super::profile::{BilledColumns, OtherRows, Profile};
use super::reference::{Reference, ReferenceFiles};
use super::rows_read::RowsRead;
use super::table::Table;
use super::{InputFile, SourceError, native};
use crate::facts::{AttributeId, Attributes, BilledFor, BilledLine, Origin, OtherRow, RowCheck, Value, id};
use csv::StringRecord;
use std::borrow::Cow;

/// Rows between two words on progress.
const ROWS_PER_PROGRESS: u64 = 1 << 14;

/// How a native profile follows from a header.
pub(super) type FromHeader = fn(&Profile, &[String], &Attributes) -> Profile;

/// What was read so far.
pub(super) struct Intake<'a> {
    attributes: &'a Attributes,
    pub(super) gatherer: Gatherer<'a>,
    pub(super) origins: Vec<Origin>,
    pub(super) line_ids: Vec<Option<String>>,
    pub(super) billed: Vec<BilledLine>,
    pub(super) rows: RowsRead,
    references: Vec<Reference<'a>>,
    /// Where the rows of reference files went, which are no transactions.
    pub(super) reference_rows: RowsRead,
}

/// A row and where it stands.
#[derive(Clone, Copy)]
struct Row<'r> {
    file: &'r str,
    origin: Origin,
    profile: &'r Profile,
    cells: Cells<'r>,
    /// The places of cells whose text is not exactly what the file means.
    inexact: &'r [usize],
}

impl<'a> Intake<'a> {
    pub(super) fn new(attributes: &'a Attributes, set: &[(AttributeId, Value)]) -> Intake<'a> {
        Intake {
            attributes,
            gatherer: Gatherer::new(attributes, set),
            origins: Vec::new(),
            line_ids: Vec::new(),
            billed: Vec::new(),
            rows: RowsRead::default(),
            references: Vec::new(),
            reference_rows: RowsRead::default(),
        }
    }

    /// Reads references, to be joined in this order onto every row that is read later.
    pub(super) fn refer(&mut self, references: &'a [ReferenceFiles]) -> Result<(), SourceError> {
        for files in references {
            let (attributes, rows) = (self.attributes, &mut self.reference_rows);
            self.references.push(Reference::read(files, attributes, &mut self.gatherer, rows)?);
        }
        Ok(())
    }

    /// Says what the references found.
    pub(super) fn note_references(&mut self) {
        let transactions = self.gatherer.rows();
        let places = self.references.iter().enumerate();
        let note = |(place, reference): (usize, &Reference<'_>)| {
            reference.note(transactions, &self.references[place + 1..])
        };
        let notes = places.filter_map(note);
        self.reference_rows.notes.extend(notes);
    }

    /// Reads every file. `progress` is told the bytes read of all of them.
    pub(super) fn read(
        &mut self,
        files: &[InputFile],
        profile: &Profile,
        native: FromHeader,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), SourceError> {
        let mut bytes = 0;
        for (file, at) in files.iter().zip(0..) {
            let mut table = Table::open(file, &profile.name, profile.delimiter)?;
            let profile = match profile.native {
                true => Cow::Owned(native(profile, table.header(), self.attributes)),
                false => Cow::Borrowed(profile),
            };
            let rows = self.read_table(&mut table, at, &profile, &mut |read| progress(bytes + read))?;
            if rows == 0 {
                self.rows.notes.push(format!("{}: has a header and no rows", file.shown));
            }
            self.rows.rows_per_file.push(rows);
            bytes += table.bytes_read();
            progress(bytes);
        }
        Ok(())
    }

    fn read_table(
        &mut self,
        table: &mut Table,
        at: u32,
        profile: &Profile,
        progress: &mut dyn FnMut(u64),
    ) -> Result<u64, SourceError> {
        let layout = Layout::fit(table.file(), &profile.name, &profile.columns, table.header())?;
        self.note_unused(table, profile, &layout);
        table.keep(&layout.places())?;
        self.gatherer.prepare(profile);
        let (file, width) = (table.file().to_owned(), table.header().len());
        let mut record = StringRecord::new();
        let mut rows = 0;
        while let Some(number) = table.next(&mut record)? {
            rows += 1;
            let cells = Cells { record: &record, layout: &layout, columns: &profile.columns };
            let origin = Origin { file: at, row: number };
            self.row(Row { file: &file, origin, profile, cells, inexact: table.inexact() }, width);
            if rows % ROWS_PER_PROGRESS == 0 {
                progress(table.bytes_read());
            }
        }
        Ok(rows)
    }

    /// Columns that a file has for nothing are named where its columns were meant as attributes.
    fn note_unused(&mut self, table: &Table, profile: &Profile, layout: &Layout) {
        let unused = layout.unused(table.header());
        if profile.native && !unused.is_empty() {
            let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
            self.rows.notes.push(native::not_attributes(table.file(), &names.join(", ")));
        }
    }

    fn row(&mut self, row: Row<'_>, width: usize) {
        let found = row.cells.record.len();
        if found != width {
            return self.misshapen(row, BadCell::misshapen(found, width));
        }
        let mut bad = row.cells.inexact(row.inexact);
        let other = row.profile.other_rows.as_ref().filter(|other| other.is_one(row.cells));
        if let Some(other) = other {
            return self.other_row(row, other, bad);
        }
        self.gatherer.read(row.profile, row.cells, &mut bad);
        self.join();
        let bills = self.bills(row, &mut bad);
        let checked = row.profile.check.as_ref().map(|sum| check(sum, row.cells, &mut bad));
        if !bad.is_empty() {
            self.reject(row, bad);
            let lines = row.profile.billed.as_ref().map(|billed| &billed.lines);
            let long = matches!(lines, Some(BilledColumns::Long { .. }));
            let reason = if long { "line_rejected" } else { "transaction_rejected" };
            self.bill_without_transaction(bills, reason.to_owned());
            self.rows.rejected_keys.extend(self.key());
            return;
        }
        if let Some(checked) = checked {
            self.rows.row_checks.push(RowCheck {
                file: row.file.to_owned(),
                row: row.origin.row,
                transaction_id: self.gatherer.symbol(id::TRANSACTION_ID).unwrap_or_default().to_owned(),
                holds: checked.computed.is_some() && checked.stated == checked.computed,
                stated: checked.stated,
                computed: checked.computed,
            });
        }
        self.gatherer.keep(row.cells);
        self.references.iter_mut().for_each(Reference::count);
        self.origins.push(row.origin);
        let line_id = row.profile.billed.as_ref().and_then(|billed| billed.line_id);
        self.line_ids.push(row.cells.some_text(line_id));
        self.billed.extend(bills.lines);
    }

    /// A row whose cells may stand under the wrong names: no amount in it can be trusted, but its id is
    /// good enough to recognise lines billed for it.
    fn misshapen(&mut self, row: Row<'_>, bad: BadCell) {
        self.gatherer.read(row.profile, row.cells, &mut Vec::new());
        let key = self.key();
        self.rows.rejected_keys.extend(key.map(|(transaction_id, _)| (transaction_id, None)));
        let billed = row.profile.billed.as_ref();
        self.rows.billed_rejected += billed.map_or(0, |billed| billed_cells::count(billed, row.cells));
        self.reject(row, vec![bad]);
    }

    fn other_row(&mut self, row: Row<'_>, other: &OtherRows, mut bad: Vec<BadCell>) {
        // Its facts are read only to tell what its billed costs are for.
        self.gatherer.read(row.profile, row.cells, &mut Vec::new());
        self.join();
        let bills = self.bills(row, &mut bad);
        let amount = other.amount.map_or(Ok(None), |amount| row.cells.paid(amount));
        let amount = amount.map_err(|cell| bad.push(cell)).unwrap_or_default();
        let currency = other.currency.map_or(Ok(None), |column| row.cells.currency(column));
        let currency = currency.map_err(|cell| bad.push(cell)).unwrap_or_default();
        let kind = row.cells.text(other.column).to_owned();
        self.bill_without_transaction(bills, format!("other_row: {kind}"));
        if !bad.is_empty() {
            return self.reject(row, bad);
        }
        self.rows.other_rows.push(OtherRow {
            file: row.file.to_owned(),
            row: row.origin.row,
            kind,
            reference: masked(&row.cells.some_text(other.reference).unwrap_or_default()),
            amount,
            currency,
        });
    }

    /// Fills the facts of the row read last from the references.
    fn join(&mut self) {
        for reference in &mut self.references {
            reference.join(&mut self.gatherer);
        }
    }

    fn bills(&self, row: Row<'_>, bad: &mut Vec<BadCell>) -> Bills {
        let billed = row.profile.billed.as_ref();
        billed.map_or_else(Bills::default, |billed| {
            billed_cells::lines(billed, row.cells, &self.gatherer, row.origin, bad)
        })
    }

    /// What the row read last bills is money of the bill, although the row is no usable transaction.
    fn bill_without_transaction(&mut self, bills: Bills, reason: String) {
        self.rows.billed_rejected += bills.unread;
        let text = |id| self.gatherer.symbol(id).map(str::to_owned);
        let billed_for = BilledFor::NoTransaction {
            transaction_id: text(id::TRANSACTION_ID).unwrap_or_default(),
            event: text(id::EVENT),
            reason,
        };
        let merchant_id = text(id::MERCHANT_ID);
        self.billed.extend(bills.lines.into_iter().map(|line| BilledLine {
            billed_for: billed_for.clone(),
            merchant_id: merchant_id.clone(),
            ..line
        }));
    }

    /// The id and event of the row read last, if its id can be read.
    fn key(&self) -> Option<(String, Option<String>)> {
        let transaction_id = self.gatherer.symbol(id::TRANSACTION_ID)?.to_owned();
        Some((transaction_id, self.gatherer.symbol(id::EVENT).map(str::to_owned)))
    }

    fn reject(&mut self, row: Row<'_>, bad: Vec<BadCell>) {
        self.rows.reject(row.file, row.origin.row, bad);
    }
}
