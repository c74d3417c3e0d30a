//! The transactions of one schedule: what it covers, and where each of its rules stands.

use super::space::{Answer, Avoid, Block, Budget, Builder, Mode, Point, Question, Regions, Space, meet};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{AttributeId, id};
use crate::money::Date;
use crate::schedule::{Basis, Book, Condition, DatedFee, LineCurrency, Schedule, Select};

/// A schedule with its space.
pub struct Covered<'b> {
    pub book: &'b Book,
    pub schedule: &'b Schedule,
    pub space: Space,
    /// Where the schedule covers a transaction whose day and group are known.
    pub covers: Regions,
    /// In the order of the rules.
    pub rules: Vec<RuleRegions>,
}

/// Where one rule stands, on the days on which it has a fee.
pub struct RuleRegions {
    /// Where its condition is true.
    pub holds: Regions,
    /// Where its condition is true or open.
    pub may_hold: Regions,
    /// Where its condition is open, and with it the component: asked for where every rule is looked at.
    pub open: Regions,
}

impl<'b> Covered<'b> {
    pub fn new(book: &'b Book, schedule: &'b Schedule) -> Covered<'b> {
        let space = space_of(book, schedule);
        let known =
            schedule.group.iter().chain([&schedule.dated_by]).map(|attribute| space.known(*attribute));
        let known = known.map(|known| Some(vec![known])).reduce(|all, one| meet(&all, &one)).flatten();
        let strict = Mode { dated_by: schedule.dated_by, unknown_is_no: false };
        let covers = meet(&known, &space.holds(&schedule.covers, strict));
        let mut covered = Covered { book, schedule, space, covers, rules: Vec::new() };
        let rules = schedule.rules.iter().map(|rule| {
            let in_force = Some(vec![covered.in_force(&rule.fees)]);
            let holds = meet(&in_force, &covered.space.holds(&rule.when, covered.mode()));
            let may_hold = meet(&in_force, &covered.space.may_hold(&rule.when, covered.mode()));
            let open = match schedule.select {
                Select::First => Some(Vec::new()),
                _ => covered.space.minus(&may_hold, &holds),
            };
            RuleRegions { holds, may_hold, open }
        });
        covered.rules = rules.collect();
        covered
    }

    /// How conditions of rules and adjustments are read.
    pub fn mode(&self) -> Mode {
        Mode { dated_by: self.schedule.dated_by, unknown_is_no: self.schedule.unknown_is_no }
    }

    /// The days on which one of these fees is in force.
    pub fn in_force(&self, fees: &[DatedFee]) -> Block {
        self.space.on_days(self.schedule.dated_by, |day| DatedFee::on(fees, day).is_some())
    }

    /// The days from one on, until another one comes.
    pub fn days(&self, from: Option<Date>, until: Option<Date>) -> Regions {
        let within = |day| from.is_none_or(|from| from <= day) && until.is_none_or(|until| day < until);
        Some(vec![self.space.on_days(self.schedule.dated_by, within)])
    }

    /// The covered transactions that meet a rule.
    pub fn of_rule(&self, rule: usize) -> Regions {
        meet(&self.covers, &self.rules[rule].holds)
    }

    /// The boxes in which some rules are true or open; `None` if there are too many.
    pub fn not_false(&self, rules: impl IntoIterator<Item = usize>) -> Option<Vec<Avoid<'_>>> {
        let mut avoid = Vec::new();
        for rule in rules {
            let boxes = self.rules[rule].may_hold.as_ref()?;
            avoid.extend(boxes.iter().map(|found| (rule, found)));
        }
        Some(avoid)
    }

    /// The boxes in which some rules are open; `None` if there are too many.
    pub fn open(&self, rules: impl IntoIterator<Item = usize>) -> Option<Vec<Avoid<'_>>> {
        let mut avoid = Vec::new();
        for rule in rules {
            avoid.extend(self.rules[rule].open.as_ref()?.iter().map(|found| (rule, found)));
        }
        Some(avoid)
    }

    /// What keeps a rule from a transaction that meets it, of some of the others: where the first true rule is taken one
    /// that is not false, else one that is open.
    pub fn against(&self, rules: impl IntoIterator<Item = usize>) -> Option<Vec<Avoid<'_>>> {
        if self.schedule.select == Select::First { self.not_false(rules) } else { self.open(rules) }
    }

    /// Is there a point in a region that lies in none of the boxes? Too many boxes are not looked into.
    pub fn ask(&self, from: Regions, avoid: Option<Vec<Avoid<'_>>>, budget: &mut Budget) -> Answer {
        match (from, avoid) {
            (Some(from), Some(avoid)) => self.space.ask(&Question { from, avoid }, budget),
            _ => Answer::Undecided,
        }
    }

    /// A point of a region, if one can be shown.
    pub fn point(&self, from: Regions, budget: &mut Budget) -> Option<Point> {
        match self.ask(from, Some(Vec::new()), budget) {
            Answer::Found(point) => Some(point),
            _ => None,
        }
    }

    /// The first rule before another that is not false at a point, and whether it is true there.
    pub fn first_of(&self, before: usize, point: &Point) -> Option<(usize, bool)> {
        let within = |regions: &Regions| regions.iter().flatten().any(|found| point.is_in(found));
        let first = (0..before).find(|rule| within(&self.rules[*rule].may_hold))?;
        Some((first, within(&self.rules[first].holds)))
    }

    /// The transaction that a point stands for.
    pub fn facts(&self, point: &Point) -> Vec<(String, String)> {
        point.facts(&self.space, &self.book.attributes)
    }

    /// ` while x, y is unknown`, for the label beside a proof that leaves something out on purpose.
    pub fn unknown(&self, point: &Point) -> String {
        match point.unknown(&self.space, &self.book.attributes).as_slice() {
            [] => String::new(),
            [name] => format!(" while `{name}` is unknown"),
            names => format!(" while {} are unknown", listed(names)),
        }
    }

    /// What could not be decided, and why.
    pub fn undecided(&self, answer: &Answer, question: String, span: Span) -> Diagnostic {
        let (message, help) = match answer {
            Answer::WithRates { .. } => (
                format!("{question} depends on exchange rates"),
                "an amount is converted before it is compared: name the transaction's `currency` beside it, and the answer is exact",
            ),
            _ => (
                format!("{question} could not be decided"),
                "there are too many combinations to try: name attributes outside of `any`, or split the schedule",
            ),
        };
        Diagnostic::warning(Code::Undecided, message).at(span, "neither shown nor excluded").help(help)
    }
}

/// "`a`, `b` and `c`".
pub fn listed(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}

/// Everything that the schedule asks about a transaction, so that one that proves something is complete.
fn space_of(book: &Book, schedule: &Schedule) -> Space {
    let mode = Mode { dated_by: schedule.dated_by, unknown_is_no: schedule.unknown_is_no };
    let mut builder = Builder::new(book);
    builder.condition(&schedule.covers, Mode { unknown_is_no: false, ..mode });
    let conditions = schedule.rules.iter().map(|rule| &rule.when);
    let conditions: Vec<&Condition> =
        conditions.chain(schedule.adjustments.iter().map(|own| &own.when)).collect();
    conditions.into_iter().for_each(|condition| builder.condition(condition, mode));
    let fees = schedule.rules.iter().map(|rule| &rule.fees);
    fees.chain(schedule.adjustments.iter().map(|own| &own.add)).for_each(|fees| builder.fees(fees, mode));
    let mut named: Vec<AttributeId> = vec![schedule.dated_by, id::AMOUNT, id::CURRENCY];
    named.extend(&schedule.group);
    if let Basis::Attribute(basis) = schedule.basis {
        named.push(basis);
    }
    for attribute in named {
        builder.fact(attribute);
    }
    if let LineCurrency::Fixed(currency) = schedule.currency {
        builder.fact(id::CURRENCY).preferred = Some(currency.code().to_owned());
    }
    builder.build()
}
