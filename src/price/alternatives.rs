//! What a transaction would have cost under another rule or at another time: the material for
//! explaining a variance. Nothing here enters an expected cost.

use super::costing;
use super::outcome::Line;
use super::select::Row;
use crate::facts::Batch;
use crate::money::{Currency, Decimal, FxTable};
use crate::program::{ComponentProgram, Program};

/// Another cost that a biller may have taken for the right one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// What would have made it the right one, as the end of the sentence "billed …".
    pub text: String,
    /// What the component would have cost.
    pub amount: Decimal,
    /// In this currency.
    pub currency: Currency,
}

/// The costs of one component of one row if one of its lines had been priced by another fee of its
/// rule or by another rule of its schedule; `lines` are the expected ones.
pub fn alternatives(
    program: &Program,
    batch: &Batch,
    fx: &FxTable,
    (row, component): (usize, usize),
    lines: &[Line],
) -> Vec<Alternative> {
    let row = Row { batch, fx, row };
    let component = &program.components[component];
    lines.iter().enumerate().flat_map(|(place, _)| of_line(component, &row, lines, place)).collect()
}

fn of_line(component: &ComponentProgram, row: &Row<'_>, lines: &[Line], place: usize) -> Vec<Alternative> {
    let line = &lines[place];
    let schedule = &component.schedules[line.schedule];
    let Some(date) = row.batch.date(schedule.dated_by, row.row) else { return Vec::new() };
    let selected = &schedule.rules[line.rule];
    let mut found = Vec::new();
    let mut consider = |text: String, costing: Result<costing::Costing, _>| {
        let Ok(costing) = costing else { return };
        let others =
            lines.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, line)| line.amount);
        let Ok(amount) = crate::money::sum(others.chain([costing.amount])) else { return };
        found.push(Alternative { text, amount, currency: line.currency });
    };
    for (version, dated) in selected.fees.iter().enumerate().filter(|(version, _)| *version != line.fee) {
        let Some(fee) = &dated.fee else { continue };
        let costing = costing::cost(fee, selected.direction, schedule, row, date);
        let text = if version < line.fee {
            let until = selected.fees[version + 1].from.map(|day| day.to_string()).unwrap_or_default();
            format!("at the rate {} that ended on {until}", fee.text)
        } else {
            let from = dated.from.map(|day| day.to_string()).unwrap_or_default();
            format!("at the rate {} that begins only on {from}", fee.text)
        };
        consider(text, costing);
    }
    for (_, rule) in schedule.rules.iter().enumerate().filter(|(number, _)| *number != line.rule) {
        let Some((_, fee)) = rule.fee_on(date) else { continue };
        let costing = costing::cost(fee, rule.direction, schedule, row, date);
        consider(format!("as {} ({}) instead of {}", rule.id, fee.text, selected.id), costing);
    }
    found
}
