//! The engine against a naive second implementation, written from the language document alone: random
//! books and transactions, and both must agree to the last digit.
//!
//! `TRUEUP_ORACLE_BOOKS=20000 cargo test --test oracle` compares more books than the usual run.
#![cfg(test)]

mod agreement;
mod books;
mod evaluator;
mod exact;
mod invariance;
mod rows;
