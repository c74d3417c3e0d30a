//! Floor 4: expected against billed: pair, compare, classify, explain.

mod kind;

pub use kind::{Kind, Verdict};
