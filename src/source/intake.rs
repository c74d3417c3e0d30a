//! Reading files row by row: each row becomes a transaction, a row that is none, or a reject.

use super::SourceError;
use super::billed_cells::{self, Bills};
use super::bills::BillBuilder;
use super::card::masked;
use super::cell::{BadCell, Cells};
use super::cells::{OddRows, RawColumns};
use super::check::check;
use super::chunk::{Chunk, Joined};
use super::csv_blocks::TextBlock;
use super::csv_fields::CsvFields;
use super::gather::Gatherer;
use super::parquet_slice::GroupSlice;
use super::piece::{OpenFile, Piece};
use super::plain::{Finder, PlainRows, can_be_plain};
use super::plain_values::room;
use super::profile::{BilledColumns, OtherRows, Profile};
use super::reader::Reader;
use super::reference::{Joiner, Reference};
use super::rows_read::RowsRead;
use super::table::{TableRow, sheet_rows, text_rows};
use super::workbook_rows::Sheet;
use crate::facts::{BilledFor, BilledLine, Origin, OtherRow, RowCheck, Texts, id};
use std::ops::Range;

/// What was read of one piece so far.
pub(super) struct Intake<'a> {
    file: &'a OpenFile,
    gatherer: Gatherer<'a>,
    joiners: Vec<Joiner<'a>>,
    origins: Vec<Origin>,
    /// Of each row, if any row has one.
    line_ids: Option<Texts>,
    bill: BillBuilder,
    apart: Vec<BilledLine>,
    rows: RowsRead,
    /// Most rows can be read column by column.
    pub(super) by_columns: bool,
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
    pub(super) fn new(reader: &'a Reader<'a>, file: &'a OpenFile) -> Intake<'a> {
        let mut gatherer = Gatherer::new(reader.attributes, reader.set);
        gatherer.prepare(reader.references.iter().flat_map(Reference::given));
        gatherer.prepare(file.profile.attributes.iter().map(|source| source.id));
        let joiners: Vec<Joiner<'_>> = reader.references.iter().map(Joiner::new).collect();
        let by_columns = reader.by_columns && can_be_plain(&file.profile, &joiners);
        Intake {
            file,
            gatherer,
            joiners,
            by_columns,
            origins: Vec::new(),
            line_ids: None,
            bill: BillBuilder::default(),
            apart: Vec::new(),
            rows: RowsRead::default(),
        }
    }

    /// Reads CSV text, and gives the number of its rows.
    pub(super) fn read_text(&mut self, block: &TextBlock) -> Result<u64, SourceError> {
        let OpenFile { shown, layout, width, .. } = self.file;
        if self.by_columns
            && let Some(fields) = CsvFields::read(shown, block, &layout.places(), *width)
        {
            return self.read_columns(&fields);
        }
        let mut rows = 0;
        text_rows(shown, block, &mut |row| self.table_row(row, &mut rows))?;
        Ok(rows)
    }

    /// Reads rows of a Parquet file, and gives their number.
    pub(super) fn read_group(&mut self, slice: &GroupSlice) -> Result<u64, SourceError> {
        let decoded = slice.decoded();
        if self.by_columns {
            return self.read_columns(&decoded);
        }
        let mut rows = 0;
        decoded.all_rows(&mut |row| self.table_row(row, &mut rows))?;
        Ok(rows)
    }

    /// Reads plain rows column by column, and the others row by row.
    fn read_columns(&mut self, raw: &dyn RawColumns) -> Result<u64, SourceError> {
        let file = self.file;
        let finder = Finder { raw, layout: &file.layout };
        let (gatherer, joiners) = (&mut self.gatherer, &mut self.joiners);
        let mut plain = PlainRows::read(&file.profile, finder, gatherer, joiners, &mut self.bill)?;
        let (mut start, mut read, mut before) = (0, 0, 0);
        while start < raw.rows() {
            let odd = plain.odd[start];
            let length = plain.odd[start..].iter().take_while(|other| **other == odd).count();
            let rows = start..start + length;
            if odd {
                let odd = OddRows { rows, odd: &plain.odd, before };
                raw.text_rows(odd, &mut |row| self.table_row(row, &mut read))?;
                before += length;
            } else {
                self.keep_plain(&mut plain, rows, raw);
            }
            start += length;
        }
        Ok(raw.rows() as u64)
    }

    fn keep_plain(&mut self, plain: &mut PlainRows, rows: Range<usize>, raw: &dyn RawColumns) {
        let first = u32::try_from(self.origins.len()).unwrap_or(u32::MAX);
        let file = self.file.at;
        if self.origins.is_empty() {
            self.origins.reserve_exact(room(rows.len()));
        }
        self.origins.extend(rows.clone().map(|row| Origin { file, row: raw.number(row) }));
        if self.line_ids.is_some() || plain.line_ids.is_some() {
            let id = |row| plain.line_ids.as_ref().map_or("", |ids| ids.get(row));
            rows.clone().zip(first as usize..).for_each(|(row, place)| self.line_id(place, id(row)));
        }
        if let Some(bill) = &plain.bill {
            bill.enter(rows.clone(), first, &mut self.bill.bill.entries);
        }
        self.gatherer.extend(&mut plain.columns, rows);
    }

    /// Reads rows of a sheet, and gives their number.
    pub(super) fn read_sheet(&mut self, sheet: &Sheet, range: Range<usize>) -> Result<u64, SourceError> {
        let mut rows = 0;
        sheet_rows(sheet, range, &mut |row| self.table_row(row, &mut rows))?;
        Ok(rows)
    }

    fn table_row(&mut self, row: TableRow<'_>, rows: &mut u64) -> Result<(), SourceError> {
        let OpenFile { at, shown, profile, layout, width, .. } = self.file;
        let cells = Cells { record: row.record, layout, columns: &profile.columns };
        let origin = Origin { file: *at, row: row.number };
        self.row(Row { file: shown, origin, profile, cells, inexact: row.inexact }, *width);
        *rows += 1;
        Ok(())
    }

    /// What the piece comes to, which had so many rows.
    pub(super) fn finish(mut self, piece: &Piece, rows: u64) -> Result<Chunk, SourceError> {
        let shown = &self.file.shown;
        if self.bill.overfull {
            let why = "names more than 65,535 components; is the right column read as the component?";
            return Err(SourceError::Unreadable { file: shown.clone(), why: why.to_owned() });
        }
        if piece.first {
            self.rows.notes.extend(self.file.notes.iter().cloned());
            if piece.last && rows == 0 {
                self.rows.notes.push(format!("{shown}: has a header and no rows"));
            }
        }
        self.rows.rows_per_file = vec![0; self.file.at as usize];
        self.rows.rows_per_file.push(rows);
        let (batch, unlisted) = self.gatherer.finish();
        self.rows.unlisted = unlisted;
        Ok(Chunk {
            batch,
            origins: self.origins,
            line_ids: self.line_ids,
            bill: self.bill.bill,
            apart: self.apart,
            rows: self.rows,
            joined: Joined(self.joiners.iter().map(|joiner| joiner.served).collect()),
        })
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
        self.joiners.iter_mut().for_each(Joiner::count);
        self.origins.push(row.origin);
        let line_id = row.profile.billed.as_ref().and_then(|billed| billed.line_id);
        let place = self.origins.len() - 1;
        self.line_id(place, line_id.map_or("", |column| row.cells.text(column)));
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        bills.lines.iter().for_each(|line| self.bill.push(place, line));
    }

    /// Adds the line id of the row at a place of the batch.
    fn line_id(&mut self, place: usize, id: &str) {
        if !id.is_empty() || self.line_ids.is_some() {
            self.line_ids.get_or_insert_with(|| Texts::unknown(place)).push(id);
        }
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
        for joiner in &mut self.joiners {
            joiner.join(&mut self.gatherer);
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
        self.apart.extend(bills.lines.into_iter().map(|line| BilledLine {
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
