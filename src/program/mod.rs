//! Floor 3: the compiled book. Plain data that the evaluator runs.

use crate::facts::{AttributeId, Attributes};
use crate::money::Date;
use crate::schedule::{Covering, DatedFee, Derivation, Direction, Fee, LineCurrency, Rounding, Select, Test};

/// A book compiled for pricing.
#[derive(Debug, Clone)]
pub struct Program {
    /// The attributes of the book; a batch has one column place for each.
    pub attributes: Attributes,
    /// Attributes to compute before pricing.
    pub derived: Vec<Derivation>,
    /// The components in order.
    pub components: Vec<ComponentProgram>,
    /// Every distinct test of the book, once; predicates refer to them.
    pub tests: Vec<Test>,
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
}

/// What all lines of a schedule share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTerms {
    /// The currency of the lines.
    pub currency: LineCurrency,
    /// What percentages apply to.
    pub basis: AttributeId,
    /// How lines are rounded.
    pub rounding: Rounding,
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
            needed.extend([schedule.dated_by, schedule.terms.basis]);
            let fees =
                schedule.rules.iter().flat_map(|rule| &rule.fees).filter_map(|dated| dated.fee.as_ref());
            needed.extend(fees.filter_map(|fee| fee.per_unit.map(|part| part.attribute)));
        }
        needed.sort();
        needed.dedup();
        needed
    }
}

impl RuleProgram {
    /// The place and content of the fee in force on a day, if the rule exists then.
    pub fn fee_on(&self, date: Date) -> Option<(usize, &Fee)> {
        let started = self.fees.partition_point(|dated| dated.from.is_none_or(|from| from <= date));
        let place = started.checked_sub(1)?;
        self.fees[place].fee.as_ref().map(|fee| (place, fee))
    }
}
