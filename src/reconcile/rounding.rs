//! Costs that are rounded as a group: a line is compared within one minor unit, the group exactly.

use super::{Expected, Kind, Pair, Terms};
use crate::money::{Decimal, Overflow, add, plain, sub};

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

/// What is known of one group once all pairs have a kind.
#[derive(Default)]
struct Found {
    /// The pairs that agree by themselves.
    agreed: Vec<usize>,
    billed: Decimal,
    /// A pair is disputed or unproven by itself, or lies in another group too, so that the sum says
    /// nothing more.
    open: bool,
}

/// Compares each group exactly. Where its sum is wrong, the lines that rounding would have explained are
/// disputed; where it cannot be compared, a line that is not billed at all is missing.
pub fn compare_groups(
    pairs: &mut [Pair],
    groups: &[RoundedGroup],
    components: &[String],
    terms: &Terms,
) -> Result<(), Overflow> {
    let mut found: Vec<Found> = groups.iter().map(|_| Found::default()).collect();
    for (place, pair) in pairs.iter().enumerate() {
        let Some(rounding) = &pair.rounding else { continue };
        let agrees = matches!(pair.kind, Kind::Exact | Kind::WithinRounding | Kind::WithinTolerance);
        for group in &rounding.groups {
            let found = &mut found[*group];
            found.open |= !agrees || rounding.groups.len() > 1;
            if agrees {
                found.agreed.push(place);
                found.billed = add(found.billed, pair.billed.unwrap_or_default())?;
            }
        }
    }
    for (group, found) in groups.iter().zip(found) {
        let within = |place: &usize| pairs[*place].kind == Kind::WithinRounding;
        let lines: Vec<usize> = found.agreed.iter().copied().filter(within).collect();
        match group.sum.filter(|_| !found.open) {
            None => leave_open(pairs, lines, group),
            Some(sum) => {
                let off = sub(found.billed, sum)?;
                let component = lines.first().map(|place| components[pairs[*place].component].as_str());
                if !off.is_zero() && !component.is_some_and(|component| terms.tolerates(component, off)) {
                    dispute(pairs, lines, group, (found.billed, sum));
                }
            }
        }
    }
    Ok(())
}

/// Only an exact sum could excuse a line that is not billed.
fn leave_open(pairs: &mut [Pair], lines: Vec<usize>, group: &RoundedGroup) {
    for place in lines {
        let pair = &mut pairs[place];
        if pair.billed.is_none() {
            pair.kind = Kind::Unbilled;
        } else {
            pair.reason = format!("{}: not compared as a whole, for not all of it is proven", group.name);
        }
    }
}

/// Disputes the lines that go the way in which the group is off; all of them, if none does.
fn dispute(pairs: &mut [Pair], lines: Vec<usize>, group: &RoundedGroup, (billed, sum): (Decimal, Decimal)) {
    let over = billed > sum;
    let goes =
        |place: &usize| pairs[*place].variance.is_some_and(|variance| variance.is_sign_positive() == over);
    let some_go = lines.iter().any(goes);
    let lines: Vec<usize> = lines.into_iter().filter(|place| !some_go || goes(place)).collect();
    for place in lines {
        let pair = &mut pairs[place];
        let amount = |amount| plain(amount, pair.currency);
        pair.reason =
            format!("{}: billed {}, its rounded sum is {}", group.name, amount(billed), amount(sum));
        pair.kind = match (pair.billed, pair.variance) {
            (None, _) => Kind::Unbilled,
            (_, Some(variance)) if variance.is_sign_positive() => Kind::Overbilled,
            _ => Kind::Underbilled,
        };
    }
}
