//! Floor 4, for tests alone: a naive second evaluator, written from the language document. It reads the
//! same [`Book`](crate::schedule::Book) as the engine and shares no other code with it: no compiled tests, no columns,
//! arithmetic of its own.
//!
//! `TRUEUP_ORACLE_BOOKS=20000 cargo test --lib oracle` compares more random books than the usual run.

mod conditions;
mod cost;
mod evaluator;
mod exact;
mod fees;
mod notes;
mod rates;
mod tests;
mod tiers;
mod totals;
mod transaction;

pub use cost::{Cost, Line};
pub use evaluator::Evaluator;
pub use exact::Exact;
pub use rates::Rate;
pub use transaction::Facts;
