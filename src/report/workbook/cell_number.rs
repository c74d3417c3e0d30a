//! The one place where money becomes a binary float, because spreadsheet cells hold nothing else.
#![allow(clippy::disallowed_types, reason = "xlsx stores the number of a cell as a binary float")]

use crate::money::{self, Decimal};

/// Spreadsheets keep so many significant digits of a number and make the rest zeros.
const DIGITS: u32 = 15;

/// The number of a cell, through its shortest text; `None` if the cell would not say exactly `amount`.
pub(super) fn cell_number(amount: Decimal) -> Option<f64> {
    let digits = amount.normalize().mantissa().unsigned_abs();
    let number: f64 = money::plain(amount, None).parse().ok()?;
    let back = money::parse(&number.to_string()).ok()?;
    (back == amount && digits < 10_u128.pow(DIGITS)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_a_spreadsheet_cannot_hold_is_refused() {
        let kept = ["0", "-0.1", "1234.56", "0.000000000001", "999999999999999"];
        let lost = ["1000000.000000000001", "1234567890123456", "0.1234567890123456"];
        for text in kept {
            let amount: Decimal = text.parse().unwrap();
            assert_eq!(cell_number(amount).unwrap().to_string(), text);
        }
        for text in lost {
            assert_eq!(cell_number(text.parse().unwrap()), None, "{text}");
        }
    }
}
