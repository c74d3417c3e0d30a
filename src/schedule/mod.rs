//! Floor 2: the fee schedule language: text → [`Document`](crate::diagnostic::Document) → [`Book`].

mod book;
mod cases;
mod checks;
mod condition;
mod fee;
mod load;
mod read;

pub use book::{
    Book, Component, Covering, DatedFee, Decimals, Derivation, Derived, Direction, LineCurrency, Rounding,
    Rule, Schedule, Select, Stage,
};
pub use cases::{Case, CaseFile, Expect};
pub use checks::past_review;
pub use condition::{Accepts, Bound, Condition, Range, Test, ValueSet};
pub use fee::{Fee, Money, PerUnit};
pub use load::{Loaded, load, load_texts};
