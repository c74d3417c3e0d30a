//! The mistakes that billers make with one line, the likeliest first.

use super::costing::Added;
use super::near::Near;
use super::others::Other;
use super::outcome::Line;
use super::row::{Dating, Row};
use super::select;
use super::truth::Tests;
use crate::money::{Date, Mode};
use crate::program::{LineTerms, RuleProgram, ScheduleProgram};
use crate::schedule::{DatedFee, Direction, Fee, LineCurrency, Money, Plain, Shape, Stage};
use std::borrow::Cow;
use std::fmt;

/// One line priced otherwise.
pub struct Variant<'a> {
    pub mistake: Mistake<'a>,
    pub fee: Cow<'a, Fee>,
    pub direction: Direction,
    pub added: Added<'a>,
    pub terms: Cow<'a, LineTerms>,
}

/// What was done otherwise; shown as the end of the sentence "billed …".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake<'a> {
    /// At the rate of an earlier time, which ended on this day.
    Ended(&'a str, Option<Date>),
    /// At the rate of a later time, which begins on this day.
    NotBegun(&'a str, Option<Date>),
    /// Without adjustments.
    NotAdjusted(Vec<&'a str>),
    /// As another rule, with its fee, instead of the selected one.
    OtherRule(&'a str, &'a str, &'a str),
    /// At another part of the fee.
    OtherPart(&'a str),
    /// Without a part of the fee, or with one not converted.
    Missing(&'static str),
    /// Rounded in another mode than the declared one.
    Rounded(&'static str, &'static str),
    /// Without the line.
    NoLine(&'a str),
}

impl fmt::Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: &Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match self {
            Mistake::Ended(fee, on) => write!(f, "at {fee}, which ended on {}", day(on)),
            Mistake::NotBegun(fee, on) => write!(f, "at {fee}, which begins only on {}", day(on)),
            Mistake::NotAdjusted(names) => write!(f, "without {}", names.join(" and ")),
            Mistake::OtherRule(rule, fee, selected) => write!(f, "as {rule} ({fee}) instead of {selected}"),
            Mistake::OtherPart(fee) => write!(f, "at {fee}, which is another part of the fee"),
            Mistake::Missing(what) => f.write_str(what),
            Mistake::Rounded(mode, declared) => write!(f, "rounded {mode} instead of {declared}"),
            Mistake::NoLine(rule) => write!(f, "without {rule}"),
        }
    }
}

/// Which mistakes are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Another rounding.
    Rounding,
    /// All.
    Every,
}

/// The line of a schedule priced by one mistake after another, until `act` says something of one. Of the rules `others`,
/// those that cannot come to the amount that is looked for are left out.
pub fn find<'a, T>(
    schedule: &'a ScheduleProgram,
    line: &Line,
    tests: &Tests<'_>,
    (row, dating): (&Row<'_>, Dating),
    (others, near): (&[Other], Option<&Near>),
    asked: Asked,
    mut act: impl FnMut(Variant<'a>) -> Option<T>,
) -> Option<T> {
    let rule = &schedule.rules[line.rule()];
    let fee = rule.fees[line.fee()].fee.as_ref()?;
    let added = |rule: &RuleProgram| select::added(schedule, rule, tests, row, dating).unwrap_or_default();
    let mut terms = Cow::Borrowed(&schedule.terms);
    // A line of a group is compared as if it were rounded alone, as bills show it.
    if terms.rounding.stage == Stage::Group {
        terms.to_mut().rounding.stage = Stage::Line;
    }
    let own = Variant {
        mistake: Mistake::Missing(""),
        fee: Cow::Borrowed(fee),
        direction: rule.direction,
        added: added(rule),
        terms,
    };
    if asked == Asked::Rounding {
        return other_rounding(&own).into_iter().find_map(act);
    }
    let others = others.iter().filter(|other| other.rule != line.rule());
    let others = others.filter(|other| near.is_none_or(|near| !other.misses(near)));
    let mut others = others.filter_map(|other| {
        let rated = &schedule.rules[other.rule];
        let fee = rated.fees[other.version].fee.as_ref()?;
        let mistake = Mistake::OtherRule(&rated.id, &fee.text, &rule.id);
        let (direction, added) = (rated.direction, added(rated));
        Some(Variant { direction, added, ..own.at(mistake, Cow::Borrowed(fee)) })
    });
    (other_times(rule, line.fee(), &own).into_iter().find_map(&mut act))
        .or_else(|| without_adjustment(&own).and_then(&mut act))
        .or_else(|| others.find_map(&mut act))
        .or_else(|| other_parts(fee, &own).into_iter().find_map(&mut act))
        .or_else(|| parts_missing(fee, &own).into_iter().find_map(&mut act))
        .or_else(|| other_rounding(&own).into_iter().find_map(&mut act))
}

impl<'a> Variant<'a> {
    /// The same with another fee.
    fn at(&self, mistake: Mistake<'a>, fee: Cow<'a, Fee>) -> Variant<'a> {
        let (direction, added, terms) = (self.direction, self.added.clone(), self.terms.clone());
        Variant { mistake, fee, direction, added, terms }
    }
}

fn other_times<'a>(rule: &'a RuleProgram, current: usize, own: &Variant<'a>) -> Vec<Variant<'a>> {
    let versions = rule.fees.iter().enumerate().filter(|(version, _)| *version != current);
    let variant = |(version, dated): (usize, &'a DatedFee)| {
        let fee = dated.fee.as_ref().filter(|fee| fee.is_published())?;
        let mistake = match version < current {
            true => Mistake::Ended(&fee.text, rule.fees[version + 1].from),
            false => Mistake::NotBegun(&fee.text, dated.from),
        };
        Some(own.at(mistake, Cow::Borrowed(fee)))
    };
    versions.filter_map(variant).collect()
}

fn without_adjustment<'a>(own: &Variant<'a>) -> Option<Variant<'a>> {
    let names: Vec<&str> = own.added.names.iter().map(|(id, _)| *id).collect();
    let any = !names.is_empty();
    any.then(|| Variant { added: Added::default(), ..own.at(Mistake::NotAdjusted(names), own.fee.clone()) })
}

/// Each plain fee of a larger one, as if it priced the whole.
fn other_parts<'a>(fee: &'a Fee, own: &Variant<'a>) -> Vec<Variant<'a>> {
    let mut parts = Vec::new();
    plain_parts(fee, &mut parts);
    let variant = |part: &'a Fee| own.at(Mistake::OtherPart(&part.text), Cow::Borrowed(part));
    parts.into_iter().map(variant).collect()
}

fn plain_parts<'a>(fee: &'a Fee, parts: &mut Vec<&'a Fee>) {
    for part in fee.shape.parts() {
        match &part.shape {
            Shape::Plain(_) => parts.push(part),
            _ => plain_parts(part, parts),
        }
    }
}

fn parts_missing<'a>(whole: &'a Fee, own: &Variant<'a>) -> Vec<Variant<'a>> {
    let Shape::Plain(fee) = &whole.shape else { return Vec::new() };
    let mut found = Vec::new();
    let mut consider = |text: &'static str, changed: Plain| {
        if changed != *fee {
            let fee = Fee { text: whole.text.clone(), shape: Shape::Plain(changed) };
            found.push(own.at(Mistake::Missing(text), Cow::Owned(fee)));
        }
    };
    if fee.rate.is_some() && fee.fixed.is_some() {
        consider("without the fixed part", Plain { fixed: None, ..fee.clone() });
        consider("without the percentage", Plain { rate: None, ..fee.clone() });
    }
    consider("without the floor", Plain { min: None, ..fee.clone() });
    consider("without the cap", Plain { max: None, ..fee.clone() });
    if own.terms.currency == LineCurrency::Transaction || fee.amounts().any(|money| money.currency.is_some())
    {
        let bare = |money: Option<Money>| money.map(|money| Money { currency: None, ..money });
        let unconverted =
            Plain { fixed: bare(fee.fixed), min: bare(fee.min), max: bare(fee.max), ..fee.clone() };
        consider("with the fixed part not converted", unconverted);
    }
    found
}

fn other_rounding<'a>(own: &Variant<'a>) -> Vec<Variant<'a>> {
    if own.terms.rounding.stage == Stage::None {
        return Vec::new();
    }
    let declared = own.terms.rounding.mode;
    let others = Mode::ALL.into_iter().filter(|(_, mode)| *mode != declared);
    let variant = |(name, mode)| {
        let mut variant = own.at(Mistake::Rounded(name, declared.name()), own.fee.clone());
        variant.terms.to_mut().rounding.mode = mode;
        variant
    };
    others.map(variant).collect()
}
