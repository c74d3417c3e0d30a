//! Records as bytes: written one value after the other, read back in the same order.

use crate::money::{Currency, Date, Decimal};

/// Appends values to a record.
pub trait Put {
    /// A byte.
    fn put_u8(&mut self, value: u8);
    /// A number of up to 32 bits, in one byte to five.
    fn put_short(&mut self, value: u32);
    /// A number.
    fn put_u64(&mut self, value: u64);
    /// A number of 128 bits.
    fn put_u128(&mut self, value: u128);
    /// A text.
    fn put_text(&mut self, text: &str);
    /// An amount, in ten bytes if its digits fit 64 bits.
    fn put_decimal(&mut self, value: Decimal);
    /// A day.
    fn put_date(&mut self, date: Date);
    /// A currency.
    fn put_currency(&mut self, currency: Currency);
}

/// Marks an amount whose digits need more than 64 bits.
const LONG: u8 = 0x80;

impl Put for Vec<u8> {
    fn put_u8(&mut self, value: u8) {
        self.push(value);
    }

    fn put_short(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.push(value as u8);
    }

    fn put_u64(&mut self, value: u64) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_u128(&mut self, value: u128) {
        self.extend_from_slice(&value.to_le_bytes());
    }

    fn put_text(&mut self, text: &str) {
        self.put_short(text.len() as u32);
        self.extend_from_slice(text.as_bytes());
    }

    fn put_decimal(&mut self, value: Decimal) {
        let scale = value.scale() as u8;
        match i64::try_from(value.mantissa()) {
            Ok(digits) => {
                self.push(scale);
                self.extend_from_slice(&digits.to_le_bytes());
            }
            Err(_) => {
                self.push(scale | LONG);
                self.extend_from_slice(&value.mantissa().to_le_bytes());
            }
        }
    }

    fn put_date(&mut self, date: Date) {
        self.extend_from_slice(&date.to_epoch_days().to_le_bytes());
    }

    fn put_currency(&mut self, currency: Currency) {
        self.extend_from_slice(currency.code().as_bytes());
    }
}

/// A record being read. What ends too early reads as zero: records are read by the code that wrote them.
#[derive(Debug, Clone, Copy)]
pub struct Take<'a>(pub &'a [u8]);

impl<'a> Take<'a> {
    fn array<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk::<N>() {
            Some((found, rest)) => {
                self.0 = rest;
                *found
            }
            None => [0; N],
        }
    }

    /// Whether everything was read.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A byte.
    pub fn u8(&mut self) -> u8 {
        self.array::<1>()[0]
    }

    /// A number of up to 32 bits.
    pub fn short(&mut self) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.u8();
            value |= u32::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 || shift > 28 {
                return value;
            }
        }
    }

    /// A number.
    pub fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.array())
    }

    /// A number of 128 bits.
    pub fn u128(&mut self) -> u128 {
        u128::from_le_bytes(self.array())
    }

    /// A text.
    pub fn text(&mut self) -> &'a str {
        let length = (self.short() as usize).min(self.0.len());
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// An amount.
    pub fn decimal(&mut self) -> Decimal {
        let scale = self.u8();
        let digits = match scale & LONG {
            0 => i128::from(i64::from_le_bytes(self.array())),
            _ => i128::from_le_bytes(self.array()),
        };
        Decimal::try_from_i128_with_scale(digits, u32::from(scale & !LONG)).unwrap_or_default()
    }

    /// A day.
    pub fn date(&mut self) -> Date {
        Date::from_epoch_days(i32::from_le_bytes(self.array())).unwrap_or_default()
    }

    /// A currency.
    pub fn currency(&mut self) -> Option<Currency> {
        Currency::parse(std::str::from_utf8(&self.array::<3>()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_record_is_read_as_it_was_written(
            digits in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28, short: u32, text: String,
            long: u64, longest: u128, days in -100_000_i32..100_000,
        ) {
            let decimal = Decimal::from_i128_with_scale(digits, scale);
            let date = Date::from_epoch_days(days).unwrap();
            let currency = Currency::parse("JPY").unwrap();
            let mut bytes = Vec::new();
            bytes.put_short(short);
            bytes.put_text(&text);
            bytes.put_decimal(decimal);
            bytes.put_u64(long);
            bytes.put_date(date);
            bytes.put_u128(longest);
            bytes.put_currency(currency);
            let mut take = Take(&bytes);
            prop_assert_eq!((take.short(), take.text()), (short, text.as_str()));
            let found = take.decimal();
            prop_assert_eq!((found, found.scale()), (decimal, decimal.scale()));
            prop_assert_eq!((take.u64(), take.date(), take.u128()), (long, date, longest));
            prop_assert_eq!((take.currency(), take.is_empty()), (Some(currency), true));
        }
    }
}
