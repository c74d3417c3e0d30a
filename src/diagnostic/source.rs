//! The texts that diagnostics point into.

use std::ops::Range;

/// One loaded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub usize);

/// A stretch of bytes in a loaded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Which text.
    pub source: SourceId,
    /// Which bytes of it.
    pub range: Range<usize>,
}

/// The loaded texts with the paths to show for them.
#[derive(Debug, Default, Clone)]
pub struct Sources {
    files: Vec<(String, String)>,
}

impl Sources {
    /// Adds a text under the path that people know it by.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.files.push((path.into(), text.into()));
        SourceId(self.files.len() - 1)
    }

    /// The path to show.
    pub fn path(&self, id: SourceId) -> &str {
        &self.files[id.0].0
    }

    /// The text.
    pub fn text(&self, id: SourceId) -> &str {
        &self.files[id.0].1
    }

    /// The ids of all texts, in the order in which they were added.
    pub fn ids(&self) -> impl Iterator<Item = SourceId> + use<> {
        (0..self.files.len()).map(SourceId)
    }

    /// Every loaded text: path and content.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Line and column, both from 1, of the start of a span; the column counts characters.
    pub fn position(&self, span: &Span) -> (usize, usize) {
        self.position_of(span.source, span.range.start)
    }

    /// Line and column, both from 1, just behind the last character of a span.
    pub fn end(&self, span: &Span) -> (usize, usize) {
        self.position_of(span.source, span.range.end)
    }

    fn position_of(&self, source: SourceId, byte: usize) -> (usize, usize) {
        let text = self.text(source);
        let before = &text[..text.floor_char_boundary(byte)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}
