//! Floor 5: files in. A source profile says which columns carry which facts; the readers turn CSV
//! and Parquet files into typed columns, billed lines and rows that could not be used.
//!
//! Files are cut into pieces, one after the other, and pieces are read into chunks, several at once. A row is a row
//! of text cells, so money never passes through a binary float, and it ends as a transaction, a row that is none, or a
//! reject.

mod billed;
mod billed_cells;
mod bills;
mod builtin;
mod card;
mod cell;
mod cells;
mod check;
mod chunk;
mod collect;
mod csv_blocks;
mod csv_fields;
mod csv_rows;
mod csv_scan;
mod csv_text;
#[cfg(test)]
mod differential;
mod error;
mod files;
mod fx;
mod gather;
mod intake;
mod layout;
mod native;
mod parquet_file;
mod parquet_slice;
mod parquet_types;
mod piece;
mod plain;
mod plain_bill;
mod plain_column;
mod plain_values;
mod profile;
mod profile_attributes;
mod profile_read;
mod quick;
mod reader;
mod reference;
mod rows_read;
mod table;
mod text_memory;
mod transactions;
mod values;
mod whole;
mod workbook_rows;

pub use billed::{BilledLines, BilledSource, read_billed};
pub use builtin::load_profile;
pub use card::masked;
pub use chunk::{Chunk, Joined};
pub use error::SourceError;
pub use files::{InputFile, expand};
pub use fx::{FxRates, read_fx};
pub use piece::{Piece, Pieces};
pub use profile::Profile;
pub use reference::ReferenceFiles;
pub use rows_read::RowsRead;
pub use transactions::{TransactionSource, Transactions, read_transactions};
