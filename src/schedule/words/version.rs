//! Fees by date.

use crate::money::Date;
use crate::schedule::DatedFee;
use std::fmt;

/// What a fee is from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The day; `None`: always.
    pub from: Option<Date>,
    /// How much.
    pub charge: Charge,
    /// Whether it is the one that holds on the day that was asked for.
    pub is_current: bool,
}

/// How much a rule charges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Charge {
    /// A fee as declared.
    Fee(String),
    /// Something that its publication does not print.
    Unpublished,
    /// Nothing: the programme is not for this column of a matrix.
    NotApplicable,
    /// Nothing any more.
    Withdrawn,
}

impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Charge::Fee(fee) => fee,
            Charge::Unpublished => "not published",
            Charge::NotApplicable => "n/a",
            Charge::Withdrawn => "withdrawn",
        })
    }
}

/// Every version of a fee, the newest first, as things stand on a day.
pub fn versions(fees: &[DatedFee], day: Date) -> Vec<Version> {
    let begun = fees.partition_point(|dated| dated.from.is_none_or(|from| from <= day));
    let version = |(place, dated): (usize, &DatedFee)| Version {
        from: dated.from,
        charge: charge(dated),
        is_current: place + 1 == begun,
    };
    let mut found: Vec<Version> = fees.iter().enumerate().map(version).collect();
    found.reverse();
    found
}

fn charge(dated: &DatedFee) -> Charge {
    match &dated.fee {
        Some(fee) if fee.is_published() => Charge::Fee(fee.text.clone()),
        Some(_) => Charge::Unpublished,
        None if dated.withdrawn => Charge::Withdrawn,
        None => Charge::NotApplicable,
    }
}
