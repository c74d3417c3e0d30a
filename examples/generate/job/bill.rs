//! What is billed for each transaction: its right costs, but for a planted fault.

use super::book::{Book, COMPONENTS};
use super::planted::{Fault, Planted};
use super::pricing::Costs;
use super::random::Random;
use super::transaction::{Transaction, World};
use super::vocabulary::REFUND;

/// One cent, in the ten-thousandths that costs are reckoned in.
const CENT: i64 = 100;

/// What was billed for one transaction, in ten-thousandths.
#[derive(Debug, Clone, Default)]
pub struct Billed {
    /// By component; `None` where no line bills it.
    pub amounts: [Option<i64>; COMPONENTS.len()],
    /// The component of which a line is there twice.
    pub twice: Option<u8>,
    /// For a component that the book does not have.
    pub strange: Option<i64>,
}

/// Bills transactions, some of them wrongly.
pub struct Biller<'a> {
    pub world: &'a World,
    pub book: &'a Book,
    pub faults_per_mille: u32,
    /// One amount per component, so no line can be there twice.
    pub wide: bool,
}

impl Biller<'_> {
    /// What is billed for the transaction with this number; a fault is counted in `planted`.
    pub fn bill(&self, number: u64, row: &Transaction, costs: Costs, planted: &mut Planted) -> Billed {
        let mut billed = Billed { amounts: costs.map(Some), ..Billed::default() };
        let mut random = Random::of(self.world.seed ^ 0x4641_554C, number);
        if !random.chance(self.faults_per_mille * 10) {
            return billed;
        }
        let component = random.below(COMPONENTS.len() as u32) as usize;
        let expected = costs[component];
        let mut fault = random.one(&Fault::ALL);
        let zero = expected == 0;
        if zero && matches!(fault, Fault::MissingLine | Fault::RepeatedLine | Fault::TurnedAmount) {
            fault = Fault::CentTooMuch;
        }
        match fault {
            Fault::WrongRate => match self.other_rate(row, costs[0], &mut random) {
                Some(wrong) => {
                    billed.amounts[0] = Some(wrong);
                    planted.count(fault, 0, Some((costs[0], wrong)));
                    return billed;
                }
                None => {
                    fault = Fault::CentTooMuch;
                    billed.amounts[component] = Some(expected + CENT);
                }
            },
            Fault::CentTooMuch => billed.amounts[component] = Some(expected + CENT),
            Fault::MissingLine => billed.amounts[component] = None,
            Fault::TurnedAmount => billed.amounts[component] = Some(-expected),
            Fault::RepeatedLine if self.wide => billed.amounts[component] = Some(2 * expected),
            Fault::RepeatedLine => billed.twice = Some(component as u8),
            Fault::StrangeComponent => billed.strange = Some(5 * CENT),
        }
        let both = billed.amounts[component].map(|wrong| (expected, wrong));
        planted.count(fault, component, both);
        billed
    }

    /// What another rule for the same currency gives, if there is one that gives something else.
    fn other_rate(&self, row: &Transaction, right: i64, random: &mut Random) -> Option<i64> {
        if row.event == REFUND {
            return None;
        }
        let currency = self.world.merchants.list[row.merchant as usize].currency;
        let rules = &self.book.rules[usize::from(currency)];
        (0..8).find_map(|_| {
            let rule = &rules[random.below(rules.len() as u32) as usize];
            let wrong = rule.fees[0].1.cost(row.cents) * CENT;
            (wrong != right).then_some(wrong)
        })
    }
}
