//! Steps of bands and tiers that no transaction of their rule reaches.

use super::covered::Covered;
use super::space::{Answer, Budget, Regions, meet};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::AttributeId;
use crate::money::{Currency, Decimal};
use crate::schedule::{Bands, Fee, Rule, Shape, Step, Tiering, Tiers};

pub fn check(covered: &Covered<'_>, budget: &mut Budget, diagnostics: &mut Vec<Diagnostic>) {
    for (place, rule) in covered.schedule.rules.iter().enumerate() {
        let ends = rule.fees.iter().skip(1).map(|dated| dated.from).chain([None]);
        for (dated, end) in rule.fees.iter().zip(ends) {
            let Some(fee) = dated.fee.as_ref().filter(|fee| !fee.shape.parts().is_empty()) else {
                continue;
            };
            let met = meet(&covered.of_rule(place), &covered.days(dated.from, end));
            // If no transaction meets the rule at all, its steps are not what is wrong.
            if !matches!(covered.ask(met.clone(), Some(Vec::new()), budget), Answer::None(_)) {
                Steps { covered, rule, budget, diagnostics }.of_fee(fee, &met);
            }
        }
    }
}

struct Steps<'c, 'b> {
    covered: &'c Covered<'b>,
    rule: &'c Rule,
    budget: &'c mut Budget,
    diagnostics: &'c mut Vec<Diagnostic>,
}

impl Steps<'_, '_> {
    /// Looks at every step inside a fee that prices the transactions of a region.
    fn of_fee(&mut self, fee: &Fee, met: &Regions) {
        match &fee.shape {
            Shape::Plain(_) | Shape::Unpublished => {}
            Shape::LesserOf(parts) | Shape::GreaterOf(parts) => {
                parts.iter().for_each(|part| self.of_fee(part, met));
            }
            Shape::Bands(Bands { by, currency, steps }) => self.of_steps(*by, *currency, steps, false, met),
            Shape::Tiers(Tiers { tiering, on, steps }) => {
                self.of_steps(*on, None, steps, *tiering == Tiering::Graduated, met);
            }
        }
    }

    /// A transaction reaches every graduated step that begins below the period's total.
    fn of_steps(
        &mut self,
        by: AttributeId,
        currency: Option<Currency>,
        steps: &[Step],
        graduated: bool,
        met: &Regions,
    ) {
        let covered = self.covered;
        let mut from: Option<Decimal> = None;
        for step in steps {
            let below = step.below.filter(|_| !graduated);
            let inside = Some(covered.space.between(by, currency, (from, below), covered.mode()));
            let reached = meet(met, &inside);
            let name = covered.book.attributes.name(by);
            match covered.ask(reached.clone(), Some(Vec::new()), self.budget) {
                Answer::Found(_) | Answer::WithRates { sure: true } => self.of_fee(&step.fee, &reached),
                Answer::None(_) => {
                    let message =
                        format!("no transaction of `{}` has its `{name}` in this step", self.rule.id);
                    let finding = Diagnostic::warning(Code::UnreachableStep, message)
                        .at(step.span.clone(), format!("the fee `{}` is never due", step.fee.text))
                        .at(self.rule.span.clone(), "none that this rule prices with this fee lies in it")
                        .help("correct the ends of the steps, or what lets no transaction into this one; of one step make a fee");
                    self.diagnostics.push(finding);
                }
                answer => {
                    let question = format!("whether a transaction of `{}` reaches this step", self.rule.id);
                    self.diagnostics.push(covered.undecided(&answer, question, step.span.clone()));
                }
            }
            from = step.below;
        }
    }
}
