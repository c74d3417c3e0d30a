//! Amounts in a currency that the exchange rates at hand do not know.

use super::covered::listed;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::facts::{Value, id};
use crate::money::{Currency, FxTable};
use crate::schedule::{Accepts, Bands, Basis, Condition, Fee, LineCurrency, Rule, Schedule, Shape};
use std::collections::BTreeSet;

pub fn check(schedule: &Schedule, fx: &FxTable, diagnostics: &mut Vec<Diagnostic>) {
    let covered = Paid::of(&schedule.covers);
    let lines = match schedule.currency {
        LineCurrency::Fixed(currency) => Some(currency),
        LineCurrency::Transaction => None,
    };
    let tell = |needed: BTreeSet<Currencies>, name: &str, span: &Span| {
        let missing = needed.into_iter().filter(|pair| !pair.is_known(fx)).map(|pair| {
            let message = format!("{} needs {pair}, and the exchange rates have none", listed(&[name]));
            let finding = Diagnostic::warning(Code::NoRateForCurrency, message)
                .at(span.clone(), "no such rate on any day");
            finding.help("add the pair to the exchange rates, or correct the currency")
        });
        missing.collect::<Vec<_>>()
    };
    let mut needed = BTreeSet::new();
    of_condition(&schedule.covers, &covered, lines, &mut needed);
    diagnostics.extend(tell(needed, &schedule.id, &schedule.span));
    for rule in &schedule.rules {
        diagnostics.extend(tell(of_rule(schedule, rule, &covered, lines), &rule.id, &rule.span));
    }
    for adjustment in &schedule.adjustments {
        let paid = covered.and(&adjustment.when);
        let mut needed = BTreeSet::new();
        of_condition(&adjustment.when, &paid, lines, &mut needed);
        let fees = adjustment.add.iter().filter_map(|dated| dated.fee.as_ref());
        fees.for_each(|fee| of_fee(fee, &paid, lines, &mut needed));
        diagnostics.extend(tell(needed, &adjustment.id, &adjustment.span));
    }
}

fn of_rule(
    schedule: &Schedule,
    rule: &Rule,
    covered: &Paid,
    lines: Option<Currency>,
) -> BTreeSet<Currencies> {
    let paid = covered.and(&rule.when);
    let mut needed = BTreeSet::new();
    of_condition(&rule.when, &paid, lines, &mut needed);
    for fee in rule.fees.iter().filter_map(|dated| dated.fee.as_ref()) {
        of_fee(fee, &paid, lines, &mut needed);
        let has_rate = fee.plains().iter().any(|plain| plain.rate.is_some());
        if let (true, Basis::Attribute(_), Some(line)) = (has_rate, &schedule.basis, lines) {
            paid.converted_to(line, None, &mut needed);
        }
    }
    needed
}

fn of_fee(fee: &Fee, paid: &Paid, lines: Option<Currency>, needed: &mut BTreeSet<Currencies>) {
    if let Shape::Bands(Bands { currency: Some(currency), .. }) = &fee.shape {
        paid.converted_to(*currency, lines, needed);
    }
    let own = fee.plains().into_iter().flat_map(|plain| plain.amounts()).filter_map(|amount| amount.currency);
    for own in own {
        match lines {
            Some(line) => Currencies::add(own, Some(line), needed),
            None => paid.converted_from(own, needed),
        }
    }
    fee.shape.parts().into_iter().for_each(|part| of_fee(part, paid, lines, needed));
}

fn of_condition(
    condition: &Condition,
    paid: &Paid,
    lines: Option<Currency>,
    needed: &mut BTreeSet<Currencies>,
) {
    for test in &condition.tests {
        if let Accepts::RangeIn(_, currency) = &test.accepts {
            paid.converted_to(*currency, lines, needed);
        }
    }
    condition.any.iter().flatten().for_each(|branch| of_condition(branch, paid, lines, needed));
}

/// What must be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Currencies {
    from: Currency,
    /// `None`: whatever transactions are in.
    to: Option<Currency>,
}

impl Currencies {
    fn add(from: Currency, to: Option<Currency>, needed: &mut BTreeSet<Currencies>) {
        if to != Some(from) {
            needed.insert(Currencies { from, to });
        }
    }

    fn is_known(self, fx: &FxTable) -> bool {
        match self.to {
            Some(to) => fx.knows(self.from, to),
            None => fx.knows_any(self.from),
        }
    }
}

impl std::fmt::Display for Currencies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.to {
            Some(to) => write!(f, "{}/{to}", self.from),
            None => write!(f, "a rate of {}", self.from),
        }
    }
}

/// The currencies of the transactions that meet a condition, if it lists them.
struct Paid(Option<BTreeSet<Currency>>);

impl Paid {
    fn of(condition: &Condition) -> Paid {
        let listed = condition.tests.iter().find_map(|test| match &test.accepts {
            Accepts::OneOf(set) if test.attribute == id::CURRENCY => Some(&set.values),
            _ => None,
        });
        let currency = |value: &Value| match value {
            Value::Symbol(code) => Currency::parse(code),
            _ => None,
        };
        Paid(listed.map(|values| values.iter().filter_map(currency).collect()))
    }

    /// Those that meet another condition as well.
    fn and(&self, condition: &Condition) -> Paid {
        match (&self.0, Paid::of(condition).0) {
            (Some(own), Some(other)) => Paid(Some(own.intersection(&other).copied().collect())),
            (own, other) => Paid(other.or(own.clone())),
        }
    }

    /// An amount of the transaction is converted. Where nothing says what transactions are in, they are taken to be in
    /// the schedule's currency as a rule.
    fn converted_to(&self, to: Currency, lines: Option<Currency>, needed: &mut BTreeSet<Currencies>) {
        match &self.0 {
            Some(paid) => paid.iter().for_each(|from| Currencies::add(*from, Some(to), needed)),
            None => lines.into_iter().for_each(|from| Currencies::add(from, Some(to), needed)),
        }
    }

    /// An amount of the schedule is converted to the transaction's currency.
    fn converted_from(&self, from: Currency, needed: &mut BTreeSet<Currencies>) {
        match &self.0 {
            Some(paid) => paid.iter().for_each(|to| Currencies::add(from, Some(*to), needed)),
            None => Currencies::add(from, None, needed),
        }
    }
}
