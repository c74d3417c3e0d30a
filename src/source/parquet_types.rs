//! Which types of Parquet columns have an exact text form.

use polars::prelude::ArrowDataType;

/// Why a column of this type is not read, and what to write instead.
pub(super) fn refusal(found: &ArrowDataType) -> Option<&'static str> {
    match found {
        ArrowDataType::Float16 | ArrowDataType::Float32 | ArrowDataType::Float64 => {
            Some("a binary float does not hold decimal amounts exactly: write decimal or text")
        }
        ArrowDataType::Utf8
        | ArrowDataType::LargeUtf8
        | ArrowDataType::Utf8View
        | ArrowDataType::Boolean
        | ArrowDataType::Date32
        | ArrowDataType::Null
        | ArrowDataType::Decimal(_, _)
        | ArrowDataType::Decimal32(_, _)
        | ArrowDataType::Decimal64(_, _)
        | ArrowDataType::Int8
        | ArrowDataType::Int16
        | ArrowDataType::Int32
        | ArrowDataType::Int64
        | ArrowDataType::UInt8
        | ArrowDataType::UInt16
        | ArrowDataType::UInt32
        | ArrowDataType::UInt64 => None,
        ArrowDataType::Dictionary(_, values, _) => refusal(values),
        ArrowDataType::Timestamp(_, _) => Some("its day depends on a time zone: write a date, or text"),
        _ => Some("write text, decimal, integer, boolean or date"),
    }
}

/// A type as people say it.
pub(super) fn in_words(found: &ArrowDataType) -> &'static str {
    use ArrowDataType as T;
    match found {
        T::Float16 | T::Float32 | T::Float64 => "binary floating-point number",
        T::Timestamp(_, _) => "timestamp",
        T::Date64 => "date in milliseconds",
        T::Time32(_) | T::Time64(_) => "time of day",
        T::Duration(_) | T::Interval(_) => "span of time",
        T::Binary | T::LargeBinary | T::BinaryView | T::FixedSizeBinary(_) => "bytes",
        T::List(_) | T::LargeList(_) | T::FixedSizeList(_, _) => "list",
        T::Struct(_) | T::Map(_, _) => "nested table",
        T::Int128 | T::UInt128 => "integer of 128 bits",
        T::Decimal256(_, _) => "decimal of 256 bits",
        T::Dictionary(_, values, _) => in_words(values),
        _ => "type that is not read",
    }
}
