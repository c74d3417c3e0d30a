//! Fitting the columns of a profile to the header of a file.

use super::SourceError;
use super::profile::{ColumnId, Columns};
use crate::diagnostic::nearest;
use csv::StringRecord;

/// Where each column of a profile stands in one file; `None` for an optional one it lacks.
#[derive(Debug)]
pub(super) struct Layout {
    places: Vec<Option<usize>>,
}

/// What a header has under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// One column.
    At(usize),
    /// Several columns, so nobody can tell which is meant.
    Several,
    /// None.
    Missing,
}

/// Looks for the exact name first, then without regard to case.
pub(super) fn find(header: &[String], name: &str) -> Found {
    let one = |same: &dyn Fn(&str) -> bool| {
        let mut places = header.iter().enumerate().filter(|(_, cell)| same(cell.trim())).map(|(at, _)| at);
        match (places.next(), places.next()) {
            (Some(at), None) => Found::At(at),
            (None, _) => Found::Missing,
            _ => Found::Several,
        }
    };
    match one(&|cell| cell == name) {
        Found::Missing => one(&|cell| cell.eq_ignore_ascii_case(name)),
        found => found,
    }
}

impl Layout {
    /// The places of `columns` in the header of `file`; every missing or doubled one is told.
    pub(super) fn fit(
        file: &str,
        layout: &str,
        columns: &Columns,
        header: &[String],
    ) -> Result<Layout, SourceError> {
        let mut faults = Vec::new();
        let mut places = Vec::with_capacity(columns.0.len());
        for column in &columns.0 {
            let found = find(header, &column.name);
            places.push(match found {
                Found::At(at) => Some(at),
                Found::Several | Found::Missing => None,
            });
            match found {
                Found::Several => faults.push(format!(
                    "the column `{}` is there more than once; remove or rename all but one",
                    column.name
                )),
                Found::Missing if !column.optional => faults.push(missing(&column.name, header)),
                _ => {}
            }
        }
        if faults.is_empty() {
            return Ok(Layout { places });
        }
        Err(SourceError::Columns { file: file.to_owned(), layout: layout.to_owned(), faults })
    }

    /// The trimmed text of a cell; empty where the file has no such column.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: ColumnId) -> &'r str {
        self.places[column.0].and_then(|at| record.get(at)).unwrap_or_default().trim()
    }

    /// The place of a column, if the file has it.
    pub(super) fn place(&self, column: ColumnId) -> Option<usize> {
        self.places[column.0]
    }

    /// The column of the profile that stands at a place.
    pub(super) fn column_at(&self, place: usize) -> Option<ColumnId> {
        self.places.iter().position(|at| *at == Some(place)).map(ColumnId)
    }

    /// The places of all columns that the file has, in its order.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places: Vec<usize> = self.places.iter().flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The names of the columns of the header that the profile does not use.
    pub(super) fn unused(&self, header: &[String]) -> Vec<String> {
        let places = self.places();
        let names = header.iter().map(|name| name.trim()).enumerate();
        let unused = names.filter(|(at, name)| !places.contains(at) && !name.is_empty());
        unused.map(|(_, name)| name.to_owned()).collect()
    }
}

fn missing(name: &str, header: &[String]) -> String {
    match nearest(name, header.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty())) {
        Some(closest) => format!("no column `{name}`; the closest is `{closest}`"),
        None => format!("no column `{name}`, nor one like it; export the file with it"),
    }
}
