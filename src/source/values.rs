//! Maps from raw values to the values of an attribute.

use crate::facts::Value;

/// Raw values and what they mean, in the order of the profile; the first that fits is taken.
#[derive(Debug, Clone, Default)]
pub(super) struct ValueMap {
    /// No value: the raw value is known to say nothing about the attribute.
    pub(super) entries: Vec<(Pattern, Option<Value>)>,
}

/// A raw value, with `*` for any text; compared without regard to case.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    parts: Vec<String>,
}

impl ValueMap {
    /// What the raw value means; `None` if it is not listed.
    pub(super) fn find(&self, raw: &str) -> Option<&Option<Value>> {
        let raw = raw.to_lowercase();
        self.entries.iter().find(|(pattern, _)| pattern.fits(&raw)).map(|(_, value)| value)
    }
}

impl Pattern {
    pub(super) fn new(text: &str) -> Pattern {
        Pattern { parts: text.trim().to_lowercase().split('*').map(str::to_owned).collect() }
    }

    fn fits(&self, raw: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|only| only == raw);
        };
        let Some(mut rest) = raw.strip_prefix(first.as_str()) else { return false };
        for part in middle {
            let Some(at) = rest.find(part.as_str()) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn a_star_stands_for_any_text_and_case_does_not_count() {
        let fits = |pattern: &str, raw: &str| Pattern::new(pattern).fits(raw);
        assert!(fits("Settled", "settled") && !fits("Settled", "settledexternally"));
        assert!(fits("*debit", "visastandarddebit") && !fits("*debit", "visadebitx"));
        assert!(fits("visa*debit", "visadebit") && !fits("visa*debit", "mcdebit"));
        assert!(fits("*premium*", "mcpremiumcredit") && !fits("*premium*", "mcstandardcredit"));
        assert!(!fits("ab*ba", "aba"), "the two ends may not overlap");
    }
}
