//! Planting billing faults.

use crate::answer_key::planted::Planted;
use crate::answer_key::random::Random;
use crate::row::{Due, Row};

/// A way of billing wrongly.
pub(crate) struct Fault<F> {
    /// What was done, for people.
    pub(crate) done: &'static str,
    /// The kind of discrepancy it must be found as.
    pub(crate) kind: &'static str,
    /// How many rows carry it.
    pub(crate) rows: usize,
    pub(crate) fits: fn(&Row<F>) -> bool,
    /// Changes the bill; `None` where it cannot.
    pub(crate) bill: fn(&mut Row<F>) -> Option<()>,
}

/// Changes the bill of rows, fault by fault, and returns every wrong cost. A row carries one fault at most, and none where
/// something about it is not provable.
pub(crate) fn plant<F: Clone>(
    faults: &[Fault<F>],
    rows: &mut [Row<F>],
    random: &mut Random,
) -> Result<Vec<Planted>, String> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    random.shuffle(&mut order);
    for (fault, number) in faults.iter().zip(1..) {
        let mut left = fault.rows;
        for &index in &order {
            let row = &mut rows[index];
            let provable = row.costs.iter().all(|cost| cost.due != Due::Unproven);
            if left == 0 {
                break;
            }
            if row.fault.is_some() || !provable || !(fault.fits)(row) {
                continue;
            }
            let mut wrong = Row { fault: Some(number), ..row.clone() };
            let billed = (fault.bill)(&mut wrong);
            let found = wrong.wrong(number);
            if billed.is_some() && !found.is_empty() && found.iter().all(|one| one.kind == fault.kind) {
                *row = wrong;
                left -= 1;
            }
        }
        if left > 0 {
            return Err(format!("fault {number}, {}: {left} rows too few fit it", fault.done));
        }
    }
    let mut planted: Vec<_> =
        rows.iter().flat_map(|row| row.fault.map_or(Vec::new(), |number| row.wrong(number))).collect();
    planted.sort_by_key(|one| one.fault);
    Ok(planted)
}
