//! Costs that are rounded as a group: a line is compared within one minor unit, the group exactly.

use super::{Kind, Pair, Terms};
use crate::money::{Decimal, Overflow, add, plain, sub};

/// Costs that are rounded together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundedGroup {
    /// What its transactions share: `batch_id = B7`.
    pub name: String,
    /// The exact sum of its costs, rounded; `None` if a cost of the group is not known.
    pub rounded: Option<Decimal>,
}

/// The group that rounds a cost, as its place in the list of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InGroup {
    /// The place.
    pub group: usize,
    /// One minor unit of the currency.
    pub unit: Decimal,
}

/// What is known of one group once all pairs have a kind.
#[derive(Default)]
struct Found {
    /// The pairs that agree by themselves.
    agreed: Vec<usize>,
    billed: Decimal,
    /// A pair is disputed or unproven by itself, so that the sum says nothing more.
    open: bool,
}

/// Compares each group exactly. Where its sum is wrong, the lines that rounding would have explained are
/// disputed.
pub fn compare_groups(
    pairs: &mut [Pair],
    groups: &[RoundedGroup],
    components: &[String],
    terms: &Terms,
) -> Result<(), Overflow> {
    let mut found: Vec<Found> = groups.iter().map(|_| Found::default()).collect();
    for (place, pair) in pairs.iter().enumerate() {
        let Some(found) = pair.rounding.and_then(|rounding| found.get_mut(rounding.group)) else { continue };
        match pair.kind {
            Kind::Exact | Kind::WithinRounding => {
                found.agreed.push(place);
                found.billed = add(found.billed, pair.billed.unwrap_or_default())?;
            }
            _ => found.open = true,
        }
    }
    for (group, found) in groups.iter().zip(found) {
        let Some(rounded) = group.rounded.filter(|_| !found.open) else {
            let agreed = found.agreed.into_iter().filter(|pair| pairs[*pair].kind == Kind::WithinRounding);
            let pairs_of: Vec<usize> = agreed.collect();
            for place in pairs_of {
                pairs[place].reason =
                    format!("{}: not compared as a whole, for not all of it is proven", group.name);
            }
            continue;
        };
        let off = sub(found.billed, rounded)?;
        for place in found.agreed {
            let pair = &mut pairs[place];
            let explained = off.is_zero() || terms.tolerates(&components[pair.component], off);
            if pair.kind == Kind::WithinRounding && !explained {
                let amount = |amount| plain(amount, pair.currency);
                pair.reason = format!(
                    "{}: billed {}, its rounded sum is {}",
                    group.name,
                    amount(found.billed),
                    amount(rounded)
                );
                pair.kind = disputed(pair);
            }
        }
    }
    Ok(())
}

fn disputed(pair: &Pair) -> Kind {
    match (pair.billed, pair.variance) {
        (None, _) => Kind::Unbilled,
        (_, Some(variance)) if variance.is_sign_positive() => Kind::Overbilled,
        _ => Kind::Underbilled,
    }
}
