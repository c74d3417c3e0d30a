//! What agrees exactly, and what rules priced, added up in whole numbers of 10⁻¹².

use crate::money::{Currency, Decimal, Overflow, add};
use crate::price::Line;
use crate::program::Program;
use std::collections::BTreeMap;

/// Decimals that are added up as whole numbers; an amount with more takes the longer way.
const DECIMALS: u32 = 12;

const POWERS: [i128; DECIMALS as usize + 1] = {
    let mut powers = [1; DECIMALS as usize + 1];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// The amount as a whole number of 10⁻¹², if it is one and a sum of a billion such cannot overflow.
pub fn digits(amount: Decimal) -> Option<i128> {
    const MOST: i128 = i128::MAX >> 40;
    let decimals = DECIMALS.checked_sub(amount.scale())?;
    amount.mantissa().checked_mul(POWERS[decimals as usize]).filter(|digits| digits.abs() <= MOST)
}

/// A sum of such whole numbers as an amount.
pub fn amount(digits: i128) -> Result<Decimal, Overflow> {
    let (mut digits, mut decimals) = (digits, DECIMALS);
    loop {
        if let Ok(amount) = Decimal::try_from_i128_with_scale(digits, decimals) {
            return Ok(amount.normalize());
        }
        if decimals == 0 || digits % 10 != 0 {
            return Err(Overflow);
        }
        (digits, decimals) = (digits / 10, decimals - 1);
    }
}

/// Pairs that agree exactly, by component and currency.
#[derive(Debug, Default)]
pub struct Exacts {
    by_component: Vec<Vec<Exact>>,
}

/// Pairs that agree exactly.
#[derive(Debug, Clone, Copy)]
pub struct Exact {
    pub currency: Currency,
    pub pairs: u64,
    /// Their amounts, and these without sign.
    pub sum: i128,
    pub size: i128,
}

impl Exacts {
    /// Counts a pair.
    pub fn add(&mut self, component: usize, currency: Currency, digits: i128) {
        if self.by_component.len() <= component {
            self.by_component.resize_with(component + 1, Vec::new);
        }
        let sums = &mut self.by_component[component];
        let place = sums.iter().position(|exact| exact.currency == currency).unwrap_or_else(|| {
            sums.push(Exact { currency, pairs: 0, sum: 0, size: 0 });
            sums.len() - 1
        });
        let exact = &mut sums[place];
        exact.pairs += 1;
        exact.sum += digits;
        exact.size += digits.abs();
    }

    /// The sums, with the component of each.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Exact)> {
        let components = self.by_component.iter().enumerate();
        components.flat_map(|(component, sums)| sums.iter().map(move |exact| (component, exact)))
    }
}

/// The places of the rules of a book in one list.
#[derive(Debug)]
pub struct RulePlaces(Vec<Vec<usize>>);

impl RulePlaces {
    /// Of a program.
    pub fn of(program: &Program) -> RulePlaces {
        let mut rules = 0;
        let components = program.components.iter().map(|component| {
            let schedules = component.schedules.iter().map(|schedule| {
                let first = rules;
                rules += schedule.rules.len();
                first
            });
            schedules.collect()
        });
        RulePlaces(components.collect())
    }

    fn place(&self, component: usize, line: &Line) -> usize {
        self.0[component][line.schedule()] + line.rule()
    }
}

/// Lines and expected cost by place of the rule and currency.
pub type ByRule = BTreeMap<(usize, Currency), (u64, Decimal)>;

/// Lines and expected cost of each rule, by currency.
#[derive(Debug, Clone, Default)]
pub struct RuleSums {
    /// In the currency that the rule was met in first.
    first: Vec<Option<(Currency, u64, i128)>>,
    others: ByRule,
}

impl RuleSums {
    /// Counts a line.
    pub fn add(&mut self, places: &RulePlaces, component: usize, line: &Line) -> Result<(), Overflow> {
        let place = places.place(component, line);
        if self.first.len() <= place {
            self.first.resize(place + 1, None);
        }
        match (digits(line.amount), &mut self.first[place]) {
            (Some(digits), Some((currency, lines, sum))) if *currency == line.currency => {
                *lines += 1;
                *sum += digits;
                Ok(())
            }
            (Some(digits), first @ None) => {
                *first = Some((line.currency, 1, digits));
                Ok(())
            }
            _ => self.add_others((place, line.currency), (1, line.amount)),
        }
    }

    /// Adds the sums of other lines.
    pub fn merge(&mut self, other: &RuleSums) -> Result<(), Overflow> {
        self.first.resize(self.first.len().max(other.first.len()), None);
        for (place, first) in other.first.iter().enumerate() {
            match (&mut self.first[place], *first) {
                (_, None) => {}
                (known @ None, first) => *known = first,
                (Some((currency, lines, sum)), Some((same, more, digits))) if *currency == same => {
                    *lines += more;
                    *sum = sum.checked_add(digits).ok_or(Overflow)?;
                }
                (_, Some((currency, lines, sum))) => {
                    self.add_others((place, currency), (lines, amount(sum)?))?;
                }
            }
        }
        other.others.iter().try_for_each(|(key, sums)| self.add_others(*key, *sums))
    }

    fn add_others(&mut self, key: (usize, Currency), (more, amount): (u64, Decimal)) -> Result<(), Overflow> {
        let (lines, sum) = self.others.entry(key).or_default();
        *lines += more;
        *sum = add(*sum, amount)?;
        Ok(())
    }

    /// The sums of every rule that was met, by its place and currency.
    pub fn all(&self) -> Result<ByRule, Overflow> {
        let mut all = self.others.clone();
        for (place, first) in self.first.iter().enumerate() {
            let Some((currency, lines, sum)) = first else { continue };
            let known = all.entry((place, *currency)).or_default();
            *known = (known.0 + lines, add(known.1, amount(*sum)?)?);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_of_whole_numbers_is_the_sum_of_the_amounts() {
        let texts = ["0.000000000001", "-12.50", "79228162514264", "3"];
        let amounts = texts.map(|text| text.parse::<Decimal>().unwrap());
        let sum = amounts.iter().map(|amount| digits(*amount).unwrap()).sum();
        assert_eq!(amount(sum), crate::money::sum(amounts));
        assert_eq!(digits("0.0000000000001".parse().unwrap()), None, "thirteen decimals");
        assert_eq!(amount(i128::MAX), Err(Overflow));
        assert_eq!(amount(10_i128.pow(37)), Ok("10000000000000000000000000".parse().unwrap()));
    }
}
