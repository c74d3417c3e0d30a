//! The pairs of one component of one transaction.

use super::classify::{Sides, classify};
use super::duplicates::without_duplicates;
use super::expected::{Expected, Money, Unproven, total};
use super::group::Group;
use super::{InGroups, Kind, Pair, Terms};
use crate::facts::BilledLine;
use crate::money::{Currency, Decimal, Overflow, add};
use std::collections::BTreeMap;

/// The amount and the lines billed in each currency.
type Bill = BTreeMap<Currency, (Decimal, Vec<usize>)>;

/// What pairs are made of.
pub struct Pairing<'a> {
    pub components: &'a [String],
    pub billed: &'a [BilledLine],
    pub terms: &'a Terms,
}

impl Pairing<'_> {
    /// The pairs of a component: its costs against its lines, then each line that is a duplicate.
    pub fn component(
        &self,
        group: &Group,
        component: usize,
        (costs, lines): (Vec<&Expected>, Vec<usize>),
    ) -> Result<Vec<Pair>, Overflow> {
        let expected = total(&costs)?.or_else(|| group.open.clone().map(Err));
        let rounding = InGroups::of(&costs)?;
        let mut wanted = expected.as_ref().and_then(|cost| cost.as_ref().ok()).copied();
        // A line of a group may be billed a unit above its exact cost.
        if let (Some(money), Some(rounding)) = (&mut wanted, &rounding) {
            money.amount = add(money.amount, rounding.bound)?;
        }
        let (lines, duplicates) = without_duplicates(self.billed, lines, &group.allowance(), wanted)?;
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
            dated: costs.iter().find_map(|cost| cost.dated),
            rounding,
        };
        let bill = self.by_currency(&lines)?;
        let mut pairs = match expected {
            Some(Ok(money)) => self.against(money, bill, &base, group.claimed.get(&component))?,
            Some(Err(unproven)) => self.unproven(&unproven, bill, &base),
            None => self.unexpected(bill, &base)?,
        };
        for line in duplicates {
            let billed = &self.billed[line];
            let bill = (billed.currency, (billed.amount, vec![line]));
            let pair = self.billed(bill, &base);
            pairs.push(Pair { kind: Kind::Duplicate, variance: pair.billed, ..pair });
        }
        Ok(pairs)
    }

    /// The expected cost against the money billed in its own currency; money in any other currency
    /// stands in a row of its own, and is why nothing of its own may have been billed.
    fn against(
        &self,
        expected: Money,
        mut bill: Bill,
        base: &Pair,
        claimed: Option<&String>,
    ) -> Result<Vec<Pair>, Overflow> {
        let own = bill.remove_entry(&expected.currency);
        let elsewhere: Vec<&str> =
            bill.iter().filter(|(_, (amount, _))| !amount.is_zero()).map(|(other, _)| other.code()).collect();
        let elsewhere = elsewhere.join(" and ");
        let alone = own.is_none();
        let mut pair = own.map_or_else(|| base.clone(), |own| self.billed(own, base));
        (pair.expected, pair.currency) = (Some(expected.amount), Some(expected.currency));
        self.classify(&mut pair)?;
        if alone && !elsewhere.is_empty() && pair.kind != Kind::Exact {
            pair.kind = Kind::WrongCurrency;
            pair.variance = Some(-expected.amount);
            pair.reason = format!("billed in {elsewhere}, expected in {}", expected.currency);
        } else if pair.kind == Kind::NotYetBilled {
            pair.reason = Kind::NotYetBilled.name().to_owned();
        } else if let (Some(reason), Kind::Unbilled | Kind::Underbilled) = (claimed, pair.kind) {
            (pair.kind, pair.variance, pair.reason) = (Kind::Unpriced, None, reason.clone());
        }
        let mut pairs = vec![pair];
        for mut stray in self.unexpected(bill, base)? {
            if let (Kind::Unexpected, Some(currency)) = (stray.kind, stray.currency) {
                stray.kind = Kind::WrongCurrency;
                stray.reason = format!("billed in {currency}, expected in {}", expected.currency);
            }
            pairs.push(stray);
        }
        Ok(pairs)
    }

    fn unproven(&self, unproven: &Unproven, bill: Bill, base: &Pair) -> Vec<Pair> {
        let base = Pair { kind: unproven.kind, reason: unproven.reason.clone(), ..base.clone() };
        if bill.is_empty() {
            return vec![base];
        }
        bill.into_iter().map(|bill| self.billed(bill, &base)).collect()
    }

    fn unexpected(&self, bill: Bill, base: &Pair) -> Result<Vec<Pair>, Overflow> {
        let mut pairs: Vec<Pair> = bill.into_iter().map(|bill| self.billed(bill, base)).collect();
        pairs.iter_mut().try_for_each(|pair| self.classify(pair))?;
        Ok(pairs)
    }

    fn billed(&self, (currency, (amount, lines)): (Currency, (Decimal, Vec<usize>)), base: &Pair) -> Pair {
        let billed_on = lines.iter().find_map(|line| self.billed[*line].billed_on);
        let dated = base.dated.or(billed_on);
        Pair { lines, billed: Some(amount), currency: Some(currency), dated, ..base.clone() }
    }

    fn classify(&self, pair: &mut Pair) -> Result<(), Overflow> {
        let component = &self.components[pair.component];
        let bound = pair.rounding.as_ref().map(|rounding| rounding.bound).unwrap_or_default();
        let sides =
            Sides { component, expected: pair.expected, billed: pair.billed, dated: pair.dated, bound };
        (pair.kind, pair.variance) = classify(&sides, self.terms)?;
        Ok(())
    }

    fn by_currency(&self, lines: &[usize]) -> Result<Bill, Overflow> {
        let mut bill = Bill::new();
        for number in lines {
            let line = &self.billed[*number];
            let (amount, lines) = bill.entry(line.currency).or_default();
            *amount = add(*amount, line.amount)?;
            lines.push(*number);
        }
        Ok(bill)
    }
}
