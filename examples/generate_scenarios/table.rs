//! The files of a scenario.

use crate::answer_key::planted::{Planted, fault_table, planted_csv};
use crate::fault::Fault;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of a scenario below `fixtures/`, with its data folder.
pub(crate) fn folder(name: &str) -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    fs::create_dir_all(folder.join("data"))?;
    Ok(folder)
}

/// A CSV file from its header and its records.
pub(crate) fn csv<R>(path: &Path, header: &[&str], records: R) -> Result<(), Box<dyn Error>>
where
    R: IntoIterator<Item = Vec<String>>,
{
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(header)?;
    for record in records {
        file.write_record(record)?;
    }
    fs::write(path, file.into_inner()?)?;
    Ok(())
}

/// `planted.csv`, and the README with the table of faults in it.
pub(crate) fn answers<F>(
    folder: &Path,
    readme: &str,
    planted: &[Planted],
    faults: &[Fault<F>],
) -> Result<(), Box<dyn Error>> {
    fs::write(folder.join("planted.csv"), planted_csv(planted))?;
    let table = fault_table(planted, faults.iter().map(|fault| (fault.done, fault.kind, fault.rows)));
    fs::write(folder.join("README.md"), readme.replace("{faults}", &table))?;
    Ok(())
}
