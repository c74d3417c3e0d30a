//! Card numbers are masked before a raw value leaves the reader.

/// `text` with every run of 13 or more digits reduced to its first six and last four. Blanks, hyphens,
/// points and underscores inside a run do not break it; a date of expiry behind a number belongs to it.
///
/// ```
/// assert_eq!(trueup::source::masked("pan 4111.1111.1111.1111"), "pan 4111.11**.****.1111");
/// ```
pub fn masked(text: &str) -> String {
    let mut masked = text.to_owned();
    for digits in runs(text) {
        if digits.len() >= 13 {
            for at in &digits[6..digits.len() - 4] {
                masked.replace_range(*at..at + 1, "*");
            }
        }
    }
    masked
}

/// The byte positions of the digits of each run.
fn runs(text: &str) -> Vec<Vec<usize>> {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut open = false;
    for (at, letter) in text.char_indices() {
        match runs.last_mut() {
            Some(run) if open && letter.is_ascii_digit() => run.push(at),
            _ if letter.is_ascii_digit() => runs.push(vec![at]),
            _ => {}
        }
        open = letter.is_ascii_digit() || (open && is_joint(letter));
    }
    runs
}

/// What people write between the digits of one number; `\u{a0}` and `\u{202f}` are no-break blanks.
fn is_joint(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '-' | '.' | '_')
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn runs_as_long_as_a_card_number_are_masked_however_they_are_written() {
        assert_eq!(masked("pan 4111111111111111!"), "pan 411111******1111!");
        assert_eq!(masked("4111 1111 1111 1111"), "4111 11** **** 1111");
        assert_eq!(masked("4111\u{a0}1111\u{a0}1111\u{a0}1111"), "4111\u{a0}11**\u{a0}****\u{a0}1111");
        assert_eq!(masked("4111-1111_1111  1111"), "4111-11**_****  1111");
        assert_eq!(masked("4111111111111111 12 28"), "411111********** 12 28", "with its expiry");
        assert_eq!(masked("4111111111111111/12/28"), "411111******1111/12/28");
        assert_eq!(masked("41111111111111111228123"), "411111*************8123", "longer than any card");
        assert_eq!(masked("123456789012"), "123456789012", "twelve digits are no card number");
        assert_eq!(masked("2026-05-01 06:01:02"), "2026-05-01 06:01:02");
    }
}
