//! Writes the data, README and answer key of `fixtures/us` and `fixtures/eu`.
//!
//! The right costs are computed here from the published figures, without the engine: a second opinion on it and on the
//! collection of fee schedules. Same bytes every time: `cargo run --example generate_scenarios`.

#[path = "../answer_key/mod.rs"]
mod answer_key;
mod eu;
mod fault;
mod fee;
mod row;
mod table;
mod us;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    us::write()?;
    eu::write()
}
