//! Finding a profile by name: a user's own beside the config, or one of the built-in ones.

use super::profile::Profile;
use super::profile_read::read_profile;
use crate::diagnostic::{Code, Diagnostic, Sources, did_you_mean};
use crate::facts::Attributes;
use std::path::Path;

/// Name and text of the profiles that are always there.
const BUILT_IN: [(&str, &str); 2] = [
    ("adyen-settlement-details", include_str!("../../profiles/adyen-settlement-details.toml")),
    ("trueup", include_str!("../../profiles/trueup.toml")),
];

/// The profile `name`: `profiles/<name>.toml` in `base`, which is the folder of `trueup.toml`, or
/// the built-in one. A user's own comes first. Its text is added to `sources`.
pub fn load_profile(
    name: &str,
    base: &Path,
    attributes: &Attributes,
    sources: &mut Sources,
) -> Result<Profile, Vec<Diagnostic>> {
    let own = own_names(base);
    if own.iter().any(|known| known == name) {
        let shown = format!("profiles/{name}.toml");
        let text = std::fs::read_to_string(base.join(&shown)).map_err(|error| {
            vec![Diagnostic::error(Code::Unreadable, format!("`{shown}` cannot be read: {error}"))]
        })?;
        return load(name, shown, &text, attributes, sources);
    }
    if let Some((_, text)) = BUILT_IN.iter().find(|(known, _)| *known == name) {
        return load(name, format!("built-in profiles/{name}.toml"), text, attributes, sources);
    }
    let known = || own.iter().map(String::as_str).chain(BUILT_IN.iter().map(|(known, _)| *known));
    let names: Vec<&str> = known().collect();
    let message = format!("there is no source profile `{name}`, neither built in nor in `profiles`");
    let fault = Diagnostic::error(Code::UnknownChoice, message);
    Err(vec![fault.help(did_you_mean(name, names.iter().copied()))])
}

fn load(
    name: &str,
    shown: String,
    text: &str,
    attributes: &Attributes,
    sources: &mut Sources,
) -> Result<Profile, Vec<Diagnostic>> {
    let source = sources.add(shown.as_str(), text);
    let profile = read_profile(text, source, attributes)?;
    if profile.name != name {
        let message = format!("`{shown}` calls itself `{}`", profile.name);
        let fault = Diagnostic::error(Code::UnknownChoice, message);
        return Err(vec![fault.help(format!("write `name = \"{name}\"`, or rename the file"))]);
    }
    Ok(profile)
}

/// The names of the user's own profiles, sorted; none if there is no such folder.
fn own_names(base: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(base.join("profiles")).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".toml").map(str::to_owned))
        .collect();
    names.sort();
    names
}
