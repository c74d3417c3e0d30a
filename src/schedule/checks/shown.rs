//! What can be shown of one rule: a transaction that it prices, and the adjustments that may meet it.

use super::STEPS;
use super::covered::Covered;
use super::space::{Answer, Budget, meet};
use crate::money::Date;
use crate::schedule::{Book, DatedFee, Schedule, Select};

/// What can be shown of one rule.
#[derive(Debug, Default)]
pub struct Shown {
    /// The facts of a transaction that meets it and nothing before it: attribute and value. Where the lowest or highest
    /// amount is taken, its own may not be the one.
    pub transaction: Option<Vec<(String, String)>>,
    /// The places of the adjustments that some transaction of it meets, or may.
    pub adjustments: Vec<usize>,
}

/// Looks for a transaction of the rule at this place, if it can be one with the fee in force on a day.
pub fn show(book: &Book, schedule: &Schedule, rule: usize, day: Date) -> Shown {
    let covered = Covered::new(book, schedule);
    let mut budget = Budget::new(STEPS);
    let met = covered.of_rule(rule);
    let others = if schedule.select == Select::First { 0..rule } else { 0..schedule.rules.len() };
    let others: Vec<usize> = others.filter(|other| *other != rule).collect();
    let fees = &schedule.rules[rule].fees;
    let in_force = DatedFee::on(fees, day).map(|(place, _)| {
        let until = fees.get(place + 1).and_then(|dated| dated.from);
        meet(&met, &covered.days(fees[place].from, until))
    });
    let mut found = |from| match covered.ask(from, covered.against(others.iter().copied()), &mut budget) {
        Answer::Found(point) => Some(covered.facts(&point)),
        _ => None,
    };
    let transaction = in_force.and_then(&mut found).or_else(|| found(met.clone()));
    let mut may_meet = |place: &usize| {
        let adjustment = &schedule.adjustments[*place];
        let in_force = Some(vec![covered.in_force(&adjustment.add)]);
        let holds = covered.space.holds(&adjustment.when, covered.mode());
        let both = meet(&meet(&in_force, &holds), &met);
        !matches!(covered.ask(both, Some(Vec::new()), &mut budget), Answer::None(_))
    };
    let own = (0..schedule.adjustments.len())
        .filter(|place| schedule.adjustments[*place].is_for(&schedule.rules[rule].id));
    Shown { transaction, adjustments: own.filter(|place| may_meet(place)).collect() }
}
