//! Two schedules of a `one` component that cover the same transactions in plain sight: no attribute
//! that both name keeps them apart. Conditions with `any` are left to the proof of a later check.

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::Value;
use crate::schedule::{Accepts, Book, Condition, Covering, Range, Schedule, Test, ValueSet};

pub fn check(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    for (component, declared) in book.components.iter().enumerate() {
        if declared.covering == Covering::All {
            continue;
        }
        let schedules: Vec<&Schedule> =
            book.schedules.iter().filter(|schedule| schedule.component == component).collect();
        for (place, first) in schedules.iter().enumerate() {
            for second in &schedules[place + 1..] {
                if first.id != second.id && overlap(&first.covers, &second.covers) {
                    diagnostics.push(report(first, second, &declared.name));
                }
            }
        }
    }
}

fn report(first: &Schedule, second: &Schedule, component: &str) -> Diagnostic {
    let message = format!(
        "`{}` and `{}` cover the same transactions, but `{component}` takes one schedule per transaction",
        first.id, second.id
    );
    Diagnostic::error(Code::SchedulesOverlap, message)
        .at(second.span.clone(), "nothing in [covers] keeps this one apart")
        .at(first.span.clone(), "from this one")
        .help(format!("narrow one [covers], or declare `schedules = \"all\"` for {component}"))
}

fn overlap(first: &Condition, second: &Condition) -> bool {
    let hidden = |test: &Test| matches!(test.accepts, Accepts::Dated(_) | Accepts::RangeIn(..));
    let is_plain = |condition: &Condition| condition.any.is_empty() && !condition.tests.iter().any(hidden);
    let plain = is_plain(first) && is_plain(second);
    let apart = first.tests.iter().any(|test| {
        let others = second.tests.iter().filter(|other| other.attribute == test.attribute);
        others.into_iter().any(|other| disjoint(&test.accepts, &other.accepts))
    });
    plain && !apart
}

/// Whether certainly no value passes both. "No" where it is not plain.
fn disjoint(first: &Accepts, second: &Accepts) -> bool {
    match (first, second) {
        (Accepts::OneOf(set), other) | (other, Accepts::OneOf(set)) => {
            set.mcc_ranges.iter().all(|range| apart_from_range(range, other))
                && set.values.iter().all(|value| !other.accepts(value, None))
        }
        (Accepts::Range(first), Accepts::Range(second)) => {
            ranges_apart(first, second) || ranges_apart(second, first)
        }
        (Accepts::Known(first), Accepts::Known(second)) => first != second,
        (Accepts::Known(false), _) | (_, Accepts::Known(false)) => true,
        _ => false,
    }
}

/// Whether no MCC of `low..high` passes.
fn apart_from_range((low, high): &(String, String), other: &Accepts) -> bool {
    let inside = |value: &Value| matches!(value, Value::Symbol(code) if low <= code && code <= high);
    let meets = |set: &ValueSet| {
        set.values.iter().any(inside) || set.mcc_ranges.iter().any(|(from, to)| from <= high && low <= to)
    };
    match other {
        Accepts::OneOf(set) => !meets(set),
        Accepts::NoneOf(set) => set.mcc_ranges.iter().any(|(from, to)| from <= low && high <= to),
        Accepts::Known(known) => !known,
        Accepts::Range(_) | Accepts::RangeIn(..) | Accepts::Dated(_) => false,
    }
}

/// Whether `first` ends before `second` begins.
fn ranges_apart(first: &Range, second: &Range) -> bool {
    match (&first.upper, &second.lower) {
        (Some(upper), Some(lower)) => {
            upper.value < lower.value || upper.value == lower.value && !(upper.included && lower.included)
        }
        _ => false,
    }
}
