//! The totals that one transaction finds.

use super::Tracer;
use super::value::TotalTrace;
use crate::program::AggregateProgram;

impl Tracer<'_> {
    /// Every aggregate of the program, as the transaction finds it.
    pub fn totals(&self) -> Vec<TotalTrace> {
        self.program.aggregates.iter().map(|aggregate| self.total(aggregate)).collect()
    }

    fn total(&self, aggregate: &AggregateProgram) -> TotalTrace {
        let (row, attributes) = (self.row, &self.program.attributes);
        let attribute = aggregate.attribute;
        let value = |attribute| row.batch.value(attribute, row.row).map(|value| value.to_string());
        let date = row.batch.date(aggregate.dated_by, row.row);
        TotalTrace {
            name: attributes.name(attribute).to_owned(),
            value: row.aggregates.total(attribute, row.row),
            currency: self.unit(attribute),
            measure: aggregate.measure,
            key: aggregate.per.iter().map(|by| (attributes.name(*by).to_owned(), value(*by))).collect(),
            period: aggregate.period,
            dated_by: attributes.name(aggregate.dated_by).to_owned(),
            start: date.and_then(|date| aggregate.period.start(date)),
            standing: row.aggregates.standing(attribute, row.row),
            gaps: row.aggregates.gaps.iter().filter(|gap| gap.attribute == attribute).cloned().collect(),
        }
    }
}
