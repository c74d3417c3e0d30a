//! A column of texts of which most occur many times: rows name them by a code.

use super::pages::Encoder;
use crate::report::ReportError;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::write::CompressedPage;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// A column of texts and its dictionary. Code 0 is the empty text, which is written as null.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// All texts of the dictionary, one after the other.
    bytes: String,
    /// Where each of them ends.
    ends: Vec<usize>,
    table: HashTable<u32>,
    rows: Vec<u32>,
}

impl Texts {
    /// The code of a text, the same for the same text.
    pub(crate) fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let Texts { bytes, ends, table, .. } = self;
        let known = |code: &u32| part(bytes, ends, *code) == text;
        match table
            .entry(xxh3_64(text.as_bytes()), known, |code| xxh3_64(part(bytes, ends, *code).as_bytes()))
        {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                let code = ends.len() as u32 + 1;
                free.insert(code);
                bytes.push_str(text);
                ends.push(bytes.len());
                code
            }
        }
    }

    /// The text of a code.
    pub(crate) fn text(&self, code: u32) -> &str {
        if code == 0 { "" } else { part(&self.bytes, &self.ends, code) }
    }

    pub(crate) fn reserve(&mut self, rows: usize) {
        self.rows.reserve(rows);
    }

    pub(crate) fn push(&mut self, code: u32) {
        self.rows.push(code);
    }

    /// The dictionary of the pages has the texts that these rows name, in the order in which they come: what
    /// else has a code, and in which order codes were given, leaves no trace.
    pub(crate) fn encode(
        &self,
        rows: Range<usize>,
        descriptor: &Descriptor,
        to: &mut Encoder,
    ) -> Result<Vec<CompressedPage>, ReportError> {
        let mut places = vec![0_u32; self.ends.len() + 1];
        let mut used = Vec::new();
        let mut place = |code: u32| {
            let place = &mut places[code as usize];
            if *place == 0 && code != 0 {
                used.push(code);
                *place = used.len() as u32;
            }
            *place
        };
        let rows: Vec<u32> = self.rows[rows].iter().map(|code| place(*code)).collect();
        let mut plain = Vec::new();
        for code in &used {
            write(self.text(*code), &mut plain);
        }
        let texts = || used.iter().map(|code| self.text(*code));
        let bounds =
            texts().min().zip(texts().max()).map(|(least, greatest)| (least.into(), greatest.into()));
        to.dictionary(descriptor, (&plain, used.len()), &rows, bounds)
    }
}

fn part<'t>(bytes: &'t str, ends: &[usize], code: u32) -> &'t str {
    let place = code as usize - 1;
    let from = if place == 0 { 0 } else { ends[place - 1] };
    &bytes[from..ends[place]]
}

/// Appends a text as a plain value.
pub(super) fn write(text: &str, to: &mut Vec<u8>) {
    to.extend_from_slice(&(text.len() as u32).to_le_bytes());
    to.extend_from_slice(text.as_bytes());
}
