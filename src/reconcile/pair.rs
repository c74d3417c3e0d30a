//! Pairing expected costs with billed lines by transaction id, event and component.

use super::classify::{Sides, classify};
use super::expected::{Expected, Money, Transaction, Unproven};
use super::group::{Group, groups};
use super::{Kind, Terms};
use crate::facts::BilledLine;
use crate::money::{Currency, Date, Decimal, Overflow, add};
use std::collections::{BTreeMap, HashMap};

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The rows of the transaction; empty if the input holds none.
    pub rows: Vec<usize>,
    /// The place of the component in [`Paired::components`].
    pub component: usize,
    /// The billed lines that add up here, as places in the list given.
    pub lines: Vec<usize>,
    /// The expected cost; `None` if unproven, not covered, or on the other half of a wrong currency.
    pub expected: Option<Decimal>,
    /// The billed cost; `None` if nothing was billed.
    pub billed: Option<Decimal>,
    /// Billed − expected, a missing side being zero; `None` if unproven.
    pub variance: Option<Decimal>,
    /// The currency of the amounts.
    pub currency: Option<Currency>,
    /// What it is.
    pub kind: Kind,
    /// Why it is unproven, or what else the kind does not say; empty if nothing.
    pub reason: String,
    /// The day that chose the rate, or the day it was billed.
    pub dated: Option<Date>,
}

/// A transaction row that repeats an earlier one and is not priced again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeat {
    /// The repeated row.
    pub row: usize,
    /// The row it repeats.
    pub of: usize,
}

/// The result of pairing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired {
    /// The components: those given, then those that only billed lines name.
    pub components: Vec<String>,
    /// The comparison, in the order of the transactions, then of lines without one.
    pub pairs: Vec<Pair>,
}

/// Pairs, compares and classifies. `expected` is in the order of rows; a row of `repeats` must not be
/// in it, but stays in `transactions` so that its billed lines find their group.
pub fn pair(
    components: &[String],
    transactions: &[Transaction<'_>],
    repeats: &[Repeat],
    expected: &[Expected],
    billed: &[BilledLine],
    terms: &Terms,
) -> Result<Paired, Overflow> {
    let mut components = components.to_vec();
    let line_components: Vec<usize> =
        billed.iter().map(|line| place(&mut components, &line.component)).collect();
    let groups = groups(transactions, repeats, billed);
    let mut by_row: HashMap<usize, Vec<&Expected>> = HashMap::new();
    for cost in expected {
        by_row.entry(cost.row).or_default().push(cost);
    }
    let pairing = Pairing { components: &components, billed, line_components: &line_components, terms };
    let mut pairs = Vec::new();
    for group in groups {
        let costs: Vec<&Expected> =
            group.rows.iter().filter_map(|row| by_row.get(row)).flatten().copied().collect();
        for component in 0..components.len() {
            pairing.component(&group, component, &costs, &mut pairs)?;
        }
    }
    Ok(Paired { components, pairs })
}

fn place(components: &mut Vec<String>, name: &str) -> usize {
    components.iter().position(|known| known == name).unwrap_or_else(|| {
        components.push(name.to_owned());
        components.len() - 1
    })
}

struct Pairing<'a> {
    components: &'a [String],
    billed: &'a [BilledLine],
    line_components: &'a [usize],
    terms: &'a Terms,
}

impl Pairing<'_> {
    fn component(
        &self,
        group: &Group,
        component: usize,
        costs: &[&Expected],
        pairs: &mut Vec<Pair>,
    ) -> Result<(), Overflow> {
        let costs: Vec<&Expected> =
            costs.iter().filter(|cost| cost.component == component).copied().collect();
        let lines: Vec<usize> =
            group.lines.iter().filter(|line| self.line_components[**line] == component).copied().collect();
        let (lines, duplicates) = self.without_duplicates(&lines, group.distinct_rows);
        let expected = total(&costs)?;
        let dated = costs.iter().find_map(|cost| cost.dated);
        let base = Pair {
            rows: group.rows.clone(),
            component,
            lines: Vec::new(),
            expected: None,
            billed: None,
            variance: None,
            currency: None,
            kind: Kind::Exact,
            reason: String::new(),
            dated,
        };
        let billed = self.by_currency(&lines)?;
        self.compare(base.clone(), expected, billed, pairs)?;
        for line in duplicates {
            let billed = &self.billed[line];
            pairs.push(Pair {
                lines: vec![line],
                billed: Some(billed.amount),
                variance: Some(billed.amount),
                currency: Some(billed.currency),
                kind: Kind::Duplicate,
                dated: dated.or(billed.billed_on),
                ..base.clone()
            });
        }
        Ok(())
    }

    /// Pairs the expected cost with the billed money in its own currency; money in any other
    /// currency stands in a row of its own.
    fn compare(
        &self,
        base: Pair,
        expected: Option<Result<Money, Unproven>>,
        mut billed: BTreeMap<Currency, (Decimal, Vec<usize>)>,
        pairs: &mut Vec<Pair>,
    ) -> Result<(), Overflow> {
        let own = match &expected {
            Some(Ok(money)) if billed.contains_key(&money.currency) || billed.is_empty() => {
                Some(money.currency)
            }
            Some(Ok(_)) => None,
            Some(Err(_)) | None => billed.keys().next().copied(),
        };
        let paired = own.and_then(|currency| billed.remove_entry(&currency));
        let wrong_currency = own.is_none() && matches!(expected, Some(Ok(_)));
        if paired.is_some() || expected.is_some() {
            let money =
                paired.as_ref().map(|(currency, (amount, _))| Money { amount: *amount, currency: *currency });
            let lines = paired.map(|(_, (_, lines))| lines).unwrap_or_default();
            let mut pair = self.classified(base.clone(), expected.as_ref(), money, lines)?;
            if wrong_currency && !matches!(pair.kind, Kind::Exact) {
                let others: Vec<&str> = billed.keys().map(|currency| currency.code()).collect();
                pair.kind = Kind::WrongCurrency;
                pair.variance = pair.expected.map(|amount| -amount);
                let wanted = pair.currency.map_or("", Currency::code);
                pair.reason = format!("billed in {}, expected in {wanted}", others.join(" and "));
            }
            pairs.push(pair);
        }
        for (currency, (amount, lines)) in billed {
            let money = Money { amount, currency };
            let mut pair = self.classified(base.clone(), None, Some(money), lines)?;
            if let Some(Ok(wanted)) = &expected
                && pair.kind == Kind::Unexpected
            {
                pair.kind = Kind::WrongCurrency;
                pair.reason = format!("billed in {currency}, expected in {}", wanted.currency);
            } else if let Some(Err(unproven)) = &expected {
                (pair.kind, pair.variance, pair.reason) = (unproven.kind, None, unproven.reason.clone());
            }
            pairs.push(pair);
        }
        Ok(())
    }

    fn classified(
        &self,
        base: Pair,
        expected: Option<&Result<Money, Unproven>>,
        billed: Option<Money>,
        lines: Vec<usize>,
    ) -> Result<Pair, Overflow> {
        let billed_on = lines.iter().find_map(|line| self.billed[*line].billed_on);
        let dated = base.dated.or(billed_on);
        let sides = Sides { component: &self.components[base.component], expected, billed, dated };
        let (kind, variance) = classify(&sides, self.terms)?;
        let cost = expected.and_then(|cost| cost.as_ref().ok());
        let reason = match expected {
            Some(Err(unproven)) => unproven.reason.clone(),
            _ if kind == Kind::NotYetBilled => Kind::NotYetBilled.name().to_owned(),
            _ => String::new(),
        };
        Ok(Pair {
            lines,
            expected: cost.map(|money| money.amount),
            billed: billed.map(|money| money.amount),
            variance,
            currency: billed.or(cost.copied()).map(|money| money.currency),
            kind,
            reason,
            dated,
            ..base
        })
    }

    /// Lines apart from those that repeat earlier ones in all that identifies a line. Each row of the
    /// transaction may have a line of its own that looks like another's: two partial refunds cost the same.
    fn without_duplicates(&self, lines: &[usize], distinct_rows: usize) -> (Vec<usize>, Vec<usize>) {
        let mut seen: HashMap<_, usize> = HashMap::new();
        lines.iter().partition(|line| {
            let line = &self.billed[**line];
            let alike =
                seen.entry((line.amount, line.currency, &line.line_id, &line.billed_as, line.billed_on));
            let alike = alike.or_default();
            *alike += 1;
            *alike == 1 || line.line_id.is_none() && *alike <= distinct_rows
        })
    }

    fn by_currency(&self, lines: &[usize]) -> Result<BTreeMap<Currency, (Decimal, Vec<usize>)>, Overflow> {
        let mut sums: BTreeMap<Currency, (Decimal, Vec<usize>)> = BTreeMap::new();
        for number in lines {
            let line = &self.billed[*number];
            let entry = sums.entry(line.currency).or_insert_with(|| (Decimal::ZERO, Vec::new()));
            entry.0 = add(entry.0, line.amount)?;
            entry.1.push(*number);
        }
        Ok(sums)
    }
}

/// The expected costs of all rows of a transaction together; unproven if any is.
fn total(costs: &[&Expected]) -> Result<Option<Result<Money, Unproven>>, Overflow> {
    let mut sum: Option<Money> = None;
    for cost in costs {
        let money = match &cost.cost {
            Err(unproven) => return Ok(Some(Err(unproven.clone()))),
            Ok(money) => *money,
        };
        sum = match sum {
            None => Some(money),
            Some(sum) if sum.currency == money.currency => {
                Some(Money { amount: add(sum.amount, money.amount)?, ..sum })
            }
            Some(_) => {
                let reason =
                    "two_currencies: the rows of this transaction are priced in different ones".to_owned();
                return Ok(Some(Err(Unproven { kind: Kind::Unpriced, reason })));
            }
        };
    }
    Ok(sum.map(Ok))
}
