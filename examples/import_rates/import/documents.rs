//! The files of a book as documents that keep every comment and blank.

use super::rates::is_date;
use std::path::{Path, PathBuf};
use std::{fs, io};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

/// The files of a book.
#[derive(Debug)]
pub struct Documents {
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    /// Its path below the book.
    name: String,
    text: String,
    /// The schedule in it, if there is one.
    document: Option<DocumentMut>,
}

/// A rule, a row of a matrix or an adjustment that a schedule has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// Where it stands.
    pub at: At,
    /// Whether its last fee has a figure: it is neither withdrawn nor unpublished throughout.
    pub priced: bool,
}

/// Where a rule stands in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// `[[rule]]` with this place.
    Rule(usize),
    /// This `[[matrix.row]]` of this `[[matrix]]`.
    Row(usize, usize),
    /// `[[adjustment]]` with this place.
    Adjustment(usize),
}

impl Documents {
    /// Reads the book in `folder`.
    ///
    /// # Errors
    /// Files that cannot be read or are no TOML.
    pub fn open(folder: &Path) -> Result<Documents, Vec<String>> {
        let mut paths = Vec::new();
        collect(folder, &mut paths).map_err(|error| vec![format!("{}: {error}", folder.display())])?;
        paths.sort();
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for path in paths {
            match File::open(folder, &path) {
                Ok(file) => files.push(file),
                Err(why) => faults.push(format!("{}: {why}", path.display())),
            }
        }
        if faults.is_empty() { Ok(Documents { files }) } else { Err(faults) }
    }

    /// The ids of the schedules.
    pub fn ids(&self) -> Vec<&str> {
        self.files.iter().filter_map(|file| id_of(file.document.as_ref()?)).collect()
    }

    /// The schedule with this id.
    pub fn schedule(&self, id: &str) -> Option<&DocumentMut> {
        self.files
            .iter()
            .filter_map(|file| file.document.as_ref())
            .find(|document| id_of(document) == Some(id))
    }

    /// The schedule with this id, to be changed.
    pub fn schedule_mut(&mut self, id: &str) -> Option<&mut DocumentMut> {
        self.files
            .iter_mut()
            .filter_map(|file| file.document.as_mut())
            .find(|document| id_of(document) == Some(id))
    }

    /// Every file as it is now: its path below the book, and its text.
    pub fn texts(&self) -> Vec<(String, String)> {
        self.files.iter().map(|file| (file.name.clone(), file.now())).collect()
    }

    /// The files that are no longer as they were read.
    pub fn changed(&self) -> Vec<(PathBuf, String)> {
        let changed = self.files.iter().filter(|file| file.now() != file.text);
        changed.map(|file| (file.path.clone(), file.now())).collect()
    }
}

impl File {
    fn open(folder: &Path, path: &Path) -> Result<File, String> {
        let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
        let parsed: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
        let below = path.strip_prefix(folder).unwrap_or(path);
        let parts: Vec<String> = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
        let is_schedule = id_of(&parsed).is_some();
        Ok(File {
            path: path.to_owned(),
            name: parts.join("/"),
            text,
            document: is_schedule.then_some(parsed),
        })
    }

    fn now(&self) -> String {
        self.document.as_ref().map_or_else(|| self.text.clone(), DocumentMut::to_string)
    }
}

/// As the loader of books does: no hidden files, and nothing but TOML.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    Ok(())
}

fn id_of(document: &DocumentMut) -> Option<&str> {
    document.get("schedule")?.as_table_like()?.get("id")?.as_str()
}

/// What `[schedule]` says under a key.
pub fn declared<'d>(document: &'d DocumentMut, key: &str) -> Option<&'d str> {
    document.get("schedule")?.as_table_like()?.get(key)?.as_str()
}

/// The columns of a matrix, as they are written.
pub fn columns(document: &DocumentMut, matrix: usize) -> Vec<String> {
    let columns = tables(document, "matrix").get(matrix).and_then(|matrix| matrix.get("columns"));
    let values = columns.and_then(Item::as_array).into_iter().flatten();
    values
        .map(|value| value.as_str().map_or_else(|| value.to_string().trim().to_owned(), str::to_owned))
        .collect()
}

/// Everything of a schedule that has a fee, in the order of the file.
pub fn known(document: &DocumentMut) -> Vec<Known> {
    let rules = tables(document, "rule").into_iter().enumerate();
    let mut found: Vec<Known> =
        rules.filter_map(|(place, table)| one(table, "fee", At::Rule(place))).collect();
    for (place, matrix) in tables(document, "matrix").into_iter().enumerate() {
        let rows = matrix.get("row").and_then(Item::as_array_of_tables).into_iter().flatten().enumerate();
        found.extend(rows.filter_map(|(row, table)| one(table, "fees", At::Row(place, row))));
    }
    let adjustments = tables(document, "adjustment").into_iter().enumerate();
    found.extend(adjustments.filter_map(|(place, table)| one(table, "add", At::Adjustment(place))));
    found
}

fn tables<'d>(document: &'d DocumentMut, key: &str) -> Vec<&'d Table> {
    document.get(key).and_then(Item::as_array_of_tables).into_iter().flatten().collect()
}

/// The tables under a key, to be changed.
pub fn tables_mut<'d>(document: &'d mut DocumentMut, key: &str) -> Option<&'d mut ArrayOfTables> {
    document.get_mut(key)?.as_array_of_tables_mut()
}

fn one(table: &Table, fee: &str, at: At) -> Option<Known> {
    let text = |key: &str| table.get(key).and_then(Item::as_str).map(str::to_owned);
    let last = table.get(fee).and_then(dated).and_then(|fees| in_force(fees, "9999-12-31"));
    let figure = |value: &Value| !matches!(value.as_str(), Some("withdrawn" | "unpublished" | "n/a"));
    let priced = last.is_none_or(|(_, value)| match value {
        Value::Array(cells) => cells.iter().any(figure),
        value => figure(value),
    });
    Some(Known { id: text("id")?, name: text("name").unwrap_or_default(), at, priced })
}

/// Fees by date; `None` for a fee without one.
pub fn dated(item: &Item) -> Option<&dyn TableLike> {
    item.as_table_like()
        .filter(|table| table.iter().next().is_some() && table.iter().all(|(key, _)| is_date(key)))
}

/// The newest that is not after the date. Dates written in full have the order of their text.
pub fn in_force<'t>(fees: &'t dyn TableLike, date: &str) -> Option<(&'t str, &'t Value)> {
    let begun = fees.iter().filter(|(key, _)| *key <= date);
    begun.max_by_key(|(key, _)| *key).and_then(|(key, item)| Some((key, item.as_value()?)))
}
