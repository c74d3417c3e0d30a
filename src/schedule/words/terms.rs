//! What the lines of a schedule share: currency, basis, rounding, selection.

use crate::facts::Attributes;
use crate::schedule::{Basis, Book, Decimals, LineCurrency, Schedule, Select, Stage};

/// `USD`, or that it is the transaction's.
pub fn currency(currency: LineCurrency) -> String {
    match currency {
        LineCurrency::Fixed(currency) => currency.code().to_owned(),
        LineCurrency::Transaction => "the transaction's".to_owned(),
    }
}

/// What percentages apply to: `amount`, `interchange + scheme_fee`.
pub fn basis(schedule: &Schedule, book: &Book) -> String {
    match &schedule.basis {
        Basis::Attribute(attribute) => book.attributes.name(*attribute).to_owned(),
        Basis::Components(places) => {
            let names = places.iter().map(|place| book.components[*place].name.as_str());
            names.collect::<Vec<_>>().join(" + ")
        }
    }
}

/// `half_up to 2 decimals, each line`.
pub fn rounding(schedule: &Schedule, attributes: &Attributes) -> String {
    let rounding = schedule.rounding;
    let decimals = match rounding.decimals {
        Decimals::Fixed(1) => "1 decimal".to_owned(),
        Decimals::Fixed(decimals) => format!("{decimals} decimals"),
        Decimals::Currency => "the decimals of the currency".to_owned(),
    };
    let what = match rounding.stage {
        Stage::None => return "none; exact decimals are compared".to_owned(),
        Stage::Term => "the percentage part alone".to_owned(),
        Stage::Line => "each line".to_owned(),
        Stage::Transaction => "the sum of the lines on one transaction".to_owned(),
        Stage::Group => {
            let names = schedule.group.iter().map(|attribute| attributes.name(*attribute));
            format!("the sum over {}", names.collect::<Vec<_>>().join(", "))
        }
    };
    format!("{} to {decimals}, {what}", rounding.mode.name())
}

/// Which true rules give lines.
pub fn select(select: Select) -> &'static str {
    match select {
        Select::First => "the first rule that is true",
        Select::All => "every rule that is true",
        Select::Lowest => "of the rules that are true the one that costs least",
        Select::Highest => "of the rules that are true the one that costs most",
    }
}
