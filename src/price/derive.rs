//! Derived attributes, computed before anything is priced.

use crate::facts::{AttributeId, Batch, Column};
use crate::schedule::{Derivation, Derived};

/// Fills the columns of derived attributes; a value is unknown if any fact it rests on is.
pub fn derive(derivations: &[Derivation], batch: &mut Batch) {
    for derivation in derivations {
        let column = match derivation.from {
            Derived::Same(left, right) => {
                Column::Flags((0..batch.rows).map(|row| same(batch, left, right, row)).collect())
            }
            Derived::Days { from, to } => {
                let days = |row| Some((batch.date(to, row)? - batch.date(from, row)?).num_days());
                Column::Integers((0..batch.rows).map(days).collect())
            }
        };
        let place = derivation.attribute.0;
        if batch.columns.len() <= place {
            batch.columns.resize(place + 1, None);
        }
        batch.columns[place] = Some(column);
    }
}

fn same(batch: &Batch, left: AttributeId, right: AttributeId, row: usize) -> Option<bool> {
    if let (Some(left), Some(right)) = (batch.symbol(left, row), batch.symbol(right, row)) {
        return Some(left == right);
    }
    Some(batch.value(left, row)? == batch.value(right, row)?)
}
