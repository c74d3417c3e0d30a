//! What cases were priced by.

use crate::diagnostic::Span;
use crate::money::Date;
use crate::price::{Choice, Costing, Line};
use crate::schedule::{DatedFee, Fee, Schedule, Step};
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

/// Everything that a case was priced by.
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

    /// Adds the rules that a case selects and whose fee is not published, each with the place of the fee in force.
    pub fn add_unpublished(&mut self, place: usize, selected: &[(usize, usize)]) {
        let of_rule = |(rule, version): &(usize, usize)| [Key::Rule(*rule), Key::Fee(*rule, *version)];
        self.keys.extend(selected.iter().flat_map(of_rule).map(|key| (place, key)));
    }

    /// Adds what the lines of a case were priced by. `date` is the day that chose their rates.
    pub fn add(
        &mut self,
        place: usize,
        schedule: &Schedule,
        lines: &[(Line, Option<Costing>)],
        date: Option<Date>,
    ) {
        let mut found = Vec::new();
        for (line, costing) in lines {
            found.extend([Key::Rule(line.rule()), Key::Fee(line.rule(), line.fee())]);
            let (Some(costing), Some(fee)) = (costing, &schedule.rules[line.rule()].fees[line.fee()].fee)
            else {
                continue;
            };
            let mut paths = Vec::new();
            chosen(fee, &costing.choices, &[], &mut paths);
            found.extend(paths.into_iter().map(|path| Key::Step(line.rule(), line.fee(), path)));
            for (id, _) in &costing.adjustments {
                let own = schedule.adjustments.iter().position(|adjustment| adjustment.id == *id);
                found.extend(own.map(Key::Adjustment));
                let in_force = own.zip(date).and_then(|(own, date)| {
                    let (version, _) = DatedFee::on(&schedule.adjustments[own].add, date)?;
                    Some(Key::Add(own, version))
                });
                found.extend(in_force);
            }
        }
        self.keys.extend(found.into_iter().map(|key| (place, key)));
    }
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
            Step::of(fee.shape.steps(), *begins)
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
    for (place, part) in fee.shape.parts().into_iter().enumerate() {
        let what = match fee.shape.step_text(place) {
            Some(step) => format!("the step {step}"),
            None => format!("part {}", place + 1),
        };
        let before = if around.text.is_empty() { String::new() } else { format!("{}, ", around.text) };
        let named = format!("{before}{what}");
        let path = [around.path.as_slice(), &[place]].concat();
        let span = fee.shape.steps().get(place).map(|step| &step.span).or(around.span);
        found.push(Inner { path: path.clone(), text: format!("{named} ({})", part.text), span });
        walk(part, &Inner { path, text: named, span }, found);
    }
}
