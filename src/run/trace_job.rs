//! Why the transactions with one id cost what they do.

use super::config::Config;
use super::error::RunError;
use super::facade::prepare;
use super::inputs::{Inputs, load_book_of};
use super::progress::Silent;
use super::whole_bill::take_billed;
use crate::facts::{Attributes, id};
use crate::price::{BATCH_ROWS, ComponentTrace, TotalTrace, price_with, totals, trace};
use std::path::Path;

/// One transaction and its trace.
#[derive(Debug)]
pub struct TracedTransaction {
    /// The file and row it was read from.
    pub origin: String,
    /// Its known facts, as name and value.
    pub facts: Vec<(String, String)>,
    /// The totals over a period that it finds.
    pub totals: Vec<TotalTrace>,
    /// Its components.
    pub components: Vec<ComponentTrace>,
    /// The names that reasons refer to.
    pub attributes: Attributes,
}

/// Traces every transaction of the config's input with this id; an id that is not there is an error.
pub fn trace_transaction(config: &Path, transaction_id: &str) -> Result<Vec<TracedTransaction>, RunError> {
    let config = Config::load(config)?;
    let book = load_book_of(&config)?;
    let attributes = &book.program.attributes;
    let mut inputs = Inputs::read(&config, attributes, &Silent)?;
    let billed = take_billed(&mut inputs);
    let (batch, line_ids) = (&mut inputs.transactions.batch, &inputs.transactions.line_ids);
    let (_, aggregates) = prepare(&book.program, batch, line_ids, &billed, &inputs.fx, None);
    let priced = price_with(&book.program, batch, &inputs.fx, &aggregates, BATCH_ROWS);
    let mut traced = Vec::new();
    for row in (0..batch.rows).filter(|row| batch.symbol(id::TRANSACTION_ID, *row) == Some(transaction_id)) {
        let origin = inputs.transactions.origins[row];
        let file = inputs.transaction_files.get(origin.file as usize).cloned().unwrap_or_default();
        let known = |(id, attribute): (crate::facts::AttributeId, &crate::facts::Attribute)| {
            Some((attribute.name.clone(), batch.value(id, row)?.to_string()))
        };
        traced.push(TracedTransaction {
            origin: format!("{file}, row {}", origin.row),
            facts: attributes.iter().filter_map(known).collect(),
            totals: totals(&book.program, batch, &inputs.fx, &aggregates, row),
            components: trace(&book.program, batch, &inputs.fx, (&priced, &aggregates), row),
            attributes: attributes.clone(),
        });
    }
    if traced.is_empty() {
        let message = format!(
            "no transaction with the id {transaction_id} in {} rows read; ids are compared exactly",
            inputs.transactions.batch.rows
        );
        return Err(RunError::Other(message));
    }
    Ok(traced)
}
