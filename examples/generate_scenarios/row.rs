//! A transaction with what it should cost and what is billed for it.

use crate::answer_key::planted::{Planted, Sides};
use rust_decimal::Decimal;

/// What a cost should be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    Amount(Decimal),
    Nothing,
    /// Not published, or it rests on a fact that is not known.
    Unproven,
}

#[derive(Clone)]
pub(crate) struct Cost {
    pub(crate) component: &'static str,
    pub(crate) due: Due,
    pub(crate) billed: Option<Decimal>,
}

/// `F` are the facts of the transaction.
#[derive(Clone)]
pub(crate) struct Row<F> {
    pub(crate) id: String,
    pub(crate) event: &'static str,
    pub(crate) facts: F,
    pub(crate) currency: &'static str,
    pub(crate) billed_currency: &'static str,
    pub(crate) costs: Vec<Cost>,
    pub(crate) copies: usize,
    /// The number of the fault that it carries.
    pub(crate) fault: Option<usize>,
}

impl<F> Row<F> {
    /// Without costs; `rightly` adds them.
    pub(crate) fn new(id: String, event: &'static str, currency: &'static str, facts: F) -> Row<F> {
        Row {
            id,
            event,
            facts,
            currency,
            billed_currency: currency,
            costs: Vec::new(),
            copies: 1,
            fault: None,
        }
    }

    /// Adds a cost that is billed as it should be.
    pub(crate) fn rightly(&mut self, component: &'static str, amount: Decimal) {
        self.costs.push(Cost { component, due: Due::Amount(amount), billed: Some(amount) });
    }

    /// Adds a cost that nobody can prove.
    pub(crate) fn unproven(&mut self, component: &'static str, billed: Option<Decimal>) {
        self.costs.push(Cost { component, due: Due::Unproven, billed });
    }

    pub(crate) fn due(&self, component: &str) -> Option<Decimal> {
        self.costs.iter().find(|cost| cost.component == component).and_then(|cost| match cost.due {
            Due::Amount(amount) => Some(amount),
            Due::Nothing | Due::Unproven => None,
        })
    }

    pub(crate) fn billed(&self, component: &str) -> Option<Decimal> {
        self.costs.iter().find(|cost| cost.component == component).and_then(|cost| cost.billed)
    }

    /// Bills another amount, or one for what should cost nothing.
    pub(crate) fn charge(&mut self, component: &'static str, amount: Decimal) -> Option<()> {
        self.bill(component, Some(amount))
    }

    /// Bills nothing.
    pub(crate) fn leave_out(&mut self, component: &'static str) -> Option<()> {
        self.bill(component, None)
    }

    fn bill(&mut self, component: &'static str, billed: Option<Decimal>) -> Option<()> {
        match self.costs.iter_mut().find(|cost| cost.component == component) {
            Some(cost) => cost.billed = billed,
            None => self.costs.push(Cost { component, due: Due::Nothing, billed }),
        }
        Some(())
    }

    /// Bills everything twice.
    pub(crate) fn double(&mut self) -> Option<()> {
        self.copies = 2;
        Some(())
    }

    /// Every wrong cost, as it must be found.
    pub(crate) fn wrong(&self, fault: usize) -> Vec<Planted> {
        let provable = self.costs.iter().filter(|cost| cost.due != Due::Unproven);
        let found = provable.filter_map(|cost| {
            let expected = self.due(cost.component);
            let billed = cost.billed;
            let other_currency = self.billed_currency != self.currency;
            let kind = Sides { expected, billed, doubled: self.copies > 1, other_currency }.kind()?;
            Some(Planted {
                fault,
                transaction_id: self.id.clone(),
                event: self.event,
                component: cost.component,
                kind,
                expected: expected.filter(|_| kind != "duplicate").map(written),
                billed: billed.map(written),
                currency: self.billed_currency,
            })
        });
        found.collect()
    }
}

/// Without zeros at the end, but to the cent at least.
pub(crate) fn written(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}
