//! Floor 6: the jobs: the nightly run, pricing alone, checking, cases, a new project. Also the
//! facade that other front ends call.

mod case_pricing;
mod cases;
mod causes;
mod check_job;
mod config;
mod config_read;
mod coverage;
mod declared;
mod error;
mod expectation;
mod facade;
mod figures;
mod gates;
mod hashing;
mod init;
mod inputs;
mod job;
mod manifest;
mod mutate;
mod price_job;
mod progress;
mod publish;
mod reached;
mod rounded_groups;
mod rows;
mod rule_use;
mod set_fact;
mod stream;
mod summary;
mod tally;
mod trace_job;
mod trial;

pub use cases::{CaseFailure, CaseReport, run_cases};
pub use check_job::{BookSize, CheckOutcome, CheckRequest, check_book, fx_for_check};
pub use config::{Config, Gates, ReferencePart, TransactionFiles};
pub use coverage::{Coverage, ScheduleCoverage, Thing, ThingKind};
pub use error::{Faults, RunError};
pub use facade::{Comparison, Setting, compare};
pub use init::init;
pub use job::{Overrides, RunOutcome, run};
pub use mutate::{Mutation, Survivor, mutate};
pub use price_job::{PriceOutcome, PriceRequest, price_files};
pub use progress::{Progress, Silent};
pub use tally::Tally;
pub use trace_job::{TracedTransaction, trace_transaction};
