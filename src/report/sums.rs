//! What is added up over all rows, one after the other or in parts.

use super::ComparisonRow;
use crate::money::{Currency, Decimal, Overflow, add};
use crate::reconcile::{Kind, Verdict};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Money in dispute per currency, without sign: the disputed variances, apart from those of a wrong
/// currency, which are no price.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Charged {
    /// The variances above zero: overcharges.
    pub too_much: BTreeMap<Currency, Decimal>,
    /// The variances below zero.
    pub too_little: BTreeMap<Currency, Decimal>,
}

impl Charged {
    /// Takes one row, whatever its verdict.
    pub fn add(&mut self, row: &ComparisonRow) -> Result<(), Overflow> {
        if row.kind.verdict() != Verdict::Disputed || row.kind == Kind::WrongCurrency {
            return Ok(());
        }
        let (Some(variance), Some(currency)) = (row.variance, row.currency) else { return Ok(()) };
        let sums = if variance.is_sign_negative() { &mut self.too_little } else { &mut self.too_much };
        add_to(sums, currency, variance.abs())
    }

    /// Takes the sums of other rows.
    pub fn merge(&mut self, other: &Charged) -> Result<(), Overflow> {
        let all = |sums: &mut BTreeMap<_, _>, others: &BTreeMap<Currency, Decimal>| {
            others.iter().try_for_each(|(currency, sum)| add_to(sums, *currency, *sum))
        };
        all(&mut self.too_much, &other.too_much)?;
        all(&mut self.too_little, &other.too_little)
    }
}

fn add_to(
    sums: &mut BTreeMap<Currency, Decimal>,
    currency: Currency,
    amount: Decimal,
) -> Result<(), Overflow> {
    let sum = sums.entry(currency).or_default();
    *sum = add(*sum, amount)?;
    Ok(())
}

/// Why money is unproven, per reason and currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnprovenReasons {
    /// Lines and billed money.
    sums: BTreeMap<String, BTreeMap<Option<Currency>, (u64, Decimal)>>,
}

/// Why money is unproven, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason<'a> {
    /// As the rows give it: `unknown_attribute: product`.
    pub cause: &'a str,
    /// `None` where neither side has an amount.
    pub currency: Option<Currency>,
    /// Rows with it.
    pub lines: u64,
    /// What was billed for them, in major units.
    pub billed: Decimal,
}

impl UnprovenReasons {
    /// Takes one row, whatever its verdict.
    pub fn add(&mut self, row: &ComparisonRow) -> Result<(), Overflow> {
        if row.kind.verdict() != Verdict::Unproven {
            return Ok(());
        }
        self.add_up(&row.cause, row.currency, (1, row.billed.unwrap_or_default()))
    }

    /// Takes the sums of other rows.
    pub fn merge(&mut self, other: &UnprovenReasons) -> Result<(), Overflow> {
        let sums = other.sums.iter().flat_map(|(cause, sums)| sums.iter().map(move |sum| (cause, sum)));
        sums.into_iter().try_for_each(|(cause, (currency, more))| self.add_up(cause, *currency, *more))
    }

    fn add_up(
        &mut self,
        cause: &str,
        currency: Option<Currency>,
        (lines, billed): (u64, Decimal),
    ) -> Result<(), Overflow> {
        if !self.sums.contains_key(cause) {
            self.sums.insert(cause.to_owned(), BTreeMap::new());
        }
        let Some(sums) = self.sums.get_mut(cause) else { return Ok(()) };
        let sum = sums.entry(currency).or_default();
        *sum = (sum.0 + lines, add(sum.1, billed)?);
        Ok(())
    }

    /// The most lines first; equal ones in the order of their words, then of their currencies.
    pub fn by_lines(&self) -> Vec<Reason<'_>> {
        let sums = self.sums.iter().flat_map(|(cause, sums)| sums.iter().map(move |sum| (cause, sum)));
        let mut reasons: Vec<Reason<'_>> = sums
            .map(|(cause, (currency, (lines, billed)))| Reason {
                cause,
                currency: *currency,
                lines: *lines,
                billed: *billed,
            })
            .collect();
        reasons.sort_by_key(|reason| Reverse(reason.lines));
        reasons
    }
}

/// How the profile's own arithmetic came out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCheckCounts {
    /// Rows that were checked.
    pub checked: u64,
    /// Rows that do not hold.
    pub broken: u64,
}
