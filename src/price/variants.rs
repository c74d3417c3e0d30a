//! The mistakes that billers make with one line, the likeliest first.

use super::costing::Added;
use super::outcome::Line;
use super::row::{Dating, Row};
use super::select;
use super::truth::Tests;
use crate::money::{Date, Mode};
use crate::program::{LineTerms, RuleProgram, ScheduleProgram};
use crate::schedule::{DatedFee, Direction, Fee, LineCurrency, Money, Plain, Shape, Stage};

/// One line priced otherwise.
pub struct Variant<'a> {
    pub text: String,
    pub fee: Fee,
    pub direction: Direction,
    pub added: Added<'a>,
    pub terms: LineTerms,
}

/// The line of a schedule priced by each mistake.
pub fn variants<'a>(
    schedule: &'a ScheduleProgram,
    line: &Line,
    tests: &Tests<'_>,
    row: &Row<'_>,
    dating: Dating,
) -> Vec<Variant<'a>> {
    let rule = &schedule.rules[line.rule];
    let (Some(fee), Some(date)) = (rule.fees[line.fee].fee.as_ref(), dating.date) else { return Vec::new() };
    let added = |rule: &RuleProgram| select::added(schedule, rule, tests, row, dating).unwrap_or_default();
    // A line of a group is compared as if it were rounded alone, as bills show it.
    let mut terms = schedule.terms.clone();
    if terms.rounding.stage == Stage::Group {
        terms.rounding.stage = Stage::Line;
    }
    let own = Variant {
        text: String::new(),
        fee: fee.clone(),
        direction: rule.direction,
        added: added(rule),
        terms,
    };
    let mut found = other_times(rule, line.fee, &own);
    found.extend(without_adjustment(&own));
    found.extend(other_rules(schedule, line.rule, date, &own, added));
    found.extend(other_parts(&own));
    found.extend(parts_missing(&own));
    found.extend(other_rounding(&own));
    found
}

impl<'a> Variant<'a> {
    /// The same with another fee.
    fn at(&self, text: String, fee: Fee) -> Variant<'a> {
        let (direction, added, terms) = (self.direction, self.added.clone(), self.terms.clone());
        Variant { text, fee, direction, added, terms }
    }
}

fn other_times<'a>(rule: &RuleProgram, current: usize, own: &Variant<'a>) -> Vec<Variant<'a>> {
    let versions = rule.fees.iter().enumerate().filter(|(version, _)| *version != current);
    let variant = |(version, dated): (usize, &DatedFee)| {
        let fee = dated.fee.clone()?;
        let day = |place: usize| rule.fees[place].from.map(|day| day.to_string()).unwrap_or_default();
        let text = if version < current {
            format!("at {}, which ended on {}", fee.text, day(version + 1))
        } else {
            format!("at {}, which begins only on {}", fee.text, day(version))
        };
        Some(own.at(text, fee))
    };
    versions.filter_map(variant).collect()
}

fn without_adjustment<'a>(own: &Variant<'a>) -> Option<Variant<'a>> {
    let names: Vec<&str> = own.added.names.iter().map(|(id, _)| *id).collect();
    let plain = Variant { added: Added::default(), ..own.at(String::new(), own.fee.clone()) };
    (!names.is_empty()).then(|| Variant { text: format!("without {}", names.join(" and ")), ..plain })
}

fn other_rules<'a>(
    schedule: &'a ScheduleProgram,
    current: usize,
    date: Date,
    own: &Variant<'a>,
    added: impl Fn(&RuleProgram) -> Added<'a>,
) -> Vec<Variant<'a>> {
    let selected = &schedule.rules[current].id;
    let others = schedule.rules.iter().enumerate().filter(|(number, _)| *number != current);
    let variant = |(_, rule): (usize, &RuleProgram)| {
        let (_, fee) = rule.fee_on(date)?;
        let text = format!("as {} ({}) instead of {selected}", rule.id, fee.text);
        Some(Variant { direction: rule.direction, added: added(rule), ..own.at(text, fee.clone()) })
    };
    others.filter_map(variant).collect()
}

/// Each plain fee of a larger one, as if it priced the whole.
fn other_parts<'a>(own: &Variant<'a>) -> Vec<Variant<'a>> {
    let mut parts = Vec::new();
    plain_parts(&own.fee, &mut parts);
    let variant = |part: Fee| own.at(format!("at {}, which is another part of the fee", part.text), part);
    parts.into_iter().map(variant).collect()
}

fn plain_parts(fee: &Fee, parts: &mut Vec<Fee>) {
    for part in fee.shape.parts() {
        match &part.shape {
            Shape::Plain(_) => parts.push(part.clone()),
            _ => plain_parts(part, parts),
        }
    }
}

fn parts_missing<'a>(own: &Variant<'a>) -> Vec<Variant<'a>> {
    let Shape::Plain(fee) = &own.fee.shape else { return Vec::new() };
    let mut found = Vec::new();
    let mut consider = |text: &str, changed: Plain| {
        if changed != *fee {
            let fee = Fee { text: own.fee.text.clone(), shape: Shape::Plain(changed) };
            found.push(own.at(text.to_owned(), fee));
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
        let text = format!("rounded {name} instead of {}", declared.name());
        let mut variant = own.at(text, own.fee.clone());
        variant.terms.rounding.mode = mode;
        variant
    };
    others.map(variant).collect()
}
