//! Every value that a symbol attribute can have.

use crate::facts::{Attribute, Kind, Value};
use crate::money::Currency;
use crate::schedule::ValueSet;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The values of an attribute. Texts are endless: those that conditions name stand beside as many others as are
/// asked for.
pub fn of(attribute: &Attribute, sets: &[ValueSet], others: usize) -> Cow<'static, [String]> {
    static COUNTRIES: OnceLock<Vec<String>> = OnceLock::new();
    static CURRENCIES: OnceLock<Vec<String>> = OnceLock::new();
    static MCCS: OnceLock<Vec<String>> = OnceLock::new();
    match attribute.kind {
        Kind::Code => {
            let mut seen = BTreeSet::new();
            attribute.codes.iter().filter(|code| seen.insert(*code)).cloned().collect()
        }
        Kind::Country => Cow::Borrowed(COUNTRIES.get_or_init(countries)),
        Kind::Currency => Cow::Borrowed(CURRENCIES.get_or_init(currencies)),
        Kind::Mcc => {
            Cow::Borrowed(MCCS.get_or_init(|| (0..10_000).map(|code| format!("{code:04}")).collect()))
        }
        _ => Cow::Owned(texts(sets, others)),
    }
}

/// Values that are taken first where any will do: what most transactions have.
pub fn favourites(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Code => &["sale", "visa", "credit", "consumer", "card_present", "chip", "customer"],
        Kind::Country => &["NL", "US", "DE", "GB", "FR"],
        Kind::Currency => &["EUR", "USD", "GBP"],
        Kind::Mcc => &["5411", "5812", "5999"],
        _ => &["other"],
    }
}

fn texts(sets: &[ValueSet], others: usize) -> Vec<String> {
    let values = sets.iter().flat_map(|set| &set.values);
    let named: BTreeSet<String> = values
        .filter_map(|value| match value {
            Value::Symbol(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    let invented =
        (1..).map(|number| if number == 1 { "other".to_owned() } else { format!("other-{number}") });
    let invented: Vec<String> = invented.filter(|text| !named.contains(text)).take(others.max(1)).collect();
    named.into_iter().chain(invented).collect()
}

/// Every country of ISO 3166-1.
fn countries() -> Vec<String> {
    let countries = celes::Country::get_countries();
    let codes: BTreeSet<String> = countries.iter().map(|country| country.alpha2.to_owned()).collect();
    codes.into_iter().collect()
}

/// Every code of ISO 4217.
fn currencies() -> Vec<String> {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
    codes.map(String::from_iter).filter(|code| Currency::parse(code).is_some()).collect()
}
