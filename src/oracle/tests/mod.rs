//! The engine against the naive evaluator, on random books and on those that are shipped.

mod agreement;
mod books;
mod compiled;
mod constructs;
mod engine;
mod fees;
mod found;
mod invariance;
mod rows;
mod scenario;
mod shipped;
mod shipped_rows;
mod tape;
mod words;
