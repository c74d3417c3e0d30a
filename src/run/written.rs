//! What a run writes and adds up while its rows come.

use super::error::RunError;
use super::progress::Progress;
use super::publish::Draft;
use super::stream::{Figures, Made, Scanned, Sink};
use crate::facts::{OtherRow, RejectRow, RowCheck};
use crate::reconcile::Verdict;
use crate::report::{Options, Shown, Tables, Top};

/// What is written while rows come.
pub struct Written {
    pub tables: Tables,
    pub figures: Figures,
    pub disputed: Top,
    pub unproven: Top,
    pub other_rows: Shown<OtherRow>,
    pub broken_checks: Shown<RowCheck>,
    pub repeats: Vec<RejectRow>,
    pub notes: Vec<String>,
    most: usize,
}

impl Written {
    /// Begins the files of a draft.
    pub fn begin(draft: &Draft, options: &Options) -> Result<Written, RunError> {
        let most = options.workbook_rows;
        Ok(Written {
            tables: Tables::begin(draft.folder(), options)?,
            figures: Figures::default(),
            disputed: Top::new(most),
            unproven: Top::new(most),
            other_rows: Shown::default(),
            broken_checks: Shown::default(),
            repeats: Vec::new(),
            notes: Vec::new(),
            most,
        })
    }

    /// Writes the rows that are no transaction, and the arithmetic of the others.
    pub fn rows(&mut self, scanned: &mut Scanned) -> Result<(), RunError> {
        let other_rows = std::mem::take(&mut scanned.rows.other_rows);
        self.tables.other_rows(&other_rows)?;
        self.other_rows.extend(other_rows, self.most);
        let checks = std::mem::take(&mut scanned.rows.row_checks);
        self.tables.row_checks(&checks)?;
        self.broken_checks.extend(checks.into_iter().filter(|check| !check.holds), self.most);
        Ok(())
    }
}

impl Sink for Written {
    fn unit(&mut self, made: Made) -> Result<(), RunError> {
        self.figures.merge(&made.figures)?;
        self.tables.discrepancies(&made.discrepancies)?;
        for row in &made.discrepancies {
            let top = match row.kind.verdict() {
                Verdict::Disputed => &mut self.disputed,
                _ => &mut self.unproven,
            };
            top.add(row);
        }
        made.costs.map_or(Ok(()), |costs| self.tables.costs(costs))?;
        self.repeats.extend(made.repeats);
        self.notes.extend(made.notes);
        Ok(())
    }
}

/// Takes what comes, and tells how far it is.
pub struct Told<'a> {
    pub written: &'a mut Written,
    pub progress: &'a dyn Progress,
    pub rows: u64,
}

impl Sink for Told<'_> {
    fn unit(&mut self, made: Made) -> Result<(), RunError> {
        self.rows += made.figures.priced + made.figures.unpriced + made.figures.repeated;
        self.written.unit(made)?;
        self.progress.advance(self.rows);
        Ok(())
    }
}
