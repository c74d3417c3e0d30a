//! Costs that are rounded as a group: a line is compared within one minor unit, the group exactly.

use super::{Expected, Kind, Pair, Terms};
use crate::money::{Decimal, Overflow, add, plain, sub};
use std::collections::BTreeMap;

/// Costs that are rounded together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundedGroup {
    /// What its transactions share: `batch_id = B7`.
    pub name: String,
    /// What its costs come to: their exact sum, rounded, with the costs of other schedules that are billed
    /// with them; `None` if a cost of the group is not known.
    pub sum: Option<Decimal>,
}

/// The group that rounds a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InGroup {
    /// Its place in the list of groups.
    pub group: usize,
    /// One minor unit for each line that is rounded with the group.
    pub bound: Decimal,
}

/// How the expected cost of a pair is rounded with groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InGroups {
    /// The groups, each once; the rows of one transaction may lie in several.
    pub groups: Vec<usize>,
    /// One minor unit for each line.
    pub bound: Decimal,
}

impl InGroups {
    /// The groups of the costs of one pair; none if no cost is rounded with one.
    pub fn of(costs: &[&Expected]) -> Result<Option<InGroups>, Overflow> {
        let mut found = InGroups { groups: Vec::new(), bound: Decimal::ZERO };
        for rounding in costs.iter().filter_map(|cost| cost.rounding) {
            found.bound = add(found.bound, rounding.bound)?;
            if !found.groups.contains(&rounding.group) {
                found.groups.push(rounding.group);
            }
        }
        Ok((!found.groups.is_empty()).then_some(found))
    }
}

/// What is known of groups once pairs have a kind. Parts of it are added up.
#[derive(Debug, Clone, Default)]
pub struct GroupsFound(BTreeMap<usize, Found>);

#[derive(Debug, Clone, Copy, Default)]
struct Found {
    billed: Decimal,
    /// A pair is disputed or unproven by itself, or lies in another group too, so that the sum says
    /// nothing more.
    open: bool,
    /// Of the pairs that rounding would explain, some are billed too much, or too little.
    over: bool,
    under: bool,
    component: Option<usize>,
}

impl GroupsFound {
    /// Takes a pair.
    pub fn add(&mut self, pair: &Pair) -> Result<(), Overflow> {
        let Some(rounding) = &pair.rounding else { return Ok(()) };
        let agrees = matches!(pair.kind, Kind::Exact | Kind::WithinRounding | Kind::WithinTolerance);
        let rounded = pair.kind == Kind::WithinRounding;
        for group in &rounding.groups {
            let found = self.0.entry(*group).or_default();
            found.component = Some(pair.component);
            found.open |= !agrees || rounding.groups.len() > 1;
            if agrees {
                found.billed = add(found.billed, pair.billed.unwrap_or_default())?;
            }
            found.over |= rounded && goes(pair, true);
            found.under |= rounded && goes(pair, false);
        }
        Ok(())
    }

    /// Takes what is known of other pairs.
    pub fn merge(&mut self, other: &GroupsFound) -> Result<(), Overflow> {
        for (group, more) in &other.0 {
            let found = self.0.entry(*group).or_default();
            found.billed = add(found.billed, more.billed)?;
            found.open |= more.open;
            found.over |= more.over;
            found.under |= more.under;
            found.component = found.component.or(more.component);
        }
        Ok(())
    }

    /// Compares each group exactly.
    pub fn judge(
        self,
        groups: &[RoundedGroup],
        components: &[String],
        terms: &Terms,
    ) -> Result<GroupVerdicts, Overflow> {
        let judged = groups.iter().enumerate().map(|(place, group)| {
            let found = self.0.get(&place).copied().unwrap_or_default();
            let Some(sum) = group.sum.filter(|_| !found.open) else { return Ok(GroupVerdict::Open) };
            let off = sub(found.billed, sum)?;
            let tolerated = found.component.is_some_and(|place| terms.tolerates(&components[place], off));
            if off.is_zero() || tolerated {
                return Ok(GroupVerdict::Agreed);
            }
            let over = found.billed > sum;
            // The lines that go the way in which the group is off; all of them, if none does.
            let all = !if over { found.over } else { found.under };
            Ok(GroupVerdict::Off { billed: found.billed, sum, all })
        });
        judged.collect::<Result<_, _>>().map(GroupVerdicts)
    }
}

/// How each group came out.
#[derive(Debug, Clone, Default)]
pub struct GroupVerdicts(Vec<GroupVerdict>);

#[derive(Debug, Clone, Copy)]
enum GroupVerdict {
    Agreed,
    /// It cannot be compared.
    Open,
    /// Its sum is wrong.
    Off {
        billed: Decimal,
        sum: Decimal,
        all: bool,
    },
}

impl GroupVerdicts {
    /// What the groups of a pair make of it. Where a sum is wrong, the lines that rounding would have explained are
    /// disputed; where it cannot be compared, a line that is not billed at all is missing.
    pub fn apply(&self, pair: &mut Pair, groups: &[RoundedGroup]) {
        let Some(rounding) = &pair.rounding else { return };
        let mut mine = rounding.groups.clone();
        mine.sort_unstable();
        for group in mine {
            if pair.kind != Kind::WithinRounding {
                return;
            }
            match self.0[group] {
                GroupVerdict::Agreed => {}
                GroupVerdict::Open => leave_open(pair, &groups[group]),
                GroupVerdict::Off { billed, sum, all } => {
                    if all || goes(pair, billed > sum) {
                        dispute(pair, &groups[group], (billed, sum));
                    }
                }
            }
        }
    }
}

/// Whether a pair is billed too much (`over`), or too little.
fn goes(pair: &Pair, over: bool) -> bool {
    pair.variance.is_some_and(|variance| variance.is_sign_positive() == over)
}

/// Compares each group of the pairs exactly.
pub fn compare_groups(
    pairs: &mut [Pair],
    groups: &[RoundedGroup],
    components: &[String],
    terms: &Terms,
) -> Result<(), Overflow> {
    let mut found = GroupsFound::default();
    pairs.iter().try_for_each(|pair| found.add(pair))?;
    let verdicts = found.judge(groups, components, terms)?;
    pairs.iter_mut().for_each(|pair| verdicts.apply(pair, groups));
    Ok(())
}

/// Only an exact sum could excuse a line that is not billed.
fn leave_open(pair: &mut Pair, group: &RoundedGroup) {
    if pair.billed.is_none() {
        pair.kind = Kind::Unbilled;
    } else {
        pair.reason = format!("{}: not compared as a whole, for not all of it is proven", group.name);
    }
}

fn dispute(pair: &mut Pair, group: &RoundedGroup, (billed, sum): (Decimal, Decimal)) {
    let amount = |amount| plain(amount, pair.currency);
    pair.reason = format!("{}: billed {}, its rounded sum is {}", group.name, amount(billed), amount(sum));
    pair.kind = match (pair.billed, pair.variance) {
        (None, _) => Kind::Unbilled,
        (_, Some(variance)) if variance.is_sign_positive() => Kind::Overbilled,
        _ => Kind::Underbilled,
    };
}
