//! What identifies an input: its SHA-256.

use super::error::RunError;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// SHA-256 of a text in hexadecimal.
pub fn of_text(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Size and SHA-256 of a file, read in pieces.
pub fn of_file(path: &Path) -> Result<(u64, String), RunError> {
    const PIECE: usize = 1 << 16;
    let mut file = std::fs::File::open(path).map_err(RunError::io("cannot read", path))?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut piece).map_err(RunError::io("cannot read", path))?;
        if read == 0 {
            return Ok((bytes, hex(&hasher.finalize())));
        }
        bytes += read as u64;
        hasher.update(&piece[..read]);
    }
}

/// The id of a run: its day, and what all its inputs hash to. The same inputs give the same id.
///
/// `costs` is whether `costs.parquet` is written, for a report without it is another report.
pub fn run_id(
    as_of: Option<crate::money::Date>,
    engine: &str,
    inputs: &[crate::report::Input],
    costs: bool,
) -> String {
    const DIGITS: usize = 12;
    let mut hasher = Sha256::new();
    hasher.update(engine.as_bytes());
    for input in inputs {
        hasher.update(format!("\n{} {} {}", input.role, input.path, input.sha256).as_bytes());
    }
    if !costs {
        hasher.update(b"\nwithout costs");
    }
    let day = as_of.map_or_else(|| "undated".to_owned(), |day| day.to_string());
    format!("{day}-{}", &hex(&hasher.finalize())[..DIGITS])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
