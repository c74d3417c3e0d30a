//! One column of a row group as compressed pages.

use super::hybrid;
use crate::report::ReportError;
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::compression::Compression;
use polars_parquet::parquet::encoding::Encoding;
use polars_parquet::parquet::metadata::Descriptor;
use polars_parquet::parquet::page::{
    CompressedDataPage, CompressedDictPage, CompressedPage, DataPageHeader, DataPageHeaderV1,
};
use polars_parquet::parquet::statistics::ParquetStatistics;
use std::io;

/// Higher levels take longer and hardly make these files smaller: dictionaries have done the work.
const LEVEL: i32 = 1;

/// A page without dictionary holds so many rows.
pub(super) const ROWS_PER_PAGE: usize = 1 << 16;

/// The least and the greatest value of a column, as its plain values are written.
pub(super) type Bounds = Option<(Vec<u8>, Vec<u8>)>;

/// Turns columns into pages; made once for many of them.
pub(crate) struct Encoder {
    zstd: zstd::bulk::Compressor<'static>,
    /// Keys of one page, kept for their room.
    keys: Vec<u32>,
}

impl Encoder {
    pub(crate) fn new() -> Result<Encoder, ReportError> {
        Ok(Encoder { zstd: zstd::bulk::Compressor::new(LEVEL).map_err(failed)?, keys: Vec::new() })
    }

    /// Pages of rows that name a value of a dictionary: 1 is the first, 0 is none.
    /// `values` are the `count` values, plainly written.
    pub(super) fn dictionary(
        &mut self,
        descriptor: &Descriptor,
        (values, count): (&[u8], usize),
        rows: &[u32],
        bounds: Bounds,
    ) -> Result<Vec<CompressedPage>, ReportError> {
        let compressed = CowBuffer::Owned(self.zstd.compress(values).map_err(failed)?);
        let page = CompressedDictPage::new(compressed, Compression::Zstd, values.len(), count, false);
        let mut keys = std::mem::take(&mut self.keys);
        keys.clear();
        keys.extend(rows.iter().filter(|row| **row != 0).map(|row| row - 1));
        let mut body = Vec::with_capacity(rows.len() + 64);
        levels(&mut body, rows.len(), rows.len() - keys.len(), |row| rows[row] != 0);
        let width = hybrid::width(u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX));
        body.push(width as u8);
        hybrid::write(&mut body, &keys, width);
        let nulls = rows.len() - keys.len();
        self.keys = keys;
        let data = self.data(descriptor, Encoding::RleDictionary, (rows.len(), nulls), &body, bounds)?;
        Ok(vec![CompressedPage::Dict(page), data])
    }

    /// One page of rows that are written one by one. `values` appends the values of those that have one.
    pub(super) fn plain(
        &mut self,
        descriptor: &Descriptor,
        rows: usize,
        present: impl Fn(usize) -> bool,
        values: impl FnOnce(&mut Vec<u8>),
        bounds: Bounds,
    ) -> Result<CompressedPage, ReportError> {
        let nulls = (0..rows).filter(|row| !present(*row)).count();
        let mut body = Vec::new();
        levels(&mut body, rows, nulls, present);
        values(&mut body);
        self.data(descriptor, Encoding::Plain, (rows, nulls), &body, bounds)
    }

    fn data(
        &mut self,
        descriptor: &Descriptor,
        encoding: Encoding,
        (rows, nulls): (usize, usize),
        body: &[u8],
        bounds: Bounds,
    ) -> Result<CompressedPage, ReportError> {
        let (least, greatest) = bounds.unzip();
        let header = DataPageHeaderV1 {
            // A page holds at most a row group, which is far from the end of an i32.
            num_values: i32::try_from(rows).unwrap_or(i32::MAX),
            encoding: encoding.into(),
            definition_level_encoding: Encoding::Rle.into(),
            repetition_level_encoding: Encoding::Rle.into(),
            statistics: Some(ParquetStatistics {
                max: None,
                min: None,
                null_count: Some(nulls as i64),
                distinct_count: None,
                max_value: greatest,
                min_value: least,
                is_max_value_exact: None,
                is_min_value_exact: None,
            }),
        };
        let compressed = CowBuffer::Owned(self.zstd.compress(body).map_err(failed)?);
        let (header, descriptor) = (DataPageHeader::V1(header), descriptor.clone());
        let zstd = Compression::Zstd;
        let page = CompressedDataPage::new(header, compressed, zstd, body.len(), descriptor, rows);
        Ok(CompressedPage::Data(page))
    }
}

/// Which rows have a value, with the length of that in front.
fn levels(body: &mut Vec<u8>, rows: usize, nulls: usize, present: impl Fn(usize) -> bool) {
    body.extend_from_slice(&[0; 4]);
    let from = body.len();
    if nulls == 0 || nulls == rows {
        hybrid::same(body, rows, u32::from(nulls == 0), 1);
    } else {
        hybrid::flags(body, rows, present);
    }
    let length = (body.len() - from) as u32;
    body[from - 4..from].copy_from_slice(&length.to_le_bytes());
}

fn failed(error: io::Error) -> ReportError {
    ReportError::Parquet(error.into())
}
