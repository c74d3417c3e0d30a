//! What of a condition was not true.

use super::Tracer;
use super::value::{Failed, FailedTest, Verdict};
use crate::facts::{AttributeId, Kind, Value};
use crate::money::Currency;
use crate::price::outcome::Reason;
use crate::price::row::Dating;
use crate::price::truth::{Open, Truth, in_currency};
use crate::program::Predicate;
use crate::schedule::{Accepts, Measure};

impl Tracer<'_> {
    /// The answer of a condition, with its parts that were not true.
    pub fn verdict(&self, predicate: &Predicate, dating: Dating) -> Verdict {
        let holds = match self.tests.predicate(predicate, &self.row, dating) {
            Truth::True => Some(true),
            Truth::False => Some(false),
            Truth::Unknown(_) => None,
        };
        let failed = if holds == Some(true) { Vec::new() } else { self.failed(predicate, dating) };
        Verdict { holds, failed }
    }

    fn failed(&self, predicate: &Predicate, dating: Dating) -> Vec<Failed> {
        let mut failed: Vec<Failed> =
            predicate.tests.iter().filter_map(|place| self.failed_test(*place, dating)).collect();
        for branches in &predicate.any {
            let is_true = |branch: &Predicate| self.tests.predicate(branch, &self.row, dating) == Truth::True;
            if !branches.iter().any(is_true) {
                let branches = branches.iter().map(|branch| self.failed(branch, dating));
                failed.push(Failed::Any(branches.collect()));
            }
        }
        failed
    }

    fn failed_test(&self, place: usize, dating: Dating) -> Option<Failed> {
        let test = &self.program.tests[place];
        let open = match self.tests.test(place, &self.row, dating) {
            Truth::True => return None,
            Truth::False => None,
            Truth::Unknown(Open::Attribute(attribute)) if attribute == test.attribute => None,
            Truth::Unknown(open) => Some(Reason::from(open)),
        };
        let value = self.row.batch.value(test.attribute, self.row.row);
        let currency = self.unit(test.attribute);
        let converted = match (&test.accepts, &value) {
            (Accepts::RangeIn(_, to), Some(Value::Decimal(amount))) if currency != Some(*to) => {
                in_currency(*amount, *to, &self.row, dating).ok().map(|amount| (amount, *to))
            }
            _ => None,
        };
        let is_dated = matches!(test.accepts, Accepts::Dated(_));
        let accepts = test.accepts.on(dating.date).unwrap_or(&test.accepts);
        Some(Failed::Test(FailedTest {
            attribute: self.program.attributes.name(test.attribute).to_owned(),
            value: value.map(|value| value.to_string()),
            currency,
            converted,
            wanted: match (accepts, currency) {
                (Accepts::OneOf(set), _) if set.is_empty() => "is one of a group that is empty".to_owned(),
                (Accepts::NoneOf(set), _) if set.is_empty() => "is known".to_owned(),
                (Accepts::Range(_), Some(currency)) => format!("{accepts} {currency}"),
                _ => accepts.to_string(),
            },
            as_of: dating.date.filter(|_| is_dated),
            open,
        }))
    }

    /// The currency of an attribute's values on this transaction, if they are amounts and it is known.
    pub fn unit(&self, attribute: AttributeId) -> Option<Currency> {
        let aggregate = self.program.aggregates.iter().find(|known| known.attribute == attribute);
        let is_money = |attribute| self.program.attributes.get(attribute).kind == Kind::Money;
        match aggregate {
            None => self.row.currency().filter(|_| is_money(attribute)),
            Some(aggregate) => match aggregate.measure {
                Measure::Sum(of) if is_money(of) => aggregate.currency.or(self.row.currency()),
                _ => None,
            },
        }
    }
}
