//! What of a book its cases reach: rules, columns, steps, dates, adjustments.

use super::reached::{Key, Reached, steps};
use super::tally::Tally;
use crate::diagnostic::{Sources, Span};
use crate::schedule::{Adjustment, Book, DatedFee, Fee, MatrixColumn, Rule, Schedule};

/// What cases can reach in a book, and whether they do.
#[derive(Debug)]
pub struct Coverage {
    /// The schedules, in the order of the book.
    pub schedules: Vec<ScheduleCoverage>,
}

/// What cases can reach in one schedule.
#[derive(Debug)]
pub struct ScheduleCoverage {
    /// Its id.
    pub id: String,
    /// By kind, and then in the order of the file.
    pub things: Vec<Thing>,
}

/// Something that a case can reach.
#[derive(Debug)]
pub struct Thing {
    /// What it is.
    pub kind: ThingKind,
    /// Which one, as the end of the sentence "no case reaches …".
    pub text: String,
    /// The file it stands in.
    pub path: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// Whether a case reaches it.
    pub reached: bool,
}

/// What cases can reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThingKind {
    /// A rule; also one that comes from a matrix. Reached by a line of it, or by being selected without a published fee.
    Rule,
    /// A column of a matrix. Reached by a line of a rule in it.
    Column,
    /// A step, or a part that is chosen by its cost. Reached by a line that it priced.
    Step,
    /// A fee with a date. Reached by a line that it priced.
    Date,
    /// An adjustment. Reached by a line that it was added to.
    Adjustment,
}

impl ThingKind {
    /// Every kind with the name that many of it go by.
    pub const ALL: [(&'static str, ThingKind); 5] = [
        ("rules", ThingKind::Rule),
        ("columns", ThingKind::Column),
        ("steps", ThingKind::Step),
        ("dates", ThingKind::Date),
        ("adjustments", ThingKind::Adjustment),
    ];
}

impl Coverage {
    /// Everything that cases can reach in a book.
    pub(super) fn of(book: &Book, sources: &Sources, reached: &Reached) -> Coverage {
        let schedule = |(place, schedule): (usize, &Schedule)| {
            let reached = |key: &Key| reached.has(place, key);
            let mut list = List { schedule, sources, reached: &reached, things: Vec::new() };
            list.rules();
            list.columns();
            schedule.rules.iter().enumerate().for_each(|(rule, declared)| list.steps(rule, declared));
            list.dates();
            list.adjustments();
            ScheduleCoverage { id: schedule.id.clone(), things: list.things }
        };
        Coverage { schedules: book.schedules.iter().enumerate().map(schedule).collect() }
    }

    /// Everything of one kind together.
    pub fn tally(&self, kind: ThingKind) -> Tally {
        self.schedules.iter().map(|schedule| schedule.tally(kind)).sum()
    }

    /// Everything of every kind together.
    pub fn total(&self) -> Tally {
        self.schedules.iter().map(ScheduleCoverage::total).sum()
    }

    /// What no case reaches.
    pub fn missed(&self) -> impl Iterator<Item = &Thing> {
        self.schedules.iter().flat_map(|schedule| &schedule.things).filter(|thing| !thing.reached)
    }
}

impl ScheduleCoverage {
    /// Everything of one kind.
    pub fn tally(&self, kind: ThingKind) -> Tally {
        self.things.iter().filter(|thing| thing.kind == kind).map(Thing::tally).sum()
    }

    /// Everything of every kind.
    pub fn total(&self) -> Tally {
        self.things.iter().map(Thing::tally).sum()
    }
}

impl Thing {
    fn tally(&self) -> Tally {
        Tally { reached: usize::from(self.reached), all: 1 }
    }
}

/// The things of one schedule.
struct List<'a> {
    schedule: &'a Schedule,
    sources: &'a Sources,
    reached: &'a dyn Fn(&Key) -> bool,
    things: Vec<Thing>,
}

impl List<'_> {
    fn add(&mut self, kind: ThingKind, reached: bool, span: &Span, text: String) {
        let (line, _) = self.sources.position(span);
        let path = self.sources.path(span.source).to_owned();
        self.things.push(Thing { kind, text, path, line, reached });
    }

    fn rules(&mut self) {
        for (place, rule) in self.schedule.rules.iter().enumerate() {
            let reached = (self.reached)(&Key::Rule(place));
            self.add(ThingKind::Rule, reached, &rule.span, self.rule_name(rule));
        }
    }

    fn columns(&mut self) {
        let rules = || self.schedule.rules.iter().enumerate();
        let mut columns: Vec<&MatrixColumn> = Vec::new();
        for column in rules().filter_map(|(_, rule)| rule.column.as_ref()) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        columns.sort_by_key(|column| column.span.range.start);
        for column in columns {
            let mut inside = rules().filter(|(_, rule)| rule.column.as_ref() == Some(column));
            let reached = inside.any(|(place, _)| (self.reached)(&Key::Rule(place)));
            let text = format!("{}, the column {}", self.schedule.id, column.name);
            self.add(ThingKind::Column, reached, &column.span, text);
        }
    }

    fn steps(&mut self, rule: usize, declared: &Rule) {
        for (version, dated) in declared.fees.iter().enumerate() {
            let Some(fee) = &dated.fee else { continue };
            for step in steps(fee) {
                let reached = (self.reached)(&Key::Step(rule, version, step.path));
                let text = format!("{}{}, {}", self.rule_name(declared), since(dated), step.text);
                self.add(ThingKind::Step, reached, step.span.unwrap_or(&dated.span), text);
            }
        }
    }

    fn dates(&mut self) {
        for (place, rule) in self.schedule.rules.iter().enumerate() {
            for (version, dated, fee) in with_date(&rule.fees) {
                let reached = (self.reached)(&Key::Fee(place, version));
                let text = format!("{}{} ({})", self.rule_name(rule), since(dated), fee.text);
                self.add(ThingKind::Date, reached, &dated.span, text);
            }
        }
        for (place, adjustment) in self.schedule.adjustments.iter().enumerate() {
            for (version, dated, fee) in with_date(&adjustment.add) {
                let reached = (self.reached)(&Key::Add(place, version));
                let text = format!("{}{} ({})", self.adjustment_name(adjustment), since(dated), fee.text);
                self.add(ThingKind::Date, reached, &dated.span, text);
            }
        }
    }

    fn adjustments(&mut self) {
        for (place, adjustment) in self.schedule.adjustments.iter().enumerate() {
            let reached = (self.reached)(&Key::Adjustment(place));
            self.add(ThingKind::Adjustment, reached, &adjustment.span, self.adjustment_name(adjustment));
        }
    }

    fn rule_name(&self, rule: &Rule) -> String {
        format!("{}/{}", self.schedule.id, rule.id)
    }

    fn adjustment_name(&self, adjustment: &Adjustment) -> String {
        format!("{}, the adjustment {}", self.schedule.id, adjustment.id)
    }
}

/// The fees with a date, and their places. What is withdrawn is no fee.
fn with_date(fees: &[DatedFee]) -> impl Iterator<Item = (usize, &DatedFee, &Fee)> {
    let dated = fees.iter().enumerate().filter(|(_, dated)| dated.from.is_some());
    dated.filter_map(|(version, dated)| Some((version, dated, dated.fee.as_ref()?)))
}

/// ` from 2026-04-18`; nothing of a fee without a date.
pub fn since(dated: &DatedFee) -> String {
    dated.from.map(|from| format!(" from {from}")).unwrap_or_default()
}
