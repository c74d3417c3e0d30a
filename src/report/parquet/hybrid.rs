//! Small whole numbers as Parquet packs them: runs of one value, and bit-packed stretches between them.

/// A run of at least so many equal values is written as one.
const SHORTEST_RUN: usize = 8;

/// How many bits the numbers up to `largest` need.
pub(super) fn width(largest: u32) -> u32 {
    u32::BITS - largest.leading_zeros()
}

/// Appends `values`, each of `width` bits.
pub(super) fn write(to: &mut Vec<u8>, values: &[u32], width: u32) {
    let (mut from, mut at) = (0, 0);
    while at < values.len() {
        let value = values[at];
        // Most stretches end at once, so the next few are looked at before the rest of a run is counted.
        let ahead = &values[at..];
        let is_run = ahead.len() >= SHORTEST_RUN && ahead[1..SHORTEST_RUN].iter().all(|next| *next == value);
        if !is_run {
            at += SHORTEST_RUN.min(ahead.len());
            continue;
        }
        let run = ahead.iter().take_while(|next| **next == value).count();
        packed(to, &values[from..at], width);
        same(to, run, value, width);
        at += run;
        from = at;
    }
    packed(to, &values[from..], width);
}

/// A run of one value.
pub(super) fn same(to: &mut Vec<u8>, run: usize, value: u32, width: u32) {
    varint(to, (run as u64) << 1);
    to.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

/// One flag per row, as bits of their own.
pub(super) fn flags(to: &mut Vec<u8>, rows: usize, flag: impl Fn(usize) -> bool) {
    varint(to, ((rows.div_ceil(8) as u64) << 1) | 1);
    for byte in (0..rows).step_by(8) {
        let bits = (byte..rows.min(byte + 8)).map(|row| u8::from(flag(row)) << (row - byte));
        to.push(bits.fold(0, |all, bit| all | bit));
    }
}

/// A stretch of eights; what is missing of the last eight is zero, and nobody reads it.
fn packed(to: &mut Vec<u8>, values: &[u32], width: u32) {
    if values.is_empty() {
        return;
    }
    varint(to, ((values.len().div_ceil(8) as u64) << 1) | 1);
    to.reserve(values.len().div_ceil(8) * width as usize);
    for eight in values.chunks(8) {
        if width <= 16 {
            let bits = eight.iter().rev().fold(0_u128, |bits, value| (bits << width) | u128::from(*value));
            to.extend_from_slice(&bits.to_le_bytes()[..width as usize]);
        } else {
            let (mut bits, mut held) = (0_u64, 0);
            for value in (0..8).map(|at| eight.get(at).copied().unwrap_or_default()) {
                bits |= u64::from(value) << held;
                held += width;
                while held >= 8 {
                    to.push(bits as u8);
                    bits >>= 8;
                    held -= 8;
                }
            }
        }
    }
}

fn varint(to: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads back what [`write`] wrote, by the words of the format.
    fn read(mut from: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut values = Vec::new();
        while values.len() < count {
            let (mut header, mut shift) = (0_u64, 0);
            loop {
                let (byte, rest) = from.split_first().unwrap();
                from = rest;
                header |= u64::from(byte & 0x7f) << shift;
                shift += 7;
                if byte & 0x80 == 0 {
                    break;
                }
            }
            if header & 1 == 0 {
                let mut bytes = [0; 4];
                let size = width.div_ceil(8) as usize;
                bytes[..size].copy_from_slice(&from[..size]);
                from = &from[size..];
                values.extend(std::iter::repeat_n(u32::from_le_bytes(bytes), (header >> 1) as usize));
            } else {
                let bits = (header >> 1) as usize * 8;
                for value in 0..bits {
                    let bit = |at: usize| u32::from(from[at / 8] >> (at % 8) & 1);
                    let value = (0..width as usize).map(|at| bit(value * width as usize + at) << at).sum();
                    values.push(value);
                }
                from = &from[bits / 8 * width as usize..];
            }
        }
        assert!(from.is_empty(), "nothing is left over");
        values.truncate(count);
        values
    }

    proptest! {
        #[test]
        fn what_is_packed_reads_back(
            stretches in prop::collection::vec((any::<u32>(), 1_usize..40), 0..60),
            bits in 0_u32..=32,
        ) {
            let mask = ((1_u64 << bits) - 1) as u32;
            let values: Vec<u32> = stretches
                .iter()
                .flat_map(|(value, times)| std::iter::repeat_n(value & mask, if times % 3 == 0 { *times } else { 1 }))
                .collect();
            let mut packed = Vec::new();
            write(&mut packed, &values, bits);
            prop_assert_eq!(read(&packed, bits, values.len()), values);
        }
    }

    #[test]
    fn flags_stand_for_rows_from_the_lowest_bit_on() {
        let mut packed = Vec::new();
        flags(&mut packed, 10, |row| row == 0 || row == 9);
        assert_eq!(packed, [0b101, 0b1, 0b10]);
    }

    #[test]
    fn a_width_is_that_of_the_largest_number() {
        assert_eq!([0, 1, 2, 255, 256, u32::MAX].map(width), [0, 1, 2, 8, 9, 32]);
    }
}
