//! What of a condition was not true, in words.

use super::amounts::{money, number};
use trueup::facts::Attributes;
use trueup::money::{Currency, parse};
use trueup::price::{Failed, FailedTest, Reason, Verdict};

/// `: mcc is 5999, wanted 5541; token is unknown, wanted true`; nothing if nothing failed.
pub fn because(verdict: &Verdict, attributes: &Attributes) -> String {
    if verdict.failed.is_empty() { String::new() } else { format!(": {}", all(&verdict.failed, attributes)) }
}

fn all(failed: &[Failed], attributes: &Attributes) -> String {
    let one = |failed: &Failed| match failed {
        Failed::Test(test) => self::failed(test, attributes),
        Failed::Any(branches) => {
            let branches: Vec<String> =
                branches.iter().map(|branch| format!("({})", all(branch, attributes))).collect();
            format!("none of {}", branches.join(" or "))
        }
    };
    failed.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn failed(test: &FailedTest, attributes: &Attributes) -> String {
    let wanted = wanted(test);
    let open = match &test.open {
        None => String::new(),
        Some(Reason::UnknownAttribute(unknown)) => format!(", but {} is unknown", attributes.name(*unknown)),
        Some(Reason::NoFx(from, to, date)) => format!(", but there is no rate {from}/{to} for {date}"),
        Some(reason) => format!(", but {}", reason.text(attributes)),
    };
    format!("{} {}, wanted {wanted}{open}", test.attribute, stands(test))
}

/// What must be otherwise: `mcc were 5541 (is 5999) and token were true (is unknown)`.
pub fn otherwise(failed: &[Failed], attributes: &Attributes) -> String {
    let one = |failed: &Failed| match failed {
        Failed::Test(test) if test.open.is_some() => {
            format!("{} could be compared ({})", test.attribute, self::failed(test, attributes))
        }
        Failed::Test(test) => format!("{} were {} ({})", test.attribute, wanted(test), stands(test)),
        Failed::Any(branches) => {
            let branch = |branch: &Vec<Failed>| match branch.as_slice() {
                [_] => otherwise(branch, attributes),
                _ => format!("({})", otherwise(branch, attributes)),
            };
            let branches: Vec<String> = branches.iter().map(branch).collect();
            format!("either {}", branches.join(" or "))
        }
    };
    failed.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// `is 20.00 EUR = 21.60 USD`.
fn stands(test: &FailedTest) -> String {
    let Some(value) = &test.value else { return "is unknown".to_owned() };
    let value = amount(value, test.currency);
    match test.converted {
        Some((converted, currency)) => format!("is {value} = {}", money(converted, currency)),
        None => format!("is {value}"),
    }
}

fn amount(value: &str, currency: Option<Currency>) -> String {
    match (currency, parse(value)) {
        (Some(_), Ok(amount)) => number(amount, currency),
        _ => value.to_owned(),
    }
}

fn wanted(test: &FailedTest) -> String {
    let wanted = test.wanted.strip_prefix("is ").unwrap_or(&test.wanted);
    match test.as_of {
        Some(date) => format!("{wanted} as of {date}"),
        None => wanted.to_owned(),
    }
}
