//! The run as a stream: pieces of any input in memory that does not grow with it.
//!
//! A first pass reads every row and puts what names a transaction id into partitions (`scan`, `keys`). Joined
//! partition by partition, they say which rows share an id and where each billed line belongs. A last pass makes
//! units of chunks with all that belongs to them (`store`, `unit`), prices and compares each by itself (`compare`),
//! and hands over what comes out in the order of the input (`pipeline`).

mod by_chunk;
mod bytes;
mod compare;
mod components;
mod costs;
mod exacts;
mod figures;
mod joined;
mod keys;
mod line;
mod line_numbers;
mod names;
mod out;
mod partitions;
mod passes;
mod pipeline;
mod pricing;
mod reconciled;
mod rows;
mod scan;
mod shared;
mod store;
mod takes;
#[cfg(test)]
mod tests;
mod unit;
mod unit_lines;

pub use figures::{Figures, FindingKey, FindingSums, VerdictSums};
pub use joined::{Made, Sink};
pub use partitions::Budget;
pub use passes::{Passes, Setting};
pub use pricing::{PricedChunk, price_once};
pub use scan::{Scanned, Shared};
