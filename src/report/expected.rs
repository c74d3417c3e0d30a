//! Expected costs alone: one row per line, and one with a reason for a covered component without.

use super::columns::{Row, Values};
use super::{ReportError, csv_files, parquet};
use crate::facts::{Batch, id};
use crate::money::{Currency, Decimal};
use crate::price::{Priced, State};
use crate::program::Program;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

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

impl Row for ExpectedRow<'_> {
    fn transaction_id(&self) -> &str {
        self.transaction_id
    }

    fn component(&self) -> &str {
        self.component
    }

    fn currency(&self) -> Option<Currency> {
        self.currency
    }
}

fn columns<'a>() -> [(&'static str, Values<ExpectedRow<'a>>); 9] {
    [
        ("transaction_id", Values::Text(|row| row.transaction_id)),
        ("event", Values::Text(|row| row.event)),
        ("component", Values::Text(|row| row.component)),
        ("schedule", Values::Text(|row| row.schedule)),
        ("rule", Values::Text(|row| row.rule)),
        ("fee", Values::Text(|row| row.fee)),
        ("expected", Values::Amount(|row| row.expected)),
        ("currency", Values::Text(|row| row.currency.map_or("", Currency::code))),
        ("reason", Values::Text(|row| &row.reason)),
    ]
}

/// Writes the expected costs of a priced batch to a `.csv` or `.parquet` file, in the order of the
/// input, then of the book's components, then of the rules. Written aside and renamed.
pub fn write_expected(
    program: &Program,
    batch: &Batch,
    priced: &Priced,
    out: &Path,
) -> Result<(), ReportError> {
    let shown = out.display().to_string();
    let extension = out.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    let rows = rows(program, batch, priced);
    let aside = out.with_file_name(format!(
        ".{}.writing",
        out.file_name().map(|name| name.to_string_lossy()).unwrap_or_default()
    ));
    let io = |source| ReportError::Io { file: shown.clone(), source };
    match extension.as_deref() {
        Some("csv") => {
            let to = BufWriter::new(File::create(&aside).map_err(io)?);
            let written = csv_files::table(&columns(), rows.iter(), to);
            written.map_err(|source| ReportError::Csv { file: shown.clone(), source })?;
        }
        Some("parquet") => {
            let mut to = BufWriter::new(File::create(&aside).map_err(io)?);
            parquet::write(&columns(), &rows.iter().collect::<Vec<_>>(), &mut to)?;
            to.flush().map_err(io)?;
        }
        _ => return Err(ReportError::UnknownKind { file: shown }),
    }
    std::fs::rename(&aside, out).map_err(|source| {
        // What could not take its place would only lie about.
        let _ = std::fs::remove_file(&aside);
        io(source)
    })
}

fn rows<'a>(program: &'a Program, batch: &'a Batch, priced: &Priced) -> Vec<ExpectedRow<'a>> {
    let mut rows = Vec::new();
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
                rows.push(ExpectedRow { reason: reason.text(&program.attributes), ..blank() });
            }
            for line in priced.lines(row, place) {
                let schedule = &component.schedules[line.schedule];
                let rule = &schedule.rules[line.rule];
                rows.push(ExpectedRow {
                    schedule: &schedule.id,
                    rule: &rule.id,
                    fee: rule.fees[line.fee].fee.as_ref().map(|fee| fee.text.as_str()).unwrap_or_default(),
                    expected: Some(line.amount),
                    currency: Some(line.currency),
                    ..blank()
                });
            }
        }
    }
    rows
}
