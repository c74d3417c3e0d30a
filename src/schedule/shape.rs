//! Larger fees: tables whose parts are fees again. What each shape means, and how it is written.

use super::read::{Scope, fees, values};
use super::{Fee, Plain};
use crate::diagnostic::{Code, Diagnostic, Node, Span, Table};
use crate::facts::{AttributeId, Kind};
use crate::money::{self, Currency, Decimal};

/// What a fee is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// Percentage, fixed part, price per unit, floor and cap.
    Plain(Plain),
    /// The part that costs least; of equal ones the first.
    LesserOf(Vec<Fee>),
    /// The part that costs most; of equal ones the first.
    GreaterOf(Vec<Fee>),
    /// The step that a number of the transaction lies in prices the whole.
    Bands(Bands),
    /// Steps of an aggregate.
    Tiers(Tiers),
    /// Charged, and the publication that the schedule rests on does not print how much. Never a part of another.
    Unpublished,
}

/// Steps of a number of the transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bands {
    /// The number.
    pub by: AttributeId,
    /// An amount is converted to this currency first; `None`: bounds are in the transaction's.
    pub currency: Option<Currency>,
    /// The steps, ascending.
    pub steps: Vec<Step>,
}

/// Steps of an aggregate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers {
    /// What a step prices.
    pub tiering: Tiering,
    /// The aggregate.
    pub on: AttributeId,
    /// The steps, ascending; plain fees if graduated.
    pub steps: Vec<Step>,
}

/// What a step prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tiering {
    /// The part of the running total that lies in it.
    Graduated,
    /// Everything, if the period's total reaches it.
    Whole,
}

/// One step, from where the one before ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it ends, itself outside; `None` for the last one.
    pub below: Option<Decimal>,
    /// The fee inside it.
    pub fee: Fee,
    /// Where it stands.
    pub span: Span,
}

/// A figure or a fee inside a larger fee.
pub enum Piece<'f> {
    /// A bound of a step: the word before it, the number, and where the step stands.
    Bound(&'static str, &'f mut Decimal, Span),
    /// A part, and where it stands if it is a step.
    Part(&'f mut Fee, Option<Span>),
}

impl Step {
    /// The place of the step that a number lies in. The last step has no end, so there is one.
    pub fn of(steps: &[Step], number: Decimal) -> usize {
        steps.iter().position(|step| step.below.is_none_or(|below| number < below)).unwrap_or(0)
    }
}

impl Shape {
    /// The fees it is made of; none of a plain or unpublished one.
    pub fn parts(&self) -> Vec<&Fee> {
        match self {
            Shape::Plain(_) | Shape::Unpublished => Vec::new(),
            Shape::LesserOf(parts) | Shape::GreaterOf(parts) => parts.iter().collect(),
            Shape::Bands(Bands { steps, .. }) | Shape::Tiers(Tiers { steps, .. }) => {
                steps.iter().map(|step| &step.fee).collect()
            }
        }
    }

    /// Its parts, where each is a step.
    pub fn steps(&self) -> &[Step] {
        match self {
            Shape::Bands(Bands { steps, .. }) | Shape::Tiers(Tiers { steps, .. }) => steps,
            _ => &[],
        }
    }

    /// The currency of the bounds of its steps, if they name one.
    pub fn currency(&self) -> Option<Currency> {
        match self {
            Shape::Bands(bands) => bands.currency,
            _ => None,
        }
    }

    /// The aggregate whose running total it needs.
    pub fn graduated_on(&self) -> Option<AttributeId> {
        match self {
            Shape::Tiers(tiers) if tiers.tiering == Tiering::Graduated => Some(tiers.on),
            _ => None,
        }
    }

    /// The step at this place as it is declared: `below 1000`, `from 1000`.
    pub fn step_text(&self, place: usize) -> Option<String> {
        let ends = self.steps().get(place)?.below;
        let begins = place.checked_sub(1).and_then(|before| self.steps()[before].below);
        Some(match (self, ends) {
            (Shape::Bands(_), Some(end)) => format!("below {}", money::plain(end, None)),
            _ => format!("from {}", money::plain(begins.unwrap_or_default(), None)),
        })
    }

    /// Whether its steps ascend, as the reader demands of them.
    pub fn ascends(&self) -> bool {
        let start = matches!(self, Shape::Tiers(_)).then_some(Decimal::ZERO);
        let ends: Vec<Decimal> =
            start.into_iter().chain(self.steps().iter().filter_map(|step| step.below)).collect();
        ends.is_sorted_by(|before, end| before < end)
    }

    /// Its bounds and parts in the order of the file, to be changed.
    pub fn pieces_mut(&mut self) -> Vec<Piece<'_>> {
        match self {
            Shape::Plain(_) | Shape::Unpublished => Vec::new(),
            Shape::LesserOf(parts) | Shape::GreaterOf(parts) => {
                parts.iter_mut().map(|part| Piece::Part(part, None)).collect()
            }
            Shape::Bands(Bands { steps, .. }) => {
                let mut pieces = Vec::new();
                for Step { below, fee, span } in steps {
                    let bound = below.as_mut().map(|below| Piece::Bound("below ", below, span.clone()));
                    pieces.extend(bound);
                    pieces.push(Piece::Part(fee, Some(span.clone())));
                }
                pieces
            }
            // A step of tiers says where it begins, which is where the one before it ends.
            Shape::Tiers(Tiers { steps, .. }) => {
                let (mut pieces, mut begins) = (Vec::new(), None);
                for Step { below, fee, span } in steps {
                    let bound: Option<&mut Decimal> = begins.take();
                    pieces.extend(bound.map(|bound| Piece::Bound("from ", bound, span.clone())));
                    pieces.push(Piece::Part(fee, Some(span.clone())));
                    begins = below.as_mut();
                }
                pieces
            }
        }
    }

    /// The attribute that chooses among its parts.
    pub fn attribute(&self) -> Option<AttributeId> {
        match self {
            Shape::Bands(bands) => Some(bands.by),
            Shape::Tiers(tiers) => Some(tiers.on),
            _ => None,
        }
    }
}

/// The keys of which a fee has one.
const SHAPES: [&str; 4] = ["lesser_of", "greater_of", "bands", "tiers"];

/// The keys that make a table a fee and not a list of dates.
const KEYS: [&str; 6] = ["lesser_of", "greater_of", "bands", "tiers", "steps", "shortfall"];

/// Whether a value is a fee that is a table.
pub(super) fn is_shape(node: &Node<'_>) -> bool {
    KEYS.iter().any(|key| node.has(key))
}

/// Reads a fee that is a table.
pub(super) fn read(mut table: Table<'_>, scope: Scope<'_>) -> Option<Fee> {
    let shapes: Vec<&str> = SHAPES.into_iter().filter(|key| table.has(key)).collect();
    if let [first, .., last] = shapes[..] {
        let message = format!("a fee has one shape, not both `{first}` and `{last}`");
        let fault = Diagnostic::error(Code::MalformedFee, message).at(table.span(), "which of them?");
        table.document().report(fault.help("make one of them a part of the other, or take it out"));
        return None;
    }
    let fee = if table.has("shortfall") {
        table.refuse("shortfall", "a period minimum");
        table.take("of");
        None
    } else if let Some(node) = table.take("lesser_of") {
        parts(node, scope).map(|parts| Fee {
            text: format!("the lesser of {}", listed(&parts, "and")),
            shape: Shape::LesserOf(parts),
        })
    } else if let Some(node) = table.take("greater_of") {
        parts(node, scope).map(|parts| Fee {
            text: format!("the greater of {}", listed(&parts, "and")),
            shape: Shape::GreaterOf(parts),
        })
    } else if table.has("tiers") {
        tiers(&mut table, scope)
    } else {
        bands(&mut table, scope)
    };
    table.finish();
    fee
}

fn parts(node: Node<'_>, scope: Scope<'_>) -> Option<Vec<Fee>> {
    let (span, document) = (node.span(), node.document());
    let items = node.items()?;
    let count = items.len();
    let parts: Vec<Fee> = items.into_iter().filter_map(|item| fees::one(item, scope)).collect();
    if count == 1 {
        let message = "there is nothing to choose between: it is one fee";
        let fault = Diagnostic::error(Code::MalformedFee, message).at(span, "one fee only");
        document.report(fault.help("name two or more fees, or write this one as a text"));
        return None;
    }
    (parts.len() == count).then_some(parts)
}

fn bands(table: &mut Table<'_>, scope: Scope<'_>) -> Option<Fee> {
    let document = table.document();
    let vocabulary = scope.names.vocabulary;
    let name = table.require("bands").and_then(Node::text);
    let by = name.as_ref().and_then(|name| vocabulary.of_kind(name, &Kind::NUMBERS, document));
    let currency = match table.take("currency").map(|node| (node.span(), node.text())) {
        None => Some(None),
        Some((span, text)) => {
            let money = by.is_none_or(|by| vocabulary.attributes.get(by).kind == Kind::Money);
            if !money {
                let fault = Diagnostic::error(Code::WrongCondition, "only an amount has a currency");
                document.report(fault.at(span, "the steps are no amounts").help("leave `currency` out"));
            }
            text.and_then(|text| values::currency(&text, document)).filter(|_| money).map(Some)
        }
    };
    let steps = steps(table, "below", scope)?;
    let (last, inner) = steps.split_last()?;
    for (_, _, span) in inner.iter().filter(|step| step.0.is_none()) {
        hole(table, span, "this step has no end, so those after it are never reached");
    }
    if last.0.is_some() {
        hole(table, &last.2, "nothing prices what lies above this step");
    }
    let whole = last.0.is_none() && inner.iter().all(|step| step.0.is_some());
    if !(ascending(table, &steps) && whole) {
        return None;
    }
    let steps = ending(steps);
    let (name, by, currency) = (name?.value, by?, currency?);
    let text = banded(&name, currency, &steps);
    Some(Fee { text, shape: Shape::Bands(Bands { by, currency, steps }) })
}

fn tiers(table: &mut Table<'_>, scope: Scope<'_>) -> Option<Fee> {
    let document = table.document();
    let tiering = table
        .take("tiers")
        .and_then(|node| node.choice(&[("graduated", Tiering::Graduated), ("whole", Tiering::Whole)]));
    let name = table.require("on").and_then(Node::text);
    let on = name.as_ref().and_then(|name| scope.names.vocabulary.aggregate(name, tiering, document));
    let steps = steps(table, "from", scope)?;
    let (first, rest) = steps.split_first()?;
    let begins = first.0.is_some_and(|from| from.is_zero());
    if !begins {
        hole(table, &first.2, "nothing prices what lies before this step: the first is from \"0\"");
    }
    for (_, _, span) in rest.iter().filter(|step| step.0.is_none()) {
        hole(table, span, "the step does not say where it begins");
    }
    let mut sound = begins && rest.iter().all(|step| step.0.is_some());
    let larger = steps.iter().filter(|(_, fee, _)| !matches!(fee.shape, Shape::Plain(_)));
    for (_, _, span) in larger.filter(|_| tiering == Some(Tiering::Graduated)) {
        let message = "a step of graduated tiers is a plain fee, whose percentage is split over the steps";
        let fault =
            Diagnostic::error(Code::MalformedFee, message).at(span.clone(), "no plain fee in this step");
        document.report(
            fault.help("write its fee as a text such as \"0.40% + 0.05\", or take `tiers = \"whole\"`"),
        );
        sound = false;
    }
    if !(ascending(table, &steps) && sound) {
        return None;
    }
    // A step ends where the next one begins.
    let ends: Vec<Option<Decimal>> = rest.iter().map(|step| step.0).chain([None]).collect();
    let steps = steps.into_iter().zip(ends).map(|((_, fee, span), below)| (below, fee, span)).collect();
    let steps = ending(steps);
    let (name, tiering, on) = (name?.value, tiering?, on?);
    let way = match tiering {
        Tiering::Graduated => "graduated by",
        Tiering::Whole => "by",
    };
    let text = banded(&format!("{way} {name}"), None, &steps);
    Some(Fee { text, shape: Shape::Tiers(Tiers { tiering, on, steps }) })
}

/// A bound as declared, the fee, and the place of each step.
type RawStep = (Option<Decimal>, Fee, Span);

fn steps(table: &mut Table<'_>, bound: &'static str, scope: Scope<'_>) -> Option<Vec<RawStep>> {
    let items = table.require("steps")?.items()?;
    let count = items.len();
    let read: Vec<RawStep> = items
        .into_iter()
        .filter_map(|item| {
            let span = item.span();
            let mut step = item.table("a step")?;
            let document = step.document();
            let end =
                step.take(bound).map(|node| node.text().and_then(|text| values::number(&text, document)));
            let fee = step.require("fee").and_then(|node| fees::one(node, scope));
            step.finish();
            Some((end.map_or(Some(None), |end| end.map(Some))?, fee?, span))
        })
        .collect();
    (read.len() == count).then_some(read)
}

/// Whether each bound lies above the one before; each that does not is reported.
fn ascending(table: &Table<'_>, steps: &[RawStep]) -> bool {
    let mut ascends = true;
    for pair in steps.windows(2) {
        if let [(Some(before), ..), (Some(bound), _, span)] = pair
            && bound <= before
        {
            let message = format!("steps ascend, and {bound} does not lie above {before}");
            let fault = Diagnostic::error(Code::BadRange, message).at(span.clone(), "not above the last one");
            table.document().report(fault.help("order the steps from the lowest to the highest"));
            ascends = false;
        }
    }
    ascends
}

/// Steps with the bound at which each ends.
fn ending(steps: Vec<RawStep>) -> Vec<Step> {
    steps.into_iter().map(|(below, fee, span)| Step { below, fee, span }).collect()
}

fn hole(table: &Table<'_>, span: &Span, message: &str) {
    let fault = Diagnostic::error(Code::BadRange, message).at(span.clone(), "a hole in the steps");
    let help = "bands read { below = \"1000\", fee = … }, …, { fee = … }; tiers { from = \"0\", fee = … }, { from = \"1000\", fee = … }";
    table.document().report(fault.help(help));
}

fn listed(parts: &[Fee], last: &str) -> String {
    let texts: Vec<String> = parts.iter().map(in_brackets).collect();
    match texts.split_last() {
        Some((end, rest)) if !rest.is_empty() => format!("{} {last} {end}", rest.join(", ")),
        _ => texts.join(""),
    }
}

/// A part whose own commas would be read as those of the list.
fn in_brackets(fee: &Fee) -> String {
    if fee.text.contains(',') || !matches!(fee.shape, Shape::Plain(_)) {
        format!("({})", fee.text)
    } else {
        fee.text.clone()
    }
}

/// `0.02% below 1000, else 0.40, by amount`.
fn banded(by: &str, currency: Option<Currency>, steps: &[Step]) -> String {
    let unit = currency.map(|currency| format!("{currency} ")).unwrap_or_default();
    let part = |step: &Step| match step.below {
        Some(below) => format!("{} below {unit}{}", in_brackets(&step.fee), money::plain(below, None)),
        None => format!("else {}", in_brackets(&step.fee)),
    };
    let parts: Vec<String> = steps.iter().map(part).collect();
    format!("{by}: {}", parts.join(", "))
}
