//! Two schedules with the same id.

use crate::diagnostic::{Code, Diagnostic};
use crate::schedule::Book;
use std::collections::HashMap;

pub fn check(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashMap::new();
    for schedule in &book.schedules {
        if let Some(first) = seen.insert(&schedule.id, schedule) {
            let message = format!("two schedules are called `{}`", schedule.id);
            let fault =
                Diagnostic::error(Code::DuplicateId, message).at(schedule.span.clone(), "called so again");
            diagnostics.push(fault.at(first.span.clone(), "called so here"));
        }
    }
}
