//! Fees in lines, as a table has room for them.

use crate::facts::Attributes;
use crate::schedule::{Fee, Shape, Step, Tiering};

/// A fee in lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeeLines {
    /// The fee, or each of its steps or parts.
    pub lines: Vec<String>,
    /// What limits it or chooses among its lines: `max 1.10`, `by amount`.
    pub beside: Vec<String>,
}

/// The lines of a fee. Parts inside parts stay sentences.
pub fn fee_lines(fee: &Fee, attributes: &Attributes) -> FeeLines {
    let parts = |parts: &[Fee]| parts.iter().map(|part| part.text.clone()).collect();
    let steps = || {
        let step = |(place, step): (usize, &Step)| {
            let bound = fee.shape.step_text(place).unwrap_or_default();
            format!("{} {bound}", step.fee.text)
        };
        fee.shape.steps().iter().enumerate().map(step).collect()
    };
    let (lines, beside) = match &fee.shape {
        Shape::Plain(_) | Shape::Unpublished => {
            let mut pieces = fee.text.split(',').map(|piece| piece.trim().to_owned());
            (pieces.next().into_iter().collect(), pieces.collect())
        }
        Shape::LesserOf(all) => (parts(all), vec!["the lesser of these".to_owned()]),
        Shape::GreaterOf(all) => (parts(all), vec!["the greater of these".to_owned()]),
        Shape::Bands(bands) => {
            let currency = bands.currency.map(|currency| format!(" in {currency}")).unwrap_or_default();
            (steps(), vec![format!("by {}{currency}", attributes.name(bands.by))])
        }
        Shape::Tiers(tiers) => {
            let way = match tiers.tiering {
                Tiering::Graduated => "graduated by",
                Tiering::Whole => "by",
            };
            (steps(), vec![format!("{way} {}", attributes.name(tiers.on))])
        }
    };
    FeeLines { lines, beside }
}
