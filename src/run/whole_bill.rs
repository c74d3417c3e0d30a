//! The bill of an input that is read as a whole.

use super::inputs::Inputs;
use crate::facts::{Batch, BilledFor, BilledLine, id};
use std::collections::HashMap;

/// The billed lines: those of the files named under `[billed]`, else those of the transactions' own
/// columns. Both at once would count the same money twice.
pub fn take_billed(inputs: &mut Inputs) -> Vec<BilledLine> {
    let own = std::mem::take(&mut inputs.transactions.billed);
    match &mut inputs.billed {
        None => own,
        Some(billed) => {
            let mut lines = std::mem::take(&mut billed.lines);
            leave_rejected_apart(
                &mut lines,
                &inputs.transactions.rows.rejected_keys,
                &inputs.transactions.batch,
            );
            lines
        }
    }
}

/// A line of a separate bill whose transaction is a reject is not unexpected: the row was there. Where
/// another row of the transaction is left, the line stays with it.
fn leave_rejected_apart(lines: &mut [BilledLine], rejected: &[(String, Option<String>)], batch: &Batch) {
    let mut events: HashMap<&str, Vec<Option<&str>>> = HashMap::new();
    for (id, event) in rejected {
        events.entry(id).or_default().push(event.as_deref());
    }
    for row in 0..batch.rows {
        let event = batch.symbol(id::EVENT, row);
        if let Some(known) = batch.symbol(id::TRANSACTION_ID, row).and_then(|id| events.get_mut(id)) {
            known.retain(|rejected| *rejected != event);
        }
    }
    for line in lines {
        let BilledFor::Id { transaction_id, event } = &line.billed_for else { continue };
        let Some(known) = events.get(transaction_id.as_str()) else { continue };
        if known.iter().any(|known| known.is_none() || event.is_none() || *known == event.as_deref()) {
            line.billed_for = BilledFor::NoTransaction {
                transaction_id: transaction_id.clone(),
                event: event.clone(),
                reason: "transaction_rejected".to_owned(),
            };
        }
    }
}
