//! Expected costs alone: one row per line, and one with a reason for a covered component without.

use super::ReportError;
use super::columns::optional;
use super::csv_files::CsvFile;
use super::parquet::ColumnKind::{self, Amount, Text};
use super::parquet::{
    Encoder, Group, Numbers, ParquetFile, ROWS_PER_GROUP, Runs, Texts, descriptors, to_digits,
};
use crate::facts::{Batch, id};
use crate::money::{Currency, Decimal};
use crate::price::{Priced, State};
use crate::program::Program;
use std::path::{Path, PathBuf};

const COLUMNS: [(&str, ColumnKind); 9] = [
    ("transaction_id", Text),
    ("event", Text),
    ("component", Text),
    ("schedule", Text),
    ("rule", Text),
    ("fee", Text),
    ("expected", Amount),
    ("currency", Text),
    ("reason", Text),
];

/// One row of the file.
struct ExpectedRow<'a> {
    transaction_id: &'a str,
    event: &'a str,
    component: &'a str,
    schedule: &'a str,
    rule: &'a str,
    fee: &'a str,
    expected: Option<Decimal>,
    currency: Option<Currency>,
    reason: String,
}

/// A `.csv` or `.parquet` file of expected costs that is written batch by batch, aside, and takes its place
/// when it is finished. Dropped unfinished, it leaves nothing behind.
pub struct ExpectedTable {
    aside: PathBuf,
    out: PathBuf,
    shown: String,
    file: Option<ExpectedFile>,
}

enum ExpectedFile {
    Csv(Box<CsvFile>),
    Parquet(Box<(ParquetFile, Columns)>),
}

impl ExpectedTable {
    /// Begins the file; its ending says of which kind it is.
    pub fn create(out: &Path) -> Result<ExpectedTable, ReportError> {
        let shown = out.display().to_string();
        let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let name = out.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let aside = out.with_file_name(format!(".{name}.writing"));
        let file = match extension.as_deref() {
            Some("csv") => {
                ExpectedFile::Csv(Box::new(CsvFile::create(&aside, &shown, &COLUMNS.map(|(name, _)| name))?))
            }
            Some("parquet") => {
                let file = ParquetFile::create(&aside, &shown, &COLUMNS)?;
                ExpectedFile::Parquet(Box::new((file, Columns::default())))
            }
            _ => return Err(ReportError::UnknownKind { file: shown }),
        };
        Ok(ExpectedTable { aside, out: out.to_owned(), shown, file: Some(file) })
    }

    /// Adds the rows of the next batch, in its order, then of the book's components, then of the rules.
    pub fn rows(&mut self, program: &Program, batch: &Batch, priced: &Priced) -> Result<(), ReportError> {
        match &mut self.file {
            Some(ExpectedFile::Csv(file)) => each_row(program, batch, priced, |row| {
                let (expected, currency) =
                    (optional(row.expected, row.currency), row.currency.map_or("", Currency::code));
                let [id, event, component] = [row.transaction_id, row.event, row.component];
                let [schedule, rule, fee] = [row.schedule, row.rule, row.fee];
                file.record([id, event, component, schedule, rule, fee, &expected, currency, &row.reason])
            }),
            Some(ExpectedFile::Parquet(parquet)) => {
                let (file, columns) = &mut **parquet;
                each_row(program, batch, priced, |row| {
                    columns.push(&row, file.rows())?;
                    if columns.rows == ROWS_PER_GROUP {
                        file.append(&std::mem::take(columns).encode()?)?;
                    }
                    Ok(())
                })
            }
            None => Ok(()),
        }
    }

    /// Completes the file and puts it in its place.
    pub fn finish(mut self) -> Result<(), ReportError> {
        match self.file.take() {
            Some(ExpectedFile::Csv(file)) => file.finish()?,
            Some(ExpectedFile::Parquet(parquet)) => {
                let (mut file, columns) = *parquet;
                if columns.rows > 0 {
                    file.append(&columns.encode()?)?;
                }
                file.finish()?;
            }
            None => {}
        }
        let renamed = std::fs::rename(&self.aside, &self.out);
        renamed.map_err(|source| ReportError::Io { file: self.shown.clone(), source })
    }
}

impl Drop for ExpectedTable {
    fn drop(&mut self) {
        // What could not take its place would only lie about; what took it is here no longer.
        let _ = std::fs::remove_file(&self.aside);
    }
}

/// Rows of a Parquet file that do not fill a row group yet.
#[derive(Default)]
struct Columns {
    rows: usize,
    transaction_id: Runs,
    /// `event` to `fee`.
    texts: [Texts; 5],
    expected: Numbers<i128>,
    /// `currency` and `reason`.
    last: [Texts; 2],
}

impl Columns {
    /// `before` rows of the file went out in earlier groups.
    fn push(&mut self, row: &ExpectedRow<'_>, before: u64) -> Result<(), ReportError> {
        self.rows += 1;
        self.transaction_id.push(row.transaction_id);
        let texts = [row.event, row.component, row.schedule, row.rule, row.fee];
        let last = [row.currency.map_or("", Currency::code), &row.reason];
        let columns = self.texts.iter_mut().chain(&mut self.last);
        for (column, text) in columns.zip(texts.into_iter().chain(last)) {
            let code = column.code(text);
            column.push(code);
        }
        let digits = row.expected.map(|amount| {
            to_digits(amount).ok_or_else(|| ReportError::DoesNotFit {
                column: "expected",
                amount,
                transaction_id: row.transaction_id.to_owned(),
                component: row.component.to_owned(),
                row: before as usize + self.rows,
            })
        });
        self.expected.push(digits.transpose()?);
        Ok(())
    }

    fn encode(self) -> Result<Group, ReportError> {
        let (types, mut to) = (descriptors(&COLUMNS)?, Encoder::new()?);
        let mut columns = vec![self.transaction_id.encode(0..self.rows, &types[0], &mut to)?];
        for (text, place) in self.texts.iter().zip(1..) {
            columns.push(text.encode(0..self.rows, &types[place], &mut to)?);
        }
        columns.push(self.expected.encode(0..self.rows, &types[6], &mut to)?);
        for (text, place) in self.last.iter().zip(7..) {
            columns.push(text.encode(0..self.rows, &types[place], &mut to)?);
        }
        Ok(Group { rows: self.rows as u64, columns })
    }
}

fn each_row<'a>(
    program: &'a Program,
    batch: &'a Batch,
    priced: &Priced,
    mut write: impl FnMut(ExpectedRow<'a>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    for row in 0..priced.rows() {
        for (place, component) in program.components.iter().enumerate() {
            let blank = || ExpectedRow {
                transaction_id: batch.symbol(id::TRANSACTION_ID, row).unwrap_or_default(),
                event: batch.symbol(id::EVENT, row).unwrap_or_default(),
                component: &component.name,
                schedule: "",
                rule: "",
                fee: "",
                expected: None,
                currency: None,
                reason: String::new(),
            };
            if let State::Unproven(reason) = &priced.outcome(row, place).state {
                write(ExpectedRow { reason: reason.text(&program.attributes), ..blank() })?;
            }
            for line in priced.lines(row, place) {
                let schedule = &component.schedules[line.schedule()];
                let rule = &schedule.rules[line.rule()];
                write(ExpectedRow {
                    schedule: &schedule.id,
                    rule: &rule.id,
                    fee: rule.fees[line.fee()].fee.as_ref().map(|fee| fee.text.as_str()).unwrap_or_default(),
                    expected: Some(line.amount),
                    currency: Some(line.currency),
                    ..blank()
                })?;
            }
        }
    }
    Ok(())
}
