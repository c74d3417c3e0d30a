//! `[[matrix]]`: the published table as it is printed. Each row is one rule for each column.

use super::rules::{Entry, Frame};
use super::{Scope, fees, values};
use crate::diagnostic::{Code, Diagnostic, Document, Node, Table, Text};
use crate::facts::{Attribute, AttributeId, Value};
use crate::schedule::{Accepts, Condition, DatedFee, Matrix, MatrixColumn, Rule, Test, ValueSet};
use std::sync::Arc;

/// The columns: what the ids of rules end in, and the value of the attribute.
type Columns = Vec<(Text, Value)>;

/// The ids of all rules of a matrix, and the rules without faults; `None` where a fault hides some ids.
pub fn read(node: Node<'_>, scope: Scope<'_>) -> Option<Vec<Entry>> {
    let mut table = node.table("a matrix")?;
    let document = table.document();
    let vocabulary = scope.names.vocabulary;
    let by = table.require("by").and_then(Node::text).and_then(|name| vocabulary.find(&name, document));
    let columns = table.require("columns").and_then(Node::items);
    let columns = columns.and_then(|items| self::columns(items, by.map(|by| vocabulary.attributes.get(by))));
    let matrix = by.zip(columns.as_ref()).and_then(|(by, columns)| head(by, columns));
    let rows = table.require("row").and_then(Node::items);
    table.finish();
    let mut all_known = rows.is_some();
    let mut entries = Vec::new();
    for item in rows.into_iter().flatten() {
        let row = item.table("a row of a matrix");
        let found = row.and_then(|row| self::row(row, matrix.as_ref(), columns.as_ref(), scope));
        all_known &= found.is_some();
        entries.extend(found.into_iter().flatten());
    }
    all_known.then_some(entries)
}

fn columns(items: Vec<Node<'_>>, attribute: Option<&Attribute>) -> Option<Columns> {
    let count = items.len();
    let mut columns = Columns::new();
    for item in items {
        let document = item.document();
        let (Some(text), Some(attribute)) = (item.scalar(), attribute) else { continue };
        let Some(value) = values::one(&text, attribute, document) else { continue };
        if let Some((first, _)) = columns.iter().find(|(_, known)| *known == value) {
            let message = format!("the matrix has two columns `{}`", text.value);
            let fault = Diagnostic::error(Code::DuplicateId, message).at(text.span, "once more");
            document.report(fault.at(first.span.clone(), "first here").help("take one of them out"));
            continue;
        }
        columns.push((text, value));
    }
    (columns.len() == count).then_some(columns)
}

fn head(by: AttributeId, columns: &Columns) -> Option<Arc<Matrix>> {
    let span = columns.first()?.0.span.clone();
    let columns = columns.iter().map(|(text, _)| text.value.clone()).collect();
    Some(Arc::new(Matrix { by, columns, span }))
}

/// One rule for each column; `None` where their ids are not known.
fn row(
    mut table: Table<'_>,
    matrix: Option<&Arc<Matrix>>,
    columns: Option<&Columns>,
    scope: Scope<'_>,
) -> Option<Vec<Entry>> {
    let document = table.document();
    let frame = Frame::read(&mut table, scope);
    let fees = table.require("fees");
    table.finish();
    let fees = fees.and_then(|node| fees::dated(node, |node, _| cells(node, columns, scope, document)));
    let (id, columns) = (frame.id.as_ref()?, columns?);
    let mut entries = Vec::new();
    for (place, (column, value)) in columns.iter().enumerate() {
        let id = Text { value: format!("{}/{}", id.value, column.value), span: id.span.clone() };
        let Some((fees, matrix)) = fees.as_ref().zip(matrix) else {
            entries.push(Entry { id, rule: None });
            continue;
        };
        let dated: Vec<DatedFee> =
            fees.iter().map(|(from, cells, _)| DatedFee { from: *from, ..cells[place].clone() }).collect();
        // A row that never exists for a column is no rule.
        if dated.iter().any(|dated| dated.fee.is_some()) {
            let rule = frame.rule(&id, dated).map(|rule| with_column(rule, matrix, column, value));
            entries.push(Entry { id, rule });
        }
    }
    Some(entries)
}

/// The fees of all columns, without their date.
fn cells(
    node: Node<'_>,
    columns: Option<&Columns>,
    scope: Scope<'_>,
    document: &Document<'_>,
) -> Option<Vec<DatedFee>> {
    let span = node.span();
    let items = node.items()?;
    let count = items.len();
    let cells: Vec<DatedFee> = items.into_iter().filter_map(|item| fees::cell(item, scope)).collect();
    if let Some(columns) = columns.filter(|columns| columns.len() != count) {
        let fees = if count == 1 { "1 fee".to_owned() } else { format!("{count} fees") };
        let wanted =
            if columns.len() == 1 { "1 column".to_owned() } else { format!("{} columns", columns.len()) };
        let message = format!("the row has {fees} for {wanted}");
        let fault = Diagnostic::error(Code::MissingKey, message).at(span, "one fee for each column");
        document.report(fault.help("write \"n/a\" where a column has no fee in this row"));
        return None;
    }
    (cells.len() == count).then_some(cells)
}

/// The rule with its column as the last test.
fn with_column(mut rule: Rule, matrix: &Arc<Matrix>, column: &Text, value: &Value) -> Rule {
    let (name, span) = (column.value.clone(), column.span.clone());
    rule.column = Some(MatrixColumn { name, span, matrix: matrix.clone() });
    let set = ValueSet { values: [value.clone()].into(), ..ValueSet::default() };
    let Condition { tests, .. } = &mut rule.when;
    let written = vec![column.value.clone()];
    tests.push(Test { attribute: matrix.by, accepts: Accepts::OneOf(set), written });
    rule
}
