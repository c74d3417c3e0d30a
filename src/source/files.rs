//! Which files a config means.

use super::SourceError;
use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

/// A file to read, and the path to show for it in messages and reports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputFile {
    /// The path relative to the config, with `/`.
    pub shown: String,
    /// Where it is.
    pub path: PathBuf,
}

/// The files that match any of the patterns, relative to `base`; sorted by path, each once.
/// A pattern that matches nothing is an error.
pub fn expand(patterns: &[String], base: &Path) -> Result<Vec<InputFile>, SourceError> {
    let mut files = Vec::new();
    for pattern in patterns {
        let before = files.len();
        // A file whose own name has a bracket in it is meant literally.
        let literal = base.join(pattern);
        if literal.is_file() {
            files.push(input_file(literal, base));
        } else {
            files.extend(matches(pattern, base)?);
        }
        if files.len() == before {
            let base = if base.as_os_str().is_empty() { Path::new(".") } else { base };
            return Err(SourceError::NoMatch { pattern: pattern.clone(), base: base.display().to_string() });
        }
    }
    files.sort();
    // One file may be named in several ways: `./b.csv`, a link.
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
    Ok(files)
}

fn matches(pattern: &str, base: &Path) -> Result<Vec<InputFile>, SourceError> {
    let fault = |why: String| SourceError::Pattern { pattern: pattern.to_owned(), why };
    let escaped = PathBuf::from(glob::Pattern::escape(&base.to_string_lossy()));
    let whole = escaped.join(pattern);
    let paths = glob::glob(&whole.to_string_lossy()).map_err(|error| fault(error.msg.to_owned()))?;
    let mut files = Vec::new();
    for path in paths {
        let path = path.map_err(|error| fault(error.to_string()))?;
        if path.is_file() {
            files.push(input_file(path, base));
        }
    }
    Ok(files)
}

fn input_file(path: PathBuf, base: &Path) -> InputFile {
    let relative = path.strip_prefix(base).unwrap_or(&path).components();
    let relative: PathBuf = relative.filter(|part| *part != Component::CurDir).collect();
    let shown = relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    InputFile { shown, path }
}
