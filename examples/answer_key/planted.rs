//! Planted faults, and the tables in which a README and `planted.csv` list them.

use rust_decimal::Decimal;
use std::fmt::Write;

/// One wrong cost of one transaction.
pub(crate) struct Planted {
    /// The number of the fault, from 1.
    pub(crate) fault: usize,
    pub(crate) transaction_id: String,
    pub(crate) event: &'static str,
    pub(crate) component: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) expected: Option<Decimal>,
    pub(crate) billed: Option<Decimal>,
    pub(crate) currency: &'static str,
}

impl Planted {
    /// Billed − expected; none across currencies.
    pub(crate) fn variance(&self) -> Option<Decimal> {
        let variance = self.billed.unwrap_or_default() - self.expected.unwrap_or_default();
        (self.kind != "wrong_currency").then_some(variance)
    }
}

/// The bill of one cost, and what is right.
pub(crate) struct Sides {
    pub(crate) expected: Option<Decimal>,
    pub(crate) billed: Option<Decimal>,
    /// The same line is there twice.
    pub(crate) doubled: bool,
    /// Billed in another currency than that of the cost.
    pub(crate) other_currency: bool,
}

impl Sides {
    /// The kind of discrepancy that it must be found as; `None` where the bill is right.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        match (self.expected, self.billed) {
            (_, Some(_)) if self.doubled => Some("duplicate"),
            (Some(_), Some(_)) if self.other_currency => Some("wrong_currency"),
            (None, Some(_)) => Some("unexpected"),
            (Some(_), None) => Some("unbilled"),
            (Some(expected), Some(billed)) if billed > expected => Some("overbilled"),
            (Some(expected), Some(billed)) if billed < expected => Some("underbilled"),
            _ => None,
        }
    }
}

/// `planted.csv`: one row per wrong cost.
pub(crate) fn planted_csv(planted: &[Planted]) -> String {
    let mut text = "fault,transaction_id,event,component,kind,expected,billed,currency\n".to_owned();
    for one in planted {
        let Planted { fault, transaction_id, event, component, kind, currency, .. } = one;
        let (expected, billed) = (plain(one.expected, ""), plain(one.billed, ""));
        _ = writeln!(
            text,
            "{fault},{transaction_id},{event},{component},{kind},{expected},{billed},{currency}"
        );
    }
    text
}

/// One row per fault: what was done, its kind, and on how many transactions.
pub(crate) fn fault_table<'f>(
    planted: &[Planted],
    faults: impl IntoIterator<Item = (&'f str, &'f str, usize)>,
) -> String {
    let mut text =
        "| # | what was done | kind | component | transactions | expected | billed | variance | currency |\n\
         |---:|---|---|---|---:|---:|---:|---:|---|\n"
            .to_owned();
    for ((done, kind, transactions), number) in faults.into_iter().zip(1..) {
        let lines: Vec<_> = planted.iter().filter(|one| one.fault == number).collect();
        let mut components: Vec<_> = lines.iter().map(|one| one.component).collect();
        components.sort_unstable();
        components.dedup();
        let side = |amount: fn(&Planted) -> Option<Decimal>| {
            let amounts: Vec<_> = lines.iter().filter_map(|one| amount(one)).collect();
            plain((!amounts.is_empty()).then(|| amounts.iter().sum()), "–")
        };
        let (expected, billed) = (side(|one| one.expected), side(|one| one.billed));
        _ = writeln!(
            text,
            "| {number} | {done} | {kind} | {} | {transactions} | {expected} | {billed} | {} | {} |",
            components.join(", "),
            side(Planted::variance),
            lines.first().map_or("", |one| one.currency),
        );
    }
    text.trim_end().to_owned()
}

/// What the lines of kind `overbilled` come to in a currency.
pub(crate) fn overbilled(planted: &[Planted], currency: &str) -> Decimal {
    let lines = planted.iter().filter(|one| one.kind == "overbilled" && one.currency == currency);
    lines.filter_map(Planted::variance).sum()
}

/// An amount, or what stands where there is none.
pub(crate) fn plain(amount: Option<Decimal>, none: &str) -> String {
    amount.map_or(none.to_owned(), |amount| amount.to_string())
}
