//! Reading `[attributes]` of a profile: where each attribute's values come from.

use super::profile::{Amount, AttributeSource, From, Otherwise, Reading, Sides};
use super::profile_read::ProfileReader;
use super::values::{Pattern, ValueMap};
use crate::diagnostic::{Code, Diagnostic, Document, Key, Node, Table, Text, did_you_mean};
use crate::facts::{Attribute, AttributeId, Kind, Value, id, parse_value};

impl ProfileReader<'_> {
    pub(super) fn attribute_sources(&mut self, table: Table<'_>) -> Vec<AttributeSource> {
        let (span, document) = (table.span(), table.document());
        let entries = table.into_entries();
        if !entries.iter().any(|(key, _)| key.value == "transaction_id") {
            let message = "[attributes] has no `transaction_id`, so its rows are no transactions";
            let fault = Diagnostic::error(Code::MissingKey, message).at(span, "in this table");
            document.report(fault.help("add `transaction_id = \"…\"` with the name of its column"));
        }
        entries.into_iter().filter_map(|(key, node)| self.attribute_source(&key, node)).collect()
    }

    fn attribute_source(&mut self, key: &Key, node: Node<'_>) -> Option<AttributeSource> {
        let Some(id) = self.attributes.find(&key.value) else {
            let names = self.attributes.iter().map(|(_, attribute)| attribute.name.as_str());
            let message = format!("the book has no attribute `{}`", key.value);
            let fault = Diagnostic::error(Code::UnknownAttribute, message);
            let names: Vec<&str> = names.collect();
            let help = did_you_mean(&key.value, names.iter().copied());
            node.document().report(fault.at(key.span.clone(), "unknown attribute").help(help));
            return None;
        };
        if node.is_text() {
            let reading = self.column_reading(node)?;
            return Some(AttributeSource {
                id,
                from: From::First(vec![reading]),
                otherwise: Otherwise::Unknown,
            });
        }
        let mut table = node.table(&format!("`{}`", key.value))?;
        let otherwise = otherwise(&mut table);
        let from = if table.has("debit") || table.has("credit") {
            self.size(id, &mut table)
        } else {
            self.readings(id, &mut table)
        };
        table.finish();
        Some(AttributeSource { id, from: from?, otherwise })
    }

    fn size(&mut self, id: AttributeId, table: &mut Table<'_>) -> Option<From> {
        let attribute = self.attributes.get(id);
        if !matches!(attribute.kind, Kind::Money | Kind::Decimal) {
            report_misfit(table, "`debit` and `credit`", "an amount", attribute);
        }
        let debit = self.require_column(table, "debit");
        let credit = self.require_column(table, "credit");
        let sides =
            Sides { debit: self.events(table, "debit_events"), credit: self.events(table, "credit_events") };
        Some(From::Size(Amount::DebitCredit { debit: debit?, credit: credit? }, sides))
    }

    /// A list of events, in lower case.
    fn events(&self, table: &mut Table<'_>, key: &'static str) -> Vec<String> {
        let Some(node) = table.take(key) else { return Vec::new() };
        let document = node.document();
        let event = self.attributes.get(id::EVENT);
        let events = node.texts().unwrap_or_default().into_iter();
        events.filter_map(|text| value(document, event, &text)).map(|event| event.to_string()).collect()
    }

    fn readings(&mut self, id: AttributeId, table: &mut Table<'_>) -> Option<From> {
        let nodes = if table.has("columns") {
            table.take("columns")?.array()?
        } else {
            vec![table.require("column")?]
        };
        let optional = table.take("optional").and_then(Node::flag).unwrap_or(false);
        let shared = self.how(id, table);
        let readings: Vec<Reading> = nodes
            .into_iter()
            .filter_map(|node| {
                if node.is_text() {
                    let column = self.columns.add(&node.text()?.value, optional);
                    return Some(Reading { column, values: shared.0.clone(), format: shared.1.clone() });
                }
                let mut table = node.table("a column")?;
                let name = table.require("column").and_then(Node::text);
                let optional = table.take("optional").and_then(Node::flag).unwrap_or(optional);
                let own = self.how(id, &mut table);
                table.finish();
                let column = self.columns.add(&name?.value, optional);
                let (values, format) = (own.0.or(shared.0.clone()), own.1.or(shared.1.clone()));
                Some(Reading { column, values, format })
            })
            .collect();
        Some(From::First(readings))
    }

    /// The `values` and the `format` of a table.
    fn how(&self, id: AttributeId, table: &mut Table<'_>) -> (Option<ValueMap>, Option<String>) {
        let attribute = self.attributes.get(id);
        let values = table.take("values").and_then(|node| value_map(node, attribute));
        let format = table.take("format").and_then(format);
        if format.is_some() && attribute.kind != Kind::Date {
            report_misfit(table, "`format`", "a date", attribute);
        }
        (values, format)
    }

    /// A column that is no attribute: by name, or with its `values` or date `format`.
    pub(super) fn reading(&mut self, node: Node<'_>, name: &str) -> Option<Reading> {
        if node.is_text() {
            return self.column_reading(node);
        }
        let mut table = node.table(name)?;
        let column = table.require("column").and_then(Node::text);
        let optional = table.take("optional").and_then(Node::flag).unwrap_or(false);
        // Any attribute of free text will do: what such a column may say is not a closed list.
        let text = self.attributes.get(id::TRANSACTION_ID);
        let values = table.take("values").and_then(|node| value_map(node, text));
        let format = table.take("format").and_then(format);
        table.finish();
        Some(Reading { column: self.columns.add(&column?.value, optional), values, format })
    }

    fn column_reading(&mut self, node: Node<'_>) -> Option<Reading> {
        let column = self.columns.add(&node.text()?.value, false);
        Some(Reading { column, values: None, format: None })
    }
}

fn otherwise(table: &mut Table<'_>) -> Otherwise {
    let Some(node) = table.take("otherwise") else { return Otherwise::Unknown };
    let document = node.document();
    let Some(Text { value, span }) = node.text() else { return Otherwise::Unknown };
    match value.as_str() {
        "reject" => Otherwise::Reject,
        "unknown" => Otherwise::Unknown,
        _ => {
            let message = format!("`otherwise` cannot be `{value}`");
            let fault = Diagnostic::error(Code::UnknownChoice, message).at(span, "unknown choice");
            document.report(fault.help(did_you_mean(&value, ["unknown", "reject"])));
            Otherwise::Unknown
        }
    }
}

/// `raw = "value"`; an empty value means that the raw one says nothing.
fn value_map(node: Node<'_>, attribute: &Attribute) -> Option<ValueMap> {
    let document = node.document();
    let entries = node.table("`values`")?.into_entries().into_iter().filter_map(|(key, node)| {
        let text = node.scalar()?;
        let value = if text.value.is_empty() { None } else { Some(value(document, attribute, &text)?) };
        Some((Pattern::new(&key.value), value))
    });
    Some(ValueMap { entries: entries.collect() })
}

fn value(document: &Document<'_>, attribute: &Attribute, text: &Text) -> Option<Value> {
    parse_value(attribute, &text.value)
        .map_err(|fault| {
            let message = format!("`{}` {fault}", text.value);
            let fault = Diagnostic::error(Code::UnknownValue, message).at(text.span.clone(), "not a value");
            document
                .report(fault.help(did_you_mean(&text.value, attribute.codes.iter().map(String::as_str))));
        })
        .ok()
}

/// A format that chrono knows and that names a day.
fn format(node: Node<'_>) -> Option<String> {
    use chrono::format::{Item, StrftimeItems};
    let document = node.document();
    let Text { value, span } = node.text()?;
    if !value.contains('%') || StrftimeItems::new(&value).any(|item| item == Item::Error) {
        let message = format!("`{value}` is not a date format");
        let fault = Diagnostic::error(Code::BadDate, message).at(span, "cannot be read");
        document.report(fault.help("write the parts of a date as `%Y-%m-%d %H:%M:%S` does"));
        return None;
    }
    Some(value)
}

fn report_misfit(table: &Table<'_>, key: &str, wanted: &str, attribute: &Attribute) {
    let message =
        format!("{key} belongs to {wanted}, and `{}` has the type {}", attribute.name, attribute.kind);
    table.document().report(Diagnostic::error(Code::WrongType, message).at(table.span(), "in this table"));
}
