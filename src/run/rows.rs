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
        let component = &self.comparison.paired.components[pair.component];
        let lines = self.lines(pair);
        let named = self.program.component(component).map(|place| &self.program.components[place]);
        let (mut schedules, mut rules, mut fees, mut words) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for line in &lines {
            let Some(schedule) = named.map(|component| &component.schedules[line.schedule]) else { continue };
            let rule = &schedule.rules[line.rule];
            let fee = rule.fees[line.fee].fee.as_ref().map(|fee| fee.text.as_str()).unwrap_or_default();
            schedules.push(schedule.id.as_str());
            rules.push(rule.id.as_str());
            fees.push(fee);
            words.push(self.in_words(schedule.dated_by, &rule.fees[line.fee], line, pair));
        }
        // Beside the rules, one schedule for each; where all are the same, it is named once.
        schedules.dedup();
        if schedules.len() > 1 && schedules.len() < rules.len() {
            schedules =
                lines.iter().filter_map(|line| Some(named?.schedules[line.schedule].id.as_str())).collect();
        }
        let (transaction_id, event) = self.names(pair);
        ComparisonRow {
            transaction_id,
            event,
            component: component.clone(),
            schedule: schedules.join("; "),
            rule: rules.join("; "),
            fee: fees.join("; "),
            fee_in_words: words.join("; "),
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
