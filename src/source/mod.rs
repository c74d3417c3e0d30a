//! Floor 5: files in. A source profile says which columns carry which facts; the readers turn CSV
//! and Parquet files into typed columns, billed lines and rows that could not be used.
//!
//! Both kinds of file are read as a table of text cells, so money never passes through a binary
//! float, and every row ends as a transaction, a row that is none, or a reject.

mod billed;
mod billed_cells;
mod builtin;
mod card;
mod cell;
mod check;
mod collect;
mod csv_rows;
mod error;
mod files;
mod fx;
mod gather;
mod intake;
mod layout;
mod native;
mod parquet_rows;
mod profile;
mod profile_attributes;
mod profile_read;
mod reference;
mod rows_read;
mod table;
mod transactions;
mod values;
mod workbook_rows;

pub use billed::{BilledLines, read_billed};
pub use builtin::load_profile;
pub use card::masked;
pub use error::SourceError;
pub use files::{InputFile, expand};
pub use fx::{FxRates, read_fx};
pub use profile::Profile;
pub use reference::ReferenceFiles;
pub use rows_read::RowsRead;
pub use transactions::{Transactions, read_transactions};
