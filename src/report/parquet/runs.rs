//! A column of texts that come in runs, such as the id of a transaction, which stands on each of its costs.

use super::pages::{Encoder, ROWS_PER_PAGE};
use super::texts::write;
use crate::report::ReportError;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::write::CompressedPage;
use std::ops::Range;

/// A column of texts, each run of which is held once. Empty text is written as null.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    /// The texts of the runs, one after the other.
    bytes: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    /// The run of each row: 1 is the first, 0 is none.
    rows: Vec<u32>,
}

impl Runs {
    pub(crate) fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
    }

    pub(crate) fn push(&mut self, text: &str) {
        if text.is_empty() {
            self.rows.push(0);
            return;
        }
        if self.ends.is_empty() || self.run(self.ends.len() as u32) != text {
            self.bytes.push_str(text);
            self.ends.push(self.bytes.len());
        }
        self.rows.push(self.ends.len() as u32);
    }

    fn run(&self, run: u32) -> &str {
        let place = run as usize - 1;
        let from = if place == 0 { 0 } else { self.ends[place - 1] };
        &self.bytes[from..self.ends[place]]
    }

    pub(crate) fn encode(
        &self,
        rows: Range<usize>,
        descriptor: &Descriptor,
        to: &mut Encoder,
    ) -> Result<Vec<CompressedPage>, ReportError> {
        let rows = &self.rows[rows];
        let first = rows.iter().copied().find(|run| *run != 0).unwrap_or(1);
        let last = rows.iter().copied().rfind(|run| *run != 0).unwrap_or(0);
        let runs = (last + 1 - first) as usize;
        let texts = || (first..=last).map(|run| self.run(run));
        let bounds =
            texts().min().zip(texts().max()).map(|(least, greatest)| (least.into(), greatest.into()));
        // Keys and texts take more room than texts alone, unless a text stands for more than one row.
        if runs * 3 <= rows.len() * 2 {
            let mut plain = Vec::new();
            texts().for_each(|text| write(text, &mut plain));
            let rows: Vec<u32> = rows.iter().map(|run| run.saturating_sub(first - 1)).collect();
            return to.dictionary(descriptor, (&plain, runs), &rows, bounds);
        }
        let page = |rows: &[u32]| {
            let values = |to: &mut Vec<u8>| {
                rows.iter().filter(|run| **run != 0).for_each(|run| write(self.run(*run), to));
            };
            to.plain(descriptor, rows.len(), |row| rows[row] != 0, values, bounds.clone())
        };
        rows.chunks(ROWS_PER_PAGE).map(page).collect()
    }
}
