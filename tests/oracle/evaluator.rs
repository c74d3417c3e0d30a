//! The naive evaluator: one transaction, one rule after the other, straight from the language document.

use super::exact::Exact;
use std::collections::BTreeMap;
use std::fmt;
use trueup::facts::{AttributeId, Value, id};
use trueup::money::{Currency, Date, Decimal, Mode};
use trueup::schedule::{
    Accepts, Book, Condition, Covering, Decimals, Derived, Direction, Fee, LineCurrency, Money, Rule,
    Schedule, Select, Stage, Test,
};

/// The known facts of one transaction.
pub type Facts = BTreeMap<AttributeId, Value>;

/// 1 `from` = `rate` `to`, from `date` on.
pub struct Rate {
    pub date: Date,
    pub from: Currency,
    pub to: Currency,
    pub rate: Decimal,
}

/// What a component costs on a transaction.
#[derive(PartialEq, Eq)]
pub enum Cost {
    NotCovered,
    Lines(Vec<Line>),
    Unproven(String),
}

#[derive(PartialEq, Eq)]
pub struct Line {
    pub schedule: String,
    pub rule: String,
    pub amount: Exact,
    pub currency: Currency,
}

/// A condition is true, false, or open because of an attribute.
enum Answer {
    Yes,
    No,
    Open(AttributeId),
}

/// A book and exchange rates, asked about transactions.
pub struct Evaluator<'a> {
    pub book: &'a Book,
    pub rates: &'a [Rate],
}

impl Evaluator<'_> {
    /// The cost of each component of the book.
    pub fn costs(&self, given: &Facts) -> Vec<Cost> {
        let mut facts = given.clone();
        self.derive(&mut facts);
        let component = |place| self.component(place, &facts).unwrap_or_else(Cost::Unproven);
        (0..self.book.components.len()).map(component).collect()
    }

    fn derive(&self, facts: &mut Facts) {
        for derivation in &self.book.derived {
            let value = match derivation.from {
                Derived::Same(left, right) => {
                    facts.get(&left).zip(facts.get(&right)).map(|(left, right)| Value::Flag(left == right))
                }
                Derived::Days { from, to } => day(facts, from)
                    .zip(day(facts, to))
                    .map(|(from, to)| Value::Integer((to - from).num_days())),
            };
            facts.extend(value.map(|value| (derivation.attribute, value)));
        }
    }

    fn component(&self, place: usize, facts: &Facts) -> Result<Cost, String> {
        let mut covering: Vec<&Schedule> = Vec::new();
        for schedule in self.book.schedules.iter().filter(|schedule| schedule.component == place) {
            match holds(&schedule.covers, facts) {
                Answer::Yes => covering.push(schedule),
                Answer::No => {}
                Answer::Open(attribute) => return Err(self.unknown(attribute)),
            }
        }
        match (covering.as_slice(), self.book.components[place].covering) {
            ([], _) => return Ok(Cost::NotCovered),
            ([first, second, ..], Covering::One) => {
                return Err(format!("two_schedules: {}, {}", first.id, second.id));
            }
            _ => {}
        }
        let mut lines = Vec::new();
        for schedule in covering {
            lines.extend(self.schedule(schedule, facts)?);
        }
        Ok(Cost::Lines(lines))
    }

    fn schedule(&self, schedule: &Schedule, facts: &Facts) -> Result<Vec<Line>, String> {
        let date = day(facts, schedule.dated_by).ok_or_else(|| self.unknown(schedule.dated_by))?;
        let existing: Vec<(&Rule, &Fee)> =
            schedule.rules.iter().filter_map(|rule| Some((rule, in_force(rule, date)?))).collect();
        if existing.is_empty() {
            return Err(format!("no_rate: {date}"));
        }
        let mut lines = Vec::new();
        for (rule, fee) in existing {
            match holds(&rule.when, facts) {
                Answer::No => continue,
                Answer::Open(_) if schedule.unknown_is_no => continue,
                Answer::Open(attribute) => return Err(self.unknown(attribute)),
                Answer::Yes => lines.push(self.line(schedule, rule, fee, facts, date)?),
            }
            if schedule.select == Select::First {
                break;
            }
        }
        if lines.is_empty() { Err("unpriced".to_owned()) } else { Ok(lines) }
    }

    fn line(
        &self,
        schedule: &Schedule,
        rule: &Rule,
        fee: &Fee,
        facts: &Facts,
        date: Date,
    ) -> Result<Line, String> {
        let currency = match schedule.currency {
            LineCurrency::Fixed(currency) => currency,
            LineCurrency::Transaction => self.currency(facts)?,
        };
        let (stage, mode) = (schedule.rounding.stage, schedule.rounding.mode);
        let decimals = match schedule.rounding.decimals {
            Decimals::Fixed(decimals) => decimals,
            Decimals::Currency => currency.minor_unit(),
        };
        let in_line = |money: Money| {
            self.converted(Exact::of(money.amount), money.currency.unwrap_or(currency), currency, date)
        };

        let mut whole = Exact::ZERO;
        if let Some(rate) = fee.rate {
            let basis = number(facts, schedule.basis).ok_or_else(|| self.unknown(schedule.basis))?;
            let basis = self.converted(basis, self.currency(facts)?, currency, date)?;
            let percentage = basis.times(Exact::of(rate));
            whole = if stage == Stage::Term { percentage.rounded(mode, decimals) } else { percentage };
        }
        if let Some(fixed) = fee.fixed {
            whole = whole.plus(in_line(fixed)?);
        }
        if let Some(per_unit) = fee.per_unit {
            let units = number(facts, per_unit.attribute).ok_or_else(|| self.unknown(per_unit.attribute))?;
            whole = whole.plus(in_line(per_unit.price)?.times(units));
        }
        if let Some(min) = fee.min {
            whole = whole.larger(in_line(min)?);
        }
        if let Some(max) = fee.max {
            whole = whole.smaller(in_line(max)?);
        }
        let rounded = match stage {
            Stage::Line => whole.rounded(mode, decimals),
            Stage::Term | Stage::None => whole.rounded(Mode::HalfEven, 12),
        };
        let amount = if rule.direction == Direction::Credit { rounded.negated() } else { rounded };
        Ok(Line { schedule: schedule.id.clone(), rule: rule.id.clone(), amount, currency })
    }

    fn currency(&self, facts: &Facts) -> Result<Currency, String> {
        match facts.get(&id::CURRENCY) {
            Some(Value::Symbol(code)) => Ok(Currency::parse(code).unwrap()),
            _ => Err(self.unknown(id::CURRENCY)),
        }
    }

    fn converted(&self, amount: Exact, from: Currency, to: Currency, date: Date) -> Result<Exact, String> {
        if from == to {
            return Ok(amount);
        }
        let inverse = || self.newest(to, from, date).map(Exact::inverted);
        let rate = self.newest(from, to, date).or_else(inverse);
        rate.map(|rate| amount.times(rate)).ok_or_else(|| format!("no_rate: {from}/{to} {date}"))
    }

    fn newest(&self, from: Currency, to: Currency, date: Date) -> Option<Exact> {
        let pair = self.rates.iter().filter(|rate| rate.from == from && rate.to == to);
        let usable = pair.filter(|rate| rate.date <= date && (date - rate.date).num_days() <= 7);
        usable.max_by_key(|rate| rate.date).map(|rate| Exact::of(rate.rate))
    }

    fn unknown(&self, attribute: AttributeId) -> String {
        format!("unknown_attribute: {}", self.book.attributes.name(attribute))
    }
}

/// The fee under the newest key not after the date, if there is one and it is not withdrawn.
fn in_force(rule: &Rule, date: Date) -> Option<&Fee> {
    let begun = rule.fees.iter().filter(|dated| dated.from.is_none_or(|from| from <= date));
    begun.max_by_key(|dated| dated.from)?.fee.as_ref()
}

/// All parts of the conjunction: one that is false makes it false; else the first open one leaves it open.
fn holds(condition: &Condition, facts: &Facts) -> Answer {
    let tests = condition.tests.iter().map(|test| passes(test, facts));
    let any = condition.any.iter().map(|branches| any_holds(branches, facts));
    let parts: Vec<Answer> = tests.chain(any).collect();
    if parts.iter().any(|part| matches!(part, Answer::No)) {
        return Answer::No;
    }
    parts.into_iter().find(|part| matches!(part, Answer::Open(_))).unwrap_or(Answer::Yes)
}

/// One branch that is true makes it true; else the first open one leaves it open.
fn any_holds(branches: &[Condition], facts: &Facts) -> Answer {
    let parts: Vec<Answer> = branches.iter().map(|branch| holds(branch, facts)).collect();
    if parts.iter().any(|part| matches!(part, Answer::Yes)) {
        return Answer::Yes;
    }
    parts.into_iter().find(|part| matches!(part, Answer::Open(_))).unwrap_or(Answer::No)
}

fn passes(test: &Test, facts: &Facts) -> Answer {
    let value = facts.get(&test.attribute);
    let yes = match (&test.accepts, value) {
        (Accepts::Known(wanted), value) => value.is_some() == *wanted,
        (_, None) => return Answer::Open(test.attribute),
        (Accepts::OneOf(set), Some(value)) => is_in(&set.values, &set.mcc_ranges, value),
        (Accepts::NoneOf(set), Some(value)) => !is_in(&set.values, &set.mcc_ranges, value),
        (Accepts::Range(range), Some(value)) => {
            let above = match &range.lower {
                Some(bound) if bound.included => *value >= bound.value,
                Some(bound) => *value > bound.value,
                None => true,
            };
            let below = match &range.upper {
                Some(bound) if bound.included => *value <= bound.value,
                Some(bound) => *value < bound.value,
                None => true,
            };
            above && below
        }
    };
    if yes { Answer::Yes } else { Answer::No }
}

fn is_in<'v>(
    values: impl IntoIterator<Item = &'v Value>,
    ranges: &[(String, String)],
    value: &Value,
) -> bool {
    let in_range = |(low, high): &(String, String)| match value {
        Value::Symbol(code) => (low..=high).contains(&code),
        _ => false,
    };
    values.into_iter().any(|member| member == value) || ranges.iter().any(in_range)
}

fn day(facts: &Facts, attribute: AttributeId) -> Option<Date> {
    match facts.get(&attribute)? {
        Value::Date(day) => Some(*day),
        _ => None,
    }
}

fn number(facts: &Facts, attribute: AttributeId) -> Option<Exact> {
    match facts.get(&attribute)? {
        Value::Decimal(number) => Some(Exact::of(*number)),
        Value::Integer(number) => Some(Exact::new(i128::from(*number), 0)),
        _ => None,
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cost::NotCovered => f.write_str("not covered"),
            Cost::Unproven(reason) => f.write_str(reason),
            Cost::Lines(lines) => {
                let line = |line: &Line| {
                    format!("{}/{} {} {}", line.schedule, line.rule, line.amount, line.currency)
                };
                f.write_str(&lines.iter().map(line).collect::<Vec<_>>().join(", "))
            }
        }
    }
}
