//! The figures that a schedule declares, each with its place, so that one of them can be changed.

use super::coverage::since;
use crate::diagnostic::Span;
use crate::facts::{AttributeId, Attributes, Value};
use crate::money::{Date, Decimal};
use crate::schedule::{
    Accepts, Adjustment, Bound, Condition, DatedFee, Fee, Money, Piece, Plain, Rule, Schedule, Shape,
};

/// A figure, as it stands in the schedule.
pub enum Figure<'s> {
    /// A fraction that is written as a percentage.
    Percent(&'s mut Decimal),
    /// A fraction that is written in basis points.
    BasisPoints(&'s mut Decimal),
    /// An amount.
    Amount(&'s mut Money),
    /// A number that is written as it is.
    Number(&'s mut Decimal),
    /// One end of a range.
    Bound(&'s mut Value),
    /// A day.
    Day(&'s mut Date),
}

/// Where a figure stands.
pub struct Place<'s> {
    /// What it belongs to.
    pub owner: Owner<'s>,
    /// The fee that it is a part of; `None` in a condition.
    pub since: Option<String>,
    /// What is written before it, such as `max `.
    pub before: String,
    /// What is written behind it, such as ` per kilobytes`.
    pub behind: String,
    /// Where it stands, or what it belongs to.
    pub span: &'s Span,
}

/// What a figure belongs to.
#[derive(Clone, Copy)]
pub enum Owner<'s> {
    /// The `[covers]` of the schedule.
    Covers,
    /// A rule, or the row of a matrix, by its id.
    Rule(&'s str),
    /// An adjustment, by its id.
    Adjustment(&'s str),
}

/// Goes through the figures of a schedule.
pub struct Walk<'v> {
    /// The names of attributes.
    pub attributes: &'v Attributes,
    /// Told each figure, always in the same order.
    pub visit: &'v mut dyn FnMut(&Place<'_>, Figure<'_>),
}

impl Walk<'_> {
    /// Goes through all figures. What a row of a matrix says once is told once, and changes in all its
    /// rules.
    pub fn schedule(&mut self, schedule: &mut Schedule) {
        self.condition(&mut schedule.covers, Owner::Covers, &schedule.span);
        let mut rules = schedule.rules.as_mut_slice();
        while let Some(first) = rules.first() {
            let span = first.span.clone();
            let inside = |rule: &Rule| rule.column.is_some() && rule.span == span;
            let length = rules.iter().take_while(|rule| inside(rule)).count().max(1);
            let (row, rest) = rules.split_at_mut(length);
            self.row(row);
            rules = rest;
        }
        schedule.adjustments.iter_mut().for_each(|adjustment| self.adjustment(adjustment));
    }

    /// A rule, or the rules of one row of a matrix.
    fn row(&mut self, row: &mut [Rule]) {
        let Some((first, others)) = row.split_first_mut() else { return };
        let id = first.row_id().to_owned();
        self.condition(&mut first.when, Owner::Rule(&id), &first.span);
        self.dates(&mut first.fees, Owner::Rule(&id));
        for other in others.iter_mut() {
            // The last test is the one on the column, which each rule has for itself.
            let column = other.when.tests.pop();
            other.when = first.when.clone();
            other.when.tests.pop();
            other.when.tests.extend(column);
            other.fees.iter_mut().zip(&first.fees).for_each(|(own, dated)| own.from = dated.from);
        }
        for Rule { id, fees, .. } in row {
            self.fees(fees, Owner::Rule(id));
        }
    }

    fn adjustment(&mut self, adjustment: &mut Adjustment) {
        let Adjustment { id, when, add, span, .. } = adjustment;
        let owner = Owner::Adjustment(id);
        self.condition(when, owner, span);
        self.dates(add, owner);
        self.fees(add, owner);
    }

    fn condition(&mut self, condition: &mut Condition, owner: Owner<'_>, span: &Span) {
        for test in &mut condition.tests {
            let range = match &mut test.accepts {
                Accepts::Range(range) | Accepts::RangeIn(range, _) => range,
                Accepts::OneOf(_) | Accepts::NoneOf(_) | Accepts::Dated(_) | Accepts::Known(_) => continue,
            };
            let name = self.attributes.name(test.attribute);
            let ends = [("at least", "above", &mut range.lower), ("at most", "below", &mut range.upper)];
            for (including, excluding, end) in ends {
                let Some(Bound { value, included }) = end else { continue };
                let word = if *included { including } else { excluding };
                let (before, behind) = (format!("{name} {word} "), String::new());
                (self.visit)(&Place { owner, since: None, before, behind, span }, Figure::Bound(value));
            }
        }
        for branch in condition.any.iter_mut().flatten() {
            self.condition(branch, owner, span);
        }
    }

    fn dates(&mut self, fees: &mut [DatedFee], owner: Owner<'_>) {
        for DatedFee { from, span, .. } in fees {
            let Some(from) = from else { continue };
            let (before, behind) = ("from ".to_owned(), String::new());
            (self.visit)(&Place { owner, since: None, before, behind, span }, Figure::Day(from));
        }
    }

    fn fees(&mut self, fees: &mut [DatedFee], owner: Owner<'_>) {
        for dated in fees {
            let since = since(dated);
            if let Some(fee) = &mut dated.fee {
                self.fee(fee, owner, &since, &dated.span);
            }
        }
    }

    fn fee(&mut self, fee: &mut Fee, owner: Owner<'_>, since: &str, span: &Span) {
        if let Shape::Plain(plain) = &mut fee.shape {
            let inside = Inside { owner, since, span };
            return self.plain(plain, is_in_basis_points(&fee.text), &inside);
        }
        for piece in fee.shape.pieces_mut() {
            match piece {
                Piece::Bound(word, number, span) => {
                    let inside = Inside { owner, since, span: &span };
                    (self.visit)(&inside.place(word, ""), Figure::Number(number));
                }
                Piece::Part(fee, step) => self.fee(fee, owner, since, step.as_ref().unwrap_or(span)),
            }
        }
    }

    fn plain(&mut self, plain: &mut Plain, in_basis_points: bool, inside: &Inside<'_>) {
        let Plain { rate, fixed, per_unit, min, max } = plain;
        if let Some(rate) = rate {
            let figure = if in_basis_points { Figure::BasisPoints(rate) } else { Figure::Percent(rate) };
            (self.visit)(&inside.place("", ""), figure);
        }
        if let Some(fixed) = fixed {
            (self.visit)(&inside.place("", ""), Figure::Amount(fixed));
        }
        if let Some(part) = per_unit {
            let unit: AttributeId = part.attribute;
            let behind = format!(" per {}", self.attributes.name(unit));
            (self.visit)(&inside.place("", &behind), Figure::Amount(&mut part.price));
        }
        for (word, limit) in [("min ", min), ("max ", max)] {
            if let Some(limit) = limit {
                (self.visit)(&inside.place(word, ""), Figure::Amount(limit));
            }
        }
    }
}

/// The fee that figures are a part of.
struct Inside<'s> {
    owner: Owner<'s>,
    since: &'s str,
    span: &'s Span,
}

impl Inside<'_> {
    fn place(&self, before: &str, behind: &str) -> Place<'_> {
        let since = Some(self.since.to_owned());
        Place {
            owner: self.owner,
            since,
            before: before.to_owned(),
            behind: behind.to_owned(),
            span: self.span,
        }
    }
}

/// Whether the percentage of a plain fee is written in basis points.
fn is_in_basis_points(text: &str) -> bool {
    let term = |term: &str| term.trim_end().ends_with("bp") && !term.contains(" per ");
    text.split([',', '+']).any(term)
}
