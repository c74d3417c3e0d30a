//! Floor 2: the fee schedule language: text → [`Document`](crate::diagnostic::Document) → [`Book`].

mod adjustment;
mod aggregate;
mod book;
mod cases;
mod checks;
mod condition;
mod fee;
mod load;
mod notes;
mod read;
mod shape;
pub mod words;

pub use adjustment::{Adjustment, RulePattern};
pub use aggregate::{Aggregate, AggregatePeriod, Measure};
pub use book::{
    Basis, Book, Component, Covering, DatedFee, Decimals, DeclaredGroup, Derivation, Derived, Direction,
    LineCurrency, Matrix, MatrixColumn, Rounding, Rule, Schedule, Select, Stage,
};
pub use cases::{Case, CaseFile, Expect};
pub use checks::{Shown, past_review, prove, show};
pub use condition::{Accepts, Bound, Condition, Period, Range, Test, ValueSet};
pub use fee::{Fee, Money, PerUnit, Plain};
pub use load::{Loaded, load, load_texts};
pub use notes::{Above, Notes, above, notes};
pub use shape::{Bands, Piece, Shape, Step, Tiering, Tiers};
