//! Three-valued truth: a condition on an unknown fact is neither true nor false.

use super::outcome::Reason;
use super::row::{Dating, Row};
use crate::facts::{AttributeId, Batch, Column, UNKNOWN, Value, id};
use crate::money::{self, Currency, Date};
use crate::program::{Predicate, Program};
use crate::schedule::{Accepts, Test};

/// The answer of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown(Open),
}

/// What leaves a condition open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// The attribute that would decide is unknown.
    Attribute(AttributeId),
    /// An amount cannot be converted to the currency of its bounds.
    NoFx(Currency, Currency, Date),
    /// The converted amount has too many digits.
    TooManyDigits,
}

impl From<Open> for Reason {
    fn from(open: Open) -> Reason {
        match open {
            Open::Attribute(attribute) => Reason::UnknownAttribute(attribute),
            Open::NoFx(from, to, date) => Reason::NoFx(from, to, date),
            Open::TooManyDigits => Reason::TooManyDigits,
        }
    }
}

/// Every test of a program, bound to the columns of one batch.
pub struct Tests<'b> {
    tests: &'b [Test],
    batch: &'b Batch,
    known: Known<'b>,
}

/// What of the answers is known before a row is asked.
enum Known<'b> {
    /// For every test: worth it where many rows are asked every test.
    Answers(Vec<Answers<'b>>),
    /// The values of each symbol attribute that a test asks, by dictionary code: where few tests are asked.
    Values(Vec<Vec<Option<Value>>>),
}

/// How one test is answered for a row.
enum Answers<'b> {
    /// A symbol: the answer for each dictionary code was worked out once, for each period of a dated test.
    ByCode { codes: &'b [u32], attribute: AttributeId, periods: Vec<(Option<Date>, Vec<Truth>)> },
    /// Another value: asked each time.
    ByValue { column: &'b Column, test: &'b Test },
    /// The input has no such column.
    Always(Truth),
}

impl<'b> Tests<'b> {
    /// Works out every answer that depends on a dictionary code alone.
    pub fn bind(program: &'b Program, batch: &'b Batch) -> Tests<'b> {
        let answers = program.tests.iter().map(|test| match batch.column(test.attribute) {
            None => Answers::Always(of_unknown(test)),
            Some(Column::Symbols { codes, names }) => {
                Answers::ByCode { codes, attribute: test.attribute, periods: by_code(test, names) }
            }
            Some(column) => Answers::ByValue { column, test },
        });
        Tests { tests: &program.tests, batch, known: Known::Answers(answers.collect()) }
    }

    /// Works out no answer before it is asked for.
    pub fn on_demand(program: &'b Program, batch: &'b Batch) -> Tests<'b> {
        let mut values = vec![Vec::new(); program.attributes.len()];
        for attribute in program.tests.iter().map(|test| test.attribute) {
            if let (true, Some(Column::Symbols { names, .. })) =
                (values[attribute.0].is_empty(), batch.column(attribute))
            {
                let known = names.iter().map(|name| Some(Value::Symbol(name.clone())));
                values[attribute.0] = std::iter::once(None).chain(known).collect();
            }
        }
        Tests { tests: &program.tests, batch, known: Known::Values(values) }
    }

    /// The answer of one test on a row.
    pub fn test(&self, test: usize, row: &Row<'_>, dating: Dating) -> Truth {
        let answers = match &self.known {
            Known::Answers(answers) => &answers[test],
            Known::Values(values) => return self.by_value(&self.tests[test], values, row, dating),
        };
        match answers {
            Answers::ByCode { codes, attribute, periods } => {
                let code = codes[row.row] as usize;
                match (periods.as_slice(), dating.date) {
                    ([(_, only)], _) => only[code],
                    (_, None) if code == UNKNOWN as usize => Truth::Unknown(Open::Attribute(*attribute)),
                    (_, None) => Truth::Unknown(Open::Attribute(dating.by)),
                    (periods, date) => {
                        let begun = periods.partition_point(|(from, _)| *from <= date);
                        periods.get(begun.saturating_sub(1)).map_or(Truth::False, |(_, truth)| truth[code])
                    }
                }
            }
            Answers::ByValue { column, test } => match column.value(row.row) {
                Some(value) => of_known(test, &value, row, dating),
                None => of_unknown(test),
            },
            Answers::Always(truth) => *truth,
        }
    }

    fn by_value(&self, test: &Test, values: &[Vec<Option<Value>>], row: &Row<'_>, dating: Dating) -> Truth {
        let values = &values[test.attribute.0];
        let other;
        let value = match self.batch.column(test.attribute) {
            Some(Column::Symbols { codes, .. }) if !values.is_empty() => &values[codes[row.row] as usize],
            column => {
                other = column.and_then(|column| column.value(row.row));
                &other
            }
        };
        let Some(value) = value else { return of_unknown(test) };
        of_known(test, value, row, dating)
    }

    /// The answer of a whole condition: false if any part is; else unknown if any part is, naming
    /// the first; else true.
    pub fn predicate(&self, predicate: &Predicate, row: &Row<'_>, dating: Dating) -> Truth {
        let mut answer = Truth::True;
        for test in &predicate.tests {
            match self.test(*test, row, dating).under(dating) {
                Truth::False => return Truth::False,
                unknown @ Truth::Unknown(_) if answer == Truth::True => answer = unknown,
                _ => {}
            }
        }
        for branches in &predicate.any {
            match self.any(branches, row, dating) {
                Truth::False => return Truth::False,
                unknown @ Truth::Unknown(_) if answer == Truth::True => answer = unknown,
                _ => {}
            }
        }
        answer
    }

    fn any(&self, branches: &[Predicate], row: &Row<'_>, dating: Dating) -> Truth {
        let mut answer = Truth::False;
        for branch in branches {
            match self.predicate(branch, row, dating) {
                Truth::True => return Truth::True,
                unknown @ Truth::Unknown(_) if answer == Truth::False => answer = unknown,
                _ => {}
            }
        }
        answer
    }
}

impl Truth {
    /// `unknown = "no"` makes a condition on an unknown attribute false. A missing exchange rate is no
    /// unknown attribute, and stays open.
    fn under(self, dating: Dating) -> Truth {
        match self {
            Truth::Unknown(Open::Attribute(_)) if dating.unknown_is_no => Truth::False,
            other => other,
        }
    }
}

/// The answers for each dictionary code, the unknown one first, for each period of the test.
fn by_code(test: &Test, names: &[String]) -> Vec<(Option<Date>, Vec<Truth>)> {
    let answers = |accepts: &Accepts| {
        let known = names.iter().map(|name| of(accepts.accepts(&Value::Symbol(name.clone()), None)));
        std::iter::once(of_unknown(test)).chain(known).collect()
    };
    match &test.accepts {
        Accepts::Dated(periods) => {
            periods.iter().map(|period| (period.from, answers(&period.accepts))).collect()
        }
        accepts => vec![(None, answers(accepts))],
    }
}

fn of(passes: bool) -> Truth {
    if passes { Truth::True } else { Truth::False }
}

fn of_known(test: &Test, value: &Value, row: &Row<'_>, dating: Dating) -> Truth {
    match (&test.accepts, value) {
        (Accepts::RangeIn(range, currency), Value::Decimal(amount)) => {
            match in_currency(*amount, *currency, row, dating) {
                Ok(amount) => of(range.contains(&Value::Decimal(amount))),
                Err(open) => Truth::Unknown(open),
            }
        }
        // What passes is open as long as the day is unknown that chooses the period.
        (Accepts::Dated(periods), value) if dating.date.is_none() => match periods.as_slice() {
            [only] => of(only.accepts.accepts(value, None)),
            _ => Truth::Unknown(Open::Attribute(dating.by)),
        },
        (accepts, value) => of(accepts.accepts(value, dating.date)),
    }
}

/// An amount of the transaction in another currency, at the rate of the day.
pub fn in_currency(
    amount: money::Decimal,
    to: Currency,
    row: &Row<'_>,
    dating: Dating,
) -> Result<money::Decimal, Open> {
    let from = row.currency().ok_or(Open::Attribute(id::CURRENCY))?;
    if from == to {
        return Ok(amount);
    }
    let date = dating.date.ok_or(Open::Attribute(dating.by))?;
    let found = row.fx.rate(from, to, date).ok_or(Open::NoFx(from, to, date))?;
    money::mul(amount, found.rate).map_err(|_| Open::TooManyDigits)
}

/// Only `{ known = … }` has an answer for an unknown value.
fn of_unknown(test: &Test) -> Truth {
    const { assert!(UNKNOWN == 0, "the unknown symbol comes first in the table of answers") };
    match test.accepts {
        Accepts::Known(true) => Truth::False,
        Accepts::Known(false) => Truth::True,
        _ => Truth::Unknown(Open::Attribute(test.attribute)),
    }
}
