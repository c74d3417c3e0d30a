//! The language of source profiles.

use crate::*;
use trueup::diagnostic::{Code, Diagnostic, draw_all};

/// The faults of a user's own profile `own`, as drawn.
fn faults(text: &str) -> (Vec<Code>, String) {
    let folder = tempfile::tempdir().unwrap();
    let sources = &mut Sources::default();
    let Err(faults) = own_profile(folder.path(), text, sources) else { panic!("no faults in {text}") };
    (faults.iter().map(|fault| fault.code).collect(), draw_all(&faults, sources, false))
}

fn own_profile(folder: &Path, text: &str, sources: &mut Sources) -> Result<Profile, Vec<Diagnostic>> {
    let profiles = folder.join("profiles");
    fs::create_dir_all(&profiles).unwrap();
    fs::write(profiles.join("own.toml"), text).unwrap();
    load_profile("own", folder, &Attributes::standard(), sources)
}

#[test]
fn every_fault_of_a_profile_is_told_at_once() {
    let (mut codes, drawn) = faults(
        r#"
[profile]
name = "own"
delimitter = ";"
[attributes]
transaction_id = "Id"
fundings = "F"
clearing_date = { column = "Day", format = "DD/MM" }
mcc = { column = "MCC", format = "%Y" }
event = { column = "Type", values = { S = "salee" }, otherwise = "drop" }
[billed]
[other_rows]
column = 3
"#,
    );
    use Code::*;
    let mut wanted = vec![UnknownKey, UnknownAttribute, BadDate, UnknownChoice, UnknownValue];
    wanted.extend([MissingKey; 4]);
    wanted.extend([WrongType; 2]);
    wanted.sort();
    codes.sort();
    assert_eq!(codes, wanted, "{drawn}");
    assert!(drawn.contains("did you mean `delimiter`?"), "{drawn}");
    assert!(drawn.contains("did you mean `funding`?"), "{drawn}");
    assert!(drawn.contains("did you mean `sale`?"), "{drawn}");
}

#[test]
fn a_native_profile_refuses_what_it_would_ignore() {
    let (codes, _) =
        faults("[profile]\nname = \"own\"\ntitle = \"t\"\nnative = true\n[attributes]\nmcc = \"m\"\n");
    assert_eq!(codes, [Code::UnknownKey]);
}

#[test]
fn a_users_own_long_profile_renames_components_and_turns_signs() {
    let folder = tempfile::tempdir().unwrap();
    let profile = own_profile(
        folder.path(),
        r#"
[profile]
name = "own"
title = "fee lines"
delimiter = ";"
[attributes]
transaction_id = { columns = ["charge", { column = "refund", optional = true }] }
[billed]
component = { column = "fee", values = { card_scheme = "scheme_fee", "ic*" = "interchange" } }
amount = "total"
negate = true
currency = "cur"
billed_as = { column = "plan", optional = true }
billed_on = { column = "at", format = "%d.%m.%Y %H:%M" }
"#,
        &mut Sources::default(),
    )
    .unwrap();
    let input = file(
        folder.path(),
        "b.csv",
        "charge;refund;fee;total;cur;at\nc1;;icplus;-0.25;USD;02.05.2026 10:11\n;r2;card_scheme;0.1;USD;\nc3;;vat;1;USD;\n",
    );
    let read =
        read_billed(std::slice::from_ref(&input), &profile, &Attributes::standard(), &mut |_| {}).unwrap();
    let lines: Vec<_> =
        read.lines.iter().map(|line| (line.component.as_str(), line.amount, line.billed_on)).collect();
    assert_eq!(lines, [("interchange", d("0.25"), day("2026-05-02")), ("scheme_fee", d("-0.1"), None)]);
    assert_eq!(read.rows.rejects[0].column, "fee");
    let refused = read_transactions(&[input], &profile, &Attributes::standard(), &[], &[], &mut |_| {});
    assert!(refused.unwrap_err().to_string().contains("name it under [billed]"));
}

#[test]
fn an_unknown_profile_names_the_nearest() {
    let load = load_profile(
        "adyen-setlement-details",
        Path::new("nowhere"),
        &Attributes::standard(),
        &mut Sources::default(),
    );
    let help = load.unwrap_err()[0].help.clone();
    assert_eq!(help.as_deref(), Some("did you mean `adyen-settlement-details`?"));
}
