//! What the lines of cases were priced by.

use crate::diagnostic::Span;
use crate::money::plain;
use crate::price::{Choice, ComponentTrace, Costing, Line, RuleTrace, ScheduleTrace};
use crate::schedule::{Bands, DatedFee, Fee, Schedule, Shape, Step, Tiers};
use std::collections::BTreeSet;

/// One thing of a schedule, by its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A rule.
    Rule(usize),
    /// A fee of a rule: which rule, which of its dated fees.
    Fee(usize, usize),
    /// A step or part of a fee of a rule: the places on the way to it, the outermost first.
    Step(usize, usize, Vec<usize>),
    /// An adjustment.
    Adjustment(usize),
    /// What an adjustment adds: which adjustment, which of its dated fees.
    Add(usize, usize),
}

/// Everything that a line of a case was priced by.
#[derive(Debug, Default)]
pub struct Reached {
    keys: BTreeSet<(usize, Key)>,
}

/// A step, or a part that is chosen by its cost, inside a larger fee.
pub struct Inner<'f> {
    /// The places on the way to it, the outermost first.
    pub path: Vec<usize>,
    /// `the step below 1000 (0.02%)`, `part 2 (0.20)`; behind that of the step it lies in.
    pub text: String,
    /// Where it stands, as far as that is known: the innermost step around it.
    pub span: Option<&'f Span>,
}

impl Reached {
    /// Whether a case reached it; `schedule` is the place in the book.
    pub fn has(&self, schedule: usize, key: &Key) -> bool {
        self.keys.contains(&(schedule, key.clone()))
    }

    /// Adds what the lines of a case were priced by.
    pub fn add(&mut self, place: usize, schedule: &Schedule, lines: &[Line], trace: &[ComponentTrace]) {
        let mut found = Vec::new();
        let traced = trace.get(schedule.component).into_iter().flat_map(|component| &component.schedules);
        let traced = traced.into_iter().find(|traced| traced.id == schedule.id);
        for line in lines {
            found.extend([Key::Rule(line.rule), Key::Fee(line.rule, line.fee)]);
            let rule = &schedule.rules[line.rule];
            let costing = traced.and_then(|traced| Some((traced, costing(&rule.id, traced)?)));
            let Some((traced, costing)) = costing else { continue };
            if let Some(fee) = &rule.fees[line.fee].fee {
                let mut paths = Vec::new();
                chosen(fee, &costing.choices, &[], &mut paths);
                found.extend(paths.into_iter().map(|path| Key::Step(line.rule, line.fee, path)));
            }
            for (id, _) in &costing.adjustments {
                let own = schedule.adjustments.iter().position(|adjustment| adjustment.id == *id);
                found.extend(own.map(Key::Adjustment));
                let in_force = own.zip(traced.date).and_then(|(own, date)| {
                    let (version, _) = DatedFee::on(&schedule.adjustments[own].add, date)?;
                    Some(Key::Add(own, version))
                });
                found.extend(in_force);
            }
        }
        self.keys.extend(found.into_iter().map(|key| (place, key)));
    }
}

fn costing<'t>(rule: &str, traced: &'t ScheduleTrace) -> Option<&'t Costing> {
    let rule: &RuleTrace = traced.rules.iter().find(|traced| traced.id == rule)?;
    rule.costing.as_ref()?.as_ref().ok().map(|(_, costing)| costing)
}

/// The paths of the steps and parts that priced. Of graduated tiers these are the steps in which something
/// of the transaction lies, and the one in which it begins.
fn chosen(fee: &Fee, choices: &[Choice], before: &[usize], paths: &mut Vec<Vec<usize>>) {
    let Some((first, rest)) = choices.split_first() else { return };
    let path = |place: usize| [before, &[place]].concat();
    let place = match first {
        Choice::Part { place, .. } | Choice::Step { place, .. } => *place,
        Choice::Spans { begins, steps, .. } => {
            paths.extend(steps.iter().map(|(place, _)| path(*place)));
            match &fee.shape {
                Shape::Tiers(tiers) => Step::of(&tiers.steps, *begins),
                _ => return,
            }
        }
    };
    let own = path(place);
    if let Some(inner) = fee.shape.parts().get(place) {
        chosen(inner, rest, &own, paths);
    }
    paths.push(own);
}

/// Every step and part of a fee, each before those inside it.
pub fn steps(fee: &Fee) -> Vec<Inner<'_>> {
    let mut found = Vec::new();
    walk(fee, &Inner { path: Vec::new(), text: String::new(), span: None }, &mut found);
    found
}

fn walk<'f>(fee: &'f Fee, around: &Inner<'f>, found: &mut Vec<Inner<'f>>) {
    let steps = match &fee.shape {
        Shape::Bands(Bands { steps, .. }) | Shape::Tiers(Tiers { steps, .. }) => steps.as_slice(),
        _ => &[],
    };
    for (place, part) in fee.shape.parts().into_iter().enumerate() {
        let what = match steps.get(place) {
            Some(_) => format!("the step {}", extent(&fee.shape, steps, place)),
            None => format!("part {}", place + 1),
        };
        let before = if around.text.is_empty() { String::new() } else { format!("{}, ", around.text) };
        let named = format!("{before}{what}");
        let path = [around.path.as_slice(), &[place]].concat();
        let span = steps.get(place).map(|step| &step.span).or(around.span);
        found.push(Inner { path: path.clone(), text: format!("{named} ({})", part.text), span });
        walk(part, &Inner { path, text: named, span }, found);
    }
}

/// Bands are written by where they end, tiers by where they begin.
fn extent(shape: &Shape, steps: &[Step], place: usize) -> String {
    let begins = place.checked_sub(1).and_then(|before| steps[before].below);
    match (shape, begins, steps[place].below) {
        (Shape::Bands(_), _, Some(end)) => format!("below {}", plain(end, None)),
        (_, begins, _) => format!("from {}", plain(begins.unwrap_or_default(), None)),
    }
}
