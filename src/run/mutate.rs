//! Which figures of a book could be another without any case failing: each is changed by one unit in
//! its last digit, up and down, and the cases that it prices are run again.

use super::declared::{Figure, Owner, Place, Walk};
use super::progress::Progress;
use super::trial::{Change, Trials};
use crate::facts::{Attributes, Value};
use crate::money::{Currency, Date, Decimal};
use crate::schedule::{Accepts, Book, Condition, DatedFee, Fee, Loaded, Plain, Schedule, Shape};
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// What came of changing every figure of a book.
#[derive(Debug)]
pub struct Mutation {
    /// Changes that make a case fail.
    pub caught: usize,
    /// Changes that no case notices.
    pub survived: usize,
    /// The figures of the latter, in the order of the book.
    pub survivors: Vec<Survivor>,
}

/// A figure that could be another without any case failing.
#[derive(Debug)]
pub struct Survivor {
    /// The file it stands in.
    pub path: String,
    /// The line of the file, from 1.
    pub line: usize,
    /// What it belongs to: `acme-markup/sale from 2026-05-16`.
    pub place: String,
    /// The figure, as declared: `max EUR 5.00`.
    pub figure: String,
    /// What it could be: `EUR 5.01`.
    pub could_be: Vec<String>,
}

/// A figure and what it could be.
struct Site {
    schedule: usize,
    /// How many figures of the schedule come before it.
    number: usize,
    change: Change,
    place: String,
    figure: String,
    path: String,
    line: usize,
}

/// Up or down by one unit in the last digit.
#[derive(Clone, Copy)]
enum Step {
    Up,
    Down,
}

/// Changes every figure of a book whose cases all hold.
pub fn mutate(loaded: &Loaded, book: &Book, progress: &(dyn Progress + Sync)) -> Mutation {
    let sites: Vec<Site> = (0..book.schedules.len()).flat_map(|place| sites(place, loaded, book)).collect();
    let trials = Trials::of(loaded, book);
    progress.stage_of("changing figures", sites.len() as u64);
    let done = AtomicU64::new(0);
    let outcomes: Vec<(usize, Vec<String>)> = sites
        .par_iter()
        .map(|site| {
            let outcome = try_both(site, &trials, book);
            progress.advance(done.fetch_add(1, Ordering::Relaxed) + 1);
            outcome
        })
        .collect();
    progress.finish();
    let caught = outcomes.iter().map(|(caught, _)| caught).sum();
    let survived = outcomes.iter().map(|(_, could_be)| could_be.len()).sum();
    let survivors = sites.into_iter().zip(outcomes).filter(|(_, (_, could_be))| !could_be.is_empty());
    let survivors = survivors.map(|(site, (_, could_be))| {
        let Site { path, line, place, figure, .. } = site;
        Survivor { path, line, place, figure, could_be }
    });
    Mutation { caught, survived, survivors: survivors.collect() }
}

/// How many of the two changes a case notices, and what the others come to.
fn try_both(site: &Site, trials: &Trials<'_>, book: &Book) -> (usize, Vec<String>) {
    let (mut caught, mut could_be) = (0, Vec::new());
    for step in [Step::Up, Step::Down] {
        let Some((schedule, text)) = changed(site, step, book) else { continue };
        if trials.hold(site.schedule, &schedule, &site.change) { could_be.push(text) } else { caught += 1 }
    }
    (caught, could_be)
}

/// Every figure of a schedule.
fn sites(schedule: usize, loaded: &Loaded, book: &Book) -> Vec<Site> {
    let mut declared = book.schedules[schedule].clone();
    let id = declared.id.clone();
    let mut sites: Vec<Site> = Vec::new();
    let mut visit = |place: &Place<'_>, figure: Figure<'_>| {
        let (line, _) = loaded.sources.position(place.span);
        sites.push(Site {
            schedule,
            number: sites.len(),
            change: what(place, &book.schedules[schedule]),
            place: owner(&id, place),
            figure: format!("{}{}{}", place.before, written(&figure), place.behind),
            path: loaded.sources.path(place.span.source).to_owned(),
            line,
        });
    };
    walk(&mut declared, &book.attributes, &mut visit);
    sites
}

/// What a change of a figure changes.
fn what(place: &Place<'_>, schedule: &Schedule) -> Change {
    let Owner::Rule(id) = place.owner else { return Change::Other(None) };
    let rule = place.since.as_ref().and_then(|_| schedule.rules.iter().position(|rule| rule.id == id));
    rule.map_or_else(|| Change::Other(Some(id.to_owned())), Change::Cost)
}

/// The schedule with one figure changed, and the figure then; nothing if there would be no sense in it:
/// a min above its max, steps that do not ascend, an empty range, two fees from one day on.
fn changed(site: &Site, step: Step, book: &Book) -> Option<(Schedule, String)> {
    let mut schedule = book.schedules[site.schedule].clone();
    let (mut number, mut text) = (0, None);
    let mut visit = |place: &Place<'_>, mut figure: Figure<'_>| {
        if number == site.number && change(&mut figure, step).is_some() {
            text = Some(format!("{}{}", written(&figure), place.behind));
        }
        number += 1;
    };
    walk(&mut schedule, &book.attributes, &mut visit);
    text.filter(|_| makes_sense(&schedule)).map(|text| (schedule, text))
}

fn walk(schedule: &mut Schedule, attributes: &Attributes, visit: &mut dyn FnMut(&Place<'_>, Figure<'_>)) {
    Walk { attributes, visit }.schedule(schedule);
}

fn owner(schedule: &str, place: &Place<'_>) -> String {
    let since = place.since.as_deref().unwrap_or_default();
    match place.owner {
        Owner::Covers => format!("{schedule}, [covers]"),
        Owner::Rule(id) => format!("{schedule}/{id}{since}"),
        Owner::Adjustment(id) => format!("{schedule}, the adjustment {id}{since}"),
    }
}

fn change(figure: &mut Figure<'_>, step: Step) -> Option<()> {
    match figure {
        Figure::Percent(number) | Figure::BasisPoints(number) | Figure::Number(number) => {
            **number = next(**number, step)?;
        }
        Figure::Amount(money) => money.amount = next(money.amount, step)?,
        Figure::Bound(Value::Decimal(number)) => *number = next(*number, step)?,
        Figure::Bound(Value::Integer(number)) => {
            *number = match step {
                Step::Up => number.checked_add(1)?,
                Step::Down => number.checked_sub(1)?,
            };
        }
        Figure::Day(day) => **day = next_day(**day, step)?,
        Figure::Bound(Value::Date(day)) => *day = next_day(*day, step)?,
        Figure::Bound(Value::Symbol(_) | Value::Flag(_)) => return None,
    }
    Some(())
}

/// The number with its last digit one higher or lower; `0.10` has two decimals.
fn next(number: Decimal, step: Step) -> Option<Decimal> {
    let digits = number.mantissa() + if matches!(step, Step::Up) { 1 } else { -1 };
    Decimal::try_from_i128_with_scale(digits, number.scale()).ok()
}

fn next_day(day: Date, step: Step) -> Option<Date> {
    match step {
        Step::Up => day.succ_opt(),
        Step::Down => day.pred_opt(),
    }
}

/// A figure as the language writes it.
fn written(figure: &Figure<'_>) -> String {
    let shifted = |fraction: Decimal, decimals: u32| {
        let scale = fraction.scale().saturating_sub(decimals);
        Decimal::try_from_i128_with_scale(fraction.mantissa(), scale).unwrap_or(fraction)
    };
    match figure {
        Figure::Percent(fraction) => format!("{}%", shifted(**fraction, 2)),
        Figure::BasisPoints(fraction) => format!("{}bp", shifted(**fraction, 4)),
        Figure::Amount(money) => {
            let currency = money.currency.map(Currency::code);
            currency.map_or_else(|| money.amount.to_string(), |code| format!("{code} {}", money.amount))
        }
        Figure::Number(number) => number.to_string(),
        Figure::Bound(value) => value.to_string(),
        Figure::Day(day) => day.to_string(),
    }
}

fn makes_sense(schedule: &Schedule) -> bool {
    let conditions = schedule.rules.iter().map(|rule| &rule.when);
    let conditions = conditions.chain(schedule.adjustments.iter().map(|adjustment| &adjustment.when));
    let fees = schedule.rules.iter().map(|rule| &rule.fees);
    let mut fees = fees.chain(schedule.adjustments.iter().map(|adjustment| &adjustment.add));
    [&schedule.covers].into_iter().chain(conditions).all(may_be_true) && fees.all(|fees| are_in_order(fees))
}

fn may_be_true(condition: &Condition) -> bool {
    condition.any.iter().flatten().all(may_be_true)
        && condition.tests.iter().all(|test| match &test.accepts {
            Accepts::Range(range) | Accepts::RangeIn(range, _) => !range.is_empty(),
            _ => true,
        })
}

fn are_in_order(fees: &[DatedFee]) -> bool {
    fees.is_sorted_by(|earlier, later| earlier.from < later.from)
        && fees.iter().filter_map(|dated| dated.fee.as_ref()).all(is_sound)
}

fn is_sound(fee: &Fee) -> bool {
    let limits = match &fee.shape {
        Shape::Plain(Plain { min: Some(min), max: Some(max), .. }) => {
            min.currency != max.currency || min.amount <= max.amount
        }
        _ => true,
    };
    limits && fee.shape.ascends() && fee.shape.parts().into_iter().all(is_sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_is_the_last_one_declared() {
        let both = |text: &str| {
            let number = crate::money::parse(text).unwrap();
            [Step::Up, Step::Down].map(|step| next(number, step).unwrap().to_string())
        };
        assert_eq!(both("1.50"), ["1.51", "1.49"]);
        assert_eq!(both("1000"), ["1001", "999"]);
        assert_eq!(both("0"), ["1", "-1"]);
        assert_eq!(both("-0.050"), ["-0.049", "-0.051"]);
    }
}
