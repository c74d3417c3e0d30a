//! Writes the data, README and answer key of `fixtures/quickstart`, and the data and README of `fixtures/starter`.
//!
//! The right costs are computed here from constants, without the engine: a second opinion on it.
//! Same bytes every time: `cargo run --example generate_quickstart`.

#[path = "../answer_key/mod.rs"]
mod answer_key;
mod catalogue;
mod contract;
mod fault;
mod fx;
mod readme;
mod row;
mod scenario;
mod settlement_report;
mod shopping;
mod transaction;

use answer_key::planted::planted_csv;
use scenario::{Example, Scenario};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::quickstart().ok_or("no such day")?;
    let example = scenario.play()?;
    let folder = write_data(&scenario, &example)?;
    fs::write(folder.join("README.md"), readme::quickstart(&example, scenario.faults))?;
    fs::write(folder.join("planted.csv"), planted_csv(&example.planted))?;

    let scenario = Scenario::starter().ok_or("no such day")?;
    let example = scenario.play()?;
    let folder = write_data(&scenario, &example)?;
    fs::write(folder.join("README.md"), readme::starter(&example, scenario.faults))?;
    Ok(())
}

fn write_data(scenario: &Scenario, example: &Example) -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(scenario.folder);
    let data = folder.join("data");
    fs::create_dir_all(&data)?;
    fs::write(data.join("fx.csv"), example.fx.csv())?;
    for ((last_day, rows), number) in example.batches.iter().zip(1..) {
        let closing = last_day.and_hms_opt(23, 0, 0).ok_or("no such time")?;
        let file = data.join(format!("settlement_detail_report_batch_{number}.csv"));
        fs::write(file, settlement_report::write(number, rows, closing)?)?;
    }
    Ok(folder)
}
