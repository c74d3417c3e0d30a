//! Floor 0: exact amounts, rates and currencies. The only place that rounds.
//!
//! Amounts are [`Decimal`]s in major units of their currency (`1.10` is one euro ten), costs are
//! positive. Every operation here is exact or says [`Overflow`]; nothing is rounded on the way.

mod currency;
mod exact;
mod fx;
mod rounding;
mod scaled;
mod text;

pub use currency::Currency;
pub use exact::{Overflow, Quotient, add, divide, invert, mul, sub, sum};
pub use fx::{FxRate, FxTable, MAX_AGE_DAYS};
pub use rounding::{Mode, round};
pub use rust_decimal::Decimal;
pub use scaled::{Scaled, Short};
pub use text::{NotDecimal, parse, plain};

/// A calendar day without a time zone, as reports print it.
pub type Date = chrono::NaiveDate;
