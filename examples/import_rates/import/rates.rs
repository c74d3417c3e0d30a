//! The table: CSV, or a sheet of a workbook, as rows of programme, product and fee.

use super::Request;
use super::fees::{Cell, fee_of};
use super::mapping::Columns;
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::path::Path;
use trueup::diagnostic::did_you_mean;

/// One row of the table, or one cell of a wide one.
#[derive(Debug, Clone)]
pub struct Rate {
    /// The row, as an editor or a spreadsheet counts it.
    pub line: usize,
    /// The programme.
    pub program: String,
    /// The card product; empty if the table has none.
    pub product: String,
    /// What it says.
    pub cell: Cell,
    /// From when on, `2026-04-18`.
    pub date: String,
    /// The currency, if the table says it.
    pub currency: Option<String>,
}

/// Reads the table that is asked for.
///
/// # Errors
/// Everything that is wrong with it.
pub fn read(request: &Request, columns: &Columns) -> Result<Vec<Rate>, Vec<String>> {
    let shown = request.table.display().to_string();
    let workbook = request.table.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
    let rows = if workbook { sheet(request) } else { csv_rows(&request.table) };
    let rows = rows.map_err(|why| vec![format!("{shown}: {why}")])?;
    let mut rows = rows.into_iter();
    let (_, header) = rows.next().ok_or_else(|| vec![format!("{shown} is empty")])?;
    let table = Table::new(&header, columns, request.edition.as_deref())
        .map_err(|faults| faults.iter().map(|fault| format!("{shown}: {fault}")).collect::<Vec<_>>())?;
    let (mut rates, mut faults) = (Vec::new(), Vec::new());
    for (line, cells) in rows {
        match table.rates(line, &cells) {
            Ok(found) => rates.extend(found),
            Err(fault) => faults.push(format!("{shown}:{line}: {fault}")),
        }
    }
    if faults.is_empty() { Ok(rates) } else { Err(faults) }
}

/// Where the columns of the mapping stand.
struct Table<'c> {
    columns: &'c Columns,
    places: BTreeMap<&'c str, usize>,
    edition: Option<&'c str>,
}

impl<'c> Table<'c> {
    fn new(
        header: &[String],
        columns: &'c Columns,
        edition: Option<&'c str>,
    ) -> Result<Table<'c>, Vec<String>> {
        let single = [
            Some(&columns.program),
            columns.product.as_ref(),
            columns.percent.as_ref(),
            columns.fixed.as_ref(),
            columns.min.as_ref(),
            columns.max.as_ref(),
            columns.fee.as_ref(),
            columns.currency.as_ref(),
            columns.date.as_ref().filter(|_| edition.is_none()),
        ];
        let named = single.into_iter().flatten().chain(&columns.fees).chain(columns.not_applicable.keys());
        let (mut places, mut faults) = (BTreeMap::new(), Vec::new());
        for name in named {
            match header.iter().position(|cell| cell == name) {
                Some(place) => {
                    places.insert(name.as_str(), place);
                }
                None => {
                    let help = did_you_mean(name, header.iter().map(String::as_str));
                    faults.push(format!("there is no column `{name}`; {help}"));
                }
            }
        }
        if columns.date.is_none() && edition.is_none() {
            faults.push("no column says from when on the rates hold: give --edition DATE".to_owned());
        }
        if faults.is_empty() { Ok(Table { columns, places, edition }) } else { Err(faults) }
    }

    fn cell<'r>(&self, cells: &'r [String], name: Option<&String>) -> &'r str {
        let place = name.and_then(|name| self.places.get(name.as_str()));
        place.and_then(|place| cells.get(*place)).map(|cell| cell.trim()).unwrap_or_default()
    }

    fn rates(&self, line: usize, cells: &[String]) -> Result<Vec<Rate>, String> {
        let columns = self.columns;
        let program = self.cell(cells, Some(&columns.program)).to_owned();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(Vec::new());
        }
        let date = self.edition.unwrap_or_else(|| self.cell(cells, columns.date.as_ref())).to_owned();
        if !is_date(&date) {
            return Err(format!("`{date}` is no date such as 2026-04-18"));
        }
        let currency = columns.currency.as_ref().map(|name| self.cell(cells, Some(name)).to_owned());
        let rate = |product: &str, cell: Cell| Rate {
            line,
            program: program.clone(),
            product: product.to_owned(),
            cell,
            date: date.clone(),
            currency: currency.clone(),
        };
        if !columns.fees.is_empty() {
            let fees = columns.fees.iter().map(|name| rate(name, fee_text(self.cell(cells, Some(name)))));
            return Ok(fees.collect());
        }
        let product = self.cell(cells, columns.product.as_ref());
        Ok(vec![rate(product, self.fee(cells)?)])
    }

    fn fee(&self, cells: &[String]) -> Result<Cell, String> {
        let columns = self.columns;
        let says_so = |(name, text): (&String, &String)| self.cell(cells, Some(name)).contains(text.as_str());
        if columns.not_applicable.iter().any(says_so) {
            return Ok(Cell::NotApplicable);
        }
        if columns.fee.is_some() {
            return Ok(fee_text(self.cell(cells, columns.fee.as_ref())));
        }
        let figure = |name: &Option<String>| self.cell(cells, name.as_ref());
        fee_of(figure(&columns.percent), figure(&columns.fixed), figure(&columns.min), figure(&columns.max))
    }
}

fn fee_text(text: &str) -> Cell {
    match text.to_ascii_lowercase().as_str() {
        "" | "·" | "-" | "–" => Cell::NotPrinted,
        "n/a" | "not applicable" => Cell::NotApplicable,
        _ => Cell::Fee(text.to_owned()),
    }
}

/// The check of the book reads the date again; this keeps a column of something else from being one.
pub fn is_date(text: &str) -> bool {
    let shape = |(place, letter): (usize, char)| {
        if matches!(place, 4 | 7) { letter == '-' } else { letter.is_ascii_digit() }
    };
    text.len() == 10 && text.chars().enumerate().all(shape)
}

type Rows = Vec<(usize, Vec<String>)>;

fn csv_rows(path: &Path) -> Result<Rows, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(path)
        .map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(0, |position| position.line() as usize);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
}

fn sheet(request: &Request) -> Result<Rows, String> {
    let mut workbook: Xlsx<_> =
        open_workbook(&request.table).map_err(|error: calamine::XlsxError| error.to_string())?;
    let names = workbook.sheet_names();
    let name = request.sheet.as_ref().or(names.first()).ok_or("the workbook has no sheet")?;
    if !names.contains(name) {
        return Err(format!(
            "there is no sheet `{name}`; {}",
            did_you_mean(name, names.iter().map(String::as_str))
        ));
    }
    let cells = workbook.worksheet_range(name).map_err(|error| error.to_string())?;
    let first = cells.start().map_or(0, |(row, _)| row as usize);
    let rows = cells.rows().enumerate();
    Ok(rows.map(|(place, row)| (first + place + 1, row.iter().map(cell_text).collect())).collect())
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::DateTime(stamp) => {
            let (year, month, day, ..) = stamp.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    }
}
