//! All chunks put together, for those who need every transaction at once.

use super::SourceError;
use super::chunk::{Chunk, Joined};
use super::reader::Reader;
use super::rows_read::RowsRead;
use crate::facts::{Batch, BilledFor, BilledLine, Column, Origin, Texts, UNKNOWN};
use hashbrown::HashMap;

/// Everything that was read.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) batch: Batch,
    pub(super) origins: Vec<Origin>,
    pub(super) line_ids: Vec<Option<String>>,
    /// In the order of files, rows and components.
    pub(super) billed: Vec<BilledLine>,
    pub(super) rows: RowsRead,
    pub(super) joined: Joined,
    /// Per attribute the codes of its symbols.
    codes: Vec<HashMap<String, u32>>,
}

impl Whole {
    /// Reads every piece. `progress` is told the bytes read of all files.
    pub(super) fn read(reader: &Reader<'_>, progress: &mut dyn FnMut(u64)) -> Result<Whole, SourceError> {
        let mut whole = Whole::default();
        let mut pieces = reader.pieces();
        while let Some(piece) = pieces.next()? {
            whole.append(reader.read(&piece)?);
            progress(pieces.bytes_read());
        }
        Ok(whole)
    }

    fn append(&mut self, chunk: Chunk) {
        let first = self.batch.rows;
        self.bill(&chunk, first);
        let line_ids = chunk.line_ids.as_ref();
        let line_id = |row| line_ids.map(|ids| ids.get(row)).filter(|id| !id.is_empty()).map(str::to_owned);
        self.line_ids.extend((0..chunk.batch.rows).map(line_id));
        self.origins.extend(chunk.origins);
        self.rows.append(chunk.rows);
        self.joined.add(&chunk.joined);
        let width = self.batch.columns.len().max(chunk.batch.columns.len());
        self.batch.columns.resize_with(width, || None);
        self.codes.resize_with(width, HashMap::new);
        let mut columns = chunk.batch.columns.into_iter();
        for (whole, codes) in self.batch.columns.iter_mut().zip(&mut self.codes) {
            match (whole.as_mut(), columns.next().flatten()) {
                (_, Some(column)) => append(whole, first, column, codes),
                (Some(whole), None) => extend_unknown(whole, chunk.batch.rows),
                (None, None) => {}
            }
        }
        self.batch.rows += chunk.batch.rows;
    }

    /// Adds the billed costs of a chunk, those of its rows and those apart in the order of the rows.
    fn bill(&mut self, chunk: &Chunk, first: usize) {
        let mut apart = chunk.apart.iter().peekable();
        for entry in &chunk.bill.entries {
            let mut line = chunk.bill.line(entry, chunk.line_ids.as_ref(), &chunk.origins);
            while let Some(earlier) = apart.next_if(|apart| apart.origin < line.origin) {
                self.billed.push(earlier.clone());
            }
            line.billed_for = BilledFor::Row(first + entry.row as usize);
            self.billed.push(line);
        }
        self.billed.extend(apart.cloned());
    }
}

/// Adds a column behind `rows` rows.
fn append(whole: &mut Option<Column>, rows: usize, more: Column, codes: &mut HashMap<String, u32>) {
    let whole = whole.get_or_insert_with(|| {
        let mut empty = empty_like(&more);
        extend_unknown(&mut empty, rows);
        empty
    });
    match (whole, more) {
        (Column::Symbols { codes: all, names }, Column::Symbols { codes: more, names: own }) => {
            let mut place = |name: String| {
                *codes.entry(name).or_insert_with_key(|name| {
                    names.push(name.clone());
                    u32::try_from(names.len()).unwrap_or(UNKNOWN)
                })
            };
            let places: Vec<u32> = own.into_iter().map(&mut place).collect();
            let coded = |code: u32| code.checked_sub(1).map_or(UNKNOWN, |at| places[at as usize]);
            all.extend(more.into_iter().map(coded));
        }
        (Column::Texts(all), Column::Texts(more)) => more.iter().for_each(|text| all.push(text)),
        (Column::Flags(all), Column::Flags(more)) => all.extend(more),
        (Column::Integers(all), Column::Integers(more)) => all.extend(more),
        (Column::Decimals(all), Column::Decimals(more)) => all.extend(more),
        (Column::Dates(all), Column::Dates(more)) => all.extend(more),
        // An attribute has one type, so this does not come up.
        (whole, more) => extend_unknown(whole, more.len()),
    }
}

fn empty_like(column: &Column) -> Column {
    match column {
        Column::Symbols { .. } => Column::Symbols { codes: Vec::new(), names: Vec::new() },
        Column::Texts(_) => Column::Texts(Texts::default()),
        Column::Flags(_) => Column::Flags(Vec::new()),
        Column::Integers(_) => Column::Integers(Vec::new()),
        Column::Decimals(_) => Column::Decimals(Vec::new()),
        Column::Dates(_) => Column::Dates(Vec::new()),
    }
}

fn extend_unknown(column: &mut Column, rows: usize) {
    let length = column.len() + rows;
    match column {
        Column::Symbols { codes, .. } => codes.resize(length, UNKNOWN),
        Column::Texts(texts) => (0..rows).for_each(|_| texts.push("")),
        Column::Flags(values) => values.resize(length, None),
        Column::Integers(values) => values.resize(length, None),
        Column::Decimals(values) => values.resize(length, None),
        Column::Dates(values) => values.resize(length, None),
    }
}
