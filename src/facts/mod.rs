//! Floor 1: the facts about a transaction: attributes, their types and values, and typed columns.

mod attribute;
mod batch;
mod bill;
mod billed;
mod intake;
mod standard;
mod texts;
mod value;

pub use attribute::{Attribute, AttributeId, Attributes, Kind};
pub use batch::{Batch, Column, ColumnBuilder, UNKNOWN};
pub use bill::{Bill, Entry};
pub use billed::{BilledFor, BilledLine, Origin};
pub use intake::{OtherRow, RejectRow, RowCheck, UnknownValue};
pub use standard::{STANDARD, id};
pub use texts::Texts;
pub use value::{ISO_DAY, Value, ValueFault, parse_day, parse_value};
