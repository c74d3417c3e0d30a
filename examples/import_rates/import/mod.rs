//! From a table and a mapping to the changed texts of schedules. Nothing here prints or writes.

mod add;
mod assign;
mod documents;
mod fees;
mod mapping;
mod rates;
mod texts;
mod update;

use documents::Documents;
use std::fmt;
use std::path::PathBuf;
use std::{fs, io};
use trueup::diagnostic::{Diagnostic, draw_all};
use trueup::schedule::load_texts;

/// What to import.
#[derive(Debug, Clone)]
pub struct Request {
    /// The mapping.
    pub mapping: PathBuf,
    /// The table.
    pub table: PathBuf,
    /// The sheet of a workbook; the first if `None`.
    pub sheet: Option<String>,
    /// The folder of the book.
    pub book: PathBuf,
    /// From when on the rates hold, where the table has no such column.
    pub edition: Option<String>,
}

/// What an import comes to.
#[derive(Debug)]
pub struct Outcome {
    /// The files that change, with their new texts.
    pub files: Vec<(PathBuf, String)>,
    /// The fees that change.
    pub changes: Vec<Change>,
    /// What a person should know: programmes that vanished, fees that are no plain text.
    pub remarks: Vec<String>,
    /// The rows of the table.
    pub rows: usize,
    /// Those that belong to rules.
    pub placed: usize,
    /// Those that the mapping leaves out.
    pub left_out: usize,
}

/// One fee that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The schedule.
    pub schedule: String,
    /// The rule, the row of a matrix, or the adjustment.
    pub id: String,
    /// From when on.
    pub date: String,
    /// What was in force on that day; `None` for a rule that is new then.
    pub before: Option<String>,
    /// What is in force now.
    pub after: String,
}

impl fmt::Display for Change {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { schedule, id, date, before, after } = self;
        match before {
            Some(before) => write!(to, "{schedule}/{id} {date}: {before} -> {after}"),
            None => write!(to, "{schedule}/{id} {date}: new: {after}"),
        }
    }
}

impl Outcome {
    /// Writes the files that change.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn write(&self) -> io::Result<()> {
        self.files.iter().try_for_each(|(path, text)| fs::write(path, text))
    }
}

/// Works out what an import changes.
///
/// # Errors
/// Everything that is wrong with the mapping, the table or the book that would come out, all at once.
pub fn import(request: &Request) -> Result<Outcome, Vec<String>> {
    let mapping = mapping::read(&request.mapping)?;
    let rates = rates::read(request, &mapping.table)?;
    let mut documents = Documents::open(&request.book)?;
    let assigned = assign::assign(&mapping, &rates, &documents)?;
    let (changes, mut remarks) = update::update(&mapping, &assigned, &mut documents)?;
    remarks.extend(assigned.vanished);
    if !changes.is_empty() {
        sound(&documents)?;
    }
    Ok(Outcome {
        files: documents.changed(),
        changes,
        remarks,
        rows: rates.len(),
        placed: rates.len() - assigned.left_out,
        left_out: assigned.left_out,
    })
}

/// The book that would come out must have no fault.
fn sound(documents: &Documents) -> Result<(), Vec<String>> {
    let loaded = load_texts("", documents.texts());
    let errors: Vec<Diagnostic> = loaded.diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    if errors.is_empty() { Ok(()) } else { Err(vec![draw_all(&errors, &loaded.sources, false)]) }
}
