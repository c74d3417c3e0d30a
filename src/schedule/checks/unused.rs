//! Groups and attributes that a book declares and nothing names.

use crate::diagnostic::{Code, Diagnostic};
use crate::facts::AttributeId;
use crate::schedule::{Basis, Book, Condition, Derived, Fee, Schedule};
use std::collections::BTreeSet;

pub fn check(book: &Book, diagnostics: &mut Vec<Diagnostic>) {
    for group in book.groups.iter().filter(|group| !group.used) {
        let message = format!("no condition names the group `{}`", group.name);
        let finding = Diagnostic::warning(Code::UnusedGroup, message).at(group.span.clone(), "never used");
        let help = format!("name it as \"@{}\" where it is meant, or remove it", group.name);
        diagnostics.push(finding.help(help));
    }
    let named = named(book);
    for (attribute, span) in book.declared.iter().filter(|(attribute, _)| !named.contains(attribute)) {
        let message = format!("nothing names the attribute `{}`", book.attributes.name(*attribute));
        let finding = Diagnostic::warning(Code::UnusedAttribute, message).at(span.clone(), "never used");
        diagnostics.push(finding.help("name it in a condition or a fee, or remove it"));
    }
}

/// Every attribute that a schedule, a derived attribute or an aggregate names.
fn named(book: &Book) -> BTreeSet<AttributeId> {
    let mut named = BTreeSet::new();
    for derivation in &book.derived {
        match derivation.from {
            Derived::Same(left, right) => named.extend([left, right]),
            Derived::Days { from, to } => named.extend([from, to]),
        }
    }
    for aggregate in &book.aggregates {
        named.insert(aggregate.dated_by);
        named.extend(&aggregate.per);
        named.extend(aggregate.measure.attribute());
        of_condition(&aggregate.filter, &mut named);
    }
    book.schedules.iter().for_each(|schedule| of_schedule(schedule, &mut named));
    named
}

fn of_schedule(schedule: &Schedule, named: &mut BTreeSet<AttributeId>) {
    named.insert(schedule.dated_by);
    named.extend(&schedule.group);
    if let Basis::Attribute(basis) = schedule.basis {
        named.insert(basis);
    }
    of_condition(&schedule.covers, named);
    for adjustment in &schedule.adjustments {
        of_condition(&adjustment.when, named);
    }
    for rule in &schedule.rules {
        of_condition(&rule.when, named);
        let fees = rule.fees.iter().filter_map(|dated| dated.fee.as_ref());
        named.extend(fees.flat_map(Fee::attributes));
    }
}

fn of_condition(condition: &Condition, named: &mut BTreeSet<AttributeId>) {
    named.extend(condition.tests.iter().map(|test| test.attribute));
    condition.any.iter().flatten().for_each(|branch| of_condition(branch, named));
}
