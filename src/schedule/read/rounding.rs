//! `rounding = { mode, decimals, per }`.

use crate::diagnostic::{Code, Diagnostic, Node};
use crate::money::Mode;
use crate::schedule::{Decimals, Rounding, Stage};

/// More decimals than any ledger keeps; results are written with 12.
const MOST_DECIMALS: i64 = 12;

/// Stages that the language has and this version refuses.
#[derive(Clone, Copy)]
enum Per {
    Stage(Stage),
    Transaction,
    Group,
}

pub fn read(node: Node<'_>) -> Option<Rounding> {
    let document = node.document();
    let mut table = node.table("the rounding")?;
    let per = table.take("per").map(|node| (node.span(), node));
    let stage = match per {
        None => Some(Stage::Line),
        Some((span, node)) => {
            let choices = [
                ("term", Per::Stage(Stage::Term)),
                ("line", Per::Stage(Stage::Line)),
                ("none", Per::Stage(Stage::None)),
                ("transaction", Per::Transaction),
                ("group", Per::Group),
            ];
            match node.choice(&choices) {
                Some(Per::Stage(stage)) => Some(stage),
                Some(Per::Transaction | Per::Group) => {
                    document.unsupported(span, "rounding per transaction or group");
                    table.take("group");
                    None
                }
                None => None,
            }
        }
    };
    let (mode, decimals) = if stage == Some(Stage::None) {
        let mode = table.take("mode").map_or(Some(Mode::HalfEven), |node| node.choice(&Mode::ALL));
        let decimals = table.take("decimals").map_or(Some(Decimals::Currency), self::decimals);
        (mode, decimals)
    } else {
        let mode = table.require("mode").and_then(|node| node.choice(&Mode::ALL));
        (mode, table.require("decimals").and_then(self::decimals))
    };
    table.finish();
    Some(Rounding { stage: stage?, mode: mode?, decimals: decimals? })
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
