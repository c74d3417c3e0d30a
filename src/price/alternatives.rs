//! What a transaction would have cost by a mistake that billers make: another rule, another time,
//! a part left out, another rounding. The material for explaining a variance; nothing here enters
//! an expected cost.

use super::aggregate::Aggregates;
use super::costing::{self, Added, Charge, Costing};
use super::outcome::{Line, Priced, State};
use super::row::{self, Dating, Row};
use super::select;
use super::truth::{Tests, Truth};
use crate::facts::Batch;
use crate::money::{Currency, Date, Decimal, FxTable, Mode, Overflow, add, sum};
use crate::program::{LineTerms, Program, RuleProgram, ScheduleProgram};
use crate::schedule::{Direction, Fee, LineCurrency, Money, Plain, Rounding, Shape, Stage};

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
struct Variant<'a> {
    text: String,
    fee: Fee,
    direction: Direction,
    added: Added<'a>,
    terms: LineTerms,
}

/// Prices lines again, to explain them.
pub struct Repricer<'a> {
    program: &'a Program,
    batch: &'a Batch,
    fx: &'a FxTable,
    aggregates: &'a Aggregates,
    priced: &'a Priced,
    tests: Tests<'a>,
    currencies: Vec<Option<Currency>>,
}

impl<'a> Repricer<'a> {
    /// For a batch that has been priced, with its derived columns and aggregates.
    pub fn new(
        program: &'a Program,
        batch: &'a Batch,
        fx: &'a FxTable,
        (priced, aggregates): (&'a Priced, &'a Aggregates),
    ) -> Repricer<'a> {
        let (tests, currencies) = (Tests::bind(program, batch), row::currencies(batch));
        Repricer { program, batch, fx, aggregates, priced, tests, currencies }
    }

    /// Whether a schedule covers a row, or may.
    pub fn may_cover(&self, row: usize, schedule: &ScheduleProgram) -> bool {
        let facts = self.row(row, &[]);
        let dating = facts.dating(schedule.dated_by);
        self.tests.predicate(&schedule.covers, &facts, dating) != Truth::False
    }

    /// The arithmetic of an expected line of a row and component.
    pub fn costing(&self, (row, component): (usize, usize), line: &Line) -> Option<Costing> {
        let states = self.priced.states(row);
        let facts = self.row(row, &states);
        let schedule = &self.program.components[component].schedules[line.schedule];
        let rule = &schedule.rules[line.rule];
        let fee = rule.fees[line.fee].fee.as_ref()?;
        let dating = dating(schedule, &facts);
        let added = select::added(schedule, rule, &self.tests, &facts, dating).ok()?;
        let charge = Charge { fee, direction: rule.direction, added };
        costing::cost(&charge, &schedule.terms, &facts, dating).ok()
    }

    /// The costs of one component of one row if one of its expected lines had been priced otherwise, the
    /// likeliest mistakes first.
    pub fn alternatives(&self, (row, component): (usize, usize)) -> Vec<Alternative> {
        let states = self.priced.states(row);
        let facts = self.row(row, &states);
        let lines = self.priced.lines(row, component);
        let component = &self.program.components[component];
        let mut found = Vec::new();
        for (place, line) in lines.iter().enumerate() {
            let schedule = &component.schedules[line.schedule];
            let dating = dating(schedule, &facts);
            let rest = Rest { lines, place, schedule };
            for variant in variants(schedule, line, &self.tests, &facts, dating) {
                let charge = Charge { fee: &variant.fee, direction: variant.direction, added: variant.added };
                let Ok(costing) = costing::cost(&charge, &variant.terms, &facts, dating) else { continue };
                let priced = (&costing, variant.direction);
                let Ok(amount) = rest.with(Some(priced), variant.terms.rounding) else { continue };
                found.push(Alternative { text: variant.text, amount, currency: line.currency });
            }
            if let Ok(amount) = rest.with(None, schedule.terms.rounding) {
                let text = format!("without {}", schedule.rules[line.rule].id);
                found.push(Alternative { text, amount, currency: line.currency });
            }
        }
        found
    }

    fn row<'r>(&'r self, row: usize, earlier: &'r [State<Vec<Line>>]) -> Row<'r> {
        let (batch, fx, aggregates) = (self.batch, self.fx, self.aggregates);
        Row { batch, fx, currencies: &self.currencies, aggregates, row, earlier }
    }
}

/// The expected lines of a component beside the one that is priced otherwise.
struct Rest<'a> {
    lines: &'a [Line],
    /// The place of that one.
    place: usize,
    /// Its schedule.
    schedule: &'a ScheduleProgram,
}

impl Rest<'_> {
    /// What the component comes to with another line, or none, in that place.
    fn with(&self, priced: Option<(&Costing, Direction)>, rounding: Rounding) -> Result<Decimal, Overflow> {
        let own = &self.lines[self.place];
        let others = || {
            let others = self.lines.iter().enumerate().filter(|(other, _)| *other != self.place);
            others.map(|(_, line)| line)
        };
        if rounding.stage != Stage::Transaction {
            return sum(others().map(|line| line.amount).chain(priced.map(|(costing, _)| costing.amount)));
        }
        // The lines of its schedule are rounded as a sum.
        let apart = sum(others().filter(|line| line.schedule != own.schedule).map(|line| line.amount))?;
        let beside: Vec<&Line> = others().filter(|line| line.schedule == own.schedule).collect();
        let exact = priced.map(|(costing, direction)| costing::directed(costing.limited, direction));
        let exact = sum(beside.iter().map(|line| line.exact).chain(exact))?;
        let directions = beside.iter().map(|line| self.schedule.rules[line.rule].direction);
        let mut directions = directions.chain(priced.map(|(_, direction)| direction));
        let credits = directions.all(|direction| direction == Direction::Credit);
        add(apart, costing::rounded_sum(exact, credits, rounding, own.currency))
    }
}

fn dating(schedule: &ScheduleProgram, row: &Row<'_>) -> Dating {
    Dating { unknown_is_no: schedule.unknown_is_no, ..row.dating(schedule.dated_by) }
}

fn variants<'a>(
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
    let variant = |(version, dated): (usize, &crate::schedule::DatedFee)| {
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
