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

/// The comments before the first line of a file that is none.
pub fn notes(text: &str) -> Notes {
    let comments = text.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    let mut notes = Notes::default();
    // A line without a key goes on with the paragraph before it, if that has none either.
    let mut goes_on = false;
    for line in comments.map(|line| line.trim_start_matches('#').trim()) {
        let keyed = line.split_once(':').map(|(key, rest)| (key, rest.trim().to_owned()));
        let keyed_before = std::mem::replace(&mut goes_on, false);
        match keyed {
            _ if line.is_empty() => {}
            Some(("confidence", level)) => notes.confidence = Some(level),
            Some(("missing", what)) => notes.missing.push(what),
            Some(("encoding", what)) => match &mut notes.encoding {
                Some(said) => *said = format!("{said} {what}"),
                none => *none = Some(what),
            },
            _ => {
                goes_on = true;
                match notes.remarks.last_mut().filter(|_| keyed_before) {
                    Some(said) => *said = format!("{said} {line}"),
                    None => notes.remarks.push(line.to_owned()),
                }
            }
        }
    }
    notes
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
# missing: commercial cards
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
        assert_eq!(notes.missing, ["refunds", "commercial cards"]);
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
