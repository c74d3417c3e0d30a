//! Which warnings count as errors, and which are not told at all.

use super::{Code, Diagnostic, Severity, nearest};
use std::collections::BTreeSet;

/// The word for every warning.
const WARNINGS: &str = "warnings";

/// What a person decided about warnings. Without decisions every diagnostic stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    deny_warnings: bool,
    deny: BTreeSet<Code>,
    allow: BTreeSet<Code>,
}

/// Diagnostics after the decisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levelled {
    /// What is left to tell.
    pub diagnostics: Vec<Diagnostic>,
    /// How many warnings were allowed, and so left out.
    pub allowed: usize,
}

impl Levels {
    /// Reads the words behind `--deny` and `--allow`: codes, names, and `warnings` to deny them all.
    /// What cannot be meant is told, everything at once.
    pub fn new(deny: &[String], allow: &[String]) -> Result<Levels, Vec<String>> {
        let (mut levels, mut faults) = (Levels::default(), Vec::new());
        for word in deny {
            match Code::parse(word) {
                Some(code) => drop(levels.deny.insert(code)),
                None if word == WARNINGS => levels.deny_warnings = true,
                None => faults.push(unknown("--deny", word)),
            }
        }
        for word in allow {
            match Code::parse(word) {
                Some(code) if code.severity() == Severity::Error => faults.push(format!(
                    "--allow {word}: {code} is an error, and a book with errors cannot be used; only warnings can be allowed"
                )),
                Some(code) => drop(levels.allow.insert(code)),
                None if word == WARNINGS => faults.push(format!(
                    "--allow {WARNINGS}: warnings are allowed one by one; name their codes"
                )),
                None => faults.push(unknown("--allow", word)),
            }
        }
        for code in levels.deny.intersection(&levels.allow) {
            faults.push(format!("{code} ({}) is both denied and allowed; keep one of the two", code.name()));
        }
        if faults.is_empty() { Ok(levels) } else { Err(faults) }
    }

    /// Makes errors of the warnings that are denied, and leaves out those that are allowed. A code
    /// of its own is stronger than `warnings`. Errors stay as they are.
    pub fn apply(&self, diagnostics: Vec<Diagnostic>) -> Levelled {
        let before = diagnostics.len();
        let kept =
            diagnostics.into_iter().filter(|found| found.is_error() || !self.allow.contains(&found.code));
        let diagnostics: Vec<Diagnostic> = kept
            .map(|found| match self.deny_warnings || self.deny.contains(&found.code) {
                true => Diagnostic { severity: Severity::Error, ..found },
                false => found,
            })
            .collect();
        Levelled { allowed: before - diagnostics.len(), diagnostics }
    }
}

fn unknown(flag: &str, word: &str) -> String {
    let suggestion = match nearest(word, [WARNINGS]) {
        Some(meant) if flag == "--deny" => format!("did you mean `{meant}`?"),
        _ => Code::suggest(word),
    };
    format!("{flag} {word}: there is no diagnostic `{word}`; {suggestion}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &str) -> Vec<String> {
        list.split_whitespace().map(str::to_owned).collect()
    }

    /// What is told of an error, a stale source and a shadowed rule: `!` for an error, `?` for a warning.
    fn told(deny: &str, allow: &str) -> (String, usize) {
        let levels = Levels::new(&words(deny), &words(allow)).unwrap();
        let found = [
            Diagnostic::error(Code::UnknownKey, "one"),
            Diagnostic::warning(Code::SourcePastReview, "two"),
            Diagnostic::warning(Code::ShadowedRule, "three"),
        ];
        let levelled = levels.apply(found.into());
        let mark = |found: &Diagnostic| format!("{}{}", found.code, if found.is_error() { "!" } else { "?" });
        let told: Vec<String> = levelled.diagnostics.iter().map(mark).collect();
        (told.join(" "), levelled.allowed)
    }

    #[test]
    fn denied_warnings_are_errors_and_allowed_ones_are_counted_and_not_told() {
        for (deny, allow, expected) in [
            ("", "", ("T002! T107? T501?", 0)),
            ("T501", "", ("T002! T107? T501!", 0)),
            ("Shadowed-Rule", "t107", ("T002! T501!", 1)),
            ("warnings", "", ("T002! T107! T501!", 0)),
            ("warnings", "source-past-review", ("T002! T501!", 1)),
            ("warnings T501", "T107", ("T002! T501!", 1)),
            ("T002", "T107 T501", ("T002!", 2)),
        ] {
            assert_eq!(
                told(deny, allow),
                (expected.0.to_owned(), expected.1),
                "--deny {deny} --allow {allow}"
            );
        }
    }

    #[test]
    fn what_cannot_be_meant_is_told_all_at_once() {
        for (deny, allow, expected) in [
            ("shadowed-rules", "", "did you mean `shadowed-rule`?"),
            ("warning", "", "did you mean `warnings`?"),
            ("", "T5O1", "did you mean `T501`?"),
            ("", "T201", "--allow T201: T201 is an error"),
            ("", "warnings", "one by one"),
            ("warnings T501", "shadowed-rule", "T501 (shadowed-rule) is both denied and allowed"),
        ] {
            let faults = Levels::new(&words(deny), &words(allow)).unwrap_err();
            assert!(faults.len() == 1 && faults[0].contains(expected), "{deny}, {allow}: {faults:?}");
        }
        let faults = Levels::new(&words("nothing T501"), &words("T201 T501")).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
    }
}
