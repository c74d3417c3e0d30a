//! Three-valued truth: a condition on an unknown attribute is neither true nor false.

use crate::facts::{AttributeId, Batch, Column, UNKNOWN, Value};
use crate::program::{Predicate, Program};
use crate::schedule::{Accepts, Test};

/// The answer of a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    /// The attribute that would decide is unknown.
    Unknown(AttributeId),
}

/// Every test of a program, bound to the columns of one batch.
pub struct Tests<'b> {
    answers: Vec<Answers<'b>>,
}

/// How one test is answered for a row.
enum Answers<'b> {
    /// A symbol: the answer for each dictionary code was worked out once.
    ByCode { codes: &'b [u32], truth: Vec<Truth> },
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
                let known = names.iter().map(|name| of_known(test, &Value::Symbol(name.clone())));
                let truth = std::iter::once(of_unknown(test)).chain(known).collect();
                Answers::ByCode { codes, truth }
            }
            Some(column) => Answers::ByValue { column, test },
        });
        Tests { answers: answers.collect() }
    }

    /// The answer of one test on a row.
    pub fn test(&self, test: usize, row: usize) -> Truth {
        match &self.answers[test] {
            Answers::ByCode { codes, truth } => truth[codes[row] as usize],
            Answers::ByValue { column, test } => match column.value(row) {
                Some(value) => of_known(test, &value),
                None => of_unknown(test),
            },
            Answers::Always(truth) => *truth,
        }
    }

    /// The answer of a whole condition: false if any part is; else unknown if any part is, naming
    /// the first; else true.
    pub fn predicate(&self, predicate: &Predicate, row: usize) -> Truth {
        let mut answer = Truth::True;
        for test in &predicate.tests {
            match self.test(*test, row) {
                Truth::False => return Truth::False,
                unknown @ Truth::Unknown(_) if answer == Truth::True => answer = unknown,
                _ => {}
            }
        }
        for branches in &predicate.any {
            match self.any(branches, row) {
                Truth::False => return Truth::False,
                unknown @ Truth::Unknown(_) if answer == Truth::True => answer = unknown,
                _ => {}
            }
        }
        answer
    }

    fn any(&self, branches: &[Predicate], row: usize) -> Truth {
        let mut answer = Truth::False;
        for branch in branches {
            match self.predicate(branch, row) {
                Truth::True => return Truth::True,
                unknown @ Truth::Unknown(_) if answer == Truth::False => answer = unknown,
                _ => {}
            }
        }
        answer
    }
}

fn of_known(test: &Test, value: &Value) -> Truth {
    if test.accepts.accepts(value) { Truth::True } else { Truth::False }
}

/// Only `{ known = … }` has an answer for an unknown value.
fn of_unknown(test: &Test) -> Truth {
    const { assert!(UNKNOWN == 0, "the unknown symbol comes first in the table of answers") };
    match test.accepts {
        Accepts::Known(true) => Truth::False,
        Accepts::Known(false) => Truth::True,
        _ => Truth::Unknown(test.attribute),
    }
}
