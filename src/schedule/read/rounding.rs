//! `rounding = { mode, decimals, per }`.

use super::Names;
use crate::diagnostic::{Code, Diagnostic, Node, Span, Table};
use crate::facts::AttributeId;
use crate::money::Mode;
use crate::schedule::{Decimals, Rounding, Stage};

/// More decimals than any ledger keeps; results are written with 12.
const MOST_DECIMALS: i64 = 12;

/// A rounding, with the attributes that name its group.
#[derive(Clone)]
pub struct Declared {
    pub rounding: Rounding,
    pub group: Vec<AttributeId>,
}

pub fn read(node: Node<'_>, names: Names<'_>) -> Option<Declared> {
    let mut table = node.table("the rounding")?;
    let span = table.span();
    let choices = [
        ("term", Stage::Term),
        ("line", Stage::Line),
        ("transaction", Stage::Transaction),
        ("group", Stage::Group),
        ("none", Stage::None),
    ];
    let stage = table.take("per").map_or(Some(Stage::Line), |node| node.choice(&choices));
    let (mode, decimals) = if stage == Some(Stage::None) {
        let mode = table.take("mode").map_or(Some(Mode::HalfEven), |node| node.choice(&Mode::ALL));
        let decimals = table.take("decimals").map_or(Some(Decimals::Currency), self::decimals);
        (mode, decimals)
    } else {
        let mode = table.require("mode").and_then(|node| node.choice(&Mode::ALL));
        (mode, table.require("decimals").and_then(self::decimals))
    };
    let group = group(&mut table, stage, span, names);
    table.finish();
    let rounding = Rounding { stage: stage?, mode: mode?, decimals: decimals? };
    Some(Declared { rounding, group: group? })
}

/// The attributes of `group`, which `per = "group"` needs and nothing else has.
fn group(
    table: &mut Table<'_>,
    stage: Option<Stage>,
    span: Span,
    names: Names<'_>,
) -> Option<Vec<AttributeId>> {
    let document = table.document();
    let Some(node) = table.take("group") else {
        if stage != Some(Stage::Group) {
            return Some(Vec::new());
        }
        let message = "a rounding per group does not say which transactions are a group";
        let fault = Diagnostic::error(Code::MissingKey, message).at(span, "no `group` here");
        document.report(fault.help("add the attributes they share: `group = [\"batch_id\"]`"));
        return None;
    };
    let at = node.span();
    let texts = node.texts()?;
    let found: Vec<AttributeId> =
        texts.iter().filter_map(|text| names.vocabulary.find(text, document)).collect();
    if stage.is_some_and(|stage| stage != Stage::Group) {
        let fault = Diagnostic::error(Code::UnknownChoice, "only `per = \"group\"` rounds a group");
        document
            .report(fault.at(at, "rounded otherwise").help("write `per = \"group\"`, or leave `group` out"));
        return None;
    }
    (found.len() == texts.len()).then_some(found)
}

fn decimals(node: Node<'_>) -> Option<Decimals> {
    if node.is_text() {
        return node.choice(&[("currency", Decimals::Currency)]);
    }
    let (span, document) = (node.span(), node.document());
    let count = node.integer()?;
    match u32::try_from(count) {
        Ok(decimals) if count <= MOST_DECIMALS => Some(Decimals::Fixed(decimals)),
        _ => {
            let message = format!("cannot round to {count} decimals");
            let fault = Diagnostic::error(Code::BadNumber, message).at(span, "0 to 12, or \"currency\"");
            document.report(fault);
            None
        }
    }
}
