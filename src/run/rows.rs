//! Pairs as rows that people read: names, fees in words, causes.

use super::causes::Explainer;
use super::facade::Comparison;
use crate::facts::{AttributeId, Batch, BilledFor, BilledLine, id};
use crate::money::plain;
use crate::price::Line;
use crate::program::Program;
use crate::reconcile::Pair;
use crate::report::ComparisonRow;
use crate::schedule::DatedFee;
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
    pub billed: &'a [BilledLine],
    pub comparison: &'a Comparison,
    pub explainer: Explainer<'a>,
    /// Rows that repeat another and have no expected cost of their own.
    pub repeated: HashSet<usize>,
}

impl RowMaker<'_> {
    /// One row for each pair, in the order of the comparison.
    pub fn rows(&self) -> Vec<ComparisonRow> {
        self.comparison.paired.pairs.iter().map(|pair| self.row(pair)).collect()
    }

    fn row(&self, pair: &Pair) -> ComparisonRow {
        let (transaction_id, event) = self.names(pair);
        let lines = self.line_texts(pair);
        ComparisonRow {
            transaction_id,
            event,
            component: self.comparison.paired.components[pair.component].clone(),
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
            merchant_id: self.merchant(pair),
            billed_as: self.billed_as(pair),
        }
    }

    fn line_texts(&self, pair: &Pair) -> LineTexts {
        let mut texts = LineTexts::default();
        let name = &self.comparison.paired.components[pair.component];
        let Some(component) = self.program.component(name) else { return texts };
        let lines = self.lines(pair);
        for line in lines.iter().take(LISTED) {
            let schedule = &self.program.components[component].schedules[line.schedule];
            let rule = &schedule.rules[line.rule];
            let fee = &rule.fees[line.fee];
            texts.schedules.push(schedule.id.clone());
            texts.rules.push(rule.id.clone());
            texts.fees.push(fee.fee.as_ref().map(|fee| fee.text.clone()).unwrap_or_default());
            texts.words.push(self.in_words(schedule.dated_by, fee, line, pair));
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

    /// The expected lines of a pair that shows an expected cost.
    fn lines(&self, pair: &Pair) -> Vec<Line> {
        let name = &self.comparison.paired.components[pair.component];
        let Some(component) = self.program.component(name).filter(|_| pair.expected.is_some()) else {
            return Vec::new();
        };
        let rows = pair.rows.iter().filter(|row| !self.repeated.contains(row));
        rows.flat_map(|row| self.comparison.priced.lines(*row, component)).copied().collect()
    }

    fn names(&self, pair: &Pair) -> (String, String) {
        if let Some(row) = pair.rows.first() {
            let text = |attribute| self.batch.symbol(attribute, *row).unwrap_or_default().to_owned();
            return (text(id::TRANSACTION_ID), text(id::EVENT));
        }
        match pair.lines.first().map(|line| &self.billed[*line].billed_for) {
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

    fn merchant(&self, pair: &Pair) -> String {
        let of_row = pair.rows.first().and_then(|row| self.batch.symbol(id::MERCHANT_ID, *row));
        let of_line = || pair.lines.iter().find_map(|line| self.billed[*line].merchant_id.as_deref());
        of_row.or_else(of_line).unwrap_or_default().to_owned()
    }

    fn billed_as(&self, pair: &Pair) -> String {
        let mut labels: Vec<&str> =
            pair.lines.iter().filter_map(|line| self.billed[*line].billed_as.as_deref()).collect();
        labels.dedup();
        labels.join("; ")
    }

    /// `1.65% + 0.10 on 45.00 = 0.84`, with the exchange rate of each amount in another currency:
    /// `0.22% + EUR 0.08 (1 EUR = 1.1301 USD) on 25.00 = 0.15`.
    fn in_words(&self, dated_by: AttributeId, dated: &DatedFee, line: &Line, pair: &Pair) -> String {
        let Some(fee) = &dated.fee else { return String::new() };
        let date = pair.rows.first().and_then(|row| self.batch.date(dated_by, *row));
        let mut rates: Vec<String> = Vec::new();
        for from in fee.amounts().filter_map(|money| money.currency) {
            let found = date.and_then(|date| self.explainer.fx.rate(from, line.currency, date));
            let known = found.filter(|_| from != line.currency);
            let rate = known.map(|fx| format!("1 {from} = {} {}", fx.rate.normalize(), line.currency));
            rates.extend(rate.filter(|rate| !rates.contains(rate)));
        }
        let rates = if rates.is_empty() { String::new() } else { format!(" ({})", rates.join(", ")) };
        let basis = line.basis.map(|basis| format!(" on {}", plain(basis, Some(line.currency))));
        let amount = plain(line.amount, Some(line.currency));
        format!("{}{rates}{} = {amount}", fee.text, basis.unwrap_or_default())
    }
}
