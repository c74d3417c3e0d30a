//! What the comments of a schedule file say about its source. The language does not read them; pages about a book do.

/// The comments at the top of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// `# confidence: …`: how well its figures are known.
    pub confidence: Option<String>,
    /// Each `# missing: …`: what the publication has and the file does not.
    pub missing: Vec<String>,
    /// `# encoding: …`: what is ours and not published.
    pub encoding: Option<String>,
    /// The other paragraphs.
    pub remarks: Vec<String>,
}

/// What a paragraph at the top of a file is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Confidence,
    Missing,
    Encoding,
    Else,
}

const KEYS: [(&str, About); 3] =
    [("confidence:", About::Confidence), ("missing:", About::Missing), ("encoding:", About::Encoding)];

/// The comments before the first line of a file that is none.
pub fn notes(text: &str) -> Notes {
    let mut notes = Notes::default();
    for (about, said) in paragraphs(text) {
        match (about, &mut notes.encoding) {
            (About::Confidence, _) => notes.confidence = Some(said),
            (About::Missing, _) => notes.missing.push(said),
            (About::Encoding, Some(before)) => *before = format!("{before} {said}"),
            (About::Encoding, none) => *none = Some(said),
            (About::Else, _) => notes.remarks.push(said),
        }
    }
    notes
}

/// Each key begins a paragraph. A line without one goes on with the paragraph before it, if that has none either; an
/// indented line goes on with any.
fn paragraphs(text: &str) -> Vec<(About, String)> {
    let comments = text.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    let mut found: Vec<(About, String)> = Vec::new();
    let mut is_open = false;
    for raw in comments.map(|line| line.trim_start_matches('#')) {
        let line = raw.trim();
        let keyed = KEYS.iter().find_map(|(key, about)| Some((*about, line.strip_prefix(key)?.trim())));
        let (about, said) = keyed.unwrap_or((About::Else, line));
        let goes_on = |before: About| keyed.is_none() && (before == About::Else || raw.starts_with("  "));
        match found.last_mut() {
            _ if line.is_empty() => {}
            Some((before, text)) if is_open && goes_on(*before) => *text = format!("{text} {said}"),
            _ => found.push((about, said.to_owned())),
        }
        is_open = !line.is_empty();
    }
    found
}

/// The comments above a table of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Above {
    /// What stands directly above it, so that it is about this table alone.
    pub note: Option<String>,
    /// What stands apart above it, as the heading of what follows.
    pub heading: Option<String>,
}

/// The comments above the table (`[[rule]]`) that holds this byte of a file.
pub fn above(text: &str, at: usize) -> Above {
    let before = &text[..text.floor_char_boundary(at)];
    let lines: Vec<&str> = before.lines().map(str::trim).collect();
    let Some(head) = lines.iter().rposition(|line| line.starts_with("[[")) else { return Above::default() };
    let is_comment = |line: &&&str| line.starts_with('#');
    let close: Vec<&str> = lines[..head].iter().rev().take_while(is_comment).copied().collect();
    let rest = &lines[..head - close.len()];
    let gap = rest.iter().rev().take_while(|line| line.is_empty()).count();
    let apart: Vec<&str> = if gap == 0 {
        Vec::new()
    } else {
        rest[..rest.len() - gap].iter().rev().take_while(is_comment).copied().collect()
    };
    // Comments that reach up to the beginning of the file are about the file.
    let is_top = rest.len() == gap + apart.len();
    Above { note: paragraph(&close), heading: paragraph(&apart).filter(|_| !is_top) }
}

/// Lines from the last to the first as one paragraph, without the rules that are drawn with hyphens.
fn paragraph(lines: &[&str]) -> Option<String> {
    let words = lines.iter().rev().map(|line| line.trim_matches(['#', '-', '=', ' ']));
    let text = words.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# Debit cards of Acme.
# Of one country.
# confidence: solid
# missing: refunds
# missing: commercial cards of
#   all kinds
#
# One transcription was read.
# encoding: the order, and
# encoding: every condition

[schedule]
id = \"debit\"

# Card present ------------------

# Fuel has a cap.
[[rule]]
id = \"fuel\"

[[rule]]
id = \"other\"
";

    #[test]
    fn the_top_of_a_file_says_how_well_it_is_known_and_what_is_missing() {
        let notes = notes(FILE);
        assert_eq!(notes.confidence.as_deref(), Some("solid"));
        assert_eq!(notes.missing, ["refunds", "commercial cards of all kinds"]);
        assert_eq!(notes.encoding.as_deref(), Some("the order, and every condition"));
        assert_eq!(notes.remarks, ["Debit cards of Acme. Of one country.", "One transcription was read."]);
        assert_eq!(super::notes("[schedule]\n# confidence: solid\n"), Notes::default());
    }

    #[test]
    fn a_comment_on_a_rule_is_its_note_and_one_that_stands_apart_a_heading() {
        let above = |id: &str| super::above(FILE, FILE.find(id).unwrap());
        let fuel = above("\"fuel\"");
        assert_eq!(
            (fuel.note.as_deref(), fuel.heading.as_deref()),
            (Some("Fuel has a cap."), Some("Card present"))
        );
        assert_eq!(above("\"other\""), Above::default());
        assert_eq!(super::above("# Top.\n\n[[rule]]\nid = \"a\"", 20), Above::default());
    }
}
