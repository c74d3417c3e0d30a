//! What a transaction would have cost by a mistake that billers make: another rule, another time,
//! a part left out, another rounding. The material for explaining a variance; nothing here enters
//! an expected cost.

use super::costing;
use super::outcome::Line;
use super::select::Row;
use crate::facts::Batch;
use crate::money::{Currency, Decimal, FxTable, Mode, sum};
use crate::program::{LineTerms, Program, RuleProgram, ScheduleProgram};
use crate::schedule::{Direction, Fee, LineCurrency, Money, Stage};

/// A cost that a biller may have taken for the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The mistake, as the end of the sentence "billed …".
    pub text: String,
    /// What the component would have cost.
    pub amount: Decimal,
    /// In this currency.
    pub currency: Currency,
}

/// One line priced otherwise.
struct Variant {
    text: String,
    fee: Fee,
    direction: Direction,
    terms: LineTerms,
}

/// The costs of one component of one row if one of its expected `lines` had been priced otherwise,
/// the likeliest mistakes first.
pub fn alternatives(
    program: &Program,
    batch: &Batch,
    fx: &FxTable,
    (row, component): (usize, usize),
    lines: &[Line],
) -> Vec<Alternative> {
    let currencies = costing::currencies(batch);
    let row = Row { batch, fx, currencies: &currencies, row };
    let component = &program.components[component];
    let mut found = Vec::new();
    for (place, line) in lines.iter().enumerate() {
        let schedule = &component.schedules[line.schedule];
        let Some(date) = batch.date(schedule.dated_by, row.row) else { continue };
        let rest: Vec<Decimal> = lines
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .map(|(_, line)| line.amount)
            .collect();
        for variant in variants(schedule, line, date) {
            let Ok(costing) = costing::cost(&variant.fee, variant.direction, variant.terms, &row, date)
            else {
                continue;
            };
            let Ok(amount) = sum(rest.iter().copied().chain([costing.amount])) else { continue };
            found.push(Alternative { text: variant.text, amount, currency: line.currency });
        }
        if let Ok(amount) = sum(rest) {
            let rule = &schedule.rules[line.rule].id;
            found.push(Alternative { text: format!("without {rule}"), amount, currency: line.currency });
        }
    }
    found
}

fn variants(schedule: &ScheduleProgram, line: &Line, date: crate::money::Date) -> Vec<Variant> {
    let rule = &schedule.rules[line.rule];
    let Some(fee) = rule.fees[line.fee].fee.as_ref() else { return Vec::new() };
    let mut found = other_times(rule, line.fee, schedule.terms);
    found.extend(other_rules(schedule, line.rule, date));
    found.extend(parts_missing(rule, fee, schedule.terms));
    found.extend(other_rounding(rule, fee, schedule.terms));
    found
}

fn other_times(rule: &RuleProgram, current: usize, terms: LineTerms) -> Vec<Variant> {
    let versions = rule.fees.iter().enumerate().filter(|(version, _)| *version != current);
    let variant = |(version, dated): (usize, &crate::schedule::DatedFee)| {
        let fee = dated.fee.clone()?;
        let day = |place: usize| rule.fees[place].from.map(|day| day.to_string()).unwrap_or_default();
        let text = if version < current {
            format!("at {}, which ended on {}", fee.text, day(version + 1))
        } else {
            format!("at {}, which begins only on {}", fee.text, day(version))
        };
        Some(Variant { text, fee, direction: rule.direction, terms })
    };
    versions.filter_map(variant).collect()
}

fn other_rules(schedule: &ScheduleProgram, current: usize, date: crate::money::Date) -> Vec<Variant> {
    let selected = &schedule.rules[current].id;
    let others = schedule.rules.iter().enumerate().filter(|(number, _)| *number != current);
    let variant = |(_, rule): (usize, &RuleProgram)| {
        let (_, fee) = rule.fee_on(date)?;
        let text = format!("as {} ({}) instead of {selected}", rule.id, fee.text);
        Some(Variant { text, fee: fee.clone(), direction: rule.direction, terms: schedule.terms })
    };
    others.filter_map(variant).collect()
}

fn parts_missing(rule: &RuleProgram, fee: &Fee, terms: LineTerms) -> Vec<Variant> {
    let mut found = Vec::new();
    let mut consider = |text: &str, changed: Fee| {
        if changed != *fee {
            found.push(Variant { text: text.to_owned(), fee: changed, direction: rule.direction, terms });
        }
    };
    if fee.rate.is_some() && fee.fixed.is_some() {
        consider("without the fixed part", Fee { fixed: None, ..fee.clone() });
        consider("without the percentage", Fee { rate: None, ..fee.clone() });
    }
    consider("without the floor", Fee { min: None, ..fee.clone() });
    consider("without the cap", Fee { max: None, ..fee.clone() });
    if terms.currency == LineCurrency::Transaction || fee.amounts().any(|money| money.currency.is_some()) {
        let bare = |money: Option<Money>| money.map(|money| Money { currency: None, ..money });
        let unconverted =
            Fee { fixed: bare(fee.fixed), min: bare(fee.min), max: bare(fee.max), ..fee.clone() };
        consider("with the fixed part not converted", unconverted);
    }
    found
}

fn other_rounding(rule: &RuleProgram, fee: &Fee, terms: LineTerms) -> Vec<Variant> {
    if terms.rounding.stage == Stage::None {
        return Vec::new();
    }
    let declared = terms.rounding.mode;
    let others = Mode::ALL.into_iter().filter(|(_, mode)| *mode != declared);
    let variant = |(name, mode)| {
        let mut terms = terms;
        terms.rounding.mode = mode;
        let text = format!("rounded {name} instead of {}", declared.name());
        Variant { text, fee: fee.clone(), direction: rule.direction, terms }
    };
    others.map(variant).collect()
}
