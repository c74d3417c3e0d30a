//! trueup proves what card payments should have cost and finds where the bill disagrees.
//!
//! The modules are floors; each imports only lower ones (`tests/architecture.rs` holds the map).

pub mod diagnostic;
pub mod facts;
pub mod money;
pub mod reconcile;
pub mod report;
pub mod source;
