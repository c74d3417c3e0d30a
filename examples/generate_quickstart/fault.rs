//! Planting billing faults, and knowing what each should be found as.

use crate::answer_key::planted::{Planted, Sides};
use crate::answer_key::random::Random;
use crate::fx::Fx;
use crate::row::{Mark, Row};
use crate::transaction::Transaction;

/// A way of billing wrongly.
pub(crate) struct Fault {
    /// What was done, for people.
    pub(crate) done: &'static str,
    /// The kind of discrepancy it must be found as.
    pub(crate) kind: &'static str,
    /// How many transactions carry it.
    pub(crate) transactions: usize,
    pub(crate) fits: fn(&Transaction) -> bool,
    pub(crate) bill: fn(&mut Row, &Fx) -> Option<()>,
}

/// Changes the bill of clean rows, fault by fault, and returns every wrong cost.
pub(crate) fn plant(
    faults: &[Fault],
    rows: &mut [Row],
    random: &mut Random,
    fx: &Fx,
) -> Result<Vec<Planted>, String> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    random.shuffle(&mut order);
    for (fault, number) in faults.iter().zip(1..) {
        let mut left = fault.transactions;
        for &index in &order {
            let row = &mut rows[index];
            if left == 0 {
                break;
            }
            if row.mark == Mark::Clean && (fault.fits)(&row.transaction) {
                let mut wrong = Row { mark: Mark::Planted(number), ..row.clone() };
                let billed = (fault.bill)(&mut wrong, fx);
                let found = faults_of(&wrong, number);
                if billed.is_some() && !found.is_empty() && found.iter().all(|one| one.kind == fault.kind) {
                    *row = wrong;
                    left -= 1;
                }
            }
        }
        if left > 0 {
            return Err(format!("fault {number}: {left} transactions too few fit it"));
        }
    }
    let mut planted: Vec<_> = rows
        .iter()
        .flat_map(|row| match row.mark {
            Mark::Planted(number) => faults_of(row, number),
            _ => Vec::new(),
        })
        .collect();
    planted.sort_by_key(|one| one.fault);
    Ok(planted)
}

fn faults_of(row: &Row, fault: usize) -> Vec<Planted> {
    let sides = row.right.named().into_iter().zip(row.billed.named());
    sides
        .filter_map(|((component, expected), (_, billed))| {
            let sides = Sides {
                expected,
                billed,
                doubled: row.copies > 1,
                other_currency: row.net_currency != row.transaction.currency,
            };
            let kind = sides.kind()?;
            Some(Planted {
                fault,
                transaction_id: row.transaction.psp_reference.clone(),
                event: row.transaction.event.name(),
                component,
                kind,
                expected: expected.filter(|_| kind != "duplicate"),
                billed,
                currency: row.net_currency,
            })
        })
        .collect()
}
