//! Floor 1: what is wrong in a schedule, a case, a profile or a config: coded, located, drawn.
//!
//! Validation never stops at the first fault: every reader adds to a list of [`Diagnostic`]s and
//! goes on, so that one run tells all faults of a book.

mod code;
mod document;
mod draw;
mod levels;
mod nearest;
mod node;
mod source;
mod table;

pub use code::Code;
pub use document::Document;
pub use draw::{draw, draw_all, in_order};
pub use levels::{Levelled, Levels};
pub use nearest::{did_you_mean, nearest};
pub use node::{Key, Node, Text};
pub use source::{SourceId, Sources, Span};
pub use table::Table;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The book cannot be used.
    Error,
    /// The book can be used, and somebody should look.
    Warning,
}

/// A part of a source file that a diagnostic points at, and what to say there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One fault: what, where, why, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, with a page of its own under `trueup explain`.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; the first is the main one. Empty for a fault of a whole folder.
    pub labels: Vec<Label>,
    /// How to mend it.
    pub help: Option<String>,
    /// One transaction that proves it, as attributes and values. Empty if it needs no proof.
    pub proof: Vec<(String, String)>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            proof: Vec::new(),
        }
    }

    /// A warning without a place yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Points at a place. The first place pointed at is the main one.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says how to mend it; an empty help is none.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into()).filter(|text| !text.is_empty());
        self
    }

    /// Shows one transaction that proves it: attributes and values, in the order to show them.
    #[must_use]
    pub fn proof(mut self, facts: Vec<(String, String)>) -> Diagnostic {
        self.proof = facts;
        self
    }

    /// The proof as a phrase: `a transaction with network = visa, amount = 10.00`.
    pub fn proof_in_words(&self) -> Option<String> {
        let facts: Vec<String> =
            self.proof.iter().map(|(attribute, value)| format!("{attribute} = {value}")).collect();
        (!facts.is_empty()).then(|| format!("a transaction with {}", facts.join(", ")))
    }

    /// Whether the book cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
