//! trueup proves what card payments should have cost and finds where the bill disagrees.
//!
//! The modules are floors; each imports only lower ones (`tests/architecture.rs` holds the map).

pub mod compile;
pub mod diagnostic;
pub mod facts;
pub mod money;
#[cfg(test)]
mod oracle;
pub mod price;
pub mod program;
pub mod reconcile;
pub mod report;
pub mod run;
pub mod schedule;
pub mod source;
