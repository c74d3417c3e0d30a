//! Exit statuses: part of the interface, documented in the manual and tested.

/// Why the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, and within the gates.
    Done = 0,
    /// Discrepancies or coverage outside the gates.
    OutsideGates = 1,
    /// Could not run: bad flags, an unreadable file, I/O.
    CouldNotRun = 2,
    /// The book or a case is wrong, or the cases reach less of the book than they must.
    BookWrong = 3,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> std::process::ExitCode {
        std::process::ExitCode::from(exit as u8)
    }
}
