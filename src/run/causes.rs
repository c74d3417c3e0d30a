//! Why an amount differs: the mistake that gives exactly the billed amount, if one of those that
//! billers make does. A cause is the same sentence for the same mistake, so that findings group.

use crate::diagnostic::nearest;
use crate::facts::Batch;
use crate::money::{self, Currency, Decimal};
use crate::price::{OtherRules, Repricer};
use crate::program::Program;
use crate::reconcile::{Kind, Pair};

/// What causes are worked out from.
pub struct Explainer<'a> {
    pub program: &'a Program,
    pub batch: &'a Batch,
    /// The components in the order of reports.
    pub components: &'a [String],
    pub repricer: Repricer<'a>,
    pub others: &'a OtherRules,
}

impl Explainer<'_> {
    /// The cause of a pair in words; empty for an agreed one.
    pub fn cause(&self, pair: &Pair) -> String {
        match pair.kind {
            Kind::Exact => String::new(),
            // The sum of its group is wrong.
            Kind::Overbilled | Kind::Underbilled | Kind::Unbilled if !pair.reason.is_empty() => {
                pair.reason.clone()
            }
            Kind::Overbilled | Kind::Underbilled => self.of_variance(pair),
            Kind::Unexpected => self.of_unexpected(pair),
            Kind::Unbilled => "expected, and no line bills it".to_owned(),
            Kind::Duplicate => "an identical line is billed for the same transaction".to_owned(),
            Kind::WithinRounding if !pair.reason.is_empty() => pair.reason.clone(),
            Kind::WithinRounding => "within the rounding of its group, which adds up".to_owned(),
            Kind::WithinTolerance => "within the tolerance of the config".to_owned(),
            Kind::WrongCurrency
            | Kind::Unpriced
            | Kind::UnknownAttribute
            | Kind::NoRate
            | Kind::NotYetBilled => pair.reason.clone(),
        }
    }

    fn of_unexpected(&self, pair: &Pair) -> String {
        let name = &self.components[pair.component];
        match (self.program.component(name), pair.rows.first()) {
            (None, _) => undeclared(name, self.program.components.iter().map(|known| known.name.as_str())),
            (Some(_), None) => "no transaction of the input has this id and event".to_owned(),
            (Some(_), Some(row)) => {
                let event = self.batch.symbol(crate::facts::id::EVENT, *row).unwrap_or("unknown event");
                format!("no schedule of {name} covers this {}", event.replace('_', " "))
            }
        }
    }

    fn of_variance(&self, pair: &Pair) -> String {
        let (Some(expected), Some(billed), Some(currency)) = (pair.expected, pair.billed, pair.currency)
        else {
            return String::new();
        };
        // A cent is more likely a rounding than a rule that happens to come to the same amount.
        if let Some(mistake) = self.mistake(pair, (billed, currency), is_about_a_cent(pair, currency)) {
            return format!("billed {mistake}");
        }
        simple_mistake(expected, billed)
            .unwrap_or_else(|| "no rate of the schedule gives the billed amount".to_owned())
    }

    fn mistake(&self, pair: &Pair, billed: (Decimal, Currency), rounding_first: bool) -> Option<String> {
        let [row] = pair.rows[..] else { return None };
        let component = self.program.component(&self.components[pair.component])?;
        self.repricer.mistake((row, component), billed, self.others, rounding_first)
    }
}

fn undeclared<'a>(name: &str, declared: impl IntoIterator<Item = &'a str>) -> String {
    let meant = nearest(name, declared).map(|known| format!("; did you mean {known}?"));
    format!("the book declares no component {name}{}", meant.unwrap_or_default())
}

fn is_about_a_cent(pair: &Pair, currency: Currency) -> bool {
    let cent = Decimal::new(1, currency.minor_unit());
    pair.variance.is_some_and(|variance| variance.abs() <= cent)
}

fn simple_mistake(expected: Decimal, billed: Decimal) -> Option<String> {
    if expected == -billed {
        return Some("billed with the sign turned".to_owned());
    }
    (2..=5).find_map(|times| {
        let multiple = money::mul(expected, Decimal::from(times)).ok()?;
        (multiple == billed).then(|| format!("billed {times} times over"))
    })
}

#[cfg(test)]
mod tests {
    use super::undeclared;

    #[test]
    fn a_component_that_the_book_does_not_declare_comes_with_the_nearest_one() {
        let declared = ["interchange", "scheme_fee"];
        assert_eq!(
            undeclared("scheme_fees", declared),
            "the book declares no component scheme_fees; did you mean scheme_fee?"
        );
        assert_eq!(undeclared("tax", declared), "the book declares no component tax");
    }
}
