//! What the key of a transaction says of its cost: which rules price it, or why none does.
//!
//! Within a component all transactions with one key get the same answer from every condition, except those
//! that compare an amount in another currency. So the first of them is asked exactly, and the answer kept.

use super::costing::Added;
use super::outcome::Reason;
use super::row::{Dating, Row};
use super::select::{self, Candidate};
use super::swift::Swift;
use super::truth::{Tests, Truth};
use crate::facts::AttributeId;
use crate::program::{ComponentProgram, Predicate, Program, ScheduleProgram};
use crate::schedule::{Accepts, Covering, Select};

/// What is done with every transaction of one key.
#[derive(Debug)]
pub struct Plan {
    /// What may cover and select them: enough to ask exactly.
    pub candidates: Vec<Candidate>,
    /// The attribute that holds the day that chooses the rate, if something covers them and it is known.
    pub dated: Option<AttributeId>,
    /// What is known without asking.
    pub known: Known,
}

/// What is known of the transactions of one key.
#[derive(Debug)]
pub enum Known {
    /// Nothing covers them.
    NotCovered,
    /// One rule of one schedule prices them.
    Line(Swift),
    /// These rules price them, unless a schedule behind them says why nothing does.
    Lines(Vec<Selected>, Option<Unproven>),
    /// A condition is open that has an answer only for each of them, or a fee is more than plain.
    Nothing,
}

/// The rules of one schedule that are selected.
#[derive(Debug)]
pub struct Selected {
    pub schedule: usize,
    pub lines: Vec<Swift>,
}

/// Why there is no cost.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unproven {
    /// The same for all.
    Because(Reason),
    /// No rate in force on the day that this attribute holds.
    NoRate(AttributeId),
}

/// A plan in the making, small enough to be compared with those that are known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sketch {
    candidates: Vec<Candidate>,
    dated: Option<AttributeId>,
    /// For each covering schedule its selected rules with fee and adjustments; `None`: it must be asked exactly.
    selected: Option<Vec<Vec<Picked>>>,
    end: Option<Unproven>,
}

/// A selected rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Picked {
    rule: usize,
    fee: usize,
    /// Ids of the adjustments and what they add.
    added: Vec<(String, String)>,
}

/// What is asked of the first transaction of a key.
pub struct Planner<'a> {
    pub program: &'a Program,
    pub component: &'a ComponentProgram,
    pub tests: &'a Tests<'a>,
    pub row: &'a Row<'a>,
    /// The class of each attribute of the component.
    pub classes: &'a [u32],
}

/// What one schedule that covers the transaction comes to.
enum Found<'a> {
    Lines(Vec<(Picked, Added<'a>)>),
    Unproven(Unproven),
    Unclear,
}

impl<'a> Planner<'a> {
    /// The answer for the key, with what adjustments add to each selected rule.
    pub fn sketch(&self) -> (Sketch, Vec<Vec<Added<'a>>>) {
        let mut sketch =
            Sketch { candidates: Vec::new(), dated: None, selected: Some(Vec::new()), end: None };
        let mut clear = true;
        for place in self.component.covers.candidates(self.classes) {
            let schedule = &self.component.schedules[place];
            let dating = self.row.dating(schedule.dated_by);
            let by_key = self.by_key(&schedule.covers);
            let covers =
                if by_key { self.tests.predicate(&schedule.covers, self.row, dating) } else { Truth::True };
            if covers == Truth::False {
                continue;
            }
            clear &= by_key;
            sketch.dated = sketch.dated.or(dating.date.map(|_| schedule.dated_by));
            let mut candidate = Candidate { schedule: place, rules: Vec::new(), in_force: false };
            if let Truth::Unknown(open) = covers {
                sketch.end = Some(Unproven::Because(open.into()));
                sketch.candidates.push(candidate);
                break;
            }
            candidate.in_force = self.any_in_force(schedule);
            sketch.candidates.push(candidate);
        }
        if clear
            && let (None, [first, second, ..], Covering::One) =
                (&sketch.end, sketch.candidates.as_slice(), self.component.covering)
        {
            let reason = select::two_schedules(self.component, first.schedule, second.schedule);
            sketch.end = Some(Unproven::Because(reason));
        }
        if clear && sketch.end.is_some() {
            return (sketch, Vec::new());
        }
        let added = self.select(&mut sketch, clear);
        (sketch, added)
    }

    /// Finds the rules of each covering schedule.
    fn select(&self, sketch: &mut Sketch, mut clear: bool) -> Vec<Vec<Added<'a>>> {
        let (mut all, mut all_added) = (Vec::new(), Vec::new());
        for candidate in &mut sketch.candidates {
            match self.rules(candidate) {
                Found::Unclear => clear = false,
                Found::Lines(lines) => {
                    let (picked, added) = lines.into_iter().unzip();
                    all.push(picked);
                    all_added.push(added);
                }
                Found::Unproven(why) if clear => {
                    sketch.end = Some(why);
                    break;
                }
                Found::Unproven(_) => {}
            }
        }
        sketch.selected = clear.then_some(all);
        all_added
    }

    /// The rules of a schedule that may apply go into `candidate`.
    fn rules(&self, candidate: &mut Candidate) -> Found<'a> {
        let schedule = &self.component.schedules[candidate.schedule];
        let dating = Dating { unknown_is_no: schedule.unknown_is_no, ..self.row.dating(schedule.dated_by) };
        let unproven = |reason| Found::Unproven(Unproven::Because(reason));
        let Some(date) = dating.date else { return unproven(Reason::UnknownAttribute(schedule.dated_by)) };
        if let Err(reason) = select::known_group(&schedule.terms.group, self.row) {
            return unproven(reason);
        }
        let (mut lines, mut clear, mut end) = (Vec::new(), true, None);
        for number in schedule.selector.candidates(self.classes) {
            let rule = &schedule.rules[number];
            let Some((fee, _)) = rule.fee_on(date) else { continue };
            let asked = self.by_key(&rule.when);
            let truth = if asked { self.tests.predicate(&rule.when, self.row, dating) } else { Truth::True };
            if truth == Truth::False {
                continue;
            }
            candidate.rules.push(number);
            let adjustments = rule.adjustments.iter().map(|place| &schedule.adjustments[*place].when);
            let by_key = asked && { adjustments }.all(|when| self.by_key(when));
            clear &= by_key;
            if let Truth::Unknown(open) = truth {
                end = Some(open.into());
                break;
            }
            let last = asked && schedule.select == Select::First;
            if !by_key {
                if last {
                    break;
                }
                continue;
            }
            match select::added(schedule, rule, self.tests, self.row, dating) {
                Ok(added) => {
                    let name = |(id, text): &(&str, &str)| ((*id).to_owned(), (*text).to_owned());
                    let names = added.names.iter().map(name).collect();
                    lines.push((Picked { rule: number, fee, added: names }, added));
                }
                Err(reason) => {
                    end = Some(reason);
                    break;
                }
            }
            if last {
                break;
            }
        }
        match end {
            _ if !clear => Found::Unclear,
            // What is selected before must be priced to know whether that already fails.
            Some(_) if !lines.is_empty() => Found::Unclear,
            Some(reason) => unproven(reason),
            None if !candidate.in_force => Found::Unproven(Unproven::NoRate(schedule.dated_by)),
            None if lines.is_empty() => unproven(Reason::Unpriced),
            None => Found::Lines(lines),
        }
    }

    /// Whether any rule of a schedule has a fee on the day of the transaction.
    fn any_in_force(&self, schedule: &ScheduleProgram) -> bool {
        let table = &schedule.selector.tables[schedule.in_force];
        table.set(self.classes[table.coding]).iter().any(|word| *word != 0)
    }

    /// Whether the key decides a condition.
    fn by_key(&self, predicate: &Predicate) -> bool {
        let open = |test: &usize| matches!(self.program.tests[*test].accepts, Accepts::RangeIn(..));
        !predicate.tests.iter().any(open) && predicate.any.iter().flatten().all(|branch| self.by_key(branch))
    }
}

impl Sketch {
    /// The plan, with the arithmetic of every fee made ready.
    pub fn plan(self, component: &ComponentProgram, added: &[Vec<Added<'_>>]) -> Plan {
        let known = self.known(component, added);
        Plan { candidates: self.candidates, dated: self.dated, known }
    }

    fn known(&self, component: &ComponentProgram, added: &[Vec<Added<'_>>]) -> Known {
        let Some(all) = &self.selected else { return Known::Nothing };
        if self.candidates.is_empty() {
            return Known::NotCovered;
        }
        let mut selected = Vec::new();
        for ((candidate, picked), added) in self.candidates.iter().zip(all).zip(added) {
            let schedule = &component.schedules[candidate.schedule];
            let swift = |(picked, added): (&Picked, &Added<'_>)| {
                let rule = (picked.rule, &schedule.rules[picked.rule]);
                Swift::new((candidate.schedule, schedule), rule, picked.fee, added)
            };
            let lines = picked.iter().zip(added).map(swift).collect::<Option<Vec<Swift>>>();
            let Some(lines) = lines else { return Known::Nothing };
            selected.push(Selected { schedule: candidate.schedule, lines });
        }
        match (selected.as_mut_slice(), &self.end) {
            ([only], None) if only.lines.len() == 1 => match only.lines.pop() {
                Some(line) => Known::Line(line),
                None => Known::Nothing,
            },
            (_, end) => Known::Lines(selected, end.clone()),
        }
    }
}
