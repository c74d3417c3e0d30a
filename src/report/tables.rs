//! The tables of a report, written as their rows come.

use super::columns::COLUMNS;
use super::csv_files::{self, CsvFile};
use super::parquet::{ParquetFile, ROWS_PER_GROUP};
use super::{ComparisonRow, Costs, EncodedCosts, Options, ReportError};
use crate::facts::{OtherRow, RejectRow, RowCheck};
use crate::reconcile::Verdict;
use std::path::{Path, PathBuf};

/// The tables of one folder. Rows are given in the order of the input, in slices of any size: how they are
/// sliced leaves no trace, apart from the chunks of [`Tables::costs`].
pub struct Tables {
    folder: PathBuf,
    discrepancies: CsvFile,
    /// The same rows as columns.
    discrepancies_columns: ParquetFile,
    /// Rows that do not fill a row group yet.
    pending: Costs,
    costs: Option<ParquetFile>,
    rejects: CsvFile,
    other_rows: Option<CsvFile>,
    row_checks: Option<CsvFile>,
}

impl Tables {
    /// Begins the files that are there whatever the rows: discrepancies, rejects, and costs if they are
    /// asked for. `folder` must exist.
    pub fn begin(folder: &Path, options: &Options) -> Result<Tables, ReportError> {
        let columns = COLUMNS.map(|(name, kind, _)| (name, kind));
        let parquet = |name: &str| ParquetFile::create(&folder.join(name), name, &columns);
        let rejects = "rejects.csv";
        Ok(Tables {
            folder: folder.to_owned(),
            discrepancies: csv_files::discrepancies(folder)?,
            discrepancies_columns: parquet("discrepancies.parquet")?,
            pending: Costs::new(),
            costs: options.costs.then(|| parquet("costs.parquet")).transpose()?,
            rejects: csv_files::rejects(&folder.join(rejects), rejects)?,
            other_rows: None,
            row_checks: None,
        })
    }

    /// Adds the disputed and unproven rows of these to `discrepancies.csv` and `discrepancies.parquet`.
    pub fn discrepancies(&mut self, rows: &[ComparisonRow]) -> Result<(), ReportError> {
        for row in rows.iter().filter(|row| row.kind.verdict() != Verdict::Agreed) {
            csv_files::discrepancy(row, &mut self.discrepancies)?;
            self.pending.push_row(row);
            if self.pending.rows() == ROWS_PER_GROUP {
                let full = std::mem::take(&mut self.pending);
                append(&mut self.discrepancies_columns, full.encode()?)?;
            }
        }
        Ok(())
    }

    /// Adds row groups to `costs.parquet`; nothing if it is not asked for.
    pub fn costs(&mut self, encoded: EncodedCosts) -> Result<(), ReportError> {
        self.costs.as_mut().map_or(Ok(()), |file| append(file, encoded))
    }

    /// Adds to `other_rows.csv`, which is there only if it has rows.
    pub fn other_rows(&mut self, rows: &[OtherRow]) -> Result<(), ReportError> {
        for row in rows {
            let file = match &mut self.other_rows {
                Some(file) => file,
                none => none.insert(csv_files::other_rows(&self.folder)?),
            };
            csv_files::other_row(row, file)?;
        }
        Ok(())
    }

    /// Adds to `row_checks.csv`, which is there only if it has rows.
    pub fn row_checks(&mut self, rows: &[RowCheck]) -> Result<(), ReportError> {
        for row in rows {
            let file = match &mut self.row_checks {
                Some(file) => file,
                none => none.insert(csv_files::row_checks(&self.folder)?),
            };
            csv_files::row_check(row, file)?;
        }
        Ok(())
    }

    /// Adds to `rejects.csv`.
    pub fn rejects(&mut self, rows: &[RejectRow]) -> Result<(), ReportError> {
        rows.iter().try_for_each(|row| csv_files::reject(row, &mut self.rejects))
    }

    /// Completes all files.
    pub fn finish(mut self) -> Result<(), ReportError> {
        append(&mut self.discrepancies_columns, self.pending.encode()?)?;
        for file in [self.discrepancies_columns].into_iter().chain(self.costs) {
            file.finish()?;
        }
        let always = [self.discrepancies, self.rejects];
        always.into_iter().chain(self.other_rows).chain(self.row_checks).try_for_each(CsvFile::finish)
    }
}

/// Rows of messages are counted within a chunk until it has its place in the file.
fn append(file: &mut ParquetFile, encoded: EncodedCosts) -> Result<(), ReportError> {
    if let Some(mut fault) = encoded.fault {
        if let ReportError::DoesNotFit { row, .. } = &mut *fault {
            *row += file.rows() as usize;
        }
        return Err(*fault);
    }
    encoded.groups.iter().try_for_each(|group| file.append(group))
}
