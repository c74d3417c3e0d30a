//! Sources that a person should have compared again.

use crate::diagnostic::{Code, Diagnostic};
use crate::money::Date;
use crate::schedule::Book;

/// A warning for each schedule whose `review_by` lies before `today`.
pub fn past_review(book: &Book, today: Date) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for schedule in &book.schedules {
        let Some(review_by) = schedule.review_by.filter(|day| *day < today) else { continue };
        let message = format!("`{}` should have been compared with its source by {review_by}", schedule.id);
        let span = schedule.review_span.clone().unwrap_or_else(|| schedule.span.clone());
        let warning =
            Diagnostic::warning(Code::SourcePastReview, message).at(span, format!("before {today}"));
        let source = if schedule.source.is_empty() { "its source" } else { &schedule.source };
        warnings.push(warning.help(format!("compare it with {source}, then move verified_on and review_by")));
    }
    warnings
}
