//! Dated keys: `2026-04-18 = "…"`.

use crate::diagnostic::{Code, Diagnostic, Document, Key};
use crate::money::Date;

/// The day that a key names, or a diagnostic.
pub fn key_date(key: &Key, document: &Document<'_>) -> Option<Date> {
    let date = Date::parse_from_str(&key.value, "%Y-%m-%d").ok().filter(|_| key.value.len() == 10);
    if date.is_none() {
        let message = format!("`{}` is not a day of the calendar", key.value);
        let fault = Diagnostic::error(Code::BadDate, message)
            .at(key.span.clone(), "expected a date such as 2026-04-18");
        document.report(fault.help("a rate is in force from the day that its key names"));
    }
    date
}
