//! What templates do to values.

use crate::money::Date;
use std::fmt::Display;

/// A day, or nothing.
#[askama::filter_fn]
pub fn day(day: &Option<Date>, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(day.map(|day| day.to_string()).unwrap_or_default())
}

/// `17 rules`, `1 rule`.
#[askama::filter_fn]
pub fn many(count: &usize, _: &dyn askama::Values, what: &str) -> askama::Result<String> {
    Ok(if *count == 1 { format!("1 {what}") } else { format!("{count} {what}s") })
}

/// A text inside a line of Markdown, or a cell of a table: what Markdown would take for its own is escaped.
#[askama::filter_fn]
pub fn plain(text: impl Display, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(escaped(&text.to_string()))
}

/// The text with what Markdown would take for its own escaped.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '|' | '*' | '`' | '<' | '[' | '\\') {
            escaped.push('\\');
        }
        escaped.push(if letter == '\n' { ' ' } else { letter });
    }
    escaped
}
