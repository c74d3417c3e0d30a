//! Why an input file cannot be used at all.

/// A fault of a whole file or pattern. Its text is complete: the file, what, why, how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// The file cannot be opened, decompressed or decoded.
    #[error("{file}: cannot be read: {why}")]
    Unreadable {
        /// The file as the config names it.
        file: String,
        /// What went wrong.
        why: String,
    },
    /// A kind of file that this version does not read.
    #[error("{file}: this kind of file is not read; write it as .csv, .csv.gz, .csv.zst, .parquet or .xlsx")]
    Unsupported {
        /// The file as the config names it.
        file: String,
    },
    /// Not even a header.
    #[error("{file}: is empty; a file without rows still needs its header")]
    Empty {
        /// The file as the config names it.
        file: String,
    },
    /// Text in another encoding.
    #[error("{file}: {place} is not valid UTF-8{hint}; export the file as UTF-8")]
    NotUtf8 {
        /// The file as the config names it.
        file: String,
        /// `line 17`, or the file as a whole.
        place: String,
        /// What it seems to be instead, or nothing.
        hint: String,
    },
    /// A quote that is never closed, so that the rest of the file became one cell.
    #[error(
        "{file}: a quoted cell on line {line} is never closed and swallows the rows after it; close its quote"
    )]
    OpenQuote {
        /// The file as the config names it.
        file: String,
        /// The line on which the row with the quote starts.
        line: u64,
    },
    /// The header is one cell that holds another separator.
    #[error(
        "{file}: the header is a single column that contains {found}, but the columns of `{layout}` are \
         separated by {expected}; export the file with {expected}, or use a profile with `delimiter = \
         {found_toml}`"
    )]
    Delimiter {
        /// The file as the config names it.
        file: String,
        /// The profile or layout that was expected.
        layout: String,
        /// The separator it declares, in words.
        expected: String,
        /// The separator in the file, in words.
        found: String,
        /// The separator in the file, as a profile writes it.
        found_toml: String,
    },
    /// Needed columns that are missing or there twice, all of a file at once.
    #[error("{file}: the header does not fit `{layout}`:\n  {}", faults.join("\n  "))]
    Columns {
        /// The file as the config names it.
        file: String,
        /// The profile or layout that was expected.
        layout: String,
        /// One sentence per column.
        faults: Vec<String>,
    },
    /// A Parquet column whose type cannot be read exactly.
    #[error("{file}: column `{column}` has the type \"{found}\"; {mend}")]
    ColumnType {
        /// The file as the config names it.
        file: String,
        /// The column.
        column: String,
        /// Its type.
        found: String,
        /// What to write instead.
        mend: String,
    },
    /// An exchange rate that cannot be used; a hole among the rates would surface far from its cause.
    #[error("{file}: row {row}, column `{column}`: {value:?} {reason}; correct the rate or remove the row")]
    FxRow {
        /// The file as the config names it.
        file: String,
        /// The line in a CSV file, the row in a workbook or Parquet file; the header is number 1.
        row: u64,
        /// The column at fault.
        column: String,
        /// The raw value.
        value: String,
        /// Why it is unusable, as the end of a sentence.
        reason: String,
    },
    /// The profile carries no billed costs in the way they are asked for.
    #[error("the profile `{profile}` {why}")]
    Profile {
        /// The profile.
        profile: String,
        /// Why, and what to do, as the end of a sentence.
        why: String,
    },
    /// A pattern that no file matches.
    #[error("no file matches `{pattern}`; paths are relative to {base}")]
    NoMatch {
        /// The pattern as the config writes it.
        pattern: String,
        /// What it is relative to.
        base: String,
    },
    /// A pattern that is none.
    #[error("`{pattern}` is not a file pattern: {why}")]
    Pattern {
        /// The pattern as the config writes it.
        pattern: String,
        /// What is wrong.
        why: String,
    },
}
