//! Diagnostics as SARIF 2.1.0, which code hosts show as annotations of a change.

use super::faults::severity;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use trueup::diagnostic::{Code, Diagnostic, Label, Sources, Span, in_order};

/// The name of the fingerprint: a change of what it is made of is a new version.
const FINGERPRINT: &str = "codeAndMessage/v1";

/// What places are shown against.
#[derive(Debug)]
pub struct Places<'a> {
    /// The texts that diagnostics point into.
    pub sources: &'a Sources,
    /// The book's folder, for what is wrong with the whole of it.
    pub book: &'a Path,
    /// The working directory: what lies below it is named relative to it.
    pub here: &'a Path,
}

/// A log with one run: every code as a rule, every diagnostic as a result.
pub fn log(diagnostics: &[Diagnostic], places: &Places<'_>) -> Value {
    let mut seen = BTreeMap::new();
    let results: Vec<Value> = in_order(diagnostics, places.sources)
        .into_iter()
        .map(|diagnostic| {
            let told = seen.entry((diagnostic.code, diagnostic.message.as_str())).or_insert(0);
            *told += 1;
            result(diagnostic, *told, places)
        })
        .collect();
    with_run(json!({ "tool": tool(), "columnKind": "unicodeCodePoints", "results": results }))
}

/// A log of a check that was not possible, and why. It has no results, which is not the same as none found.
pub fn failed(why: &str) -> Value {
    let told = json!({ "level": "error", "message": { "text": why } });
    let invocation = json!({ "executionSuccessful": false, "toolExecutionNotifications": [told] });
    with_run(json!({ "tool": tool(), "invocations": [invocation] }))
}

fn with_run(run: Value) -> Value {
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

fn tool() -> Value {
    let version = env!("CARGO_PKG_VERSION");
    json!({ "driver": {
        "name": "trueup",
        "version": version,
        "semanticVersion": version,
        "rules": Code::ALL.iter().map(|code| rule(*code)).collect::<Vec<Value>>(),
    } })
}

fn rule(code: Code) -> Value {
    // The page begins with a heading that says the title; its first paragraph says what it means.
    let (_, page) = code.page().split_once("\n\n").unwrap_or_default();
    let first = page.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    json!({
        "id": code.as_str(),
        "name": code.name(),
        "shortDescription": { "text": code.title() },
        "fullDescription": { "text": first },
        "help": { "text": code.page(), "markdown": code.page() },
        "defaultConfiguration": { "level": severity(code.severity()) },
    })
}

/// `told` counts from 1 the results with this code and message.
fn result(diagnostic: &Diagnostic, told: usize, places: &Places<'_>) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == diagnostic.code),
        "level": severity(diagnostic.severity),
        "message": { "text": message(diagnostic) },
        "partialFingerprints": { FINGERPRINT: fingerprint(diagnostic, told) },
    });
    let mut labels = diagnostic.labels.iter();
    // What is wrong with a whole folder has no line, and viewers drop what has no place at all.
    let whole = || json!({ "physicalLocation": { "artifactLocation": artifact(places.book, places) } });
    result["locations"] = json!([labels.next().map_or_else(whole, |label| location(label, places))]);
    let related: Vec<Value> = labels.map(|label| location(label, places)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = json!(related);
    }
    if !diagnostic.proof.is_empty() {
        let facts = diagnostic.proof.iter().cloned().map(|(attribute, value)| (attribute, json!(value)));
        result["properties"] = json!({ "proof": facts.collect::<Map<String, Value>>() });
    }
    result
}

/// Sentences: what is wrong, what proves it, how to mend it.
fn message(diagnostic: &Diagnostic) -> String {
    let proof = diagnostic.proof_in_words().map(|proof| format!(". Proof: {proof}"));
    let help = diagnostic.help.as_ref().map(|help| format!(". Help: {help}"));
    format!("{}{}{}", diagnostic.message, proof.unwrap_or_default(), help.unwrap_or_default())
}

/// The same for the same finding, whatever line it has moved to.
fn fingerprint(diagnostic: &Diagnostic, told: usize) -> String {
    let digest = Sha256::digest(format!("{}\n{}", diagnostic.code, diagnostic.message).as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}:{told}")
}

fn location(label: &Label, places: &Places<'_>) -> Value {
    let path = places.sources.path(label.span.source);
    json!({
        "physicalLocation": {
            "artifactLocation": artifact(Path::new(path), places),
            "region": region(&label.span, places.sources),
        },
        "message": { "text": label.text },
    })
}

/// Lines and columns from 1; the end column is the one after the last character.
fn region(span: &Span, sources: &Sources) -> Value {
    let ((start_line, start_column), (end_line, end_column)) = (sources.position(span), sources.end(span));
    json!({
        "startLine": start_line, "startColumn": start_column,
        "endLine": end_line, "endColumn": end_column,
    })
}

/// A path as a URI: relative to the working directory if it lies below it, else whole.
fn artifact(path: &Path, places: &Places<'_>) -> Value {
    let mut whole = PathBuf::new();
    for part in places.here.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    let uri = match whole.strip_prefix(places.here) {
        Ok(below) if below.as_os_str().is_empty() => "./".to_owned(),
        Ok(below) => encoded(below),
        Err(_) => format!("file:///{}", encoded(&whole)),
    };
    json!({ "uri": uri })
}

/// The parts of a path with `/` between them, what a URI cannot hold as `%` and two digits.
fn encoded(path: &Path) -> String {
    let parts = path.components().filter(|part| *part != Component::RootDir);
    let encode = |part: Component<'_>| -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let text = part.as_os_str().to_string_lossy();
        let one = |byte: u8| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") };
        text.bytes().map(one).collect()
    };
    parts.map(encode).collect::<Vec<String>>().join("/")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn only(diagnostic: Diagnostic, sources: &Sources) -> Value {
        let places = Places { sources, book: Path::new("fees"), here: Path::new("/here") };
        log(&[diagnostic], &places)["runs"][0]["results"][0].clone()
    }

    #[test]
    fn a_proof_is_in_the_message_and_in_the_properties() {
        let facts = [("network", "visa"), ("amount", "10.00")];
        let facts = facts.map(|(attribute, value)| (attribute.to_owned(), value.to_owned()));
        let found = Diagnostic::warning(Code::ShadowedRule, "`fuel` is never selected").help("remove it");
        let result = only(found.proof(facts.into()), &Sources::default());
        let text = "`fuel` is never selected. Proof: a transaction with network = visa, amount = 10.00. Help: remove it";
        assert_eq!(result["message"]["text"], text);
        assert_eq!(result["properties"]["proof"]["amount"], "10.00");
    }

    #[test]
    fn the_same_message_twice_has_two_fingerprints() {
        let twice = [0, 1].map(|_| Diagnostic::error(Code::MissingKey, "[[rule]] has no `fee`"));
        let places =
            Places { sources: &Sources::default(), book: Path::new("fees"), here: Path::new("/here") };
        let results = log(&twice, &places)["runs"][0]["results"].clone();
        assert_ne!(results[0]["partialFingerprints"], results[1]["partialFingerprints"]);
    }

    #[test]
    fn what_is_wrong_with_the_whole_book_stands_at_its_folder() {
        let result = only(Diagnostic::error(Code::NoBook, "no book.toml"), &Sources::default());
        let places = json!([{ "physicalLocation": { "artifactLocation": { "uri": "fees" } } }]);
        assert_eq!(result["locations"], places);
    }

    #[test]
    fn paths_are_uris_and_columns_count_characters() {
        for (path, uri) in [
            ("fees/a b.toml", "fees/a%20b.toml"),
            ("./fees/../é:1.toml", "%C3%A9%3A1.toml"),
            ("/here/fees/x.toml", "fees/x.toml"),
            ("../x.toml", "file:///x.toml"),
            ("/elsewhere/x.toml", "file:///elsewhere/x.toml"),
        ] {
            let mut sources = Sources::default();
            let source = sources.add(path, "name = \"crédit €\"\nid\n");
            let span = Span { source, range: 8..20 };
            let result = only(Diagnostic::error(Code::UnknownKey, "x").at(span, "here"), &sources);
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], uri, "{path}");
            let region = json!({ "startLine": 1, "startColumn": 9, "endLine": 1, "endColumn": 18 });
            assert_eq!(place["region"], region);
        }
    }
}
