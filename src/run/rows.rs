//! Pairs as rows that people read: names, fees in words, causes.

use super::causes::Explainer;
use crate::facts::{Batch, BilledFor, BilledLine, id};
use crate::money::plain;
use crate::price::{Choice, Line, Priced};
use crate::program::Program;
use crate::reconcile::{Pair, Verdict};
use crate::report::ComparisonRow;
use crate::schedule::Fee;
use std::collections::HashSet;

/// Lines of one pair that a row names one by one: an id that thousands of rows share would fill pages.
const LISTED: usize = 8;

/// What a row says of each expected line.
#[derive(Default)]
struct LineTexts {
    schedules: Vec<String>,
    rules: Vec<String>,
    fees: Vec<String>,
    words: Vec<String>,
}

/// What rows are made of.
pub struct RowMaker<'a> {
    pub program: &'a Program,
    pub batch: &'a Batch,
    pub priced: &'a Priced,
    /// The components in the order of reports.
    pub components: &'a [String],
    /// The billed line at a place that pairs name.
    pub line: &'a dyn Fn(usize) -> BilledLine,
    pub explainer: Explainer<'a>,
    /// Rows that repeat another and have no expected cost of their own.
    pub repeated: HashSet<usize>,
}

impl RowMaker<'_> {
    /// A pair as a row.
    pub fn row(&self, pair: &Pair) -> ComparisonRow {
        let billed: Vec<BilledLine> = pair.lines.iter().map(|place| (self.line)(*place)).collect();
        let (transaction_id, event) = self.names(pair, &billed);
        let lines = self.line_texts(pair);
        ComparisonRow {
            transaction_id,
            event,
            component: self.components[pair.component].clone(),
            schedule: lines.schedules.join("; "),
            rule: lines.rules.join("; "),
            fee: lines.fees.join("; "),
            fee_in_words: lines.words.join("; "),
            expected: pair.expected,
            billed: pair.billed,
            variance: pair.variance,
            currency: pair.currency,
            kind: pair.kind,
            cause: self.explainer.cause(pair),
            dated: pair.dated.or_else(|| self.first_date(pair)),
            merchant_id: self.merchant(pair, &billed),
            billed_as: billed_as(&billed),
        }
    }

    fn line_texts(&self, pair: &Pair) -> LineTexts {
        let mut texts = LineTexts::default();
        let name = &self.components[pair.component];
        let Some(component) = self.program.component(name) else { return texts };
        let lines = self.lines(pair);
        for (row, line) in lines.iter().take(LISTED) {
            let schedule = &self.program.components[component].schedules[line.schedule()];
            let rule = &schedule.rules[line.rule()];
            let fee = rule.fees[line.fee()].fee.as_ref();
            texts.schedules.push(schedule.id.clone());
            texts.rules.push(rule.id.clone());
            texts.fees.push(fee.map(|fee| fee.text.clone()).unwrap_or_default());
            // Only a dispute shows the arithmetic, and working it out prices the line once more.
            let shown = fee.filter(|_| pair.kind.verdict() == Verdict::Disputed);
            let words = shown.map(|fee| self.in_words(fee, line, (*row, component)));
            texts.words.push(words.unwrap_or_default());
        }
        // Beside the rules stands one schedule for each; where all are the same, it is named once.
        if texts.schedules.iter().all(|schedule| *schedule == texts.schedules[0]) {
            texts.schedules.truncate(1);
        }
        if lines.len() > LISTED {
            let more = format!("… {} more", lines.len() - LISTED);
            for list in [&mut texts.rules, &mut texts.fees, &mut texts.words] {
                list.push(more.clone());
            }
        }
        texts
    }

    /// The rows and expected lines of a pair that shows an expected cost.
    fn lines(&self, pair: &Pair) -> Vec<(usize, Line)> {
        let name = &self.components[pair.component];
        let Some(component) = self.program.component(name).filter(|_| pair.expected.is_some()) else {
            return Vec::new();
        };
        let rows = pair.rows.iter().filter(|row| !self.repeated.contains(row));
        let lines = |row: usize| self.priced.lines(row, component).iter().map(move |line| (row, *line));
        rows.copied().flat_map(lines).collect()
    }

    fn names(&self, pair: &Pair, billed: &[BilledLine]) -> (String, String) {
        if let Some(row) = pair.rows.first() {
            let text = |attribute| self.batch.symbol(attribute, *row).unwrap_or_default().to_owned();
            return (text(id::TRANSACTION_ID), text(id::EVENT));
        }
        match billed.first().map(|line| &line.billed_for) {
            Some(
                BilledFor::Id { transaction_id, event }
                | BilledFor::NoTransaction { transaction_id, event, .. },
            ) => (transaction_id.clone(), event.clone().unwrap_or_default()),
            _ => (String::new(), String::new()),
        }
    }

    fn first_date(&self, pair: &Pair) -> Option<crate::money::Date> {
        let row = *pair.rows.first()?;
        self.batch.date(id::CLEARING_DATE, row)
    }

    fn merchant(&self, pair: &Pair, billed: &[BilledLine]) -> String {
        let of_row = pair.rows.first().and_then(|row| self.batch.symbol(id::MERCHANT_ID, *row));
        let of_line = || billed.iter().find_map(|line| line.merchant_id.as_deref());
        of_row.or_else(of_line).unwrap_or_default().to_owned()
    }

    /// `1.65% + 0.10 on 45.00 = 0.84`, with the part of a larger fee that prices, what adjustments add, and
    /// the exchange rate of each amount in another currency:
    /// `0.22% + EUR 0.08 and network-token -0.05% (1 EUR = 1.1301 USD) on 25.00 = 0.14`.
    fn in_words(&self, fee: &Fee, line: &Line, (row, component): (usize, usize)) -> String {
        let currency = line.currency;
        let costing = self.explainer.repricer.costing((row, component), line).unwrap_or_default();
        let mut text = priced_part(fee, &costing.choices);
        for (id, add) in &costing.adjustments {
            text += &format!(" and {id} {add}");
        }
        let rates =
            costing.fx.iter().map(|(from, to, fx)| format!("1 {from} = {} {to}", fx.rate.normalize()));
        let rates: Vec<String> = rates.collect();
        if !rates.is_empty() {
            text += &format!(" ({})", rates.join(", "));
        }
        if let Some(basis) = costing.basis {
            text += &format!(" on {}", plain(basis, Some(currency)));
        }
        format!("{text} = {}", plain(line.amount, Some(currency)))
    }
}

fn billed_as(billed: &[BilledLine]) -> String {
    let mut labels: Vec<&str> = billed.iter().filter_map(|line| line.billed_as.as_deref()).collect();
    labels.dedup();
    labels.join("; ")
}

/// The fee that prices: itself, or the part of it that was chosen.
fn priced_part(fee: &Fee, choices: &[Choice]) -> String {
    let parts = fee.shape.parts();
    let Some((choice, rest)) = choices.split_first() else { return fee.text.clone() };
    match choice {
        Choice::Part { place, .. } | Choice::Step { place, .. } => {
            parts.get(*place).map_or_else(|| fee.text.clone(), |part| priced_part(part, rest))
        }
        Choice::Spans { steps, .. } if steps.len() > 1 => {
            let spans = steps.iter().filter_map(|(place, span)| {
                Some(format!("{} for {}", parts.get(*place)?.text, plain(*span, None)))
            });
            spans.collect::<Vec<_>>().join(", ")
        }
        Choice::Spans { steps, .. } => {
            let only = steps.first().and_then(|(place, _)| parts.get(*place));
            only.map_or_else(|| fee.text.clone(), |part| part.text.clone())
        }
    }
}
