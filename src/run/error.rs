//! Why a job could not be done.

use crate::diagnostic::{Diagnostic, Sources};
use crate::reconcile::Broken;
use crate::report::ReportError;
use crate::source::SourceError;
use std::path::PathBuf;

/// Diagnostics with the texts that they point into.
#[derive(Debug, Clone)]
pub struct Faults {
    /// The faults.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts.
    pub sources: Sources,
}

/// The program could not work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The config or a source profile has faults.
    #[error("the configuration has {} fault(s)", .0.diagnostics.len())]
    Config(Box<Faults>),
    /// The book has faults.
    #[error("the book has {} fault(s)", .0.diagnostics.len())]
    Book(Box<Faults>),
    /// An input file cannot be used.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file cannot be read or written.
    #[error("{action} {path}: {cause}{}", hint(.cause))]
    Io {
        /// What was tried: `cannot read`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        cause: std::io::Error,
    },
    /// The report cannot be written.
    #[error("the report cannot be written: {0}")]
    Report(Box<ReportError>),
    /// Money or rows were lost on the way; nothing is published.
    #[error("nothing is published, because the run does not conserve its input: {0}")]
    NotConserved(Box<Broken>),
    /// Rows were lost on the way; nothing is published.
    #[error("nothing is published, because the run does not conserve its input: {0}")]
    RowsLost(String),
    /// An amount has too many digits to be held exactly.
    #[error("a sum has more digits than can be held exactly: {0}")]
    Overflow(#[from] crate::money::Overflow),
    /// An input file is not what it was when the run began.
    #[error(
        "nothing is published, because an input file changed while the run read it; run again once it is complete"
    )]
    Changed,
    /// Another run of the same name is writing.
    #[error("another run is writing into {0}; wait for it to end")]
    Busy(PathBuf),
    /// Anything else, said in full.
    #[error("{0}")]
    Other(String),
}

// Boxed, so that a result of something small stays small.
impl From<ReportError> for RunError {
    fn from(error: ReportError) -> RunError {
        RunError::Report(Box::new(error))
    }
}

impl From<Broken> for RunError {
    fn from(error: Broken) -> RunError {
        RunError::NotConserved(Box::new(error))
    }
}

impl RunError {
    /// Whether the book is at fault rather than the surroundings.
    pub fn is_book(&self) -> bool {
        matches!(self, RunError::Book(_))
    }

    /// For `map_err` on file operations.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> RunError {
        let path = path.into();
        move |cause| RunError::Io { action, path, cause }
    }
}

fn hint(cause: &std::io::Error) -> &'static str {
    match cause.kind() {
        std::io::ErrorKind::PermissionDenied => " (give this user the right, or name another folder)",
        std::io::ErrorKind::NotFound => " (check the path)",
        _ => "",
    }
}
