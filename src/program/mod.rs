//! Floor 3: the compiled book. Plain data that the evaluator runs.

mod coding;
mod selector;

pub use coding::{Coding, UNKNOWN_CLASS};
pub use selector::{Candidate, FEW_WORDS, Factor, Found, Selector, Table};

use crate::facts::{AttributeId, Attributes};
use crate::money::{Currency, Date};
use crate::schedule::{
    AggregatePeriod, Basis, Covering, DatedFee, Derivation, Direction, Fee, LineCurrency, Measure, Rounding,
    Select, Test,
};

/// A book compiled for pricing.
#[derive(Debug, Clone)]
pub struct Program {
    /// The attributes of the book; a batch has one column place for each.
    pub attributes: Attributes,
    /// Attributes to compute before pricing.
    pub derived: Vec<Derivation>,
    /// Totals to compute before pricing.
    pub aggregates: Vec<AggregateProgram>,
    /// The components in order.
    pub components: Vec<ComponentProgram>,
    /// Every distinct test of the book, once; predicates refer to them.
    pub tests: Vec<Test>,
}

/// A total over the transactions that share a key and a period.
#[derive(Debug, Clone)]
pub struct AggregateProgram {
    /// The attribute that holds it.
    pub attribute: AttributeId,
    /// What is added up.
    pub measure: Measure,
    /// Which transactions are counted; of a share, which are its part.
    pub filter: Predicate,
    /// The attributes whose values are the key.
    pub per: Vec<AttributeId>,
    /// How long it runs.
    pub period: AggregatePeriod,
    /// The date that puts a transaction into a period.
    pub dated_by: AttributeId,
    /// What amounts are converted to.
    pub currency: Option<Currency>,
    /// Graduated tiers need the total before each transaction.
    pub graduated: bool,
}

/// One component and the schedules that may price it.
#[derive(Debug, Clone)]
pub struct ComponentProgram {
    /// Its name.
    pub name: String,
    /// How many schedules may cover a transaction.
    pub covering: Covering,
    /// Its schedules, in the order of the book.
    pub schedules: Vec<ScheduleProgram>,
    /// What its conditions tell apart.
    pub codings: Vec<Coding>,
    /// Which of its schedules may cover a transaction.
    pub covers: Selector,
}

/// One schedule.
#[derive(Debug, Clone)]
pub struct ScheduleProgram {
    /// Its id.
    pub id: String,
    /// What its lines are made of.
    pub terms: LineTerms,
    /// Which true rules give lines.
    pub select: Select,
    /// The date that chooses the rate.
    pub dated_by: AttributeId,
    /// Rules' conditions on unknown attributes are false.
    pub unknown_is_no: bool,
    /// The transactions it must price.
    pub covers: Predicate,
    /// Its rules in order.
    pub rules: Vec<RuleProgram>,
    /// What is added to the fees of its rules.
    pub adjustments: Vec<AdjustmentProgram>,
    /// How its rules are selected.
    pub selection: Selection,
}

/// How the rules of a schedule are selected.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Which rules have a fee in force and may apply, where the day that chooses the rate is known.
    pub rules: Selector,
    /// Which adjustments may apply.
    pub adjustments: Selector,
    /// For each class of that day whether any rule has a fee.
    pub in_force: Vec<bool>,
    /// The place of the coding of that day.
    pub day: usize,
    /// The places of the codings of the attributes that name its rounded groups.
    pub group: Vec<usize>,
}

/// What all lines of a schedule share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineTerms {
    /// The currency of the lines.
    pub currency: LineCurrency,
    /// What percentages apply to.
    pub basis: Basis,
    /// How lines are rounded.
    pub rounding: Rounding,
    /// The attributes whose values name the group that is rounded.
    pub group: Vec<AttributeId>,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct RuleProgram {
    /// Its id.
    pub id: String,
    /// Its name; empty if it has none.
    pub name: String,
    /// When it applies.
    pub when: Predicate,
    /// Its fees, the oldest first.
    pub fees: Vec<DatedFee>,
    /// Which way the money flows.
    pub direction: Direction,
    /// What billers call it.
    pub billed_as: Vec<String>,
    /// The adjustments that may apply, as places in [`ScheduleProgram::adjustments`].
    pub adjustments: Vec<usize>,
}

/// What is added to the fee of a selected rule.
#[derive(Debug, Clone)]
pub struct AdjustmentProgram {
    /// Its id.
    pub id: String,
    /// When it applies.
    pub when: Predicate,
    /// What is added, the oldest first.
    pub add: Vec<DatedFee>,
}

/// A condition whose tests are places in [`Program::tests`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Predicate {
    /// All of these are true,
    pub tests: Vec<usize>,
    /// and of each of these at least one.
    pub any: Vec<Vec<Predicate>>,
}

impl Program {
    /// The component with this name.
    pub fn component(&self, name: &str) -> Option<usize> {
        self.components.iter().position(|component| component.name == name)
    }

    /// Every attribute that pricing may look at, in order.
    pub fn needed(&self) -> Vec<AttributeId> {
        let mut needed: Vec<AttributeId> = self.tests.iter().map(|test| test.attribute).collect();
        for schedule in self.components.iter().flat_map(|component| &component.schedules) {
            needed.push(schedule.dated_by);
            needed.extend(&schedule.terms.group);
            if let Basis::Attribute(basis) = schedule.terms.basis {
                needed.push(basis);
            }
            let fees =
                schedule.rules.iter().flat_map(|rule| &rule.fees).filter_map(|dated| dated.fee.as_ref());
            needed.extend(fees.flat_map(Fee::attributes));
        }
        for aggregate in &self.aggregates {
            needed.push(aggregate.dated_by);
            needed.extend(&aggregate.per);
            needed.extend(aggregate.measure.attribute());
        }
        needed.sort();
        needed.dedup();
        needed
    }
}

impl Predicate {
    /// Adds every test in it, also of its branches, as places in [`Program::tests`].
    pub fn all_tests(&self, found: &mut Vec<usize>) {
        found.extend(&self.tests);
        self.any.iter().flatten().for_each(|branch| branch.all_tests(found));
    }
}

impl RuleProgram {
    /// The place and content of the fee in force on a day, if the rule exists then.
    pub fn fee_on(&self, date: Date) -> Option<(usize, &Fee)> {
        DatedFee::on(&self.fees, date)
    }
}
