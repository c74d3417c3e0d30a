//! Floor 4: expected against billed: pair, compare, classify, add up.
//!
//! It knows no schedules and no files: expected costs and billed lines come in, pairs with a
//! [`Kind`] go out, and every cent of both sides is in exactly one pair.

mod classify;
mod compare;
mod conservation;
mod coverage;
mod duplicates;
mod expected;
mod group;
mod kind;
mod pair;
mod repeats;
mod rounding;
mod terms;

pub use compare::Pairing;
pub use conservation::{Balance, Broken, balance, check};
pub use coverage::coverage;
pub use expected::{Expected, Money, Transaction, Unproven};
pub use group::Group;
pub use kind::{Kind, Verdict};
pub use pair::{Pair, Paired, Repeat, pair, pair_all};
pub use repeats::repeats;
pub use rounding::{GroupVerdicts, GroupsFound, InGroup, InGroups, RoundedGroup};
pub use terms::{Terms, Tolerance};
