//! What the parties agreed about small variances and late lines.

use super::{Expected, Kind, Transaction, Unproven};
use crate::money::{Date, Decimal};
use std::collections::{BTreeMap, HashSet};

/// Tolerances and lags per component, and the day of the run.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Tolerated variance by component; none means zero.
    pub tolerance: BTreeMap<String, Tolerance>,
    /// Days that a billed line may be late, by component; none means that absence is a discrepancy at once.
    pub lag_days: BTreeMap<String, i64>,
    /// The day the run stands for.
    pub as_of: Option<Date>,
    /// Transactions (id and event) of which a row was rejected: what is left of them proves nothing.
    pub rejected: HashSet<(String, Option<String>)>,
    /// A row or a line of the input was rejected, so that no sum over transactions is known in full.
    pub incomplete: bool,
}

/// A tolerated variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tolerance {
    /// At most this much in major units of the pair's currency, either way.
    pub absolute: Decimal,
}

impl Terms {
    /// Whether a variance is tolerated.
    pub fn tolerates(&self, component: &str, variance: Decimal) -> bool {
        self.tolerance.get(component).is_some_and(|tolerance| variance.abs() <= tolerance.absolute)
    }

    /// Whether a row of this transaction was rejected.
    pub fn is_rejected(&self, transaction: &Transaction<'_>) -> bool {
        self.rejected.contains(&(transaction.id.to_owned(), transaction.event.map(str::to_owned)))
    }

    /// Where another row of the same transaction was rejected, the rest of it is no proof of its cost.
    pub fn doubt_rejected(&self, expected: &mut [Expected], transactions: &[Transaction<'_>]) {
        if self.rejected.is_empty() {
            return;
        }
        for cost in expected.iter_mut().filter(|cost| self.is_rejected(&transactions[cost.row])) {
            cost.cost = Err(Unproven { kind: Kind::Unpriced, reason: "transaction_rejected".to_owned() });
        }
    }

    /// Whether a cost of this day may still be billed in time.
    pub fn inside_lag(&self, component: &str, dated: Option<Date>) -> bool {
        match (self.lag_days.get(component), dated, self.as_of) {
            (Some(days), Some(dated), Some(as_of)) => as_of.signed_duration_since(dated).num_days() <= *days,
            _ => false,
        }
    }
}
