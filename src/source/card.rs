//! Card numbers are masked before a raw value leaves the reader.

use std::ops::Range;

/// `text` with every run of 13 to 19 digits reduced to its first six and last four. Single blanks
/// and hyphens inside a run do not break it.
pub(super) fn masked(text: &str) -> String {
    let mut masked = text.to_owned();
    for digits in runs(text) {
        if (13..=19).contains(&digits.len()) {
            for at in &digits[6..digits.len() - 4] {
                masked.replace_range(*at..at + 1, "*");
            }
        }
    }
    masked
}

/// The byte positions of the digits of each run.
fn runs(text: &str) -> Vec<Vec<usize>> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut open: Option<Range<usize>> = None;
    for at in (0..bytes.len()).filter(|at| is_digit(*at)) {
        let joined = open
            .as_ref()
            .is_some_and(|run| at == run.end || (at == run.end + 1 && matches!(bytes[run.end], b' ' | b'-')));
        match runs.last_mut() {
            Some(run) if joined => run.push(at),
            _ => runs.push(vec![at]),
        }
        open = Some(at..at + 1);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn only_runs_as_long_as_a_card_number_are_masked() {
        assert_eq!(masked("pan 4111111111111111!"), "pan 411111******1111!");
        assert_eq!(masked("4111 1111 1111 1111"), "4111 11** **** 1111");
        assert_eq!(masked("123456789012"), "123456789012", "twelve digits are no card number");
        assert_eq!(masked("12345678901234567890"), "12345678901234567890", "nor are twenty");
        assert_eq!(masked("2026-05-01"), "2026-05-01");
    }
}
